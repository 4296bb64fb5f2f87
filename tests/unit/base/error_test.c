/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void first_failure_is_kept(void **state)
{
	struct error e = {0};

	(void)state;
	assert_false(error_set(&e, ERR_REQUIRED, "quantity", "row %d", 7));
	assert_false(error_set(&e, ERR_IO, "other", "later"));
	assert_int_equal(e.code, ERR_REQUIRED);
	assert_string_equal(e.field, "quantity");
	assert_string_equal(e.detail, "row 7");
}

static void nothing_may_be_null_safely(void **state)
{
	struct error e = {0};

	(void)state;
	assert_false(error_set(NULL, ERR_IO, NULL, NULL));
	assert_false(error_set(&e, ERR_BUSY, NULL, NULL));
	assert_string_equal(e.field, "");
	assert_string_equal(e.detail, "");
}

static void long_text_is_cut_between_characters(void **state)
{
	struct error e = {0};
	char text[400] = "x";

	(void)state;
	while (strlen(text) + 3 < sizeof text)
		strcat(text, "\xc3\xa5");
	error_set(&e, ERR_INVALID, text, "%s", text);
	assert_int_equal(strlen(e.field), 47);
	assert_int_equal(strlen(e.detail), 207);
	assert_memory_equal(e.detail, text, 207);
	memset(&e, 0, sizeof e);
	error_set(&e, ERR_INVALID, text + 1, "%s", text + 1);
	assert_int_equal(strlen(e.field), 46);
	assert_int_equal(strlen(e.detail), 206);
}

static void every_row_is_whole_and_found(void **state)
{
	(void)state;
	for (int i = 0; i < ERROR_COUNT; i++) {
		const struct error_row *row = &error_rows[i];

		assert_int_equal(error_find(row->code), i);
		assert_in_range(row->status, 200, 599);
		assert_true(i == ERR_NONE || !str_empty(row->words));
	}
	assert_int_equal(error_find("no-such-code"), ERR_INTERNAL);
	assert_int_equal(error_find(NULL), ERR_INTERNAL);
}

static void words_are_filled(void **state)
{
	struct error e = {ERR_INVALID, "quantity", "not {field} a number"};
	char out[80];

	(void)state;
	error_words(&e, "{field}: {detail}!", out, sizeof out);
	assert_string_equal(out, "quantity: not {field} a number!");
	error_words(&e, "{other} {field {}}", out, sizeof out);
	assert_string_equal(out, "{other} {field {}}");
	error_words(&e, NULL, out, sizeof out);
	assert_string_equal(out, "");
}

static void words_are_cut_between_characters(void **state)
{
	struct error e = {ERR_INVALID, "l\xc3\xa4ge", ""};
	char out[4] = "zzz";

	(void)state;
	error_words(&e, "-{field}", out, sizeof out);
	assert_string_equal(out, "-l");
	error_words(&e, "ab", out, 1);
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_failure_is_kept),
		cmocka_unit_test(nothing_may_be_null_safely),
		cmocka_unit_test(long_text_is_cut_between_characters),
		cmocka_unit_test(every_row_is_whole_and_found),
		cmocka_unit_test(words_are_filled),
		cmocka_unit_test(words_are_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
