/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody asks for, held against the description, the page's form, and
 * what he may see. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/field.h"
#include "model/sql.h"
#include "model/stmt.h"
#include "server/edit/edit_steps.h"
#include "store/store.h"

static const struct view *view_of(const struct edit *x)
{
	return x->page ? x->page->view : NULL;
}

static const struct field *extra_of(const struct edit *x, const char *name)
{
	const struct view *v = view_of(x);

	return v ? field_among(v->extras, v->extra_count, name) : NULL;
}

static bool is_empty(const struct field *f, const struct value *v)
{
	if (v->is_text)
		return str_empty(v->text);
	return v->number == 0 && (f->type == TYPE_REF || f->type == TYPE_REFS || f->type == TYPE_TIME);
}

/* An extra has no place of its own in x: only whether it could be one counts. */
static bool check_extra(struct edit *x, const struct field *f, const struct json *in, struct error *e)
{
	struct value v;

	if (!types[f->type].check(f, in, x->arena, &v, e))
		return false;
	return !f->required || !is_empty(f, &v) || error_set(e, ERR_REQUIRED, f->name, NULL);
}

static bool split(struct edit *x, struct json *fields, struct json *extras, struct error *e)
{
	for (const struct json *m = json_first(x->body); m; m = json_next(m)) {
		const struct field *f = extra_of(x, json_name(m));

		if (f) {
			if (!check_extra(x, f, m, e))
				return false;
			json_set_copy(extras, f->name, m);
			continue;
		}
		f = field_find(x->resource, json_name(m));
		if (!f || !edit_in_form(x, f))
			return error_set(e, ERR_UNKNOWN_FIELD, json_name(m), "there is no such field");
		json_set_copy(fields, f->name, m);
	}
	return true;
}

/* A field of the form or an extra, as text. */
static const char *will_say(const struct edit *x, const struct field *f)
{
	const struct json *extra = json_get(x->extras, f->name);
	struct value v;

	if (extra_of(x, f->name) == f)
		return json_type(extra) == JSON_BOOL ? json_as_bool(extra, false) ? "true" : "false" : json_as_str(extra);
	v = edit_will_be(x, f);
	return v.is_text ? v.text : v.number ? "true" : "false";
}

/* Is it asked for, by what the other field says? */
static bool is_asked(const struct edit *x, const char *name)
{
	const struct view *v = view_of(x);

	for (size_t i = 0; v && i < v->when_count; i++) {
		const struct view_when *w = &v->whens[i];
		bool holds = !str_eq(w->field, name);

		for (size_t j = 0; !holds && j < w->value_count; j++)
			holds = str_eq(w->values[j], will_say(x, w->other));
		if (!holds)
			return false;
	}
	return true;
}

static bool check_extras_there(const struct edit *x, struct error *e)
{
	const struct view *v = view_of(x);

	for (size_t i = 0; v && x->verb == EDIT_CREATE && i < v->extra_count; i++)
		if (v->extras[i].required && !json_has(x->extras, v->extras[i].name) && is_asked(x, v->extras[i].name))
			return error_set(e, ERR_REQUIRED, v->extras[i].name, NULL);
	return true;
}

/* What is made through a page that shows some rows alone is one of them. */
static bool set_fixed(struct edit *x, struct error *e)
{
	const struct view *v = view_of(x);

	for (size_t i = 0; v && x->verb == EDIT_CREATE && v->resource == x->resource && i < v->fixed_count; i++) {
		const struct row_value *given = edit_value(x, v->fixed[i].field->name);

		if (given && !edit_same(&given->value, &v->fixed[i].value))
			return error_set(e, ERR_INVALID, given->field->name, "this page has others");
		edit_set(x, v->fixed[i].field->name, v->fixed[i].value);
	}
	return true;
}

/* Where a row would stand in a scope that is not his: as if that were not there. */
static bool check_scope(const struct edit *x, struct error *e)
{
	const struct scope *s = x->editor->scope;

	for (int dim = 0; dim < SCOPE_DIMS; dim++) {
		const struct field *f = x->resource->scope[dim];
		int64_t id = f ? edit_will_be(x, f).number : 0;
		bool seen = s->all[dim];

		if (!f) {
			if (!seen && dim == x->resource->own_scope && x->verb == EDIT_CREATE)
				return error_set(e, ERR_FORBIDDEN, NULL, "%s", "");
			continue;
		}
		for (size_t i = 0; !seen && i < s->count[dim]; i++)
			seen = s->ids[dim][i] == id;
		if (!seen)
			return error_set(e, id ? ERR_INVALID : ERR_REQUIRED, f->name, "%s", id ? "not one of yours" : "");
	}
	return true;
}

