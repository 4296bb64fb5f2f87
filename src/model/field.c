/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/field.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#include <inttypes.h>
#include <string.h>

static const char *const members[][24] = {
	[FIELD_RESOURCE] = {"name", "type", "label", "to", "of", "by", "field", "where", "required", "unique", "set", "default", "quiet",
		NULL},
	[FIELD_BODY] = {"name", "type", "label", "to", "of", "required", NULL},
	[FIELD_FORM] = {"name", "type", "label", "to", "of", "required", "secret", NULL},
};

static const char *const set_names[] = {
	[SET_FORM] = "form",
	[SET_CREATE] = "create",
	[SET_ACTION] = "action",
	[SET_SERIES] = "series",
	[SET_NEVER] = "never",
};

/* "code(20)": the type and its limit. */
static bool read_type(const struct describe *d, const struct json *in, struct field *f)
{
	const char *text = json_str(in, "type");
	size_t len = text ? strcspn(text, "(") : 0;
	const struct type *type = text ? type_find(text, len) : NULL;
	int64_t max = 0;

	if (!type)
		return describe_fail(d, "%s: unknown type \"%s\"", f->name, text ? text : "");
	f->type = (enum type_id)(type - types);
	if (!text[len])
		return true;
	if ((f->type != TYPE_CODE && f->type != TYPE_TEXT) || !str_ends(text, ")") ||
		!str_int64(arena_strndup(d->arena, text + len + 1, strlen(text + len) - 2), 1, 100000, &max))
		return describe_fail(d, "%s: not a limit: \"%s\"", f->name, text);
	f->max = (unsigned)max;
	return true;
}

/* ["open", "Open", "Öppen"], or "+" alone when it needs no words. */
static bool read_choice(const struct describe *d, const struct json *in, const struct field *f, struct choice *out)
{
	const struct json *x;

	if (json_type(in) == JSON_STRING) {
		out->name = out->label.text[ENGLISH] = out->label.text[SWEDISH] = json_as_str(in);
		return true;
	}
	x = json_type(in) == JSON_ARRAY && json_len(in) == 1 + LANGUAGES ? json_first(in) : NULL;
	out->name = json_as_str(x);
	for (int l = 0; l < LANGUAGES && x; l++) {
		x = json_next(x);
		out->label.text[l] = json_as_str(x);
	}
	if (str_empty(out->name) || str_empty(out->label.text[ENGLISH]) || str_empty(out->label.text[SWEDISH]))
		return describe_fail(d, "%s: a choice is [name, English, Swedish]", f->name);
	return true;
}

static bool read_choices(const struct describe *d, const struct json *in, struct field *f)
{
	const struct json *of = json_get(in, "of");
	struct choice *choices;

	if (json_type(of) != JSON_ARRAY || !json_len(of))
		return describe_fail(d, "%s: no choices (\"of\")", f->name);
	choices = arena_array(d->arena, struct choice, json_len(of));
	f->choices = choices;
	for (const struct json *x = json_first(of); x; x = json_next(x)) {
		struct choice *c = &choices[f->choice_count];

		if (!read_choice(d, x, f, c))
			return false;
		for (size_t i = 0; i < f->choice_count; i++)
			if (str_eq(choices[i].name, c->name))
				return describe_fail(d, "%s: choice \"%s\" twice", f->name, c->name);
		f->choice_count++;
	}
	return true;
}

static bool read_target(const struct describe *d, const struct json *in, const char *member, struct field *f)
{
	const char *id = json_str(in, member);

	f->to = id ? resource_find(id) : NULL;
	return f->to || describe_fail(d, "%s: unknown resource \"%s\" (\"%s\")", f->name, id ? id : "", member);
}

/* What a member belongs to; elsewhere it is a mistake. */
static bool check_members(const struct describe *d, const struct json *in, const struct field *f)
{
	bool of = f->type == TYPE_CHOICE || f->type == TYPE_ROWS || f->type == TYPE_SUM;
	bool by = f->type == TYPE_ROWS || f->type == TYPE_SUM;
	const struct {
		const char *name;
		bool fits;
	} rules[] = {
		{"to", f->type == TYPE_REF || f->type == TYPE_REFS},
		{"of", of},
		{"by", by},
		{"field", f->type == TYPE_SUM},
		{"where", f->type == TYPE_SUM},
		{"required", !by},
		{"unique", !by && f->type != TYPE_REFS},
		{"set", !by},
		{"default", !by && f->type != TYPE_REF && f->type != TYPE_REFS},
		{"quiet", !by},
		{"secret", f->type == TYPE_TEXT},
	};

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (json_has(in, rules[i].name) && !rules[i].fits)
			return describe_fail(d, "%s: \"%s\" does not go with type %s", f->name, rules[i].name, types[f->type].name);
	return true;
}

