/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_ROW_FORM_H
#define SCREEN_ROW_FORM_H

/* The parts of making and changing rows that share something: which fields a
 * page's form has, and what is done about a row that somebody else changed. */

#include "client/screen/form.h"

/* Fields of a page's form, in its order; editing: without secrets that only a
 * new row takes.  Returns how many; *out lives in the arena. */
size_t row_fields(const struct page *p, bool editing, struct arena *a, const struct field ***out);

/* What somebody else changed meanwhile and what this form would change, side
 * by side; `done` gets what to do. */
enum conflict_choice { CONFLICT_MINE, CONFLICT_THEIRS, CONFLICT_BACK };
struct screen *conflict_screen(struct form *f, const struct json *before, const struct json *theirs,
	void (*done)(struct form *f, enum conflict_choice choice));

#endif
