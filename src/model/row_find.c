/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/row_find.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/sql.h"
#include "store/store.h"

#include <inttypes.h>

static const struct value *given(const struct field *f, const struct row_value *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].field == f)
			return &v[i].value;
	return NULL;
}

bool row_find_touched(const struct resource *r, const struct row_value *v, size_t n)
{
	for (size_t i = 0; i < r->find_count; i++)
		if (given(r->find[i], v, n))
			return true;
	return false;
}

static struct value copy_of(struct arena *a, struct value v)
{
	if (v.is_text)
		v.text = arena_strdup(a, v.text);
	return v;
}

bool row_find_read(struct store *s, struct arena *a, const struct resource *r, int64_t id, struct row_found *out, struct error *e)
{
	struct buf *sql = buf_new(a);
	struct value *values = arena_array(a, struct value, r->find_count);
	struct query *q;
	enum query_step step;

	buf_adds(sql, "SELECT \"find\"");
	for (size_t i = 0; i < r->find_count; i++)
		buf_addf(sql, ", \"%s\"", r->find[i]->name);
	buf_addf(sql, " FROM \"%s\" WHERE \"id\" = :id", r->table);
	q = store_query(s, buf_str(sql), e);
	if (!q)
		return false;
	query_int(q, ":id", id);
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		out->text = arena_strdup(a, query_get_text(q, 0));
		for (size_t i = 0; i < r->find_count; i++)
			values[i] = copy_of(a, sql_value(q, (int)i + 1, types[r->find[i]->type].is_text));
		out->values = values;
		query_done(q);
	}
	return step == QUERY_ROW || (step == QUERY_DONE && error_set(e, ERR_NOT_FOUND, r->id, NULL));
}

static void put_text(struct buf *out, struct arena *a, const struct value *v)
{
	const char *text = v->is_text ? v->text : arena_printf(a, "%" PRId64, v->number);

	if (*text)
		buf_addf(out, "\n\n%s", utf8_fold(a, text));
}

const char *row_find_text(struct arena *a, const struct resource *r, const struct row_found *old, const struct row_value *v, size_t n)
{
	struct buf *out = buf_new(a);

	for (size_t i = 0; i < r->find_count; i++) {
		const struct value *now = given(r->find[i], v, n);

		if (!now && old)
			now = &old->values[i];
		if (now)
			put_text(out, a, now);
	}
	return buf_str(out);
}

static bool index_text(struct store *s, const char *sql, int64_t id, const char *text, struct error *e)
{
	struct query *q = store_query(s, sql, e);

	if (!q)
		return false;
	query_int(q, ":id", id);
	query_text(q, ":find", text);
	return query_run(q, e);
}

/* The index forgets a text only when it is told which. */
static bool forget(struct store *s, struct arena *a, const char *table, int64_t id, const char *text, struct error *e)
{
	const char *sql = arena_printf(a, "INSERT INTO \"%s_find\" (\"%s_find\", rowid, find) VALUES ('delete', :id, :find)", table, table);

	return !*text || index_text(s, sql, id, text, e);
}

static bool learn(struct store *s, struct arena *a, const char *table, int64_t id, const char *text, struct error *e)
{
	const char *sql = arena_printf(a, "INSERT INTO \"%s_find\" (rowid, find) VALUES (:id, :find)", table);

	return !*text || index_text(s, sql, id, text, e);
}

bool row_find_change(struct store *s, struct arena *a, const struct resource *r, int64_t id, const char *old, const char *now,
	struct error *e)
{
	if (!r->find_count || str_eq(old, now))
		return true;
	return forget(s, a, r->table, id, old, e) && learn(s, a, r->table, id, now, e);
}
