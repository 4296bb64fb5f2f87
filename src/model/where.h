/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_WHERE_H
#define MODEL_WHERE_H

/* Conditions of a list, each " AND ..." behind what stands there.  A column
 * with a plus before it is checked but never sought by: the index to walk by
 * is chosen here (order.h), not left to a planner that knows no numbers. */

#include "model/list.h"

struct stmt;

/* Where in an order a statement begins. */
enum where_from {
	FROM_START, /* of the order */
	FROM_TIE,   /* the same sorted value, ids beyond :id */
	FROM_AFTER, /* sorted values beyond :key */
};

struct where_walk {
	const struct field *sort;
	bool descending;
	enum where_from from;
};

/* The view's fixed filter; sought by when the index holds it. */
void where_fixed(struct stmt *st, const struct list_request *q, bool indexed);
/* Every dimension of r that is not seen wholly, but `skip` (-1: none). */
void where_scope(struct stmt *st, const struct resource *r, const struct scope *scope, const char *alias, int skip);
/* What a person filters by; walk NULL: nothing is sought by it. */
void where_filters(struct stmt *st, const struct list_request *q, const struct where_walk *walk);
/* The ids of a dimension as a JSON list. */
char *where_ids(struct arena *a, const int64_t *ids, size_t count);

#endif
