/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_WALK_H
#define MODEL_WALK_H

/* The keys of a list in their order: one seek for each value of what leads
 * (the narrowest scope, or a filter that has an index), merged here; or, of
 * the few rows that a search or one's own scope has picked, one sorted
 * statement.  No statement is left open between calls. */

#include "model/cursor.h"
#include "model/list.h"
#include "model/search.h"
#include "model/where.h"

struct stream;

struct walk {
	struct store *store;
	struct arena *arena;
	const struct list_request *q;
	const struct field *sort;
	bool descending; /* the way it is walked */
	struct search search;
	const char *picked;       /* JSON list of ids; NULL: all rows */
	const struct field *lead; /* NULL: nothing leads */
	int lead_dim;             /* the scope's dimension that the streams cover; -1: none */
	const int64_t *leads;     /* of lead; without lead one stream */
	size_t lead_count;
	bool has_start;
	struct cursor start; /* walk on from here */
	struct stmt *stmts[3]; /* by enum where_from */
	struct stream *streams;
	size_t walked; /* rows looked at so far */
};

/* Plans: sort, direction, what leads.  store NULL: the plan alone (for list_sql). */
bool walk_begin(struct walk *w, struct store *s, struct arena *a, const struct list_request *q, struct error *e);
/* The next keys, up to most; fewer when the order ended (*ended), or when
 * SEARCH_WALKED rows were looked at: *last is the place that was reached. */
bool walk_keys(struct walk *w, size_t most, struct cursor *keys, size_t *count, bool *ended, struct cursor *last, struct error *e);
/* The statement of one stream, for its text and plan. */
const struct stmt *walk_stmt(struct walk *w, enum where_from from);
/* " FROM ... WHERE ..." of one stream in no order: for counting. */
void walk_source(struct stmt *st, struct walk *w, const struct where_walk *how);

#endif
