/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Types that stand as text: code, text, choice, gtin, sscc. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/resource.h"
#include "model/types_ops.h"
#include "proto/gs1_key.h"

#include <string.h>

enum { CODE_MOST = 60, TEXT_MOST = 2000 };

static bool set_text(struct value *out, const char *s)
{
	*out = (struct value){.is_text = true, .text = s};
	return true;
}

static const char *need_string(const struct field *f, const struct json *in, struct error *e)
{
	const char *s = json_as_str(in);

	if (!s)
		error_set(e, ERR_INVALID, f->name, "not a text");
	return s;
}

/* What cannot be seen has no place in a text; lines, if any, end in \n. */
static bool is_allowed(uint32_t cp, bool lines)
{
	return (lines && (cp == '\n' || cp == '\t')) || utf8_class(cp) != TEXT_MARK;
}

static bool check_string(const struct field *f, const char *s, unsigned most, bool lines, struct error *e)
{
	size_t len = strlen(s), used;
	unsigned chars = 0;
	uint32_t cp;

	for (; len > 0; s += used, len -= used, chars++) {
		used = utf8_decode(s, len, &cp);
		if (!used)
			return error_set(e, ERR_INVALID, f->name, "not valid UTF-8");
		if (!is_allowed(cp, lines))
			return error_set(e, ERR_INVALID, f->name, "has a character that cannot be seen (U+%04X)", (unsigned)cp);
	}
	return chars <= most || error_set(e, ERR_TOO_LONG, f->name, "%u", most);
}

static bool take_code(const struct field *f, const char *s, struct value *out, struct error *e)
{
	size_t len = strlen(s);

	if (len > 0 && (s[0] == ' ' || s[len - 1] == ' '))
		return error_set(e, ERR_INVALID, f->name, "begins or ends with a space");
	return check_string(f, s, f->max ? f->max : CODE_MOST, false, e) && set_text(out, s);
}

bool type_check_code(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	const char *s = need_string(f, in, e);

	return s && take_code(f, arena_strdup(a, s), out, e);
}

bool type_read_code(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	return take_code(f, type_trim(a, typed), out, e);
}

static bool take_text(const struct field *f, const char *s, struct value *out, struct error *e)
{
	return check_string(f, s, f->max ? f->max : TEXT_MOST, true, e) && set_text(out, s);
}

bool type_check_text(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	const char *s = need_string(f, in, e);

	return s && take_text(f, arena_strdup(a, s), out, e);
}

bool type_read_text(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	return take_text(f, type_trim(a, typed), out, e);
}

static bool take_choice(const struct field *f, const char *s, struct value *out, struct error *e)
{
	if (!*s)
		return set_text(out, "");
	for (size_t i = 0; i < f->choice_count; i++)
		if (str_eq(f->choices[i].name, s))
			return set_text(out, f->choices[i].name);
	return error_set(e, ERR_INVALID, f->name, "not one of its choices: %.60s", s);
}

bool type_check_choice(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	const char *s = need_string(f, in, e);

	(void)a;
	return s && take_choice(f, s, out, e);
}

/* By name or by either label, without regard to case. */
bool type_read_choice(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	const char *s = type_trim(a, typed), *folded = utf8_fold(a, s);

	for (size_t i = 0; i < f->choice_count; i++)
		for (int l = 0; l < LANGUAGES; l++)
			if (str_eq(utf8_fold(a, f->choices[i].label.text[l]), folded))
				return set_text(out, f->choices[i].name);
	return take_choice(f, s, out, e);
}

const char *type_show_choice(const struct field *f, const struct value *v, int language, struct arena *a)
{
	(void)a;
	for (size_t i = 0; i < f->choice_count; i++)
		if (str_eq(f->choices[i].name, v->text))
			return f->choices[i].label.text[language];
	return v->text;
}

static bool is_digits(const char *s)
{
	return s[strspn(s, "0123456789")] == '\0';
}

/* Kept with 14 digits, so that the same number is the same text. */
static bool take_gtin(const struct field *f, const char *s, struct arena *a, struct value *out, struct error *e)
{
	size_t len = strlen(s);
	char digits[15];

	if (!len)
		return set_text(out, "");
	if (!is_digits(s) || (len != 8 && len != 12 && len != 13 && len != 14))
		return error_set(e, ERR_INVALID, f->name, "not 8, 12, 13 or 14 digits");
	if (!gs1_is_gtin(s))
		return error_set(e, ERR_CHECK_DIGIT, f->name, NULL);
	gs1_gtin14(s, digits);
	return set_text(out, arena_strdup(a, digits));
}

bool type_check_gtin(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	const char *s = need_string(f, in, e);

	return s && take_gtin(f, s, a, out, e);
}

bool type_read_gtin(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	return take_gtin(f, type_trim(a, typed), a, out, e);
}

static bool take_sscc(const struct field *f, const char *s, struct value *out, struct error *e)
{
	if (*s && (!is_digits(s) || strlen(s) != 18))
		return error_set(e, ERR_INVALID, f->name, "not 18 digits");
	if (*s && !gs1_is_sscc(s))
		return error_set(e, ERR_CHECK_DIGIT, f->name, NULL);
	return set_text(out, s);
}

bool type_check_sscc(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	const char *s = need_string(f, in, e);

	return s && take_sscc(f, arena_strdup(a, s), out, e);
}

/* The 00 in front is the application identifier, which many labels print. */
bool type_read_sscc(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	const char *s = type_trim(a, typed);

	if (strlen(s) == 20 && str_starts(s, "00"))
		s += 2;
	return take_sscc(f, s, out, e);
}

void type_put_text(const struct field *f, const struct value *v, struct json *out)
{
	json_set_str(out, f->name, v->text);
}

const char *type_show_text(const struct field *f, const struct value *v, int language, struct arena *a)
{
	(void)f;
	(void)language;
	(void)a;
	return v->text;
}
