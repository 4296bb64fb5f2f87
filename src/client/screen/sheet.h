/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_SHEET_H
#define SCREEN_SHEET_H

/* Lines to read and, under them, a few answers: what is asked about when there
 * is more to see than a question.  PgUp and PgDn move the lines. */

#include "client/screen/screen.h"

struct sheet;

/* `done` gets the number of the answer chosen (-1: Esc); it pops itself first. */
struct sheet *sheet_new(struct stack *st, const char *head, void (*done)(struct screen *owner, int answer), struct screen *owner);
void sheet_add(struct sheet *k, enum style style, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void sheet_answer(struct sheet *k, const char *text); /* at most 4 */
void sheet_show(struct sheet *k);

#endif
