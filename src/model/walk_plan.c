/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a list is walked: which sort, which way, what leads, what is picked. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "model/order.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "model/walk.h"
#include "store/store.h"

#include <stdlib.h>

static bool plan_sort(struct walk *w, struct error *e)
{
	const struct list_request *q = w->q;
	const struct resource *r = q->resource;
	bool known = !q->sort;

	for (size_t i = 0; i < r->sort_count; i++)
		known |= q->sort == r->sort[i];
	if (!known)
		return error_set(e, ERR_BAD_REQUEST, "sort", "%s is not sorted by %s", r->id, q->sort->name);
	w->sort = q->sort ? q->sort : r->sort[0];
	w->descending = (q->sort ? q->descending : r->newest_first) != q->backward;
	w->has_start = q->cursor != NULL;
	return !q->cursor || cursor_parse(w->arena, w->sort, q->cursor, &w->start, e);
}

static const struct value *equal_filter(const struct list_request *q, const struct field *f)
{
	for (size_t i = 0; f && i < q->filter_count; i++)
		if (q->filters[i].field == f && q->filters[i].op == 'e')
			return &q->filters[i].value;
	return NULL;
}

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void take_ids(struct walk *w, const int64_t *ids, size_t count)
{
	int64_t *sorted = arena_array(w->arena, int64_t, count + 1);

	for (size_t i = 0; i < count; i++)
		sorted[i] = ids[i];
	qsort(sorted, count, sizeof *sorted, compare_ids);
	w->lead_count = 0;
	for (size_t i = 0; i < count; i++)
		if (i == 0 || sorted[i] != sorted[i - 1])
			sorted[w->lead_count++] = sorted[i];
	w->leads = sorted;
}

/* One value that a filter holds the column to: then the scope is checked. */
static bool lead_by_filter(struct walk *w, const struct field *f)
{
	const struct value *v = equal_filter(w->q, f);

	if (!v)
		return false;
	w->lead = f;
	take_ids(w, &v->number, 1);
	return true;
}

/* Every value there is, found by leaping from one to the next. */
static bool leap(struct walk *w, struct error *e)
{
	const char *sql = arena_printf(w->arena, "SELECT \"%s\" FROM \"%s\" WHERE \"%s\" > :after ORDER BY \"%s\" LIMIT 1", w->lead->name,
		w->q->resource->table, w->lead->name, w->lead->name);
	size_t count = 0, room = 16;
	int64_t *ids = arena_array(w->arena, int64_t, room), after = -1;
	enum query_step step = QUERY_DONE;

	do {
		struct query *q = store_query(w->store, sql, e);

		if (!q)
			return false;
		query_int(q, ":after", after);
		step = query_step(q, e);
		if (step != QUERY_ROW)
			break;
		after = query_get_int(q, 0);
		query_done(q);
		if (count == room) {
			int64_t *grown = arena_array(w->arena, int64_t, room *= 2);

			for (size_t i = 0; i < count; i++)
				grown[i] = ids[i];
			ids = grown;
		}
		ids[count++] = after;
	} while (step == QUERY_ROW);
	w->leads = ids;
	w->lead_count = count;
	return step == QUERY_DONE;
}

static bool lead_by_scope(struct walk *w, int dim, struct error *e)
{
	const struct scope *scope = w->q->scope;

	w->lead = w->q->resource->scope[dim];
	w->lead_dim = dim;
	if (!scope->all[dim]) {
		take_ids(w, scope->ids[dim], scope->count[dim]);
		return true;
	}
	if (w->store)
		return leap(w, e);
	w->lead_count = 1;
	return true;
}

/* The narrowest first: a supplier or consignee, one thing's rows, the lead. */
static bool plan_lead(struct walk *w, struct error *e)
{
	const struct resource *r = w->q->resource;

	for (int dim = SCOPE_SUPPLIER; dim < SCOPE_DIMS; dim++) {
		if (!order_may_lead(r, (enum scope_dim)dim))
			continue;
		if (lead_by_filter(w, r->scope[dim]))
			return true;
		if (!w->q->scope->all[dim])
			return lead_by_scope(w, dim, e);
	}
	for (size_t i = 0; i < r->index_count; i++)
		if (lead_by_filter(w, r->index[i]))
			return true;
	if (r->lead >= 0)
		return lead_by_filter(w, r->scope[r->lead]) || lead_by_scope(w, r->lead, e);
	w->lead_count = 1;
	return true;
}

