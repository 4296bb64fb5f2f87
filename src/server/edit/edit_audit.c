/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an edit changed, for the audit: fields in their order, refs by their
 * codes, nothing that is secret. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "model/sql.h"
#include "server/edit/audit.h"
#include "server/edit/edit_steps.h"

static bool is_told(const struct field *f)
{
	return !f->secret && !f->quiet && f->type != TYPE_ROWS && f->type != TYPE_SUM;
}

static void put(struct json *out, const struct field *f, const struct json *v)
{
	struct json *codes;

	if (f->type == TYPE_REF) {
		json_set_str(out, f->name, json_str(v, "code"));
		return;
	}
	if (f->type != TYPE_REFS) {
		json_set_copy(out, f->name, v);
		return;
	}
	codes = json_set_array(out, f->name);
	for (const struct json *x = json_first(v); x; x = json_next(x))
		json_add_str(codes, json_str(x, "code"));
}

/* What is not worth a word in a row that is new, or gone. */
static bool is_nothing(const struct json *v)
{
	switch (json_type(v)) {
	case JSON_NULL:
		return true;
	case JSON_STRING:
		return str_empty(json_as_str(v));
	case JSON_ARRAY:
		return json_len(v) == 0;
	default:
		return false;
	}
}

static bool differ(struct arena *a, const struct field *f, const struct json *x, const struct json *y)
{
	if (!x || !y)
		return !is_nothing(x ? x : y);
	if (f->type == TYPE_REF)
		return json_int(x, "id", 0) != json_int(y, "id", 0);
	return !str_eq(json_print(a, x), json_print(a, y));
}

static const char *title_of(const struct edit *x, const struct json *row)
{
	const struct resource *r = x->resource;
	const struct field *title = r->titles[x->editor->member->language];
	const struct json *key = json_get(row, r->key->name);
	const char *code = r->key->type == TYPE_REF ? json_str(key, "code") : json_as_str(key);
	const char *name = title ? json_str(row, title->name) : NULL;

	if (!code)
		code = key ? json_print(x->arena, key) : "";
	return str_empty(name) || str_eq(name, code) ? code : arena_printf(x->arena, "%s %s", code, name);
}

/* An extra that is not just a box left empty. */
static bool says_more(const struct edit *x)
{
	for (const struct json *m = json_first(x->extras); m; m = json_next(m))
		if (!is_nothing(m) && !(json_type(m) == JSON_BOOL && !json_as_bool(m, false)))
			return true;
	return false;
}

bool edit_audit(struct store *s, const struct edit *x, const struct json *before, struct error *e)
{
	struct json *was = json_object(x->arena), *is = json_object(x->arena);
	struct audit a = {
		.user = x->editor->member->user,
		.login = x->editor->login,
		.address = x->editor->address,
		.terminal = x->editor->terminal,
		.source = x->editor->source,
		.page = x->page ? x->page->id : "",
		.action = x->action,
		.resource = x->resource->id,
		.row = x->id,
		.about = x->about ? x->about : str_eq(x->resource->id, "users") ? x->id : 0,
		.title = title_of(x, x->row ? x->row : before),
		.before = before ? was : NULL,
		.after = x->row ? is : NULL,
	};
	bool changed = x->verb != EDIT_UPDATE || x->told || says_more(x);

	for (size_t i = 0; i < x->resource->field_count; i++) {
		const struct field *f = &x->resource->fields[i];
		const struct json *old = json_get(before, f->name), *new = json_get(x->row, f->name);

		if (!is_told(f) || !differ(x->arena, f, old, new))
			continue;
		changed = true;
		if (old)
			put(was, f, old);
		if (new)
			put(is, f, new);
	}
	for (const struct json *m = x->told ? json_first(x->told) : NULL; m; m = json_next(m))
		json_set_copy(is, json_name(m), m);
	return !changed || audit_add(s, &x->house->vault, &a, e);
}
