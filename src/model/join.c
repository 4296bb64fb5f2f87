/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/join.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "model/where.h"
#include "store/store.h"

#include <stdint.h>

struct columns {
	const struct field **fields;
	size_t count;
};

static struct columns columns_of(struct arena *a, const struct list_request *q)
{
	const struct resource *r = q->resource;
	struct columns c = {arena_array(a, const struct field *, r->field_count + q->column_count), 0};

	for (size_t i = 0; q->columns && i < q->column_count; i++)
		c.fields[c.count++] = q->columns[i];
	for (size_t i = 0; !q->columns && i < r->field_count; i++)
		if (r->fields[i].type != TYPE_ROWS)
			c.fields[c.count++] = &r->fields[i];
	return c;
}

/* Adds what points here, of the rows that the reader may see. */
static void put_sum(struct stmt *st, const struct list_request *q, const struct sum *sum)
{
	if (sum->field)
		/* Not sum(), which fails where an integer is too small for it. */
		stmt_add(st, ", (SELECT CAST(total(x.\"%s\") AS INTEGER)", sum->field->name);
	else
		stmt_add(st, ", (SELECT count(*)");
	stmt_add(st, " FROM \"%s\" x WHERE x.\"%s\" = t.\"id\"", sum->of->table, sum->by->name);
	if (sum->where) {
		stmt_add(st, " AND +x.\"%s\" = ", sum->where->name);
		stmt_value(st, sum->equals);
	}
	where_scope(st, sum->of, q->scope, "x", -1);
	stmt_add(st, ")");
}

/* Its key; of a thing whose key is itself a ref, that one's key. */
static void put_code(struct stmt *st, const struct resource *to, size_t alias)
{
	if (to->key->type == TYPE_REF)
		stmt_add(st, ", (SELECT k.\"%s\" FROM \"%s\" k WHERE k.\"id\" = r%zu.\"%s\")", to->key->to->key->name,
			to->key->to->table, alias, to->key->name);
	else
		stmt_add(st, ", r%zu.\"%s\"", alias, to->key->name);
}

/* Code and name of what stands under this alias. */
static void put_called(struct stmt *st, const struct list_request *q, const struct field *f, size_t alias)
{
	const struct field *title = f->to->titles[q->language];

	put_code(st, f->to, alias);
	if (title)
		stmt_add(st, ", r%zu.\"%s\"", alias, title->name);
	else
		stmt_add(st, ", ''");
}

static void put_ref(struct stmt *st, const struct list_request *q, const struct field *f, size_t alias)
{
	stmt_add(st, ", t.\"%s\"", f->name);
	put_called(st, q, f, alias);
}

static void put_column(struct stmt *st, const struct list_request *q, const struct field *f, size_t alias)
{
	if (f->type == TYPE_REF)
		put_ref(st, q, f, alias);
	else if (f->type == TYPE_SUM)
		put_sum(st, q, f->sum);
	else if (f->type != TYPE_REFS)
		stmt_add(st, ", t.\"%s\"", f->name);
}

static struct stmt *join_stmt(struct arena *a, const struct list_request *q, const struct columns *c, const char *ids)
{
	struct stmt *st = stmt_new(a);

	stmt_add(st, "SELECT t.\"id\", t.\"rev\"");
	for (size_t i = 0; i < c->count; i++)
		put_column(st, q, c->fields[i], i);
	stmt_add(st, " FROM json_each(");
	stmt_text(st, ids);
	stmt_add(st, ") j CROSS JOIN \"%s\" t ON t.\"id\" = j.\"value\"", q->resource->table);
	for (size_t i = 0; i < c->count; i++)
		if (c->fields[i]->type == TYPE_REF)
			stmt_add(st, " LEFT JOIN \"%s\" r%zu ON r%zu.\"id\" = t.\"%s\"", c->fields[i]->to->table, i, i, c->fields[i]->name);
	return st;
}

