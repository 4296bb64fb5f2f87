/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether anything refers to a row that is to go. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
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

static bool points(struct store *s, const struct edit *x, const struct resource *from, const struct field *f, bool *out, struct error *e)
{
	struct stmt *st = stmt_new(x->arena);
	struct query *q;
	enum query_step step;

	if (f->type == TYPE_REFS)
		stmt_add(st, "SELECT 1 FROM \"%s_%s\" WHERE \"ref\" = ", from->table, f->name);
	else
		stmt_add(st, "SELECT 1 FROM \"%s\" WHERE \"%s\" = ", from->table, f->name);
	stmt_int(st, x->id);
	/* A row that points to itself goes with itself. */
	if (from == x->resource) {
		stmt_add(st, f->type == TYPE_REFS ? " AND \"row\" <> " : " AND \"id\" <> ");
		stmt_int(st, x->id);
	}
	q = stmt_open(s, st, e);
	step = q ? query_step(q, e) : QUERY_FAIL;
	query_done(q);
	*out = step == QUERY_ROW;
	return step != QUERY_FAIL;
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
	for (size_t i = 0; i < from->field_count; i++) {
		const struct field *f = &from->fields[i];
		bool there;

		if (f->to != x->resource || (f->type != TYPE_REF && f->type != TYPE_REFS))
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
