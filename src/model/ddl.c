/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/ddl.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/order.h"
#include "model/sql.h"

static void put_column(struct buf *out, const struct field *f, enum ddl_use use)
{
	buf_adds(out, ",\n\t");
	sql_name(out, NULL, f->name);
	if (f->fallback)
		buf_addf(out, " %s NOT NULL DEFAULT %s", types[f->type].is_text ? "TEXT" : "INTEGER", f->fallback);
	else
		buf_addf(out, " %s", types[f->type].sql);
	if (f->type == TYPE_REF && f->required && use == DDL_SERVER) {
		buf_adds(out, " REFERENCES ");
		sql_name(out, NULL, f->to->table);
		buf_adds(out, " (\"id\")");
	}
	if (f->folded) {
		buf_adds(out, ",\n\t");
		sql_sort_name(out, NULL, f);
		buf_adds(out, " TEXT NOT NULL DEFAULT ''");
	}
}

static void put_table(struct buf *out, const struct resource *r, enum ddl_use use)
{
	buf_adds(out, "CREATE TABLE ");
	sql_name(out, NULL, r->table);
	buf_adds(out, " (\n\t\"id\" INTEGER PRIMARY KEY");
	for (size_t i = 0; i < r->field_count; i++)
		if (sql_has_column(&r->fields[i]))
			put_column(out, &r->fields[i], use);
	if (r->find_count)
		buf_adds(out, ",\n\t\"find\" TEXT NOT NULL DEFAULT ''");
	buf_adds(out, ",\n\t\"rev\" INTEGER NOT NULL DEFAULT 1\n);\n");
}

/* What a field of type refs holds: found from either side. */
static void put_links(struct buf *out, struct arena *a, const struct resource *r, const struct field *f)
{
	const char *table = sql_link_table(a, r, f);

	buf_addf(out,
		"CREATE TABLE \"%s\" (\n\t\"row\" INTEGER NOT NULL REFERENCES \"%s\" (\"id\") ON DELETE CASCADE,\n"
		"\t\"ref\" INTEGER NOT NULL REFERENCES \"%s\" (\"id\"),\n\tPRIMARY KEY (\"row\", \"ref\")\n) WITHOUT ROWID;\n",
		table, r->table, f->to->table);
	buf_addf(out, "CREATE INDEX \"%s_by_ref\" ON \"%s\" (\"ref\", \"row\");\n", table, table);
}

/* The text stands in the table alone; the index is of trigrams without places. */
static void put_find(struct buf *out, const struct resource *r)
{
	if (r->find_count)
		buf_addf(out,
			"CREATE VIRTUAL TABLE \"%s_find\" USING fts5 (find, content='%s', content_rowid='id', detail=none, columnsize=0, "
			"tokenize='trigram case_sensitive 1');\n",
			r->table, r->table);
}

static void put_order(struct buf *out, const struct resource *r, const struct order *o)
{
	buf_addf(out, "CREATE INDEX \"%s_by", r->table);
	for (size_t i = 0; i < o->equal_count; i++)
		buf_addf(out, "_%s", o->equal[i]->name);
	if (o->sort)
		buf_addf(out, "_%s", o->sort->name);
	buf_addf(out, "\" ON \"%s\" (", r->table);
	for (size_t i = 0; i < o->equal_count; i++) {
		buf_adds(out, i ? ", " : "");
		sql_name(out, NULL, o->equal[i]->name);
	}
	if (o->sort) {
		buf_adds(out, o->equal_count ? ", " : "");
		sql_sort_name(out, NULL, o->sort);
	}
	buf_adds(out, ");\n");
}

/* In the replica two rows may have the same for a moment, while changes that
 * the server made together come one after the other. */
static void put_unique(struct buf *out, const struct resource *r, const struct unique *u, enum ddl_use use)
{
	buf_addf(out, "CREATE %s \"%s_one", use == DDL_SERVER ? "UNIQUE INDEX" : "INDEX", r->table);
	for (size_t i = 0; i < u->count; i++)
		buf_addf(out, "_%s", u->fields[i]->name);
	buf_addf(out, "\" ON \"%s\" (", r->table);
	for (size_t i = 0; i < u->count; i++) {
		buf_adds(out, i ? ", " : "");
		sql_name(out, NULL, u->fields[i]->name);
	}
	buf_adds(out, ");\n");
}

void ddl_resource(struct buf *out, const struct resource *r, enum ddl_use use)
{
	struct arena *a = arena_new();
	size_t count;
	const struct order *orders = orders_of(a, r, &count);

	put_table(out, r, use);
	for (size_t i = 0; i < r->unique_count; i++)
		put_unique(out, r, &r->uniques[i], use);
	for (size_t i = 0; i < count; i++)
		put_order(out, r, &orders[i]);
	put_find(out, r);
	for (size_t i = 0; i < r->field_count; i++)
		if (r->fields[i].type == TYPE_REFS)
			put_links(out, a, r, &r->fields[i]);
	arena_free(&a);
}

/* Something in the replica points to it, though it is not there itself: an
 * empty table lets the same statements run. */
static bool is_missed(const struct resource *r)
{
	for (size_t i = 0; resource_at(i); i++) {
		const struct resource *from = resource_at(i);

		for (size_t j = 0; from->replica && j < from->field_count; j++)
			if (from->fields[j].to == r)
				return true;
	}
	return false;
}

void ddl_all(struct buf *out, enum ddl_use use)
{
	for (size_t i = 0; resource_at(i); i++) {
		const struct resource *r = resource_at(i);

		if (r->outside)
			continue;
		if (use == DDL_SERVER || r->replica)
			ddl_resource(out, r, use);
		else if (is_missed(r))
			put_table(out, r, use);
	}
}