char *join_sql(struct arena *a, const struct list_request *q)
{
	struct columns c = columns_of(a, q);

	return arena_strdup(a, buf_str(join_stmt(a, q, &c, "[]")->sql));
}

/* By code within each row. */
static struct stmt *refs_stmt(struct arena *a, const struct list_request *q, const struct field *f, const char *ids)
{
	struct stmt *st = stmt_new(a);

	stmt_add(st, "SELECT l.\"row\", l.\"ref\"");
	put_called(st, q, f, 0);
	stmt_add(st, " FROM json_each(");
	stmt_text(st, ids);
	stmt_add(st, ") j CROSS JOIN \"%s\" l ON l.\"row\" = j.\"value\" CROSS JOIN \"%s\" r0 ON r0.\"id\" = l.\"ref\" ORDER BY j.\"key\", ",
		sql_link_table(a, q->resource, f), f->to->table);
	sql_sort_name(st->sql, "r0", f->to->key);
	stmt_add(st, ", l.\"ref\"");
	return st;
}

char *join_refs_sql(struct arena *a, const struct list_request *q, const struct field *f)
{
	return arena_strdup(a, buf_str(refs_stmt(a, q, f, "[]")->sql));
}

static void put_called_json(const struct query *row, int column, struct json *ref)
{
	json_set_int(ref, "id", query_get_int(row, column));
	json_set_str(ref, "code", query_get_text(row, column + 1));
	json_set_str(ref, "name", query_get_text(row, column + 2));
}

/* {"id", "code", "name"}; null when it points to nothing. */
static void read_ref(const struct query *row, int *column, const struct field *f, struct json *out)
{
	if (query_get_int(row, *column))
		put_called_json(row, *column, json_set_object(out, f->name));
	else
		json_set_null(out, f->name);
	*column += 3;
}

static void read_row(const struct query *row, const struct columns *c, struct json *out)
{
	int column = 2;

	json_set_int(out, "id", query_get_int(row, 0));
	json_set_int(out, "rev", query_get_int(row, 1));
	for (size_t i = 0; i < c->count; i++) {
		const struct field *f = c->fields[i];
		struct value v;

		if (f->type == TYPE_REF) {
			read_ref(row, &column, f, out);
			continue;
		}
		if (f->type == TYPE_REFS) {
			json_set_array(out, f->name); /* filled by read_refs() */
			continue;
		}
		v = sql_value(row, column++, types[f->type].is_text);
		types[f->type].put(f, &v, out);
	}
}

/* The rows come in the order of ids, and so does what belongs to each. */
static bool read_refs(struct store *s, const struct stmt *st, const struct field *f, const struct json *rows, struct error *e)
{
	struct query *row = stmt_open(s, st, e);
	const struct json *at = json_first(rows);
	enum query_step step;

	if (!row)
		return false;
	while ((step = query_step(row, e)) == QUERY_ROW) {
		while (at && json_int(at, "id", 0) != query_get_int(row, 0))
			at = json_next(at);
		if (at)
			put_called_json(row, 1, json_add_object((struct json *)(uintptr_t)json_get(at, f->name)));
	}
	return step == QUERY_DONE;
}

bool join_rows(struct store *s, struct arena *a, const struct list_request *q, const int64_t *ids, size_t count, struct json *rows,
	struct error *e)
{
	struct columns c = columns_of(a, q);
	const char *list = where_ids(a, ids, count);
	struct query *row = stmt_open(s, join_stmt(a, q, &c, list), e);
	enum query_step step;

	if (!row)
		return false;
	/* json_each gives its elements in their order, and it leads the join. */
	while ((step = query_step(row, e)) == QUERY_ROW)
		read_row(row, &c, json_add_object(rows));
	for (size_t i = 0; step == QUERY_DONE && i < c.count; i++)
		if (c.fields[i]->type == TYPE_REFS && !read_refs(s, refs_stmt(a, q, c.fields[i], list), c.fields[i], rows, e))
			return false;
	return step == QUERY_DONE;
}
