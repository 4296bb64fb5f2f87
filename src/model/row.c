/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/row.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/row_find.h"
#include "model/row_sql.h"
#include "store/store.h"

#include <string.h>

struct value value_int(int64_t n)
{
	return (struct value){.number = n};
}

struct value value_text(const char *s)
{
	return (struct value){.is_text = true, .text = s ? s : ""};
}

/* The field's name out of "articles.goods_owner, articles.number". */
static const char *last_column(const char *detail)
{
	const char *dot = strrchr(detail, '.');

	return dot ? dot + 1 : detail;
}

/* What the database would not have, said of the field. */
static bool refused(const struct resource *r, const struct error *was, bool deleting, struct error *e)
{
	if (was->code == ERR_CONFLICT)
		return error_set(e, ERR_EXISTS, last_column(was->detail), "%s", was->detail);
	if (was->code != ERR_STORE || !strstr(was->detail, "FOREIGN KEY"))
		return error_set(e, was->code, was->field, "%s", was->detail);
	if (deleting)
		return error_set(e, ERR_IN_USE, r->id, "%s", r->name.text[ENGLISH]);
	return error_set(e, ERR_INVALID, r->id, "points to something that is not there");
}

static bool run(struct query *q, const struct resource *r, bool deleting, struct error *e)
{
	struct error was = {0};

	return query_run(q, &was) || refused(r, &was, deleting, e);
}

/* The feed; only the server's database has one. */
static bool note_change(struct store *s, const struct resource *r, int64_t id, struct error *e)
{
	struct error none = {0};
	struct query *q;

	if (!r->replica)
		return true;
	q = store_query(s, "INSERT INTO \"change\" (\"resource\", \"row\") VALUES (:resource, :row)", &none);
	if (!q)
		return strstr(none.detail, "no such table") || error_set(e, none.code, none.field, "%s", none.detail);
	query_text(q, ":resource", r->id);
	query_int(q, ":row", id);
	return query_run(q, e);
}

static struct query *insert_query(struct store *s, struct arena *a, const struct resource *r, const struct row_value *v, size_t n,
	struct error *e)
{
	struct buf *sql = buf_new(a);

	buf_addf(sql, "INSERT INTO \"%s\" (\"id\"", r->table);
	row_sql_names(sql, v, n, r->find_count > 0);
	buf_adds(sql, ") VALUES (:id");
	row_sql_binds(sql, v, n, r->find_count > 0);
	buf_adds(sql, ")");
	return store_query(s, buf_str(sql), e);
}

static int64_t insert(struct store *s, struct arena *a, const struct resource *r, int64_t id, const struct row_value *v, size_t n,
	struct error *e)
{
	struct query *q = insert_query(s, a, r, v, n, e);
	const char *find = row_find_text(a, r, NULL, v, n);

	if (!q)
		return 0;
	if (id)
		query_int(q, ":id", id);
	row_sql_bind(q, a, v, n);
	if (r->find_count)
		query_text(q, ":find", find);
	if (!run(q, r, false, e))
		return 0;
	id = id ? id : store_last_id(s);
	return row_find_change(s, a, r, id, "", find, e) && note_change(s, r, id, e) ? id : 0;
}

int64_t row_insert(struct store *s, const struct resource *r, int64_t id, const struct row_value *v, size_t n, struct error *e)
{
	struct arena *a = arena_new();

	id = insert(s, a, r, id, v, n, e);
	arena_free(&a);
	return id;
}

static struct query *update_query(struct store *s, struct arena *a, const struct resource *r, const struct row_value *v, size_t n,
	bool find, struct error *e)
{
	struct buf *sql = buf_new(a);

	buf_addf(sql, "UPDATE \"%s\" SET \"rev\" = \"rev\" + 1", r->table);
	row_sql_sets(sql, v, n, find);
	buf_adds(sql, " WHERE \"id\" = :id");
	return store_query(s, buf_str(sql), e);
}

static bool update(struct store *s, struct arena *a, const struct resource *r, int64_t id, const struct row_value *v, size_t n,
	struct error *e)
{
	bool find = row_find_touched(r, v, n);
	struct row_found old = {0};
	const char *text = "";
	struct query *q;

	if (find && !row_find_read(s, a, r, id, &old, e))
		return false;
	q = update_query(s, a, r, v, n, find, e);
	if (!q)
		return false;
	query_int(q, ":id", id);
	row_sql_bind(q, a, v, n);
	if (find) {
		text = row_find_text(a, r, &old, v, n);
		query_text(q, ":find", text);
	}
	if (!run(q, r, false, e))
		return false;
	if (store_changes(s) == 0)
		return error_set(e, ERR_NOT_FOUND, r->id, NULL);
	return (!find || row_find_change(s, a, r, id, old.text, text, e)) && note_change(s, r, id, e);
}

bool row_update(struct store *s, const struct resource *r, int64_t id, const struct row_value *v, size_t n, struct error *e)
{
	struct arena *a = arena_new();
	bool ok = update(s, a, r, id, v, n, e);

	arena_free(&a);
	return ok;
}

static bool delete(struct store *s, struct arena *a, const struct resource *r, int64_t id, struct error *e)
{
	struct query *q = store_query(s, arena_printf(a, "DELETE FROM \"%s\" WHERE \"id\" = :id", r->table), e);
	struct row_found old = {.text = ""};

	if (!q || (r->find_count && !row_find_read(s, a, r, id, &old, e)))
		return false;
	query_int(q, ":id", id);
	if (!run(q, r, true, e))
		return false;
	if (store_changes(s) == 0)
		return error_set(e, ERR_NOT_FOUND, r->id, NULL);
	return row_find_change(s, a, r, id, old.text, "", e) && note_change(s, r, id, e);
}

bool row_delete(struct store *s, const struct resource *r, int64_t id, struct error *e)
{
	struct arena *a = arena_new();
	bool ok = delete(s, a, r, id, e);

	arena_free(&a);
	return ok;
}

bool row_set(struct store *s, const struct resource *r, int64_t id, const char *field, struct value v, struct error *e)
{
	struct row_value one = {field_find(r, field), v};

	if (!one.field)
		return error_set(e, ERR_UNKNOWN_FIELD, field, NULL);
	return row_update(s, r, id, &one, 1, e);
}
