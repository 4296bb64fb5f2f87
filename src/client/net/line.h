/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_LINE_H
#define NET_LINE_H

/* The line to the server, shared by asks, batches and the replica: HTTPS, what
 * is known of the server, and the terminal's word.  A call's answer is a
 * message of type ANSWER that belongs to whoever gets it: status, json or
 * bytes, error (ERR_NONE when the status is below 400).
 *
 * A call signed by the terminal uses the server's time; answered "clock" it
 * is signed anew with the time named there, once. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/net/contact.h"

#define LINE_ROOT       "/api/terminal/v1"
#define LINE_TIMEOUT_MS 30000 /* of what nobody waits for on the screen */
#define LINE_PROBE_MS   5000  /* of a look whether the server is there, and of connecting */

struct http;
struct line_call;
struct message;
struct sign_key;

struct line {
	struct http *http;
	const struct sign_key *key;
	const char *terminal;
	int retry_ms; /* first pause after trouble */
	struct contact contact;
};

struct line_request {
	const char *method, *path; /* below LINE_ROOT: "/replica" */
	const char *token;         /* bearer; NULL: none */
	bool terminal;             /* under the terminal's key */
	const char *content_type, *body;
	const char *if_match, *request_id; /* headers; NULL: none */
	size_t len;
	int timeout_ms;
};

/* The request is copied. */
struct line_call *line_call(struct line *l, const struct line_request *r, void (*done)(void *arg, struct message *answer), void *arg);
void line_cancel(struct line_call **c); /* its done is not called; *c may be NULL */

#endif
