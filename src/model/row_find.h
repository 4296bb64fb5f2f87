/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_ROW_FIND_H
#define MODEL_ROW_FIND_H

/* The text a row is found by: the folded text of its `find` fields, each
 * after two newlines, so that "begins with x" is "holds newline newline x" and
 * the same index of trigrams answers it from the first character on.  Kept right here alone: the table's column
 * `find` and the trigram index TABLE_find beside it. */

#include "model/row.h"

struct arena;

/* What stands in the row now. */
struct row_found {
	const char *text;
	const struct value *values; /* of r->find, in its order */
};

bool row_find_touched(const struct resource *r, const struct row_value *v, size_t n);
/* NOT_FOUND when there is no such row. */
bool row_find_read(struct store *s, struct arena *a, const struct resource *r, int64_t id, struct row_found *out, struct error *e);
/* Of the new values, else of those that are there (old NULL: of a new row). */
const char *row_find_text(struct arena *a, const struct resource *r, const struct row_found *old, const struct row_value *v, size_t n);
bool row_find_change(struct store *s, struct arena *a, const struct resource *r, int64_t id,
	const char *old, const char *now, struct error *e);

#endif
