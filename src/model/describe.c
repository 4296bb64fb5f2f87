/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/describe.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

#include <stdarg.h>
#include <string.h>

/* The end of a path says more than its beginning. */
static const char *short_path(const char *path)
{
	const size_t most = sizeof(((struct error *)NULL)->field) - 1;
	size_t len = strlen(path);

	return len > most ? path + len - most : path;
}

bool describe_fail(const struct describe *d, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	return error_set(d->e, ERR_SCREEN_FILE, short_path(d->file), "%s", text);
}

const struct json *describe_parse(const struct describe *d, const char *text, size_t len)
{
	struct error bad = {0};
	const struct json *v = json_parse(d->arena, text, len, &bad);

	if (!v) {
		describe_fail(d, "%s", bad.detail);
		return NULL;
	}
	if (json_type(v) != JSON_OBJECT) {
		describe_fail(d, "not an object");
		return NULL;
	}
	return v;
}

static bool is_one_of(const char *name, const char *const *allowed)
{
	for (; *allowed; allowed++)
		if (strcmp(*allowed, name) == 0)
			return true;
	return false;
}

bool describe_members(const struct describe *d, const struct json *obj, const char *where, const char *const *allowed)
{
	if (json_type(obj) != JSON_OBJECT)
		return describe_fail(d, "%s: not an object", where);
	for (const struct json *x = json_first(obj); x; x = json_next(x))
		if (!is_one_of(json_name(x), allowed))
			return describe_fail(d, "%s: unknown member \"%s\"", where, json_name(x));
	return true;
}

bool describe_label(const struct describe *d, const struct json *in, const char *where, struct label *out)
{
	const struct json *x = json_type(in) == JSON_ARRAY ? json_first(in) : NULL;

	if (json_type(in) != JSON_ARRAY || json_len(in) != LANGUAGES)
		return describe_fail(d, "%s: no label [English, Swedish]", where);
	for (int l = 0; l < LANGUAGES; l++, x = json_next(x)) {
		out->text[l] = json_as_str(x);
		if (str_empty(out->text[l]))
			return describe_fail(d, "%s: no label in %s", where, l == ENGLISH ? "English" : "Swedish");
	}
	return true;
}

bool describe_text(const struct describe *d, const struct json *obj, const char *name, const char **out)
{
	*out = json_str(obj, name);
	if (json_has(obj, name) && str_empty(*out))
		return describe_fail(d, "\"%s\": not a text", name);
	return true;
}

bool describe_bool(const struct describe *d, const struct json *obj, const char *name, bool *out)
{
	const struct json *v = json_get(obj, name);

	if (v && json_type(v) != JSON_BOOL)
		return describe_fail(d, "\"%s\": not true or false", name);
	*out = json_as_bool(v, false);
	return true;
}

bool describe_texts(const struct describe *d, const struct json *obj, const char *name, const char *const **out, size_t *count)
{
	const struct json *v = json_get(obj, name);
	const char **texts;

	*out = NULL;
	*count = 0;
	if (!v)
		return true;
	if (json_type(v) != JSON_ARRAY)
		return describe_fail(d, "\"%s\": not a list", name);
	texts = arena_array(d->arena, const char *, json_len(v));
	for (const struct json *x = json_first(v); x; x = json_next(x)) {
		if (str_empty(json_as_str(x)))
			return describe_fail(d, "\"%s\": not a list of texts", name);
		for (size_t i = 0; i < *count; i++)
			if (str_eq(texts[i], json_as_str(x)))
				return describe_fail(d, "\"%s\": \"%s\" twice", name, texts[i]);
		texts[(*count)++] = json_as_str(x);
	}
	*out = texts;
	return true;
}

bool describe_fields(const struct describe *d, const struct json *obj, const char *name, const struct resource *r,
	const struct field ***out, size_t *count)
{
	const char *const *names;

	if (!describe_texts(d, obj, name, &names, count))
		return false;
	*out = *count ? arena_array(d->arena, const struct field *, *count) : NULL;
	for (size_t i = 0; i < *count; i++) {
		(*out)[i] = field_find(r, names[i]);
		if (!(*out)[i])
			return describe_fail(d, "\"%s\": %s has no field \"%s\"", name, r->id, names[i]);
	}
	return true;
}

bool describe_is_name(const char *s, char joiner)
{
	if (!s || *s < 'a' || *s > 'z')
		return false;
	for (; *s; s++)
		if (!(*s >= 'a' && *s <= 'z') && !(*s >= '0' && *s <= '9') && *s != joiner)
			return false;
	return true;
}
