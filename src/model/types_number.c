/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Types that stand as a number: integer, quantity, money, bool, ref, sum. */
#include "base/arena.h"
#include "base/decimal.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/resource.h"
#include "model/types_ops.h"

#include <inttypes.h>

enum { QUANTITY_SCALE = 3, MONEY_SCALE = 2 };
#define INTEGER_MOST (INT64_C(1) << 53)

static bool set_number(struct value *out, int64_t n)
{
	*out = (struct value){.number = n};
	return true;
}

bool type_check_integer(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	int64_t n;

	(void)a;
	if (!json_as_int(in, &n) || n > INTEGER_MOST || n < -INTEGER_MOST)
		return error_set(e, ERR_INVALID, f->name, "not a whole number");
	return set_number(out, n);
}

bool type_read_integer(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	int64_t n = 0;

	typed = type_trim(a, typed);
	if (*typed && !str_int64(typed, -INTEGER_MOST, INTEGER_MOST, &n))
		return error_set(e, ERR_INVALID, f->name, "not a whole number");
	return set_number(out, n);
}

static bool check_decimal(const struct field *f, const struct json *in, int scale, struct value *out, struct error *e)
{
	const char *s = json_as_str(in);
	int64_t n;

	if (!s)
		return error_set(e, ERR_INVALID, f->name, "not a decimal in a string");
	return decimal_parse(s, scale, false, f->name, &n, e) && set_number(out, n);
}

bool type_check_quantity(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	(void)a;
	return check_decimal(f, in, QUANTITY_SCALE, out, e);
}

bool type_check_money(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	(void)a;
	return check_decimal(f, in, MONEY_SCALE, out, e);
}

static bool read_decimal(const struct field *f, const char *typed, int scale, struct value *out, struct error *e)
{
	int64_t n = 0;

	return (!*typed || decimal_parse(typed, scale, true, f->name, &n, e)) && set_number(out, n);
}

bool type_read_quantity(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	return read_decimal(f, type_trim(a, typed), QUANTITY_SCALE, out, e);
}

bool type_read_money(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	return read_decimal(f, type_trim(a, typed), MONEY_SCALE, out, e);
}

bool type_check_bool(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	(void)a;
	if (json_type(in) != JSON_BOOL)
		return error_set(e, ERR_INVALID, f->name, "not true or false");
	return set_number(out, json_as_bool(in, false));
}

bool type_read_bool(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	static const char *const words[][2] = {{"no", "yes"}, {"nej", "ja"}, {"n", "y"}, {"0", "1"}, {"false", "true"}, {"", "j"}};
	const char *s = utf8_fold(a, type_trim(a, typed));

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		for (int yes = 0; yes < 2; yes++)
			if (str_eq(words[i][yes], s))
				return set_number(out, yes);
	return error_set(e, ERR_INVALID, f->name, "not yes or no");
}

const char *type_show_bool(const struct field *f, const struct value *v, int language, struct arena *a)
{
	static const char *const words[LANGUAGES][2] = {[ENGLISH] = {"No", "Yes"}, [SWEDISH] = {"Nej", "Ja"}};

	(void)f;
	(void)a;
	return words[language][v->number != 0];
}

/* Written as the id of what it points to; null: nothing. */
bool type_check_ref(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	int64_t id = 0;

	(void)a;
	if (json_type(in) != JSON_NULL && (!json_as_int(in, &id) || id < 0))
		return error_set(e, ERR_INVALID, f->name, "not an id");
	return set_number(out, id);
}

/* Only the id can be read without asking the database. */
bool type_read_ref(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	int64_t id = 0;

	typed = type_trim(a, typed);
	if (*typed && !str_int64(typed, 0, INTEGER_MOST, &id))
		return error_set(e, ERR_INVALID, f->name, "not found: %.60s", typed);
	return set_number(out, id);
}

void type_put_integer(const struct field *f, const struct value *v, struct json *out)
{
	json_set_int(out, f->name, v->number);
}

void type_put_bool(const struct field *f, const struct value *v, struct json *out)
{
	json_set_bool(out, f->name, v->number != 0);
}

static void put_decimal(const struct field *f, const struct value *v, int scale, struct json *out)
{
	char text[32];

	json_set_str(out, f->name, decimal_print(v->number, scale, '.', text));
}

void type_put_quantity(const struct field *f, const struct value *v, struct json *out)
{
	put_decimal(f, v, QUANTITY_SCALE, out);
}

void type_put_money(const struct field *f, const struct value *v, struct json *out)
{
	put_decimal(f, v, MONEY_SCALE, out);
}

const char *type_show_integer(const struct field *f, const struct value *v, int language, struct arena *a)
{
	(void)f;
	(void)language;
	return arena_printf(a, "%" PRId64, v->number);
}

static const char *show_decimal(const struct value *v, int scale, int language, struct arena *a)
{
	char text[32];

	return arena_strdup(a, decimal_print(v->number, scale, language == SWEDISH ? ',' : '.', text));
}

const char *type_show_quantity(const struct field *f, const struct value *v, int language, struct arena *a)
{
	(void)f;
	return show_decimal(v, QUANTITY_SCALE, language, a);
}

const char *type_show_money(const struct field *f, const struct value *v, int language, struct arena *a)
{
	(void)f;
	return show_decimal(v, MONEY_SCALE, language, a);
}

/* A sum is as fine as what it adds up; rows are counted whole. */
static int sum_scale(const struct field *f)
{
	if (!f->sum || !f->sum->field || f->sum->field->type == TYPE_INTEGER)
		return 0;
	return f->sum->field->type == TYPE_MONEY ? MONEY_SCALE : QUANTITY_SCALE;
}

void type_put_sum(const struct field *f, const struct value *v, struct json *out)
{
	put_decimal(f, v, sum_scale(f), out);
}

const char *type_show_sum(const struct field *f, const struct value *v, int language, struct arena *a)
{
	return show_decimal(v, sum_scale(f), language, a);
}
