/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_TLS_H
#define BENCH_TLS_H

/* A client as thin as can be: one TLS connection to 127.0.0.1 that is kept,
 * requests as one record each, answers with a Content-Length.  What it costs is
 * the same for the server and for the bare reply.  Whatever fails ends the
 * program. */

#include <stddef.h>

struct tls;

struct tls_answer {
	int status;
	const char *body; /* the connection's, until the next request */
	size_t len;
};

struct tls *tls_open(int port, const char *ca_file);
void tls_close(struct tls **t);
/* `headers` are whole lines, each with its CR LF; body NULL: none. */
struct tls_answer tls_ask(struct tls *t, const char *method, const char *path, const char *headers, const char *body, size_t len);
/* The same, where any other status than this ends the program. */
struct tls_answer tls_must(struct tls *t, int status, const char *method, const char *path, const char *headers, const char *body, size_t len);

#endif
