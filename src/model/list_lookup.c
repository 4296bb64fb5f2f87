/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Look-ups: what a person may mean by the first characters of a code, or by a
 * word of the name. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "model/walk.h"
#include "store/store.h"

struct picks {
	int64_t *ids;
	size_t count, most;
};

static void pick(struct picks *p, int64_t id)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->ids[i] == id)
			return;
	if (p->count < p->most)
		p->ids[p->count++] = id;
}

static bool pick_from(struct store *s, struct arena *a, const struct list_request *q, struct picks *p, struct error *e)
{
	struct cursor *keys = arena_array(a, struct cursor, q->limit), last = {0};
	struct walk w;
	bool ended;
	size_t count;

	if (!walk_begin(&w, s, a, q, e) || !walk_keys(&w, q->limit, keys, &count, &ended, &last, e))
		return false;
	for (size_t i = 0; i < count; i++)
		pick(p, keys[i].id);
	return true;
}

static bool is_sorted_by(const struct resource *r, const struct field *f)
{
	for (size_t i = 0; i < r->sort_count; i++)
		if (r->sort[i] == f)
			return true;
	return false;
}

/* First what begins with it, then what holds it. */
static bool pick_all(struct store *s, struct arena *a, struct list_request *q, const char *find, struct picks *p, struct error *e)
{
	const struct field *key = q->resource->key;
	struct list_filter filters[2];

	for (size_t i = 0; i < q->filter_count; i++)
		filters[i] = q->filters[i];
	q->filters = filters;
	if (!str_empty(find))
		q->sort = is_sorted_by(q->resource, key) ? key : q->resource->sort[0];
	if (key->folded || str_empty(find)) {
		filters[q->filter_count] = (struct list_filter){key, 'b', {.is_text = true, .text = find}};
		q->filter_count += !str_empty(find);
		if (!pick_from(s, a, q, p, e))
			return false;
		q->filter_count -= !str_empty(find);
	}
	if (str_empty(find) || p->count == p->most || !q->resource->find_count)
		return true;
	q->search = find;
	return pick_from(s, a, q, p, e);
}

static struct json *read_refs(struct store *s, struct arena *a, const struct resource *r, const struct picks *p, int language,
	struct error *e)
{
	const struct field *title = r->titles[language];
	struct json *out = json_array(a);
	struct stmt *st = stmt_new(a);
	struct query *row;
	enum query_step step;

	stmt_add(st, "SELECT t.\"id\", t.\"%s\", ", r->key->name);
	if (title)
		sql_name(st->sql, "t", title->name);
	else
		stmt_add(st, "''");
	stmt_add(st, " FROM json_each(");
	stmt_text(st, where_ids(a, p->ids, p->count));
	stmt_add(st, ") j CROSS JOIN \"%s\" t ON t.\"id\" = j.\"value\"", r->table);
	row = stmt_open(s, st, e);
	if (!row)
		return NULL;
	while ((step = query_step(row, e)) == QUERY_ROW) {
		struct json *ref = json_add_object(out);

		json_set_int(ref, "id", query_get_int(row, 0));
		json_set_str(ref, "code", query_get_text(row, 1));
		json_set_str(ref, "name", query_get_text(row, 2));
	}
	return step == QUERY_DONE ? out : NULL;
}

/* What was made inactive is not offered any more. */
struct json *lookup_read(struct store *s, struct arena *a, const struct resource *r, const struct scope *scope, const char *find,
	size_t limit, int language, struct error *e)
{
	struct list_filter active = {field_find(r, "active"), 'e', {.number = 1}};
	bool has_active = active.field && active.field->type == TYPE_BOOL;
	struct list_request q = {.resource = r, .scope = scope, .limit = limit, .language = language, .filters = &active,
		.filter_count = has_active};
	struct picks p = {arena_array(a, int64_t, limit + 1), 0, limit};

	if (limit < 1 || limit > LIST_MOST) {
		error_set(e, ERR_BAD_REQUEST, "limit", "1 to %d", LIST_MOST);
		return NULL;
	}
	return pick_all(s, a, &q, find, &p, e) ? read_refs(s, a, r, &p, language, e) : NULL;
}
