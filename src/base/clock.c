/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define FIRST_MS INT64_C(-62135596800000) /* 0001-01-01 */
#define LAST_MS INT64_C(253402300799999)  /* 9999-12-31 */

static _Atomic int64_t test_now_ms = -1, test_mono_ms = -1;

static int64_t read_ms(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
	int64_t ms = atomic_load(&test_now_ms);

	return ms >= 0 ? ms : read_ms(CLOCK_REALTIME);
}

int64_t clock_mono_ms(void)
{
	int64_t ms = atomic_load(&test_mono_ms);

	return ms >= 0 ? ms : read_ms(CLOCK_BOOTTIME);
}

void clock_set_for_test(int64_t now_ms, int64_t mono_ms)
{
	atomic_store(&test_now_ms, now_ms);
	atomic_store(&test_mono_ms, mono_ms);
}

/* Whole seconds, rounded down, of a time whose year has four digits. */
static time_t seconds_of(int64_t ms, int *rest_ms)
{
	if (ms < FIRST_MS)
		ms = FIRST_MS;
	if (ms > LAST_MS)
		ms = LAST_MS;
	*rest_ms = (int)(ms % 1000);
	if (*rest_ms < 0)
		*rest_ms += 1000;
	return (time_t)((ms - *rest_ms) / 1000);
}

void clock_rfc3339(int64_t ms, char out[25])
{
	char text[96];
	struct tm tm;
	int rest_ms;
	time_t s = seconds_of(ms, &rest_ms);

	gmtime_r(&s, &tm);
	snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		tm.tm_min, tm.tm_sec, rest_ms);
	memcpy(out, text, 24);
	out[24] = '\0';
}

void clock_local_date(int64_t ms, char out[11])
{
	char text[48];
	struct tm tm;
	int rest_ms;
	time_t s = seconds_of(ms, &rest_ms);

	localtime_r(&s, &tm);
	snprintf(text, sizeof text, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	memcpy(out, text, 10);
	out[10] = '\0';
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* The number made of n digits at s, -1 when one is not a digit. */
static int digits(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

bool clock_is_date(const char *s)
{
	int year, month, day;

	if (!s || strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	year = digits(s, 4);
	month = digits(s + 5, 2);
	day = digits(s + 8, 2);
	return year >= 1900 && year <= 2999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month);
}
