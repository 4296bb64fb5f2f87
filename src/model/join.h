/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_JOIN_H
#define MODEL_JOIN_H

/* Rows by their ids, with what they point to and what adds up to them: asked
 * for after the page is cut, in one statement, and one more for each field of
 * type refs. */

#include "model/list.h"

/* columns NULL: all of q->resource.  Rows come in the order of ids; one that
 * is gone meanwhile is left out. */
bool join_rows(struct store *s, struct arena *a, const struct list_request *q, const int64_t *ids, size_t count, struct json *rows,
	struct error *e);
/* The statements, for their plans; of a field of type refs its own. */
char *join_sql(struct arena *a, const struct list_request *q);
char *join_refs_sql(struct arena *a, const struct list_request *q, const struct field *f);

#endif