static bool read_of(const struct describe *d, const struct json *in, struct field *f)
{
	switch (f->type) {
	case TYPE_CHOICE:
		return read_choices(d, in, f);
	case TYPE_REF:
	case TYPE_REFS:
		return read_target(d, in, "to", f);
	case TYPE_ROWS:
	case TYPE_SUM:
		return read_target(d, in, "of", f);
	default:
		return true;
	}
}

/* What points somewhere may be called after it. */
static bool read_label(const struct describe *d, const struct json *in, struct field *f)
{
	if (json_has(in, "label"))
		return describe_label(d, json_get(in, "label"), f->name, &f->label);
	if (f->type != TYPE_REF && f->type != TYPE_ROWS && f->type != TYPE_REFS)
		return describe_fail(d, "%s: no label [English, Swedish]", f->name);
	f->label = f->to->name;
	return true;
}

static bool read_set(const struct describe *d, const struct json *in, struct field *f)
{
	const char *name = json_str(in, "set");

	if (!json_has(in, "set"))
		return true;
	for (size_t i = 0; i < sizeof set_names / sizeof set_names[0]; i++)
		if (str_eq(set_names[i], name)) {
			f->set = (enum field_set)i;
			return true;
		}
	return describe_fail(d, "%s: \"set\" is form, create, action, series or never", f->name);
}

static bool read_unique(const struct describe *d, const struct json *in, struct field *f)
{
	const struct json *v = json_get(in, "unique");

	if (!v)
		return true;
	f->unique = json_type(v) == JSON_BOOL && json_as_bool(v, false) ? "" : json_as_str(v);
	return f->unique || describe_fail(d, "%s: \"unique\" is true or the name of a field", f->name);
}

static char *quoted(struct arena *a, const char *text)
{
	size_t n;
	char **parts = str_split(a, text, '\'', &n), *out = parts[0];

	for (size_t i = 1; i < n; i++)
		out = arena_printf(a, "%s''%s", out, parts[i]);
	return arena_printf(a, "'%s'", out);
}

/* 1 of a quantity is one unit, though the wire says "1". */
static bool default_units(const struct field *f, const struct json *in, struct value *out)
{
	int64_t units;

	if ((f->type != TYPE_QUANTITY && f->type != TYPE_MONEY) || !json_as_int(in, &units) || units < 0 || units > 1000000)
		return false;
	*out = (struct value){.number = units * (f->type == TYPE_MONEY ? 100 : 1000)};
	return true;
}

static bool read_default(const struct describe *d, const struct json *in, struct field *f)
{
	const struct json *v = json_get(in, "default");
	struct error bad = {0};
	struct value value;

	if (!v)
		return true;
	if (!default_units(f, v, &value) && !types[f->type].check(f, v, d->arena, &value, &bad))
		return describe_fail(d, "%s: not a default: %s", f->name, bad.detail);
	f->fallback = value.is_text ? quoted(d->arena, value.text) : arena_printf(d->arena, "%" PRId64, value.number);
	return true;
}

/* A transaction carries no sets, and what is asked for no rows of others. */
static bool fits_use(const struct field *f, enum field_use use)
{
	if (f->type == TYPE_ROWS || f->type == TYPE_SUM)
		return use == FIELD_RESOURCE;
	return f->type != TYPE_REFS || use != FIELD_BODY;
}

static bool field_read(const struct describe *d, const struct json *in, enum field_use use, struct field *f)
{
	f->name = json_str(in, "name");
	if (!describe_is_name(f->name, '_'))
		return describe_fail(d, "not a name of a field: \"%s\"", f->name ? f->name : "");
	if (!describe_members(d, in, f->name, members[use]))
		return false;
	if (!read_type(d, in, f) || !check_members(d, in, f) || !read_of(d, in, f) || !read_label(d, in, f))
		return false;
	if (!fits_use(f, use))
		return describe_fail(d, "%s: type %s is for resources", f->name, types[f->type].name);
	return describe_bool(d, in, "required", &f->required) && describe_bool(d, in, "secret", &f->secret) &&
		describe_bool(d, in, "quiet", &f->quiet) && read_set(d, in, f) && read_unique(d, in, f) && read_default(d, in, f);
}

bool fields_read(const struct describe *d, const struct json *array, enum field_use use, struct field *out)
{
	size_t n = 0;

	if (json_type(array) != JSON_ARRAY)
		return describe_fail(d, "\"fields\": not a list");
	for (const struct json *x = json_first(array); x; x = json_next(x)) {
		if (!field_read(d, x, use, &out[n]))
			return false;
		n++;
	}
	return true;
}

const struct field *field_among(const struct field *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i].name, name))
			return &fields[i];
	return NULL;
}
