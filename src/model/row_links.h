/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_ROW_LINKS_H
#define MODEL_ROW_LINKS_H

/* What a row holds of fields of type refs: a line in the field's own table
 * for each (sql_link_table()), gone with the row. */

#include "model/row.h"

struct arena;

/* Those of the values that stand in columns: v itself when all do. */
const struct row_value *row_links_rest(struct arena *a, const struct row_value *v, size_t n, size_t *count);
/* The others: just these are the row's from now on.  What the database
 * refuses is told as it says it. */
bool row_links_write(struct store *s, struct arena *a, const struct resource *r, int64_t id, const struct row_value *v, size_t n,
	struct error *e);

#endif
