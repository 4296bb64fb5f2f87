/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an edit's fields are, were and will be. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "model/page.h"
#include "model/sql.h"
#include "model/view.h"
#include "server/edit/edit_steps.h"

#include <stdlib.h>
#include <string.h>

/* 'it''s' or 12: as a description's default is kept. */
struct value edit_fallback(struct arena *a, const struct field *f)
{
	const char *s = f->fallback;
	char *text, *out;

	if (!types[f->type].is_text)
		return value_int(s ? strtoll(s, NULL, 10) : 0);
	if (!s || s[0] != '\'')
		return value_text("");
	text = out = arena_strndup(a, s + 1, strlen(s) - 2);
	for (const char *p = text; *p; p++) {
		*out++ = *p;
		if (p[0] == '\'' && p[1] == '\'')
			p++;
	}
	*out = '\0';
	return value_text(text);
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static struct value refs_of(struct arena *a, const struct json *list)
{
	int64_t *ids = arena_array(a, int64_t, json_len(list) + 1);
	struct value v = {.ids = ids};

	for (const struct json *x = json_first(list); x; x = json_next(x))
		ids[v.number++] = json_int(x, "id", 0);
	qsort(ids, (size_t)v.number, sizeof *ids, by_number);
	return v;
}

bool edit_stands(const struct edit *x, const struct field *f, struct value *out)
{
	const struct json *v = x->before ? json_get(x->before, f->name) : NULL;

	if (!v)
		return false;
	if (f->type == TYPE_REF)
		*out = value_int(json_int(v, "id", 0));
	else if (f->type == TYPE_REFS)
		*out = refs_of(x->arena, v);
	else
		return types[f->type].check(f, v, x->arena, out, NULL);
	return true;
}

bool edit_same(const struct value *a, const struct value *b)
{
	if (a->is_text)
		return str_eq(a->text, b->text);
	if (a->number != b->number || !a->ids != !b->ids)
		return false;
	return !a->ids || memcmp(a->ids, b->ids, (size_t)a->number * sizeof *a->ids) == 0;
}

static struct row_value *value_among(const struct edit *x, const char *field)
{
	for (size_t i = 0; i < x->count; i++)
		if (str_eq(x->values[i].field->name, field))
			return &x->values[i];
	return NULL;
}

const struct row_value *edit_value(const struct edit *x, const char *field)
{
	return value_among(x, field);
}

struct value edit_will_be(const struct edit *x, const struct field *f)
{
	const struct row_value *given = value_among(x, f->name);
	struct value v = {0};

	if (given)
		return given->value;
	return edit_stands(x, f, &v) ? v : edit_fallback(x->arena, f);
}

int64_t edit_int(const struct edit *x, const char *field)
{
	const struct field *f = field_find(x->resource, field);

	return f ? edit_will_be(x, f).number : 0;
}

const char *edit_text(const struct edit *x, const char *field)
{
	const struct field *f = field_find(x->resource, field);
	struct value v = f ? edit_will_be(x, f) : value_text("");

	return v.is_text ? v.text : "";
}

bool edit_changes(const struct edit *x, const char *field)
{
	const struct row_value *given = value_among(x, field);
	struct value was;

	return given && !(edit_stands(x, given->field, &was) && edit_same(&was, &given->value));
}

void edit_set(struct edit *x, const char *field, struct value v)
{
	struct row_value *given = value_among(x, field);

	if (!given) {
		const struct field *f = field_find(x->resource, field);

		if (!f)
			return;
		if (x->count == x->room) {
			struct row_value *more = arena_array(x->arena, struct row_value, 2 * x->room + 8);

			if (x->count)
				memcpy(more, x->values, x->count * sizeof *more);
			x->values = more;
			x->room = 2 * x->room + 8;
		}
		given = &x->values[x->count++];
		given->field = f;
	}
	given->value = v;
}

bool edit_in_form(const struct edit *x, const struct field *f)
{
	const struct view *v = x->page ? x->page->view : NULL;

	if (!v || !v->form_count)
		return f->set == SET_FORM || f->set == SET_CREATE;
	for (size_t i = 0; i < v->form_count; i++)
		if (v->form[i] == f)
			return true;
	return false;
}

static bool is_document(const struct resource *r)
{
	for (size_t i = 0; i < r->field_count; i++)
		if (r->fields[i].required && (r->fields[i].set == SET_SERIES || r->fields[i].set == SET_ACTION))
			return true;
	return false;
}

bool edit_serves(const struct page *p, const char *action)
{
	static const char *const done[] = {"create", "update", "delete", "change-many", "import"};
	const struct view *v = p->view;
	bool known = false;

	for (size_t i = 0; i < sizeof done / sizeof *done; i++)
		known |= str_eq(done[i], action);
	if (!known || !v || v->kind != VIEW_LIST || !v->resource || v->resource->outside || !v->form_count)
		return false;
	return !is_document(v->resource) || edit_rules_find(v->resource);
}

struct list_request edit_request(const struct edit *x)
{
	return (struct list_request){.resource = x->resource, .scope = x->editor->scope, .language = x->editor->member->language};
}

void edit_tell(struct edit *x, const char *name, const char *word)
{
	x->told = x->told ? x->told : json_object(x->arena);
	json_set_str(x->told, name, word);
}