/* The ids of one stream that the filters let through; *count beyond
 * SEARCH_PICKED: too many. */
static bool collect(struct query *row, int64_t *ids, size_t *count, struct error *e)
{
	enum query_step step = QUERY_DONE;

	while (*count <= SEARCH_PICKED && (step = query_step(row, e)) == QUERY_ROW)
		ids[(*count)++] = query_get_int(row, 0);
	query_done(row);
	return step != QUERY_FAIL;
}

static bool collect_streams(struct walk *w, const struct stmt *st, int64_t *ids, size_t *count, struct error *e)
{
	for (size_t i = 0; i < w->lead_count; i++) {
		struct query *row = stmt_open(w->store, st, e);

		if (!row)
			return false;
		if (w->lead)
			query_int(row, ":lead", w->leads[i]);
		if (!collect(row, ids, count, e))
			return false;
	}
	return true;
}

static bool is_sort(const struct resource *r, const struct field *f)
{
	for (size_t i = 0; i < r->sort_count; i++)
		if (r->sort[i] == f)
			return true;
	return false;
}

/* A filter of something that is sorted has an index, though the list wants
 * another order: few rows are picked by it and sorted, many are soon met on
 * the walk. */
static bool pick_by_filter(struct walk *w, const struct field *f, struct error *e)
{
	struct where_walk how = {.sort = f};
	struct stmt *st = stmt_new(w->arena);
	int64_t *ids = arena_array(w->arena, int64_t, SEARCH_PICKED + 1);
	size_t count = 0;

	stmt_add(st, "SELECT t.\"id\"");
	walk_source(st, w, &how);
	stmt_add(st, " LIMIT %d", SEARCH_PICKED + 1);
	if (!collect_streams(w, st, ids, &count, e))
		return false;
	if (count <= SEARCH_PICKED)
		w->picked = where_ids(w->arena, ids, count);
	return true;
}

/* Those that hold one thing: what else is asked of them is checked. */
static bool pick_by_member(struct walk *w, const struct list_filter *f, struct error *e)
{
	struct stmt *st = stmt_new(w->arena);
	int64_t *ids = arena_array(w->arena, int64_t, SEARCH_PICKED + 1);
	struct query *row;
	size_t count = 0;

	stmt_add(st, "SELECT \"row\" FROM \"%s\" WHERE \"ref\" = ", sql_link_table(w->arena, w->q->resource, f->field));
	stmt_int(st, f->value.number);
	stmt_add(st, " LIMIT %d", SEARCH_PICKED + 1);
	row = stmt_open(w->store, st, e);
	if (!row || !collect(row, ids, &count, e))
		return false;
	if (count <= SEARCH_PICKED)
		w->picked = where_ids(w->arena, ids, count);
	return true;
}

static bool plan_filters(struct walk *w, struct error *e)
{
	const struct list_request *q = w->q;

	for (size_t i = 0; w->store && !w->picked && i < q->filter_count; i++) {
		const struct field *f = q->filters[i].field;

		if (f->type == TYPE_REFS && !pick_by_member(w, &q->filters[i], e))
			return false;
		if (f->type != TYPE_REFS && f != w->sort && f != w->lead && is_sort(q->resource, f) && !pick_by_filter(w, f, e))
			return false;
	}
	if (w->picked) {
		w->lead = NULL;
		w->lead_dim = -1;
		w->lead_count = 1;
	}
	return true;
}

bool walk_begin(struct walk *w, struct store *s, struct arena *a, const struct list_request *q, struct error *e)
{
	const struct resource *r = q->resource;

	*w = (struct walk){.store = s, .arena = a, .q = q, .lead_dim = -1};
	if (r->outside)
		return error_set(e, ERR_NOT_FOUND, r->id, NULL);
	if (!plan_sort(w, e) || !search_plan(s, a, r, q->search, &w->search, e))
		return false;
	w->picked = q->only ? where_ids(a, &q->only, 1) : w->search.picked;
	if (!w->picked && r->own_scope >= 0 && !q->scope->all[r->own_scope])
		w->picked = where_ids(a, q->scope->ids[r->own_scope], q->scope->count[r->own_scope]);
	if (!w->picked && !plan_lead(w, e))
		return false;
	return plan_filters(w, e);
}
