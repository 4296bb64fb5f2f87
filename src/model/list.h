/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_LIST_H
#define MODEL_LIST_H

/* Lists: from a description to rows, the same on the server's database and
 * on a terminal's replica.
 *
 * A list is one ordered seek for each permitted value of the leading scope,
 * merged; keyset paging, never OFFSET; refs and sums are joined after the
 * page of rows is cut.  What a search or a filter narrows to at most 5,000
 * rows is picked by its index and sorted; else the order is walked and each
 * row checked (a search: 20,000 rows at most, then the page is short, or even
 * empty, and its `next` says where to go on).  Nothing here asks who may: the
 * scope is given. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/view.h"

struct store;
struct json;

/* What one may see: for each dimension all, or just these ids. */
struct scope {
	bool all[SCOPE_DIMS];
	const int64_t *ids[SCOPE_DIMS];
	size_t count[SCOPE_DIMS];
};

struct list_filter {
	const struct field *field;
	char op; /* e equal, b begins with, < at most, > at least */
	struct value value; /* as type_of_filter() says: of refs the id that must be among them */
};

#define LIST_MOST 200 /* rows a page at most */

struct list_request {
	const struct resource *resource;
	const struct view_filter *fixed; /* of the view */
	size_t fixed_count;
	const struct field **columns; /* to be given; NULL: all */
	size_t column_count;
	const struct field *sort; /* NULL: the resource's first, in its default direction */
	bool descending;
	bool backward;      /* the page before the cursor (rows still come in list order) */
	const char *cursor; /* opaque, from an answer; NULL: from the start (backward: the end) */
	const struct list_filter *filters;
	size_t filter_count;
	const char *search; /* NULL or "": none */
	size_t limit;       /* 1..LIST_MOST */
	int64_t only;       /* this row alone; 0: all */
	const struct scope *scope;
	int language;
};

/* {"rows": [{"id":…, "rev":…, field: …}, …], "next": cursor|null, "previous": cursor|null};
 * refs as {"id","code","name"} or null, a field of type refs as a list of them by code.  NULL: *e (a bad cursor is BAD_REQUEST, field "cursor"). */
struct json *list_read(struct store *s, struct arena *a, const struct list_request *q, struct error *e);
/* How many; *more: at least that many, the budget ran out. */
bool list_count(struct store *s, struct arena *a, const struct list_request *q, int budget_ms, int64_t *count, bool *more, struct error *e);
/* The SQL that list_read would run for this request, for the plan test. */
char *list_sql(struct arena *a, const struct list_request *q, struct error *e);

/* One row by id, within scope and fixed filter; all fields of the resource
 * (rows fields left out).  NOT_FOUND otherwise: the same error for a row that
 * does not exist. */
struct json *list_one(struct store *s, struct arena *a, const struct list_request *q, int64_t id, struct error *e);
/* Look-up: rows whose key begins with, or whose find text holds, `find`: [{"id","code","name"}]. */
struct json *lookup_read(struct store *s, struct arena *a, const struct resource *r, const struct scope *scope, const char *find,
	size_t limit, int language, struct error *e);

#endif
