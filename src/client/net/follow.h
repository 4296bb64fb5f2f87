/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_FOLLOW_H
#define NET_FOLLOW_H

/* Keeps the replica like the server: loads it, then asks for changes, every
 * poll_ms and when own work was answered.  It is loaded anew when it is empty,
 * when the server's epoch, the terminal's scope or the descriptions are not
 * those it was made from, and when the server says so.  What is being loaded
 * is written in small portions, so that nobody waits for it.
 *
 * A server that does not know this terminal takes the replica away. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/uuid.h"
#include "client/net/retry.h"

struct arena;
struct error;
struct json;
struct line;
struct line_call;
struct message;
struct store;

struct follow {
	struct line *line;
	const char *path;
	int poll_ms;
	struct store *store;     /* NULL: not wanted, or cannot be written */
	bool wanted;
	bool check;              /* is it still the server's? */
	char epoch[UUID_LEN + 1];/* in which that was asked */
	int64_t number;          /* feed number; -1: load it */
	bool ready;              /* it was loaded, once */
	struct arena *load;      /* of a full load; NULL: none under way */
	const char **resources;
	size_t count, at;
	int64_t after;           /* the last row's id */
	struct line_call *call;
	struct message *page;    /* rows that are being written, from `row` on */
	const struct json *row;
	int64_t poll_at_ms;
	struct retry retry;
	unsigned regained;
};

void follow_session(struct follow *f, bool wanted);
void follow_soon(struct follow *f); /* something changed there */
int64_t follow_turn(struct follow *f, int64_t now_ms);
void follow_release(struct follow *f);

#endif
