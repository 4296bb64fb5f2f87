/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/gs1.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Figure 7.8.5-2: AIs that begin so are of predefined length, AI included. */
static const struct {
	const char *prefix;
	unsigned length;
} predefined[] = {
	{"00", 20},
	{"01", 16},
	{"02", 16},
	{"03", 16},
	{"04", 18},
	{"11", 8},
	{"12", 8},
	{"13", 8},
	{"14", 8},
	{"15", 8},
	{"16", 8},
	{"17", 8},
	{"18", 8},
	{"19", 8},
	{"20", 4},
	{"31", 10},
	{"32", 10},
	{"33", 10},
	{"34", 10},
	{"35", 10},
	{"36", 10},
	{"41", 16},
};

static unsigned predefined_length(const char *ai)
{
	for (size_t i = 0; i < sizeof(predefined) / sizeof(predefined[0]); i++)
		if (strncmp(ai, predefined[i].prefix, 2) == 0)
			return predefined[i].length;
	return 0;
}

static void predefined_lengths_are_the_standards(void **state)
{
	(void)state;
	for (size_t i = 0; i < gs1_ai_count; i++) {
		const struct gs1_ai *ai = &gs1_ais[i];
		unsigned length = predefined_length(ai->ai);
		assert_int_equal(ai->predefined, length != 0);
		if (length != 0) {
			assert_int_equal(ai->min, ai->max);
			assert_int_equal(strlen(ai->ai) + ai->max, length);
		}
	}
}

static void rows_are_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < gs1_ai_count; i++) {
		const struct gs1_ai *ai = &gs1_ais[i];
		size_t n = strlen(ai->ai);
		assert_in_range(n, 2, 4);
		assert_true(ai->name && ai->name[0]);
		assert_in_range(ai->min, 1, ai->max);
		assert_true(ai->max < sizeof((struct gs1_element *)NULL)->value);
		assert_int_equal(ai->kind == GS1_KEY, ai->check > 0);
		assert_true(ai->check <= ai->min && ai->check <= ai->digits);
		assert_int_equal(ai->ai[n - 1] == 'n', ai->n_max != 0);
		if (ai->kind != GS1_TEXT && ai->kind != GS1_KEY)
			assert_true(ai->digits == ai->max);
	}
}

static void no_ai_begins_with_another(void **state)
{
	(void)state;
	for (size_t i = 0; i < gs1_ai_count; i++)
		for (size_t j = 0; j < gs1_ai_count; j++)
			if (i != j)
				assert_true(strncmp(gs1_ais[i].ai, gs1_ais[j].ai, strlen(gs1_ais[i].ai)) != 0);
}

static void every_row_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < gs1_ai_count; i++) {
		char code[5];
		size_t n = strlen(gs1_ais[i].ai);
		memcpy(code, gs1_ais[i].ai, n + 1);
		if (gs1_ais[i].n_max) {
			code[n - 1] = gs1_ais[i].n_max;
			assert_ptr_equal(gs1_ai_find(code, n), &gs1_ais[i]);
			code[n - 1]++;
			assert_null(gs1_ai_find(code, n));
			code[n - 1] = '0';
		}
		assert_ptr_equal(gs1_ai_find(code, n), &gs1_ais[i]);
		assert_null(gs1_ai_find(code, n - 1));
	}
}

static void what_the_floor_needs_is_there(void **state)
{
	(void)state;
	static const char *const codes[] = {"00", "01", "02", "10", "11", "12", "13", "15", "16", "17", "20", "21", "22", "240", "241",
		"250", "251", "30", "3100", "3110", "3120", "3130", "3140", "3150", "3165", "3200", "3300", "37", "400", "401", "402",
		"403", "410", "411", "412", "413", "414", "415", "416", "417", "420", "421", "422", "7003", "8005", "8008", "8020", "90",
		"91", "92", "93", "94", "95", "96", "97", "98", "99"};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_non_null(gs1_ai_find(codes[i], strlen(codes[i])));
}

static void unassigned_ais_are_not_found(void **state)
{
	(void)state;
	static const char *const codes[] = {
		"", "0", "04", "05", "14", "18", "19", "23", "310", "310n", "3106", "38", "418", "419", "5", "60", "88", "9", "ab", "\x1d"};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_null(gs1_ai_find(codes[i], strlen(codes[i])));
}

static void set_82_has_82_characters(void **state)
{
	(void)state;
	int n = 0;
	for (int c = -128; c < 128; c++)
		n += gs1_is_set82((char)c);
	assert_int_equal(n, 82);
	for (const char *s = "#$@[]^`{|}~ \x1d\x7f"; *s; s++)
		assert_false(gs1_is_set82(*s));
	assert_false(gs1_is_set82('\0'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(predefined_lengths_are_the_standards),
		cmocka_unit_test(rows_are_sound),
		cmocka_unit_test(no_ai_begins_with_another),
		cmocka_unit_test(every_row_is_found),
		cmocka_unit_test(what_the_floor_needs_is_there),
		cmocka_unit_test(unassigned_ais_are_not_found),
		cmocka_unit_test(set_82_has_82_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
