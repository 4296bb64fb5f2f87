/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_CURL_H
#define NET_CURL_H

/* HTTPS to one server, several calls at a time, none of them waits: the one
 * owner of libcurl.  TLS 1.2 and up, only the CA in the given file is
 * believed, the host's name is verified, no proxy, no redirect.  An answer is
 * at most HTTP_MOST bytes.
 *
 * `done` is called once for each call, from http_wait(), with an answer that
 * lives until it returns; it may start and cancel calls. */

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/uuid.h"

#define HTTP_MOST (8 * 1024 * 1024)

struct http;
struct http_call;

struct http_request {
	const char *method;
	const char *path; /* "/api/…", with query */
	const char *authorization, *content_type; /* NULL: no such header */
	const char *if_match, *request_id;        /* headers If-Match, Request; likewise */
	const char *body;
	size_t len;
	int timeout_ms;
};

struct http_reply {
	int status;         /* 0: no whole answer came, error says why */
	struct error error; /* TLS, OFFLINE, TIMEOUT, TOO_LARGE, INTERNAL */
	const char *body;   /* a NUL follows */
	size_t len;
	const char *content_type;  /* "" none */
	char epoch[UUID_LEN + 1];  /* header Wmsd-Epoch; "" none */
	int64_t time_ms;           /* header Wmsd-Time; 0 none */
};

/* url: "https://host:port", nothing behind it. */
struct http *http_open(const char *url, const char *ca_file, int connect_ms, struct error *e);
void http_close(struct http **h); /* calls under way are dropped */
struct http_call *http_start(struct http *h, const struct http_request *r, void (*done)(void *arg, const struct http_reply *reply), void *arg);
void http_cancel(struct http_call **c); /* its done is not called */
/* Waits for the network or for fd, at most so long, and goes on with the calls. */
void http_wait(struct http *h, int fd, int timeout_ms);

#endif
