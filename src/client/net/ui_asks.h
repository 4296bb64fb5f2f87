/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_UI_ASKS_H
#define NET_UI_ASKS_H

/* The UI's asks: four at a time, the others in order after them; each gets
 * exactly one ANSWER with its tag, at the latest when its time is up, counted
 * from when it came. */

#include <stdint.h>

struct ask;
struct line;
struct message;

struct ui_asks {
	struct line *line;
	int timeout_ms;
	struct ask *first;
};

void ui_asks_take(struct ui_asks *s, struct message *m, const char *token); /* m is ours then */
void ui_asks_cancel(struct ui_asks *s, uint64_t tag);
/* Starts what may start; gives when it wants to be called again. */
int64_t ui_asks_turn(struct ui_asks *s, int64_t now_ms);
void ui_asks_drop(struct ui_asks *s); /* unanswered */

#endif
