/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void null_is_the_empty_string(void **state)
{
	char out[4] = "zzz";
	int64_t n;

	(void)state;
	assert_true(str_eq(NULL, ""));
	assert_true(str_eq(NULL, NULL));
	assert_false(str_eq("a", NULL));
	assert_true(str_empty(NULL));
	assert_true(str_empty(""));
	assert_false(str_empty(" "));
	assert_true(str_starts(NULL, NULL));
	assert_false(str_starts(NULL, "a"));
	assert_false(str_ends(NULL, "a"));
	assert_true(str_copy(out, sizeof out, NULL));
	assert_string_equal(out, "");
	assert_false(str_int64(NULL, 0, 9, &n));
	assert_false(str_unhex(NULL, out, 1));
	assert_true(str_unhex(NULL, out, 0));
}

static void beginnings_and_ends(void **state)
{
	(void)state;
	assert_true(str_starts("screens/a.json", "screens/"));
	assert_false(str_starts("screens", "screens/"));
	assert_true(str_ends("a.json", ".json"));
	assert_true(str_ends(".json", ".json"));
	assert_false(str_ends("json", ".json"));
	assert_true(str_ends("x", ""));
}

static void copies_are_cut_between_characters(void **state)
{
	char out[8];

	(void)state;
	assert_true(str_copy(out, 8, "1234567"));
	assert_string_equal(out, "1234567");
	assert_false(str_copy(out, 8, "12345678"));
	assert_string_equal(out, "1234567");
	assert_false(str_copy(out, 3, "a\xc3\xa5z"));
	assert_string_equal(out, "a");
	assert_false(str_copy(out, 4, "\xf0\x9f\x98\x80"));
	assert_string_equal(out, "");
	assert_true(str_copy(out, 5, "\xf0\x9f\x98\x80"));
	assert_string_equal(out, "\xf0\x9f\x98\x80");
	assert_false(str_copy(out, 1, "a"));
	assert_string_equal(out, "");
	assert_false(str_copy(out, 0, ""));
}

static void integers_are_read_whole(void **state)
{
	static const struct {
		const char *s;
		int64_t value;
	} good[] = {{"0", 0}, {"7", 7}, {"-7", -7}, {"10", 10}, {"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN},
		{"-9223372036854775807", -INT64_MAX}};
	static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "01", "-0", "-01", "00", "1.0", "0x1", "1e3", "9223372036854775808",
		"-9223372036854775809", "18446744073709551616", "99999999999999999999999", "--1", "1-", "a", "1\n", "\xd9\xa1"};
	int64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(str_int64(good[i].s, INT64_MIN, INT64_MAX, &n));
		assert_true(n == good[i].value);
	}
	n = 42;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (str_int64(bad[i], INT64_MIN, INT64_MAX, &n))
			fail_msg("accepted: %s", bad[i]);
	assert_true(str_int64("5", 5, 5, &n));
	assert_false(str_int64("4", 5, 9, &n));
	assert_false(str_int64("10", 5, 9, &n));
	assert_int_equal(n, 5);
}

static void hexadecimal_goes_there_and_back(void **state)
{
	unsigned char bytes[256], back[256];
	char text[513];

	(void)state;
	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	str_hex(bytes, 256, text);
	assert_int_equal(strlen(text), 512);
	assert_memory_equal(text, "000102", 6);
	assert_string_equal(text + 508, "feff");
	assert_true(str_unhex(text, back, 256));
	assert_memory_equal(back, bytes, 256);
}

static void only_whole_lower_case_hexadecimal_is_read(void **state)
{
	static const char *const bad[] = {"", "a", "abc", "abcdef", "AB12", "ab1g", "ab1", " ab1", "0xab"};
	unsigned char out[2];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(str_unhex(bad[i], out, 2));
	assert_true(str_unhex("ab12", out, 2));
	assert_int_equal(out[0], 0xab);
}

static void text_is_split_at_each_separator(void **state)
{
	struct arena *a = arena_new();
	size_t n;
	char **parts = str_split(a, "a,,bc,", ',', &n);

	(void)state;
	assert_int_equal(n, 4);
	assert_string_equal(parts[0], "a");
	assert_string_equal(parts[1], "");
	assert_string_equal(parts[2], "bc");
	assert_string_equal(parts[3], "");
	parts = str_split(a, NULL, ',', &n);
	assert_int_equal(n, 1);
	assert_string_equal(parts[0], "");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(null_is_the_empty_string),
		cmocka_unit_test(beginnings_and_ends),
		cmocka_unit_test(copies_are_cut_between_characters),
		cmocka_unit_test(integers_are_read_whole),
		cmocka_unit_test(hexadecimal_goes_there_and_back),
		cmocka_unit_test(only_whole_lower_case_hexadecimal_is_read),
		cmocka_unit_test(text_is_split_at_each_separator),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
