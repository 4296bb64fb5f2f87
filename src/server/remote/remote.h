/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REMOTE_REMOTE_H
#define REMOTE_REMOTE_H

/* Other servers that this one speaks to: HTTPS and SMTP, one call at a time on
 * the caller's thread, bounded in time and size.  The one owner of libcurl in
 * the server.  Certificates are always checked; no redirect is followed; plain
 * HTTP only to 127.0.0.0/8 and ::1. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

bool remote_init(void); /* once, before threads start */

struct remote_request {
	const char *method, *url;
	const char *type, *body;            /* NULL: none */
	const char *user, *password;        /* HTTP Basic; NULL: none */
	const char *accept;                 /* NULL: any */
	const char *ca_file;                /* PEM; NULL or "": the system's */
	int timeout_ms;                     /* 0: 10 s */
	size_t most;                        /* bytes of the answer; 0: 256 KiB */
};
struct remote_answer {
	int status;
	const char *type; /* "" none */
	char *body;       /* in the arena, NUL behind it */
	size_t len;
};
/* false: OFFLINE, TLS, TIMEOUT, TOO_LARGE.  Whatever status came is an answer. */
bool remote_http(struct arena *a, const struct remote_request *in, struct remote_answer *out, struct error *e);

struct remote_mail_server {
	const char *host;
	int port;
	const char *security;       /* "starttls" (demanded), "tls" (from the start), "none" (loopback alone) */
	const char *user, *password;/* "" none */
	const char *ca_file;
	int timeout_ms;             /* 0: 30 s */
};
/* A whole message (RFC 5322, CRLF).  *status: the SMTP answer that decided
 * (250, 550; 0: none came); *permanent: trying again will not help. */
bool remote_mail(const struct remote_mail_server *server, const char *from, const char *to, const char *message, size_t len, int *status,
	bool *permanent, struct error *e);

#endif
