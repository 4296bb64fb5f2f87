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
	const char *bearer;                 /* a token (RFC 6750), instead of those; NULL: none */
	const char *accept;                 /* NULL: any */
	const char *ca_file;                /* PEM; NULL or "": the system's */
	int timeout_ms;                     /* 0: 10 s */
	size_t most;                        /* bytes of the answer; 0: 256 KiB */
	int stop_fd;                        /* broken off as soon as it is readable; 0: none */
};
struct remote_answer {
	int status;
	const char *type; /* "" none */
	char *body;       /* in the arena, NUL behind it */
	size_t len;
};
/* false: OFFLINE, TLS, TIMEOUT, TOO_LARGE, CANCELLED; INVALID "url".  Whatever
 * status came is an answer. */
bool remote_http(struct arena *a, const struct remote_request *in, struct remote_answer *out, struct error *e);

struct remote_mail_server {
	const char *host;
	int port;
	const char *security;       /* "starttls" (demanded), "tls" (from the start), "none" (loopback alone) */
	const char *user, *password;/* "" none */
	const char *ca_file;        /* NULL or "": the system's */
	int timeout_ms;             /* 0: 30 s */
	int stop_fd;                /* as above */
};
/* INVALID: a host, port or security that cannot be. */
bool remote_mail_server_check(const struct remote_mail_server *server, struct error *e);

struct remote_mail_answer {
	int status;     /* the SMTP answer that decided (250, 550); 0: none came */
	bool permanent; /* this message was refused for good: trying again will not help */
	char said[256]; /* the server's words, as they came; "" none */
};
/* A whole message (RFC 5322, CRLF).  false: NO_MAIL (the server said no),
 * OFFLINE, TLS, TIMEOUT, CANCELLED. */
bool remote_mail(const struct remote_mail_server *server, const char *from, const char *to, const char *message, size_t len,
	struct remote_mail_answer *out, struct error *e);

#endif
