/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_AUTH_H
#define NET_AUTH_H

/* How a terminal speaks for itself: the value of the Authorization header,
 * "Terminal ID:MS:SIGNATURE", signed by the terminal's key over method, path
 * with query as it stands in the request line, time and the hash of the body. */

#include <stddef.h>
#include <stdint.h>

#include "secure/secure.h"

struct arena;

struct auth_request {
	const char *method, *path;
	const void *body;
	size_t len;
};

char *auth_terminal(struct arena *a, const struct sign_key *key, const char *terminal, int64_t now_ms, const struct auth_request *r);

#endif
