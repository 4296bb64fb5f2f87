/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/row_links.h"

#include "base/arena.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "model/where.h"
#include "store/store.h"

const struct row_value *row_links_rest(struct arena *a, const struct row_value *v, size_t n, size_t *count)
{
	struct row_value *rest;
	size_t sets = 0;

	for (size_t i = 0; i < n; i++)
		sets += v[i].field->type == TYPE_REFS;
	*count = n - sets;
	if (!sets)
		return v;
	rest = arena_array(a, struct row_value, n);
	for (size_t i = 0, k = 0; i < n; i++)
		if (v[i].field->type != TYPE_REFS)
			rest[k++] = v[i];
	return rest;
}

static bool run(struct store *s, const struct stmt *st, struct error *e)
{
	struct query *q = stmt_open(s, st, e);

	return q && query_run(q, e);
}

/* Those that stay are left alone. */
static bool write_one(struct store *s, struct arena *a, const char *table, int64_t id, const struct value *v, struct error *e)
{
	const char *ids = where_ids(a, v->ids, (size_t)v->number);
	struct stmt *drop = stmt_new(a), *add = stmt_new(a);

	stmt_add(drop, "DELETE FROM \"%s\" WHERE \"row\" = ", table);
	stmt_int(drop, id);
	stmt_add(drop, " AND \"ref\" NOT IN (SELECT value FROM json_each(");
	stmt_text(drop, ids);
	stmt_add(drop, "))");
	stmt_add(add, "INSERT OR IGNORE INTO \"%s\" (\"row\", \"ref\") SELECT ", table);
	stmt_int(add, id);
	stmt_add(add, ", value FROM json_each(");
	stmt_text(add, ids);
	stmt_add(add, ")");
	return run(s, drop, e) && run(s, add, e);
}

bool row_links_write(struct store *s, struct arena *a, const struct resource *r, int64_t id, const struct row_value *v, size_t n,
	struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].field->type == TYPE_REFS && !write_one(s, a, sql_link_table(a, r, v[i].field), id, &v[i].value, e))
			return false;
	return true;
}
