/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole rows on their way from the server's database to a replica. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "model/row.h"
#include "model/row_find.h"
#include "model/row_sql.h"
#include "model/sql.h"
#include "store/store.h"

struct json *row_pack(struct store *s, const struct resource *r, int64_t id, struct arena *a, struct error *e)
{
	struct buf *sql = buf_new(a);
	struct json *row = NULL;
	struct query *q;
	int column = 1;

	buf_adds(sql, "SELECT \"rev\"");
	for (size_t i = 0; i < r->field_count; i++)
		if (sql_has_column(&r->fields[i]))
			buf_addf(sql, ", \"%s\"", r->fields[i].name);
	buf_addf(sql, " FROM \"%s\" WHERE \"id\" = :id", r->table);
	q = store_query(s, buf_str(sql), e);
	if (!q)
		return NULL;
	query_int(q, ":id", id);
	if (query_step(q, e) != QUERY_ROW)
		return NULL;
	row = json_object(a);
	json_set_int(row, "id", id);
	json_set_int(row, "rev", query_get_int(q, 0));
	for (size_t i = 0; i < r->field_count; i++) {
		const struct field *f = &r->fields[i];
		struct value v;

		if (!sql_has_column(f))
			continue;
		v = sql_value(q, column++, types[f->type].is_text);
		types[f->type].put(f, &v, row);
	}
	query_done(q);
	return row;
}

/* The fields of a packed row; all of them must be there. */
static bool unpack_values(const struct resource *r, const struct json *packed, struct arena *a, struct row_value **out, size_t *n,
	struct error *e)
{
	*out = arena_array(a, struct row_value, r->field_count);
	*n = 0;
	for (size_t i = 0; i < r->field_count; i++) {
		const struct field *f = &r->fields[i];

		if (!sql_has_column(f))
			continue;
		if (!json_has(packed, f->name))
			return error_set(e, ERR_REQUIRED, f->name, "%s", r->id);
		(*out)[*n].field = f;
		if (!types[f->type].check(f, json_get(packed, f->name), a, &(*out)[(*n)++].value, e))
			return false;
	}
	return json_len(packed) == *n + 2 || error_set(e, ERR_UNKNOWN_FIELD, r->id, NULL);
}

/* The row as it is now, whatever stood there. */
static bool replace(struct store *s, struct arena *a, const struct resource *r, const struct json *packed, const struct row_value *v,
	size_t n,
	const char *find, struct error *e)
{
	struct buf *sql = buf_new(a);
	struct query *q;

	buf_addf(sql, "INSERT OR REPLACE INTO \"%s\" (\"id\", \"rev\"", r->table);
	row_sql_names(sql, v, n, r->find_count > 0);
	buf_adds(sql, ") VALUES (:id, :rev");
	row_sql_binds(sql, v, n, r->find_count > 0);
	buf_adds(sql, ")");
	q = store_query(s, buf_str(sql), e);
	if (!q)
		return false;
	query_int(q, ":id", json_int(packed, "id", 0));
	query_int(q, ":rev", json_int(packed, "rev", 0));
	row_sql_bind(q, a, v, n);
	if (r->find_count)
		query_text(q, ":find", find);
	return query_run(q, e);
}

static bool unpack(struct store *s, struct arena *a, const struct resource *r, const struct json *packed, struct error *e)
{
	int64_t id = json_int(packed, "id", 0);
	struct row_found old = {.text = ""};
	struct error gone = {0};
	struct row_value *v;
	const char *find;
	size_t n;

	if (id <= 0 || json_int(packed, "rev", 0) <= 0)
		return error_set(e, ERR_INVALID, r->id, "no id or rev");
	if (!unpack_values(r, packed, a, &v, &n, e))
		return false;
	if (r->find_count && !row_find_read(s, a, r, id, &old, &gone) && gone.code != ERR_NOT_FOUND)
		return error_set(e, gone.code, gone.field, "%s", gone.detail);
	find = row_find_text(a, r, NULL, v, n);
	return replace(s, a, r, packed, v, n, find, e) && row_find_change(s, a, r, id, old.text, find, e);
}

bool row_unpack(struct store *s, const struct resource *r, const struct json *packed, struct error *e)
{
	struct arena *a = arena_new();
	bool ok = unpack(s, a, r, packed, e);

	arena_free(&a);
	return ok;
}
