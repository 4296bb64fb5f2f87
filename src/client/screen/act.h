/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_ACT_H
#define SCREEN_ACT_H

/* An action of a page done on a row, on one of the rows that belong to it, or
 * on the page: asked about first where it takes something away, with a form
 * where it asks for something; then sent; a secret in its answer is shown
 * once, what it tells is shown as text (told.h).  A screen has at most one under way. */

#include <stdbool.h>
#include <stdint.h>

#include "client/screen/screen.h"

struct act {
	const char *action;  /* of the page; "delete": the row itself */
	int64_t row;         /* 0: on the page */
	int64_t part;        /* the row that belongs to it; 0: none */
	const char *what;    /* the row as a person calls it */
	/* It was done, and says so; NULL: nothing further. */
	void (*done)(struct screen *s, const char *action, const struct json *answer);
};

void act_say_done(struct screen *s, const char *action);
void act_start(struct screen *s, const struct act *given);
/* The answer to what it sent?  What went wrong was said. */
bool act_answer(struct screen *s, struct message *m);

#endif
