/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/list.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "model/join.h"
#include "model/stmt.h"
#include "model/walk.h"
#include "store/store.h"

#include <assert.h>

/* One page of keys, in list order. */
struct cut {
	struct cursor *keys;
	size_t count;
	bool more;           /* beyond the page, the way it was walked */
	struct cursor reached; /* go on from here */
};

static void turn(struct cursor *keys, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct cursor k = keys[i];

		keys[i] = keys[count - 1 - i];
		keys[count - 1 - i] = k;
	}
}

/* One key more than the page tells whether there is more. */
static bool cut_page(struct walk *w, struct cut *out, struct error *e)
{
	size_t limit = w->q->limit;
	struct cursor last = {0};
	bool ended;

	out->keys = arena_array(w->arena, struct cursor, limit + 1);
	if (!walk_keys(w, limit + 1, out->keys, &out->count, &ended, &last, e))
		return false;
	out->more = !ended;
	out->reached = last;
	if (out->count > limit) {
		out->count = limit;
		out->reached = out->keys[limit - 1];
	}
	if (w->q->backward)
		turn(out->keys, out->count);
	return true;
}

static void put_place(struct json *out, const char *name, const struct walk *w, const struct cursor *at)
{
	json_set_str(out, name, at ? cursor_print(w->arena, w->sort, at) : NULL);
}

/* Where the pages before and behind begin; the walked side is known, the
 * other is there when we came from it. */
static void put_places(struct json *out, const struct walk *w, const struct cut *c)
{
	const struct cursor *beyond = c->more ? &c->reached : NULL, *behind = NULL;

	if (w->has_start)
		behind = c->count ? &c->keys[w->q->backward ? c->count - 1 : 0] : &w->start;
	put_place(out, "next", w, w->q->backward ? behind : beyond);
	put_place(out, "previous", w, w->q->backward ? beyond : behind);
}

static struct json *read_page(struct walk *w, struct error *e)
{
	struct json *out = json_object(w->arena), *rows = json_set_array(out, "rows");
	struct cut c;
	int64_t *ids;

	if (!cut_page(w, &c, e))
		return NULL;
	ids = arena_array(w->arena, int64_t, c.count + 1);
	for (size_t i = 0; i < c.count; i++)
		ids[i] = c.keys[i].id;
	if (c.count && !join_rows(w->store, w->arena, w->q, ids, c.count, rows, e))
		return NULL;
	put_places(out, w, &c);
	return out;
}

struct json *list_read(struct store *s, struct arena *a, const struct list_request *q, struct error *e)
{
	struct walk w;

	assert(q->resource && q->scope);
	if (q->limit < 1 || q->limit > LIST_MOST) {
		error_set(e, ERR_BAD_REQUEST, "limit", "1 to %d", LIST_MOST);
		return NULL;
	}
	return walk_begin(&w, s, a, q, e) ? read_page(&w, e) : NULL;
}

char *list_sql(struct arena *a, const struct list_request *q, struct error *e)
{
	struct walk w;

	if (!walk_begin(&w, NULL, a, q, e))
		return NULL;
	return arena_strdup(a, buf_str(walk_stmt(&w, q->cursor ? FROM_AFTER : FROM_START)->sql));
}

/* Whether the row is one of those that the list would give. */
static bool may_see(struct store *s, struct arena *a, const struct list_request *q, int64_t id, bool *seen, struct error *e)
{
	struct stmt *st = stmt_new(a);
	struct query *row;
	enum query_step step;

	stmt_add(st, "SELECT 1 FROM \"%s\" t WHERE t.\"id\" = ", q->resource->table);
	stmt_int(st, id);
	where_fixed(st, q, false);
	where_scope(st, q->resource, q->scope, "t", -1);
	where_filters(st, q, NULL);
	row = stmt_open(s, st, e);
	step = row ? query_step(row, e) : QUERY_FAIL;
	*seen = step == QUERY_ROW;
	if (*seen)
		query_done(row);
	return step != QUERY_FAIL;
}

struct json *list_one(struct store *s, struct arena *a, const struct list_request *q, int64_t id, struct error *e)
{
	struct list_request whole = *q;
	struct json *rows = json_array(a);
	bool seen;

	whole.columns = NULL;
	if (q->only && q->only != id) {
		error_set(e, ERR_NOT_FOUND, q->resource->id, NULL);
		return NULL;
	}
	if (!may_see(s, a, q, id, &seen, e))
		return NULL;
	if (seen && !join_rows(s, a, &whole, &id, 1, rows, e))
		return NULL;
	if (!json_len(rows)) {
		error_set(e, ERR_NOT_FOUND, q->resource->id, NULL);
		return NULL;
	}
	return (struct json *)json_first(rows);
}
