/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a form for a new row begins with. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "model/sql.h"
#include "server/edit/edit_steps.h"

struct json *edit_ref(struct store *s, const struct edit *x, const struct resource *r, int64_t id, struct error *e)
{
	const int language = x->editor->member->language;
	struct list_request q = {.resource = r, .scope = x->editor->scope, .language = language};
	struct error gone = {0};
	const struct json *row = list_one(s, x->arena, &q, id, &gone), *key;
	struct json *ref;

	if (!row) {
		if (gone.code != ERR_NOT_FOUND)
			error_set(e, gone.code, gone.field, "%s", gone.detail);
		return NULL;
	}
	key = json_get(row, r->key->name);
	ref = json_object(x->arena);
	json_set_int(ref, "id", id);
	json_set_str(ref, "code", r->key->type == TYPE_REF ? json_str(key, "code") : json_as_str(key) ? json_as_str(key) : json_print(x->arena, key));
	json_set_str(ref, "name", r->titles[language] ? json_str(row, r->titles[language]->name) : "");
	return ref;
}

/* The one he means when he says nothing: his own goods owner, or the only
 * place he has. */
static int64_t usual(const struct edit *x, const struct resource *to)
{
	const struct scope *s = x->editor->scope;
	const int dim = to->own_scope;

	if (dim < 0)
		return 0;
	if (dim == SCOPE_GOODS_OWNER && x->editor->member->default_goods_owner)
		return x->editor->member->default_goods_owner;
	return s->count[dim] == 1 ? s->ids[dim][0] : 0;
}

static bool put_ref(struct store *s, const struct edit *x, const struct field *f, struct json *out, struct error *e)
{
	struct error bad = {0};
	int64_t id = usual(x, f->to);
	const struct json *ref = id ? edit_ref(s, x, f->to, id, &bad) : NULL;

	if (ref)
		json_set_copy(out, f->name, ref);
	else
		json_set_null(out, f->name);
	return bad.code == ERR_NONE || error_set(e, bad.code, bad.field, "%s", bad.detail);
}

static bool put_field(struct store *s, const struct edit *x, const struct field *f, struct json *out, struct error *e)
{
	struct value v;

	if (f->type == TYPE_REF)
		return put_ref(s, x, f, out, e);
	if (f->type == TYPE_REFS) {
		json_set_array(out, f->name);
		return true;
	}
	v = edit_fallback(x->arena, f);
	types[f->type].put(f, &v, out);
	return true;
}

static void put_fixed(const struct edit *x, struct json *out)
{
	const struct view *v = x->page ? x->page->view : NULL;

	for (size_t i = 0; v && v->resource == x->resource && i < v->fixed_count; i++)
		if (json_has(out, v->fixed[i].field->name)) {
			json_remove(out, v->fixed[i].field->name);
			types[v->fixed[i].field->type].put(v->fixed[i].field, &v->fixed[i].value, out);
		}
}

struct json *edit_defaults(struct store *s, struct edit *x, struct error *e)
{
	const struct rules *rules = edit_rules_find(x->resource);
	const struct view *v = x->page ? x->page->view : NULL;
	struct json *out = json_object(x->arena);

	for (size_t i = 0; i < x->resource->field_count; i++) {
		const struct field *f = &x->resource->fields[i];

		if ((sql_has_column(f) || f->type == TYPE_REFS) && edit_in_form(x, f) && !put_field(s, x, f, out, e))
			return NULL;
	}
	for (size_t i = 0; v && i < v->extra_count; i++)
		if (!v->extras[i].secret && !put_field(s, x, &v->extras[i], out, e))
			return NULL;
	put_fixed(x, out);
	return !rules || !rules->defaults || rules->defaults(s, x, out, e) ? out : NULL;
}
