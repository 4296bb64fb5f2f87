/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/resource.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

static struct arena *arena;

static const struct choice choices[] = {{"open", {{"Open", "Öppen"}}}, {"done", {{"Done", "Klar"}}}};
static const struct field quantity = {.name = "quantity", .type = TYPE_QUANTITY};
static const struct sum adds_quantity = {.field = &quantity}, counts = {0};

static struct field fields[TYPE_COUNT] = {
	[TYPE_CODE] = {.name = "code", .type = TYPE_CODE, .max = 5},
	[TYPE_TEXT] = {.name = "text", .type = TYPE_TEXT, .max = 5},
	[TYPE_INTEGER] = {.name = "integer", .type = TYPE_INTEGER},
	[TYPE_QUANTITY] = {.name = "quantity", .type = TYPE_QUANTITY},
	[TYPE_MONEY] = {.name = "money", .type = TYPE_MONEY},
	[TYPE_DATE] = {.name = "date", .type = TYPE_DATE},
	[TYPE_TIME] = {.name = "time", .type = TYPE_TIME},
	[TYPE_BOOL] = {.name = "bool", .type = TYPE_BOOL},
	[TYPE_CHOICE] = {.name = "choice", .type = TYPE_CHOICE, .choices = choices, .choice_count = 2},
	[TYPE_REF] = {.name = "ref", .type = TYPE_REF},
	[TYPE_GTIN] = {.name = "gtin", .type = TYPE_GTIN},
	[TYPE_SSCC] = {.name = "sscc", .type = TYPE_SSCC},
	[TYPE_ROWS] = {.name = "rows", .type = TYPE_ROWS},
	[TYPE_SUM] = {.name = "sum", .type = TYPE_SUM, .sum = &adds_quantity},
	[TYPE_REFS] = {.name = "refs", .type = TYPE_REFS},
};

static int begin(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Stockholm", 1);
	tzset();
	clock_set_for_test(INT64_C(1790000000000), -1); /* 2026-09-21 */
	arena = arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(&arena);
	clock_set_for_test(-1, -1);
	return 0;
}

/* On the wire -> wire again, or the error's code in capitals. */
static const struct {
	enum type_id type;
	const char *in, *out;
} wire[] = {
	{TYPE_CODE, "\"A-1\"", "\"A-1\""},
	{TYPE_CODE, "\"åäöÅÄ\"", "\"åäöÅÄ\""},
	{TYPE_CODE, "\"123456\"", "too-long"},
	{TYPE_CODE, "\" a\"", "invalid"},
	{TYPE_CODE, "\"a\\nb\"", "invalid"},
	{TYPE_CODE, "7", "invalid"},
	{TYPE_CODE, "null", "invalid"},
	{TYPE_TEXT, "\"a\\nb\"", "\"a\\nb\""},
	{TYPE_TEXT, "\"a\\u202eb\"", "invalid"},
	{TYPE_TEXT, "\"a\\u001bb\"", "invalid"},
	{TYPE_TEXT, "\"123456\"", "too-long"},
	{TYPE_INTEGER, "-7", "-7"},
	{TYPE_INTEGER, "9007199254740992", "9007199254740992"},
	{TYPE_INTEGER, "1.5", "invalid"},
	{TYPE_INTEGER, "\"7\"", "invalid"},
	{TYPE_QUANTITY, "\"12.5\"", "\"12.5\""},
	{TYPE_QUANTITY, "\"-0.001\"", "\"-0.001\""},
	{TYPE_QUANTITY, "\"0.0001\"", "precision"},
	{TYPE_QUANTITY, "\"1,5\"", "invalid"},
	{TYPE_QUANTITY, "12", "invalid"},
	{TYPE_MONEY, "\"12.34\"", "\"12.34\""},
	{TYPE_MONEY, "\"12.345\"", "precision"},
	{TYPE_DATE, "\"2026-02-28\"", "\"2026-02-28\""},
	{TYPE_DATE, "\"\"", "\"\""},
	{TYPE_DATE, "\"2026-02-29\"", "invalid"},
	{TYPE_DATE, "20260228", "invalid"},
	{TYPE_TIME, "\"2026-11-21T20:27:31.004Z\"", "\"2026-11-21T20:27:31.004Z\""},
	{TYPE_TIME, "\"2024-02-29T00:00:00Z\"", "\"2024-02-29T00:00:00.000Z\""},
	{TYPE_TIME, "\"1969-12-31T23:59:59Z\"", "\"1969-12-31T23:59:59.000Z\""},
	{TYPE_TIME, "\"\"", "\"\""},
	{TYPE_TIME, "null", "\"\""},
	{TYPE_TIME, "\"2026-11-21T24:00:00Z\"", "invalid"},
	{TYPE_TIME, "\"2026-11-31T00:00:00Z\"", "invalid"},
	{TYPE_TIME, "\"2026-11-21T20:27:31.004+01:00\"", "invalid"},
	{TYPE_TIME, "\"2026-11-21T20:27:31,004Z\"", "invalid"},
	{TYPE_TIME, "1790000000000", "invalid"},
	{TYPE_BOOL, "true", "true"},
	{TYPE_BOOL, "false", "false"},
	{TYPE_BOOL, "1", "invalid"},
	{TYPE_CHOICE, "\"done\"", "\"done\""},
	{TYPE_CHOICE, "\"\"", "\"\""},
	{TYPE_CHOICE, "\"Done\"", "invalid"},
	{TYPE_REF, "17", "17"},
	{TYPE_REF, "null", "0"},
	{TYPE_REF, "-1", "invalid"},
	{TYPE_REF, "{\"id\":17}", "invalid"},
	{TYPE_GTIN, "\"96385074\"", "\"00000096385074\""},
	{TYPE_GTIN, "\"96385075\"", "check-digit"},
	{TYPE_GTIN, "\"123\"", "invalid"},
	{TYPE_GTIN, "\"\"", "\"\""},
	{TYPE_SSCC, "\"106141412345678908\"", "\"106141412345678908\""},
	{TYPE_SSCC, "\"106141412345678909\"", "check-digit"},
	{TYPE_SSCC, "\"10614141234567890\"", "invalid"},
	{TYPE_ROWS, "[]", "invalid"},
	{TYPE_SUM, "\"1\"", "invalid"},
	{TYPE_REFS, "[17,3]", "[3,17]"},
	{TYPE_REFS, "[]", "[]"},
	{TYPE_REFS, "[3,17,3]", "invalid"},
	{TYPE_REFS, "[0]", "invalid"},
	{TYPE_REFS, "[\"3\"]", "invalid"},
	{TYPE_REFS, "[{\"id\":3}]", "invalid"},
	{TYPE_REFS, "3", "invalid"},
	{TYPE_REFS, "null", "invalid"},
};

