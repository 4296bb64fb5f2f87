/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_HTTP_H
#define API_HTTP_H

/* The HTTPS server: the only file that includes libmicrohttpd and GnuTLS is
 * http.c.  A guard looks at every request before anything else does; then the
 * route table finds the handler; the handler fills the answer.  One small-stack
 * thread a connection, limited in all and per address. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct arena;
struct json;

struct http_request {
	struct arena *arena; /* dies with the request */
	const char *method, *path, *target; /* path decoded; target as it was sent */
	const char *address;                /* the client's, as text (forwarded.h) */
	const char *body;
	size_t body_len;
	const char *(*header)(const struct http_request *, const char *name); /* NULL: absent */
	const char *(*query)(const struct http_request *, const char *name);
	/* all query parameters in order, for filters: false past the end */
	bool (*query_at)(const struct http_request *, size_t i, const char **name, const char **value);
	void *connection;
};

struct http_answer {
	int status;               /* 0: 200 */
	const struct json *json;  /* or */
	const char *text;         /* in the arena, with */
	const char *type;         /* its media type */
	const char *headers[8][2];
};

typedef void http_handler(void *arg, const struct http_request *in, struct http_answer *out);

struct http_options {
	const char *address;      /* "127.0.0.1", "::" */
	int port;                 /* 0: any free one */
	const char *certificate, *key; /* PEM text */
	int connections, connections_per_address;
	size_t body_most;
	const char *trusted_proxies; /* ranges of addresses, as proto/cidr.h reads them; NULL none */
};

struct http_server;
struct http_server *http_start(const struct http_options *o, http_handler *handle, void *arg, struct error *e);
int http_port(const struct http_server *s);
void http_stop(struct http_server **s); /* answers what came, then closes */

/* A problem document (RFC 9457) of an error. */
void http_problem(const struct http_request *in, struct http_answer *out, const struct error *e);

#endif
