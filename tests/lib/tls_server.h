/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_TLS_SERVER_H
#define LIB_TLS_SERVER_H

/* A scripted HTTPS server in a process of its own (tls_server.py says what a
 * script and a fault are).  Each has its own folder in scratch(), with its own
 * certificate authority.  What goes wrong fails the test. */

#include <stddef.h>

struct tls_server;

struct tls_server *tls_server_start(const char *fault);
void tls_server_stop(struct tls_server **s);
const char *tls_server_url(const struct tls_server *s);
const char *tls_server_ca(const struct tls_server *s); /* the one it should be believed by */
const char *tls_server_file(const struct tls_server *s, const char *name); /* until the sixteenth call after */
void tls_server_script(struct tls_server *s, const char *lines);
/* The next thing it says; until the next call. */
const char *tls_server_said(struct tls_server *s);
/* Waits until it says just that, and gives how many other things starting
 * with `count` it said before. */
int tls_server_wait(struct tls_server *s, const char *line, const char *count);
/* The n-th request as it came, from 1: head, empty line, body; the caller frees it. */
char *tls_server_request(const struct tls_server *s, int n, size_t *len);

#endif
