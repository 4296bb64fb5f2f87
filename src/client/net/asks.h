/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ASKS_H
#define NET_ASKS_H

/* The UI's asks: four at a time, the others in order after them; each gets
 * exactly one ANSWER with its tag, at the latest when its time is up, counted
 * from when it came. */

#include <stdint.h>

struct ask;
struct line;
struct message;

struct asks {
	struct line *line;
	int timeout_ms;
	struct ask *first;
};

void asks_take(struct asks *s, struct message *m, const char *token); /* m is ours then */
void asks_cancel(struct asks *s, uint64_t tag);
/* Starts what may start; gives when it wants to be called again. */
int64_t asks_turn(struct asks *s, int64_t now_ms);
void asks_drop(struct asks *s); /* unanswered */

#endif
