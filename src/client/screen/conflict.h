/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_CONFLICT_H
#define SCREEN_CONFLICT_H

/* Two changed one row: the form that came too late shows field by field what
 * the other saved and what it would, and asks whose is to stay. */

#include "client/screen/form.h"

/* `done` gets what to do (-1: nothing). */
enum { CONFLICT_MINE, CONFLICT_THEIRS, CONFLICT_BACK };
void conflict_ask(struct form *f, const struct json *before, const struct json *theirs, void (*done)(struct screen *form, int choice));

#endif
