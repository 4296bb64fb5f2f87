/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_GUARD_H
#define API_GUARD_H

/* What the HTTP library lets through and we do not (RFC 9112): looked at
 * before anything else does.  Pure: from what was sent to an error or none.
 * A request that fails here is answered and its connection closed, for what
 * follows on it cannot be trusted. */

#include <stdbool.h>
#include <stddef.h>

struct error;

#define GUARD_HEADERS 64
#define GUARD_TARGET  4096

struct guard_header {
	const char *name, *value;
	size_t name_len, value_len;
};

/* Method, version and headers are where the library found them in what was
 * sent: they must lie in it one after another, with nothing between but what
 * HTTP puts there.  So a line that it took for the end, joined to another or
 * cut at a NUL shows as a hole. */
struct guard_request {
	const char *method, *version, *target; /* target: a copy, as it was sent */
	const struct guard_header *headers;
	size_t header_count;
	size_t size; /* bytes from the method to the end of the headers */
	size_t body_most;
};

/* Method and address alone: of a request that did not come by HTTP. */
bool guard_line(const char *method, const char *target, struct error *e);
/* BAD_REQUEST, METHOD or TOO_LARGE; *body_len: what Content-Length says, 0 without. */
bool guard_check(const struct guard_request *r, size_t *body_len, struct error *e);

#endif
