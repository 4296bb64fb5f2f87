/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows from a file, all or none.  A person's file has codes where a row has
 * ids: they are looked for among what he may see. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/field.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "model/view.h"
#include "model/where.h"
#include "server/edit/edit.h"
#include "store/store.h"

/* Numbers are a goods owner's own: with one in the row, his alone are meant. */
static void put_owner(struct stmt *st, const struct edit *x, const struct resource *to, const struct json *row)
{
	for (int dim = 0; dim < SCOPE_DIMS; dim++) {
		const struct field *there = to->scope[dim], *here = x->resource->scope[dim];
		int64_t id = here && there ? json_int(row, here->name, 0) : 0;

		if (!id)
			continue;
		stmt_add(st, " AND t.\"%s\" = ", there->name);
		stmt_int(st, id);
	}
}

static bool find_code(struct call *c, const struct edit *x, const struct field *f, const struct json *row, const char *code, int64_t *id,
	struct error *e)
{
	struct stmt *st = stmt_new(c->arena);
	struct query *q;
	enum query_step step;
	int found = 0;

	stmt_add(st, "SELECT t.\"id\" FROM \"%s\" t WHERE t.\"%s\" = ", f->to->table, f->to->key->name);
	stmt_text(st, code);
	put_owner(st, x, f->to, row);
	where_scope(st, f->to, &c->scope, "t", -1);
	stmt_add(st, " LIMIT 2");
	q = stmt_open(c->store, st, e);
	if (!q)
		return false;
	while ((step = query_step(q, e)) == QUERY_ROW) {
		*id = query_get_int(q, 0);
		found++;
	}
	if (step == QUERY_DONE && found > 1)
		return error_set(e, ERR_INVALID, f->name, "several are called %.60s", code);
	return step == QUERY_DONE && (found || error_set(e, ERR_INVALID, f->name, "not found: %.60s", code));
}

static bool put_ref(struct call *c, const struct edit *x, const struct field *f, const struct json *in, struct json *out, struct error *e)
{
	int64_t id = 0;

	if (!str_empty(json_as_str(in)) && !find_code(c, x, f, out, json_as_str(in), &id, e))
		return false;
	json_set_int(out, f->name, id);
	return true;
}

static bool put_refs(struct call *c, const struct edit *x, const struct field *f, const struct json *in, struct json *out, struct error *e)
{
	struct json *ids = json_array(c->arena);

	for (const struct json *one = json_first(in); one; one = json_next(one)) {
		int64_t id = 0;

		if (json_type(one) != JSON_STRING)
			json_add_copy(ids, one);
		else if (find_code(c, x, f, out, json_as_str(one), &id, e))
			json_add_int(ids, id);
		else
			return false;
	}
	json_set_copy(out, f->name, ids);
	return true;
}

static bool put_member(struct call *c, const struct edit *x, const struct json *m, struct json *out, struct error *e)
{
	const struct view *v = c->page->view;
	const struct field *f = field_find(x->resource, json_name(m));

	if (!f)
		f = field_among(v->extras, v->extra_count, json_name(m));
	if (f && f->type == TYPE_REF && json_type(m) == JSON_STRING)
		return put_ref(c, x, f, m, out, e);
	if (f && f->type == TYPE_REFS && json_type(m) == JSON_ARRAY)
		return put_refs(c, x, f, m, out, e);
	json_set_copy(out, json_name(m), m);
	return true;
}

static bool is_scope(const struct resource *r, const char *name)
{
	for (int dim = 0; dim < SCOPE_DIMS; dim++)
		if (r->scope[dim] && str_eq(r->scope[dim]->name, name))
			return true;
	return false;
}

/* Whose it is comes first: other codes are looked for there. */
static bool read_row(struct call *c, struct edit *x, const struct json *row, struct error *e)
{
	struct json *body = json_object(c->arena);

	if (json_type(row) != JSON_OBJECT)
		return error_set(e, ERR_INVALID, "rows", "a row is an object");
	for (int first = 1; first >= 0; first--)
		for (const struct json *m = json_first(row); m; m = json_next(m))
			if (is_scope(x->resource, json_name(m)) == (first == 1) && !put_member(c, x, m, body, e))
				return false;
	x->body = body;
	return true;
}

/* Those that could be read; of the others errors[] says why not. */
static size_t read_rows(struct call *c, const struct json *rows, struct edit *list, struct error *errors, size_t *places)
{
	size_t n = 0, line = 0;

	for (const struct json *row = json_first(rows); row; row = json_next(row), line++) {
		struct edit *x = &list[n];

		*x = api_edit(c);
		x->verb = EDIT_CREATE;
		x->id = 0;
		if (!read_row(c, x, row, &errors[line]))
			continue;
		places[n++] = line;
	}
	return n;
}

static bool is_ours(const struct error *errors, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (errors[i].code && error_rows[errors[i].code].status >= 500)
			return error_set(e, errors[i].code, errors[i].field, "%s", errors[i].detail);
	return true;
}

bool api_import(struct call *c, struct error *e)
{
	static const char *const names[] = {"rows", "dry", NULL};
	struct json *doc = json_object(c->arena), *out = json_set_array(doc, "rows");
	struct error wrong = {0}, *errors;
	const struct json *rows;
	struct edit *list;
	const struct json **answers;
	size_t n, read, *places;
	bool dry, done;

	if (!c->body)
		return error_set(e, ERR_BAD_REQUEST, NULL, "an object is wanted");
	if (!api_only(c->body, names, e) || !(rows = api_edit_rows(c, &dry, e)))
		return false;
	n = json_len(rows);
	list = arena_array(c->arena, struct edit, n);
	errors = arena_array(c->arena, struct error, n);
	places = arena_array(c->arena, size_t, n);
	answers = arena_array(c->arena, const struct json *, n);
	read = read_rows(c, rows, list, errors, places);
	done = api_edit_run(c, list, read, dry || read < n, &wrong) && read == n;
	for (size_t i = 0; i < read; i++) {
		errors[places[i]] = list[i].error;
		answers[places[i]] = done && !dry ? list[i].answer : NULL;
	}
	if (!is_ours(errors, n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct json *row = json_add_object(out);

		json_set_int(row, "line", (int64_t)i + 1);
		api_put_error(row, &errors[i]);
		for (const struct json *m = answers[i] ? json_first(answers[i]) : NULL; m; m = json_next(m))
			json_set_copy(row, json_name(m), m);
		wrong.code = errors[i].code ? ERR_NONE : wrong.code;
	}
	/* What is nobody's is an error of all. */
	if (wrong.code)
		return error_set(e, wrong.code, wrong.field, "%s", wrong.detail);
	json_set_bool(doc, "done", done && !dry);
	c->out->json = doc;
	return true;
}
