/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/typed.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/field.h"

#include <string.h>

static bool is_called(struct arena *a, const struct field *f, const char *word, const char *folded)
{
	if (str_eq(f->name, word))
		return true;
	for (int l = 0; l < LANGUAGES; l++)
		if (str_eq(utf8_fold(a, f->label.text[l]), folded))
			return true;
	return false;
}

const struct field *typed_field(struct arena *a, const struct view *v, const char *word, struct error *e)
{
	const char *folded = utf8_valid(word, strlen(word)) ? utf8_fold(a, word) : "";

	for (size_t i = 0; *folded && i < v->form_count; i++)
		if (is_called(a, v->form[i], word, folded))
			return v->form[i];
	for (size_t i = 0; *folded && i < v->extra_count; i++)
		if (is_called(a, &v->extras[i], word, folded))
			return &v->extras[i];
	error_set(e, ERR_UNKNOWN_FIELD, *folded ? word : "?", "%s", "");
	return NULL;
}

static void put_codes(struct arena *a, const struct field *f, const char *text, bool cell, struct json *out)
{
	struct json *list = json_set_array(out, f->name);
	const char *parting = cell ? ",; \t\n" : ",";

	while (*text) {
		size_t len = strcspn(text, parting);
		const char *code = arena_strndup(a, text, len);

		if (len > 0)
			json_add_str(list, code);
		text += len + (text[len] != '\0');
	}
}

bool typed_put(struct arena *a, const struct field *f, const char *text, bool cell, struct json *out, struct error *e)
{
	struct value v;

	if (!utf8_valid(text, strlen(text)))
		return error_set(e, ERR_INVALID, f->name, "not valid UTF-8");
	if (f->type == TYPE_REF)
		json_set_str(out, f->name, text);
	else if (f->type == TYPE_REFS)
		put_codes(a, f, text, cell, out);
	else if (!types[f->type].read(f, text, a, &v, e))
		return false;
	else
		types[f->type].put(f, &v, out);
	return true;
}

static bool is_nothing(const struct json *v)
{
	switch (json_type(v)) {
	case JSON_NULL:
		return true;
	case JSON_STRING:
		return str_empty(json_as_str(v));
	case JSON_ARRAY:
		return json_len(v) == 0;
	case JSON_BOOL:
		return !json_as_bool(v, false);
	case JSON_NUMBER:
	case JSON_OBJECT:
		break;
	}
	return false;
}

void typed_imply(const struct view *v, struct json *out)
{
	for (size_t i = 0; i < v->when_count; i++) {
		const struct view_when *w = &v->whens[i];

		if (w->value_count != 1 || is_nothing(json_get(out, w->field)) || json_has(out, w->other->name))
			continue;
		if (w->other->type == TYPE_BOOL)
			json_set_bool(out, w->other->name, str_eq(w->values[0], "true"));
		else
			json_set_str(out, w->other->name, w->values[0]);
	}
}
