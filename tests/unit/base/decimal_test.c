/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/decimal.h"
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void decimals_are_read(void **state)
{
	static const struct {
		const char *s;
		int scale;
		bool local;
		int64_t value;
	} rows[] = {
		{"12", 3, false, 12000}, {"12.5", 3, false, 12500}, {"-0.250", 3, false, -250}, {"0", 3, false, 0}, {"-0", 3, false, 0},
		{"0.001", 3, false, 1}, {"0.01", 2, false, 1}, {"1.500000", 3, false, 1500}, {"1,5", 3, true, 1500}, {"1.5", 3, true, 1500},
		{"007", 3, true, 7000}, {"7", 0, false, 7}, {"7.0", 0, false, 7}, {"-999999999999.999", 3, false, -DECIMAL_MAX},
		{"999999999999.999", 3, false, DECIMAL_MAX}, {"9999999999999.99", 2, false, DECIMAL_MAX},
	};
	struct error e = {0};
	int64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!decimal_parse(rows[i].s, rows[i].scale, rows[i].local, "q", &n, &e))
			fail_msg("refused: %s", rows[i].s);
		assert_true(n == rows[i].value);
	}
}

static void other_text_is_invalid(void **state)
{
	static const char *const bad[] = {"", "-", "+1", ".5", "5.", "1,5", "1.5.", "1..5", "1e3", "0x1", " 1", "1 ", "1.5 ", "01", "-01", "00",
		"--1", "1-", "abc", "1 000", "1000000000000", "9999999999999.9", "999999999999999999999999", "-1000000000000", "NaN", "inf", "1.-5", "\xd9\xa1", "1.x"};
	int64_t n = 42;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {0};

		if (decimal_parse(bad[i], 3, false, "quantity", &n, &e))
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.field, "quantity");
	}
	assert_false(decimal_parse(NULL, 3, false, "quantity", &n, NULL));
	assert_false(decimal_parse("1,", 3, true, "quantity", &n, NULL));
	assert_int_equal(n, 42);
}

static void finer_values_are_refused_not_rounded(void **state)
{
	static const struct {
		const char *s;
		int scale;
	} rows[] = {{"0.0001", 3}, {"1.2345", 3}, {"1.001", 2}, {"0.5", 0}, {"-1.0009", 3}, {"0.00000000000000000000000001", 3}};
	int64_t n = 42;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct error e = {0};

		assert_false(decimal_parse(rows[i].s, rows[i].scale, false, "q", &n, &e));
		assert_int_equal(e.code, ERR_PRECISION);
	}
	assert_int_equal(n, 42);
}

static void decimals_are_printed_shortest(void **state)
{
	static const struct {
		int64_t value;
		int scale;
		char point;
		const char *s;
	} rows[] = {
		{0, 3, '.', "0"}, {1, 3, '.', "0.001"}, {-250, 3, '.', "-0.25"}, {12000, 3, '.', "12"}, {12500, 3, ',', "12,5"}, {5, 0, '.', "5"},
		{100, 0, '.', "100"}, {-1, 2, '.', "-0.01"}, {1010, 2, '.', "10.1"}, {INT64_MAX, 3, '.', "9223372036854775.807"},
		{INT64_MIN, 3, '.', "-9223372036854775.808"}, {INT64_MIN, 0, '.', "-9223372036854775808"},
	};
	char out[32];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(decimal_print(rows[i].value, rows[i].scale, rows[i].point, out), rows[i].s);
}

static void decimals_go_there_and_back(void **state)
{
	int64_t value = 1, back;
	char out[32];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		value = (value * 6364136 + 1442695) % DECIMAL_MAX;
		if (value > DECIMAL_MAX / 10000000)
			value /= 9999991;
		decimal_print(i % 2 ? value : -value, i % 4, '.', out);
		assert_true(decimal_parse(out, i % 4, false, "q", &back, NULL));
		assert_true(back == (i % 2 ? value : -value));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_read),
		cmocka_unit_test(other_text_is_invalid),
		cmocka_unit_test(finer_values_are_refused_not_rounded),
		cmocka_unit_test(decimals_are_printed_shortest),
		cmocka_unit_test(decimals_go_there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
