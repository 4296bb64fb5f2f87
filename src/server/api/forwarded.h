/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_FORWARDED_H
#define API_FORWARDED_H

/* Whose address a request comes from (C11): the socket's peer; where that is a
 * proxy of ours, the last entry of X-Forwarded-For that is none.  What a
 * stranger writes into that header is never believed. */

#include <stddef.h>

struct arena;
struct cidr;

/* values: those of the header's lines in their order, each with commas. */
const char *forwarded_address(struct arena *a, const char *peer, const char *const *values, size_t n, const struct cidr *trusted,
	size_t trusted_count);

#endif