static bool read_before(struct store *s, struct edit *x, struct error *e)
{
	const struct view *v = view_of(x);
	struct list_request q = edit_request(x);

	if (v && v->own && x->id != x->editor->member->user)
		return error_set(e, ERR_NOT_FOUND, x->resource->id, NULL);
	if (v && v->resource == x->resource) {
		q.fixed = v->fixed;
		q.fixed_count = v->fixed_count;
	}
	x->before = list_one(s, x->arena, &q, x->id, e);
	if (!x->before)
		return false;
	return !x->rev || x->rev == json_int(x->before, "rev", 0) || error_set(e, ERR_CONFLICT, NULL, "%s", "");
}

static bool check_body(struct store *s, struct edit *x, struct error *e)
{
	struct json *fields = json_object(x->arena), *extras = json_object(x->arena);

	x->extras = extras;
	if (json_type(x->body) != JSON_OBJECT)
		return error_set(e, ERR_BAD_REQUEST, NULL, "an object is wanted");
	if (!split(x, fields, extras, e) ||
		!row_check(x->resource, fields, x->verb == EDIT_CREATE, x->arena, &x->values, &x->count, e))
		return false;
	x->room = x->count;
	return check_extras_there(x, e) && set_fixed(x, e) && check_scope(x, e) &&
		row_refs_within(s, x->resource, x->values, x->count, x->editor->scope, e);
}

bool edit_check(struct store *s, struct edit *x, struct error *e)
{
	const struct rules *rules = edit_rules_find(x->resource);

	x->count = x->room = 0;
	x->before = x->row = NULL;
	x->extras = json_object(x->arena);
	x->repeated = false;
	if (x->request && !edit_repeat(s, x, e))
		return false;
	if (x->repeated)
		return true;
	if (x->verb != EDIT_CREATE && !read_before(s, x, e))
		return false;
	if (x->verb == EDIT_DELETE ? !edit_unused(s, x, e) : !check_body(s, x, e))
		return false;
	return !rules || !rules->check || rules->check(s, x, e);
}

/* Of a new row, what its rules have yet to make (an account) is no value. */
static bool touches(const struct edit *x, const struct unique *u)
{
	for (size_t i = 0; i < u->count; i++)
		if (x->verb == EDIT_CREATE ? edit_value(x, u->fields[i]->name) != NULL : edit_changes(x, u->fields[i]->name))
			return true;
	return false;
}

static bool alike(const struct edit *a, const struct edit *b, const struct unique *u)
{
	for (size_t i = 0; i < u->count; i++) {
		struct value x = edit_will_be(a, u->fields[i]), y = edit_will_be(b, u->fields[i]);

		if (!edit_same(&x, &y))
			return false;
	}
	return true;
}

static bool taken(struct store *s, const struct edit *x, const struct unique *u, bool *out, struct error *e)
{
	struct stmt *st = stmt_new(x->arena);
	struct query *q;
	enum query_step step;

	stmt_add(st, "SELECT 1 FROM \"%s\" WHERE \"id\" <> ", x->resource->table);
	stmt_int(st, x->id);
	for (size_t i = 0; i < u->count; i++) {
		stmt_add(st, " AND \"%s\" = ", u->fields[i]->name);
		stmt_value(st, edit_will_be(x, u->fields[i]));
	}
	q = stmt_open(s, st, e);
	step = q ? query_step(q, e) : QUERY_FAIL;
	query_done(q);
	*out = step == QUERY_ROW;
	return step != QUERY_FAIL;
}

bool edit_unique(struct store *s, const struct edit *list, size_t i, struct error *e)
{
	const struct edit *x = &list[i];
	const struct resource *r = x->resource;

	for (size_t k = 0; x->verb != EDIT_DELETE && !x->repeated && k < r->unique_count; k++) {
		const struct unique *u = &r->uniques[k];
		bool there;

		if (!touches(x, u))
			continue;
		if (!taken(s, x, u, &there, e))
			return false;
		for (size_t j = 0; !there && j < i; j++)
			there = list[j].resource == r && list[j].verb != EDIT_DELETE && alike(&list[j], x, u);
		if (there)
			return error_set(e, ERR_EXISTS, u->fields[u->count - 1]->name, "%s", "");
	}
	return true;
}
