/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/row.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/row_find.h"
#include "model/row_links.h"
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

/* One row on its way in. */
struct writing {
	struct store *s;
	struct arena *a;
	const struct resource *r;
	const struct row_value *v; /* all of them */
	size_t n;
	const struct row_value *columns; /* those that stand in the table itself */
	size_t column_count;
};

static struct writing writing(struct store *s, struct arena *a, const struct resource *r, const struct row_value *v, size_t n)
{
	struct writing w = {.s = s, .a = a, .r = r, .v = v, .n = n};

	w.columns = row_links_rest(a, v, n, &w.column_count);
	return w;
}

/* Which of the values points to nothing; the row's own name when none does. */
static bool refused_ref(const struct writing *w, struct error *e)
{
	static const struct scope everything = {.all = {true, true, true, true}};
	struct error named = {0};

	row_refs_within(w->s, w->r, w->v, w->n, &everything, &named);
	return error_set(e, ERR_INVALID, named.code == ERR_INVALID ? named.field : w->r->id, "points to something that is not there");
}

/* What the database would not have, said of the field. */
static bool refused(const struct writing *w, const struct error *was, struct error *e)
{
	if (was->code == ERR_CONFLICT)
		return error_set(e, ERR_EXISTS, last_column(was->detail), "%s", was->detail);
	if (was->code != ERR_STORE || !strstr(was->detail, "FOREIGN KEY"))
		return error_set(e, was->code, was->field, "%s", was->detail);
	return refused_ref(w, e);
}

static bool run(struct query *q, const struct writing *w, struct error *e)
{
	struct error was = {0};

	return query_run(q, &was) || refused(w, &was, e);
}

static bool write_links(const struct writing *w, int64_t id, struct error *e)
{
	struct error was = {0};

	return row_links_write(w->s, w->a, w->r, id, w->v, w->n, &was) || refused(w, &was, e);
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

static struct query *insert_query(const struct writing *w, struct error *e)
{
	struct buf *sql = buf_new(w->a);
	bool find = w->r->find_count > 0;

	buf_addf(sql, "INSERT INTO \"%s\" (\"id\"", w->r->table);
	row_sql_names(sql, w->columns, w->column_count, find);
	buf_adds(sql, ") VALUES (:id");
	row_sql_binds(sql, w->columns, w->column_count, find);
	buf_adds(sql, ")");
	return store_query(w->s, buf_str(sql), e);
}

static int64_t insert(const struct writing *w, int64_t id, struct error *e)
{
	struct query *q = insert_query(w, e);
	const char *find = row_find_text(w->a, w->r, NULL, w->v, w->n);

	if (!q)
		return 0;
	if (id)
		query_int(q, ":id", id);
	row_sql_bind(q, w->a, w->columns, w->column_count);
	if (w->r->find_count)
		query_text(q, ":find", find);
	if (!run(q, w, e))
		return 0;
	id = id ? id : store_last_id(w->s);
	if (!write_links(w, id, e) || !row_find_change(w->s, w->a, w->r, id, "", find, e))
		return 0;
	return note_change(w->s, w->r, id, e) ? id : 0;
}

int64_t row_insert(struct store *s, const struct resource *r, int64_t id, const struct row_value *v, size_t n, struct error *e)
{
	struct arena *a = arena_new();
	struct writing w = writing(s, a, r, v, n);

	id = insert(&w, id, e);
	arena_free(&a);
	return id;
}

/* Nothing but what is not worth a new rev. */
static bool is_quiet(const struct writing *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (!w->v[i].field->quiet)
			return false;
	return w->n > 0;
}

static struct query *update_query(const struct writing *w, bool find, struct error *e)
{
	struct buf *sql = buf_new(w->a);

	buf_addf(sql, "UPDATE \"%s\" SET \"rev\" = \"rev\" + %d", w->r->table, !is_quiet(w));
	row_sql_sets(sql, w->columns, w->column_count, find);
	buf_adds(sql, " WHERE \"id\" = :id");
	return store_query(w->s, buf_str(sql), e);
}

/* The row itself, with its find text. */
static bool update_table(const struct writing *w, int64_t id, const char *find, struct error *e)
{
	struct query *q = update_query(w, find != NULL, e);

	if (!q)
		return false;
	query_int(q, ":id", id);
	row_sql_bind(q, w->a, w->columns, w->column_count);
	if (find)
		query_text(q, ":find", find);
	if (!run(q, w, e))
		return false;
	return store_changes(w->s) > 0 || error_set(e, ERR_NOT_FOUND, w->r->id, NULL);
}

static bool update(const struct writing *w, int64_t id, struct error *e)
{
	struct row_found old = {0};
	const char *find = NULL;

	if (row_find_touched(w->r, w->v, w->n)) {
		if (!row_find_read(w->s, w->a, w->r, id, &old, e))
			return false;
		find = row_find_text(w->a, w->r, &old, w->v, w->n);
	}
	if (!update_table(w, id, find, e) || !write_links(w, id, e))
		return false;
	return (!find || row_find_change(w->s, w->a, w->r, id, old.text, find, e)) && (is_quiet(w) || note_change(w->s, w->r, id, e));
}

bool row_update(struct store *s, const struct resource *r, int64_t id, const struct row_value *v, size_t n, struct error *e)
{
	struct arena *a = arena_new();
	struct writing w = writing(s, a, r, v, n);
	bool ok = update(&w, id, e);

	arena_free(&a);
	return ok;
}

static bool delete(struct store *s, struct arena *a, const struct resource *r, int64_t id, struct error *e)
{
	struct query *q = store_query(s, arena_printf(a, "DELETE FROM \"%s\" WHERE \"id\" = :id", r->table), e);
	struct row_found old = {.text = ""};
	struct error was = {0};

	if (!q || (r->find_count && !row_find_read(s, a, r, id, &old, e)))
		return false;
	query_int(q, ":id", id);
	if (!query_run(q, &was)) {
		if (was.code == ERR_STORE && strstr(was.detail, "FOREIGN KEY"))
			return error_set(e, ERR_IN_USE, r->id, "%s", r->name.text[ENGLISH]);
		return error_set(e, was.code, was.field, "%s", was.detail);
	}
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