static void values_come_and_go_on_the_wire(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wire / sizeof wire[0]; i++) {
		const struct field *f = &fields[wire[i].type];
		const struct type *type = &types[wire[i].type];
		struct json *out = json_object(arena);
		struct error e = {0};
		struct value v;
		const char *got;

		if (type->check(f, json_parse(arena, wire[i].in, strlen(wire[i].in), &e), arena, &v, &e)) {
			assert_int_equal(v.is_text, type->is_text);
			type->put(f, &v, out);
			got = json_print(arena, json_get(out, f->name));
		} else {
			assert_string_equal(e.field, f->name);
			got = error_rows[e.code].code;
		}
		if (!str_eq(got, wire[i].out))
			fail_msg("%s %s: %s, not %s", type->name, wire[i].in, got, wire[i].out);
	}
}

/* As a person types it -> as a person reads it, in Swedish. */
static const struct {
	enum type_id type;
	const char *typed, *shown;
} typed[] = {
	{TYPE_CODE, "  A-1 ", "A-1"},
	{TYPE_TEXT, " a b ", "a b"},
	{TYPE_INTEGER, "12", "12"},
	{TYPE_INTEGER, "", "0"},
	{TYPE_INTEGER, "1x", "invalid"},
	{TYPE_QUANTITY, "1,5", "1,5"},
	{TYPE_QUANTITY, "1.5", "1,5"},
	{TYPE_QUANTITY, "", "0"},
	{TYPE_QUANTITY, "x", "invalid"},
	{TYPE_QUANTITY, "1,0005", "precision"},
	{TYPE_MONEY, "1,5", "1,5"},
	{TYPE_DATE, "2026-01-31", "2026-01-31"},
	{TYPE_DATE, "20260131", "2026-01-31"},
	{TYPE_DATE, "260131", "2026-01-31"},
	{TYPE_DATE, "0131", "2026-01-31"},
	{TYPE_DATE, "today", "2026-09-21"},
	{TYPE_DATE, "idag", "2026-09-21"},
	{TYPE_DATE, "Today+10", "2026-10-01"},
	{TYPE_DATE, "today-30", "2026-08-22"},
	{TYPE_DATE, "todays", "invalid"},
	{TYPE_DATE, "today+x", "invalid"},
	{TYPE_DATE, "0231", "invalid"},
	{TYPE_DATE, "", ""},
	{TYPE_TIME, "2026-07-01 13:45", "2026-07-01 13:45"},
	{TYPE_TIME, "today", "2026-09-21 00:00"},
	{TYPE_TIME, "2026-01-01 13:45:59", "2026-01-01 13:45"},
	{TYPE_TIME, "", ""},
	{TYPE_TIME, "today 25:00", "invalid"},
	{TYPE_TIME, "today 1", "invalid"},
	{TYPE_BOOL, "ja", "Ja"},
	{TYPE_BOOL, "No", "Nej"},
	{TYPE_BOOL, "1", "Ja"},
	{TYPE_BOOL, "perhaps", "invalid"},
	{TYPE_CHOICE, "klar", "Klar"},
	{TYPE_CHOICE, "OPEN", "Öppen"},
	{TYPE_CHOICE, "open", "Öppen"},
	{TYPE_CHOICE, "öppen", "Öppen"},
	{TYPE_CHOICE, "", ""},
	{TYPE_CHOICE, "closed", "invalid"},
	{TYPE_REF, "17", "17"},
	{TYPE_REF, "bolt", "invalid"},
	{TYPE_GTIN, "96385074 ", "00000096385074"},
	{TYPE_GTIN, "96385075", "check-digit"},
	{TYPE_SSCC, "00106141412345678908", "106141412345678908"},
	{TYPE_SSCC, "x", "invalid"},
	{TYPE_ROWS, "x", "invalid"},
	{TYPE_REFS, " 17,3 ", "3, 17"},
	{TYPE_REFS, "", ""},
	{TYPE_REFS, "3,", "invalid"},
	{TYPE_REFS, "3,3", "invalid"},
	{TYPE_REFS, "bolt", "invalid"},
};

