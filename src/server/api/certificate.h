/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_CERTIFICATE_H
#define API_CERTIFICATE_H

/* A certificate authority of one's own and a server certificate under it, for
 * a site that has none: ECDSA P-256.  The authority's key signs once and is
 * then forgotten, so there is nothing to steal; a new certificate means a new
 * authority, which the terminals are given as ca.pem. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

struct certificate {
	const char *ca, *server, *key; /* PEM, in the arena; wipe `key` after use */
};

/* names: DNS names and addresses that stand in it. */
bool certificate_make(struct arena *a, const char *const *names, size_t count, struct certificate *out, struct error *e);

#endif
