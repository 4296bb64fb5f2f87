/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_PICK_H
#define SCREEN_PICK_H

/* Something to pick one of: menus and dialogs.  Arrows and Enter; the first
 * nine have a number that picks them at once; typing leaves those that hold
 * what was typed.  Headings stand between and are never picked. */

#include <stdbool.h>
#include <stddef.h>

#include "client/screen/screen.h"
#include "client/tui/edit.h"

struct pick_item {
	const char *text;
	bool heading;
};

struct pick {
	const struct pick_item *items; /* the owner's */
	size_t count;
	size_t at;        /* the one under the cursor */
	struct edit word; /* typed to narrow it */
	bool narrowing;   /* the word has the focus */
	bool numbers, letters; /* are typed: the keymap does not move by them */
};

enum pick_result { PICK_NOT_MINE, PICK_MOVED, PICK_DONE /* `at` was picked */ };

void pick_init(struct pick *p, const struct pick_item *items, size_t count, const struct keymap *k, enum context context);
bool pick_types(const struct pick *p, uint32_t character); /* as screen_ops.types */
enum pick_result pick_event(struct pick *p, const struct event *ev);
bool pick_shows(const struct pick *p, size_t item); /* holds the word typed */
int pick_rows(const struct pick *p);                /* that it would like to have */
void pick_draw(const struct pick *p, struct canvas *c, int row, int column, int rows, int columns);

#endif
