/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_MEND_H
#define SCREEN_MEND_H

/* A refused transaction corrected and sent again (G5): a form of its kind's
 * fields, filled with what was sent; saving it makes a new transaction that
 * settles the refused one. */

struct queue_row;
struct screen;
struct stack;

struct screen *mend_screen(struct stack *st, const struct queue_row *row);

#endif
