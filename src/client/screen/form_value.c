/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values in the fields of a form: how they come in, are read and are kept. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/form.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

bool form_is_chosen(const struct field *f)
{
	return f->type == TYPE_CHOICE || f->type == TYPE_BOOL;
}

bool form_is_empty(const struct form_field *x)
{
	if (x->field->type == TYPE_REF)
		return x->id == 0;
	if (x->field->type == TYPE_REFS)
		return json_len(x->refs) == 0;
	return form_is_chosen(x->field) ? x->chosen < 0 : !x->edit.text[0];
}

const char *form_shown(const struct form *f, const struct form_field *x)
{
	if (x->field->type == TYPE_REF || x->field->type == TYPE_REFS)
		return x->shown ? x->shown : "";
	if (x->chosen < 0)
		return "";
	if (x->field->type == TYPE_BOOL)
		return x->chosen ? _("Yes") : _("No");
	return x->field->choices[x->chosen].label.text[form_language(f)];
}

void form_clear_field(struct form_field *x)
{
	x->id = 0;
	x->shown = NULL;
	x->refs = NULL;
	x->chosen = -1;
	edit_set(&x->edit, "");
}

static void fill_ref(struct form *f, struct form_field *x, const struct json *v)
{
	struct arena *a = f->base.arena;

	if (json_type(v) == JSON_OBJECT) {
		x->id = json_int(v, "id", 0);
		x->shown = arena_strdup(a, show_ref(v, a));
	} else if (json_as_int(v, &x->id) && x->id) {
		x->shown = arena_printf(a, "#%" PRId64, x->id);
	}
}

static void fill_refs(struct form *f, struct form_field *x, const struct json *v)
{
	struct json *box = json_object(f->base.arena);

	json_set_copy(box, "refs", v);
	x->refs = json_get(box, "refs");
	x->shown = show_refs(x->refs, f->base.arena);
}

static void fill_value(struct form *f, struct form_field *x, const struct value *v, struct arena *a)
{
	if (x->field->type == TYPE_BOOL)
		x->chosen = v->number != 0;
	for (size_t i = 0; x->field->type == TYPE_CHOICE && i < x->field->choice_count; i++)
		if (str_eq(x->field->choices[i].name, v->text))
			x->chosen = (int)i;
	if (!form_is_chosen(x->field))
		edit_set(&x->edit, types[x->field->type].show(x->field, v, form_language(f), a));
}

void form_fill_field(struct form *f, struct form_field *x, const struct json *v)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct value value;

	if (json_type(v) == JSON_NULL)
		form_clear_field(x);
	else if (x->field->type == TYPE_REF)
		fill_ref(f, x, v);
	else if (x->field->type == TYPE_REFS)
		fill_refs(f, x, v);
	else if (types[x->field->type].check(x->field, v, a, &value, &e))
		fill_value(f, x, &value, a);
	else if (json_as_str(v)) /* of a draft: half typed */
		edit_set(&x->edit, json_as_str(v));
	arena_free(&a);
}

void form_fill(struct form *f, const struct json *values)
{
	for (size_t i = 0; i < f->count; i++)
		if (json_has(values, f->fields[i].field->name))
			form_fill_field(f, &f->fields[i], json_get(values, f->fields[i].field->name));
	if (f->changed)
		f->changed(f);
}

static void read_refs(const struct form_field *x, struct json *body)
{
	struct json *ids = json_set_array(body, x->field->name);

	for (const struct json *r = json_first(x->refs); r; r = json_next(r))
		json_add_int(ids, json_int(r, "id", 0));
}

/* Nothing, as it is sent. */
static void read_empty(const struct form_field *x, struct json *body)
{
	const struct value nothing = {.is_text = types[x->field->type].is_text, .text = ""};

	if (x->field->type == TYPE_REF)
		json_set_null(body, x->field->name);
	else
		types[x->field->type].put(x->field, &nothing, body);
}

bool form_read_field(struct form_field *x, struct json *body, struct arena *a)
{
	struct value v = {0};

	if (x->field->type == TYPE_REFS) {
		read_refs(x, body);
		return true;
	}
	if (form_is_empty(x)) {
		read_empty(x, body);
		return true;
	}
	if (x->field->type == TYPE_REF)
		v.number = x->id;
	else if (x->field->type == TYPE_BOOL)
		v.number = x->chosen;
	else if (x->field->type == TYPE_CHOICE)
		v = (struct value){.is_text = true, .text = x->field->choices[x->chosen].name};
	else if (x->field->secret) /* as it was typed: a space may be part of it */
		v = (struct value){.is_text = true, .text = x->edit.text};
	else if (!types[x->field->type].read(x->field, x->edit.text, a, &v, &x->wrong))
		return false;
	types[x->field->type].put(x->field, &v, body);
	return true;
}

/* The field alone, as text to compare; NULL: what was typed is no value. */
static char *printed(struct form_field *x, struct arena *a)
{
	struct json *box = json_object(a);
	struct error wrong = x->wrong;
	bool good = form_read_field(x, box, a);

	x->wrong = wrong;
	return good ? json_print(a, box) : NULL;
}

void form_mark_opened(struct form *f)
{
	for (size_t i = 0; i < f->count; i++) {
		f->fields[i].was = printed(&f->fields[i], f->base.arena);
		f->fields[i].touched = false;
	}
	f->touched = false;
}

bool form_field_differs(struct form_field *x)
{
	struct arena *a;
	bool same;

	if (!x->touched || x->hidden || x->locked)
		return false;
	if (!x->was)
		return true;
	a = arena_new();
	same = str_eq(printed(x, a), x->was);
	arena_free(&a);
	return !same;
}

/* Empty ones are left out, unless something stood there before. */
bool form_send_field(struct form *f, struct form_field *x, struct json *body, struct arena *a)
{
	bool differs = form_field_differs(x);

	x->wrong = (struct error){0};
	if (x->hidden || x->locked || (f->changes && !differs))
		return true;
	if (form_is_empty(x) && x->field->required)
		return error_set(&x->wrong, ERR_REQUIRED, x->field->name, NULL);
	if (form_is_empty(x) && !f->changes && !(x->was && differs))
		return true;
	return form_read_field(x, body, a);
}

void form_keep_field(const struct form *f, struct form_field *x, struct json *draft)
{
	if (x->field->secret || x->locked || (f->changes ? !form_field_differs(x) : form_is_empty(x)))
		return;
	if (form_is_empty(x)) {
		json_set_null(draft, x->field->name);
	} else if (x->field->type == TYPE_REF) {
		struct json *ref = json_set_object(draft, x->field->name);

		json_set_int(ref, "id", x->id);
		json_set_str(ref, "code", x->shown);
		json_set_str(ref, "name", "");
	} else if (x->field->type == TYPE_REFS) {
		json_set_copy(draft, x->field->name, x->refs);
	} else if (x->field->type == TYPE_BOOL) {
		json_set_bool(draft, x->field->name, x->chosen);
	} else if (x->field->type == TYPE_CHOICE) {
		json_set_str(draft, x->field->name, x->field->choices[x->chosen].name);
	} else {
		json_set_str(draft, x->field->name, x->edit.text);
	}
}