static void values_are_typed_and_shown(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
		const struct field *f = &fields[typed[i].type];
		const struct type *type = &types[typed[i].type];
		struct error e = {0};
		struct value v;
		const char *got;

		if (type->read(f, typed[i].typed, arena, &v, &e))
			got = type->show(f, &v, SWEDISH, arena);
		else
			got = error_rows[e.code].code;
		if (!str_eq(got, typed[i].shown))
			fail_msg("%s \"%s\": \"%s\", not \"%s\"", type->name, typed[i].typed, got, typed[i].shown);
	}
}

static void sums_are_as_fine_as_what_they_add(void **state)
{
	struct field f = fields[TYPE_SUM];
	struct value v = {.number = 2500};
	struct json *out = json_object(arena);

	(void)state;
	types[TYPE_SUM].put(&f, &v, out);
	assert_string_equal(json_str(out, "sum"), "2.5");
	f.sum = &counts;
	assert_string_equal(types[TYPE_SUM].show(&f, &v, ENGLISH, arena), "2500");
	assert_string_equal(types[TYPE_ROWS].show(&f, &v, ENGLISH, arena), "");
}

/* A thousand are taken, one more is not. */
static void refs_have_a_limit(void **state)
{
	const struct field *f = &fields[TYPE_REFS];
	struct json *ids = json_array(arena);
	struct error e = {0};
	struct value v;

	(void)state;
	for (int i = REFS_MOST; i > 0; i--)
		json_add_int(ids, i);
	assert_true(types[TYPE_REFS].check(f, ids, arena, &v, &e));
	assert_int_equal(v.number, REFS_MOST);
	assert_int_equal(v.ids[0], 1);
	json_add_int(ids, REFS_MOST + 1);
	assert_false(types[TYPE_REFS].check(f, ids, arena, &v, &e));
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.detail, "more than 1000");
}

static void every_type_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		const struct type *t = &types[i];
		struct json *schema = json_parse(arena, t->schema, strlen(t->schema), NULL);

		assert_ptr_equal(type_find(t->name, strlen(t->name)), t);
		assert_int_equal(json_type(schema), JSON_OBJECT);
		assert_true(t->check && t->put && t->show && t->read && t->filters);
		if (t->sql)
			assert_non_null(strstr(t->sql, "NOT NULL"));
	}
	assert_null(type_find("cod", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_and_go_on_the_wire),
		cmocka_unit_test(values_are_typed_and_shown),
		cmocka_unit_test(sums_are_as_fine_as_what_they_add),
		cmocka_unit_test(refs_have_a_limit),
		cmocka_unit_test(every_type_is_whole),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
