/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/show.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"

enum { TEXT_WIDTH = 24, CODE_WIDTH = 14, LABEL_MOST = 16 };

const char *show_label(const struct field *f, int language)
{
	return f->label.text[language];
}

const char *show_ref(const struct json *ref, struct arena *a)
{
	const char *code = json_str(ref, "code"), *name = json_str(ref, "name");

	if (str_empty(code))
		return name ? name : "";
	return str_empty(name) || str_eq(code, name) ? code : arena_printf(a, "%s %s", code, name);
}

const char *show_codes(const struct json *refs, struct arena *a)
{
	struct buf *out = buf_new(a);

	for (const struct json *x = json_first(refs); x; x = json_next(x)) {
		const char *code = json_str(x, "code");

		buf_adds(out, x == json_first(refs) ? "" : ", ");
		buf_adds(out, str_empty(code) ? show_ref(x, a) : code);
	}
	return buf_str(out);
}

const char *show_refs(const struct json *refs, struct arena *a)
{
	return json_len(refs) ? arena_printf(a, "%zu: %s", json_len(refs), show_codes(refs, a)) : "";
}

/* A sum is a decimal in a string, as on the wire. */
static const char *show_sum(const char *decimal, int language, struct arena *a)
{
	char *shown = arena_strdup(a, decimal ? decimal : ""), *point = language == SWEDISH ? strchr(shown, '.') : NULL;

	if (point)
		*point = ',';
	return shown;
}

const char *show_value(const struct field *f, const struct json *row, int language, struct arena *a)
{
	const struct json *v = json_get(row, f->name);
	struct error e = {0};
	struct value value;

	if (json_type(v) == JSON_NULL || f->type == TYPE_ROWS)
		return "";
	if (f->type == TYPE_REF)
		return show_ref(v, a);
	if (f->type == TYPE_REFS)
		return show_refs(v, a);
	if (f->type == TYPE_SUM)
		return show_sum(json_as_str(v), language, a);
	if (types[f->type].check(f, v, a, &value, &e))
		return types[f->type].show(f, &value, language, a);
	return json_as_str(v) ? json_as_str(v) : "";
}

const char *show_key(const struct resource *r, const struct json *row, int language, struct arena *a)
{
	return r && r->key ? show_value(r->key, row, language, a) : "";
}

static int widest_choice(const struct field *f, int language)
{
	int widest = 0;

	for (size_t i = 0; i < f->choice_count; i++) {
		int w = utf8_columns(f->choices[i].label.text[language]);

		widest = w > widest ? w : widest;
	}
	return widest > TEXT_WIDTH ? TEXT_WIDTH : widest;
}

int show_width(const struct field *f, int language)
{
	int label = utf8_columns(show_label(f, language));
	int width = f->type == TYPE_CHOICE ? widest_choice(f, language) : (int)types[f->type].width;

	if (!width)
		width = f->type == TYPE_CODE ? CODE_WIDTH : TEXT_WIDTH;
	if (f->max && (int)f->max < width)
		width = (int)f->max;
	if (label > LABEL_MOST)
		label = LABEL_MOST;
	return width > label ? width : label;
}
