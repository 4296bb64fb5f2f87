/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

static void times_are_written_in_utc(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} rows[] = {
		{0, "1970-01-01T00:00:00.000Z"},
		{1795292851004, "2026-11-21T20:27:31.004Z"},
		{951782400000, "2000-02-29T00:00:00.000Z"},
		{-1, "1969-12-31T23:59:59.999Z"},
		{-2208988800000, "1900-01-01T00:00:00.000Z"},
		{4107542399999, "2100-02-28T23:59:59.999Z"},
		{4107542400000, "2100-03-01T00:00:00.000Z"},
		{253402300799999, "9999-12-31T23:59:59.999Z"},
		{INT64_MAX, "9999-12-31T23:59:59.999Z"},
		{INT64_MIN, "0001-01-01T00:00:00.000Z"},
	};
	char out[25];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		clock_rfc3339(rows[i].ms, out);
		assert_string_equal(out, rows[i].text);
	}
}

static void only_dates_that_exist_are_dates(void **state)
{
	static const char *const good[] = {"1900-01-01", "2999-12-31", "2024-02-29", "2000-02-29", "2023-02-28", "2026-11-30", "2026-12-31"};
	static const char *const bad[] = {"", "2023-02-29", "1900-02-29", "2100-02-29", "2026-11-31", "2026-13-01", "2026-00-10", "2026-01-00",
		"2026-01-32", "1899-12-31", "3000-01-01", "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-01",
		"2026-01-0a", "20260101", "+026-01-01", "2026-01--1", "0000-00-00", "2026-01-01T00:00:00Z"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!clock_is_date(good[i]))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (clock_is_date(bad[i]))
			fail_msg("accepted: %s", bad[i]);
	assert_false(clock_is_date(NULL));
}

static void every_day_of_eleven_centuries_is_a_date(void **state)
{
	char out[25];
	int days = 0;

	(void)state;
	for (int64_t ms = INT64_C(-2208988800000); ms < INT64_C(32503680000000); ms += 86400000, days++) {
		clock_rfc3339(ms, out);
		out[10] = '\0';
		assert_true(clock_is_date(out));
	}
	assert_string_equal(out, "2999-12-31");
	assert_int_equal(days, 401767);
}

static void local_date_goes_with_the_time_zone(void **state)
{
	char out[11];

	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	clock_local_date(1767222000000, out); /* 2025-12-31T23:00Z */
	assert_string_equal(out, "2026-01-01");
	clock_local_date(1767221999999, out);
	assert_string_equal(out, "2025-12-31");
	clock_local_date(1782856800000, out); /* 2026-06-30T22:00Z, summer time */
	assert_string_equal(out, "2026-07-01");
	setenv("TZ", "UTC", 1);
	tzset();
	clock_local_date(1767222000000, out);
	assert_string_equal(out, "2025-12-31");
}

static void clock_can_be_set_for_tests(void **state)
{
	int64_t now, mono;

	(void)state;
	clock_set_for_test(1000, 5);
	assert_true(clock_now_ms() == 1000);
	assert_true(clock_mono_ms() == 5);
	clock_set_for_test(-1, -1);
	now = clock_now_ms();
	mono = clock_mono_ms();
	assert_true(now / 1000 >= (int64_t)time(NULL) - 60 && now / 1000 <= (int64_t)time(NULL) + 60);
	assert_true(clock_mono_ms() >= mono);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_written_in_utc),
		cmocka_unit_test(only_dates_that_exist_are_dates),
		cmocka_unit_test(every_day_of_eleven_centuries_is_a_date),
		cmocka_unit_test(local_date_goes_with_the_time_zone),
		cmocka_unit_test(clock_can_be_set_for_tests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
