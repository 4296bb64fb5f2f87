/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/where.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/sql.h"
#include "model/stmt.h"

#include <inttypes.h>

#define LAST_CHARACTER "\xf4\x8f\xbf\xbf" /* U+10FFFF: behind everything that begins alike */

void where_fixed(struct stmt *st, const struct list_request *q, bool indexed)
{
	for (size_t i = 0; i < q->fixed_count; i++) {
		stmt_add(st, " AND %st.\"%s\" = ", indexed ? "" : "+", q->fixed[i].field->name);
		stmt_value(st, q->fixed[i].value);
	}
}

char *where_ids(struct arena *a, const int64_t *ids, size_t count)
{
	struct buf *out = buf_new(a);

	buf_addc(out, '[');
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%s%" PRId64, i ? "," : "", ids[i]);
	buf_addc(out, ']');
	return arena_strdup(a, buf_str(out));
}

void where_scope(struct stmt *st, const struct resource *r, const struct scope *scope, const char *alias, int skip)
{
	for (int dim = 0; dim < SCOPE_DIMS; dim++) {
		bool own = dim == r->own_scope;

		if (scope->all[dim] || dim == skip || (!own && !r->scope[dim]))
			continue;
		stmt_add(st, " AND +%s.\"%s\" IN (SELECT value FROM json_each(", alias, own ? "id" : r->scope[dim]->name);
		stmt_text(st, where_ids(st->arena, scope->ids[dim], scope->count[dim]));
		stmt_add(st, "))");
	}
}

/* The planner seeks by one bound of each side: the place in the order must
 * not lose to a filter's. */
static const char *plus(const struct list_filter *f, const struct where_walk *walk, bool lower)
{
	if (!walk || f->field != walk->sort || walk->from == FROM_TIE)
		return "+";
	return walk->from == FROM_AFTER && lower == !walk->descending ? "+" : "";
}

static void put_column(struct stmt *st, const struct field *f, const char *before)
{
	stmt_add(st, " AND %s", before);
	sql_sort_name(st->sql, "t", f);
}

static struct value folded(struct stmt *st, const struct list_filter *f)
{
	struct value v = f->value;

	if (f->field->folded)
		v.text = utf8_fold(st->arena, v.text);
	return v;
}

static void put_equal(struct stmt *st, const struct list_filter *f, const struct where_walk *walk)
{
	bool loose = (f->field->type == TYPE_CODE || f->field->type == TYPE_TEXT) && !f->field->folded;

	put_column(st, f->field, walk && f->field == walk->sort ? "" : "+");
	stmt_add(st, " = ");
	stmt_value(st, folded(st, f));
	stmt_add(st, loose ? " COLLATE NOCASE" : "");
}

/* Text that is not sorted has no folded copy: it is compared without case. */
static void put_begins(struct stmt *st, const struct list_filter *f, const struct where_walk *walk)
{
	struct value from = folded(st, f);

	if (!f->field->folded) {
		stmt_add(st, " AND instr(lower(t.\"%s\"), lower(", f->field->name);
		stmt_value(st, from);
		stmt_add(st, ")) = 1");
		return;
	}
	put_column(st, f->field, plus(f, walk, true));
	stmt_add(st, " >= ");
	stmt_value(st, from);
	put_column(st, f->field, plus(f, walk, false));
	stmt_add(st, " < ");
	stmt_text(st, arena_printf(st->arena, "%s" LAST_CHARACTER, from.text));
}

/* What has no date is not before one. */
static void put_bound(struct stmt *st, const struct list_filter *f, const struct where_walk *walk)
{
	bool lower = f->op == '>';

	put_column(st, f->field, plus(f, walk, lower));
	stmt_add(st, lower ? " >= " : " <= ");
	stmt_value(st, folded(st, f));
	if (!lower && (f->field->type == TYPE_DATE || f->field->type == TYPE_TIME)) {
		put_column(st, f->field, plus(f, walk, true));
		stmt_add(st, f->field->type == TYPE_DATE ? " > ''" : " > 0");
	}
}

/* One of those that the row holds. */
static void put_member(struct stmt *st, const struct list_request *q, const struct list_filter *f)
{
	stmt_add(st, " AND EXISTS (SELECT 1 FROM \"%s\" l WHERE l.\"row\" = t.\"id\" AND l.\"ref\" = ",
		sql_link_table(st->arena, q->resource, f->field));
	stmt_int(st, f->value.number);
	stmt_add(st, ")");
}

void where_filters(struct stmt *st, const struct list_request *q, const struct where_walk *walk)
{
	for (size_t i = 0; i < q->filter_count; i++) {
		const struct list_filter *f = &q->filters[i];

		if (f->field->type == TYPE_REFS)
			put_member(st, q, f);
		else if (f->op == 'e')
			put_equal(st, f, walk);
		else if (f->op == 'b')
			put_begins(st, f, walk);
		else
			put_bound(st, f, walk);
	}
}
