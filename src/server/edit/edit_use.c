/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether anything refers to a row that is to go. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "server/edit/edit_steps.h"
#include "store/store.h"

enum { NAMED_MOST = 3 };

static const struct label inactive = {{"make it inactive instead", "gör den inaktiv i stället"}};

/* These tell of what was, and keep its name. */
static bool is_log(const struct resource *r)
{
	return str_eq(r->id, "audit-rows") || str_eq(r->id, "mails");
}

/* Does the statement give a row? */
static bool gives(struct store *s, const struct stmt *st, bool *out, struct error *e)
{
	struct query *q = stmt_open(s, st, e);
	enum query_step step = q ? query_step(q, e) : QUERY_FAIL;

	query_done(q);
	*out = step == QUERY_ROW;
	return step != QUERY_FAIL;
}

/* A row that points to itself goes with itself. */
static void but_itself(struct stmt *st, const struct edit *x, const struct resource *from, const char *id)
{
	if (from != x->resource)
		return;
	stmt_add(st, " AND \"%s\" <> ", id);
	stmt_int(st, x->id);
}

static bool points(struct store *s, const struct edit *x, const struct resource *from, const struct field *f, bool *out, struct error *e)
{
	struct stmt *st = stmt_new(x->arena);

	if (f->type == TYPE_REFS)
		stmt_add(st, "SELECT 1 FROM \"%s\" WHERE \"ref\" = ", sql_link_table(x->arena, from, f));
	else
		stmt_add(st, "SELECT 1 FROM \"%s\" WHERE \"%s\" = ", from->table, f->name);
	stmt_int(st, x->id);
	but_itself(st, x, from, f->type == TYPE_REFS ? "row" : "id");
	return gives(s, st, out, e);
}

/* By any of its refs: a large table without an index for them is read once. */
static bool any_points(struct store *s, const struct edit *x, const struct resource *from, bool *out, struct error *e)
{
	struct stmt *st = stmt_new(x->arena);
	int refs = 0;

	stmt_add(st, "SELECT 1 FROM \"%s\" WHERE (", from->table);
	for (size_t i = 0; i < from->field_count; i++) {
		if (from->fields[i].to != x->resource || from->fields[i].type != TYPE_REF)
			continue;
		stmt_add(st, "%s\"%s\" = ", refs++ ? " OR " : "", from->fields[i].name);
		stmt_int(st, x->id);
	}
	stmt_add(st, ")");
	but_itself(st, x, from, "id");
	*out = false;
	return !refs || gives(s, st, out, e);
}

static void name_one(struct buf *where, int named, const struct resource *from, const struct field *f, int language)
{
	if (named < NAMED_MOST)
		buf_addf(where, "%s%s (%s)", named ? ", " : "", from->name.text[language], f->label.text[language]);
	else if (named == NAMED_MOST)
		buf_adds(where, ", …");
}

static bool look_in(struct store *s, const struct edit *x, const struct resource *from, struct buf *where, int *named, struct error *e)
{
	bool any, there;

	if (!any_points(s, x, from, &any, e))
		return false;
	for (size_t i = 0; i < from->field_count; i++) {
		const struct field *f = &from->fields[i];

		if (f->to != x->resource || !(f->type == TYPE_REFS || (any && f->type == TYPE_REF)))
			continue;
		if (!points(s, x, from, f, &there, e))
			return false;
		if (there)
			name_one(where, (*named)++, from, f, x->editor->member->language);
	}
	return true;
}

bool edit_unused(struct store *s, const struct edit *x, struct error *e)
{
	const struct field *active = field_find(x->resource, "active");
	struct buf *where = buf_new(x->arena);
	const struct resource *from;
	int named = 0;

	for (size_t i = 0; (from = resource_at(i)); i++)
		if (!from->outside && !is_log(from) && !look_in(s, x, from, where, &named, e))
			return false;
	if (!named)
		return true;
	if (active && active->type == TYPE_BOOL)
		buf_addf(where, "; %s", inactive.text[x->editor->member->language]);
	return error_set(e, ERR_IN_USE, x->resource->id, "%s", buf_str(where));
}
