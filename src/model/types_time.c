/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Types of time: date and time. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/resource.h"
#include "model/types_ops.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_MS INT64_C(86400000)

static bool take_date(const struct field *f, const char *s, struct value *out, struct error *e)
{
	if (*s && !clock_is_date(s))
		return error_set(e, ERR_INVALID, f->name, "not a date: %.20s", s);
	*out = (struct value){.is_text = true, .text = s};
	return true;
}

bool type_check_date(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	const char *s = json_as_str(in);

	if (!s)
		return error_set(e, ERR_INVALID, f->name, "not a date");
	return take_date(f, arena_strdup(a, s), out, e);
}

/* Today and so many days more: counted at noon, which every day has once. */
static char *day_from_today(struct arena *a, int days)
{
	char today[11], day[11];
	struct tm tm = {.tm_hour = 12, .tm_isdst = -1};

	clock_local_date(clock_now_ms(), today);
	tm.tm_year = atoi(today) - 1900;
	tm.tm_mon = atoi(today + 5) - 1;
	tm.tm_mday = atoi(today + 8) + days;
	clock_local_date((int64_t)mktime(&tm) * 1000, day);
	return arena_strdup(a, day);
}

/* "today", "today+3", "idag-1"; NULL when it is something else. */
static char *relative_date(struct arena *a, const char *s)
{
	const char *rest = str_starts(s, "today") ? s + 5 : str_starts(s, "idag") ? s + 4 : NULL;
	int64_t days = 0;

	if (!rest)
		return NULL;
	if (*rest == '+')
		rest++;
	else if (*rest && *rest != '-')
		return NULL;
	if (*rest && !str_int64(rest, -36500, 36500, &days))
		return NULL;
	return day_from_today(a, (int)days);
}

/* 0131 of this year, 260131, 20260131; the text itself when it is something else. */
static const char *short_date(struct arena *a, const char *s)
{
	size_t len = strspn(s, "0123456789");
	char today[11];

	if (s[len] || (len != 4 && len != 6 && len != 8))
		return s;
	clock_local_date(clock_now_ms(), today);
	if (len == 4)
		return arena_printf(a, "%.4s-%.2s-%.2s", today, s, s + 2);
	if (len == 6)
		return arena_printf(a, "%.2s%.2s-%.2s-%.2s", today, s, s + 2, s + 4);
	return arena_printf(a, "%.4s-%.2s-%.2s", s, s + 4, s + 6);
}

bool type_read_date(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	char *s = utf8_fold(a, type_trim(a, typed));
	char *relative = relative_date(a, s);

	return take_date(f, relative ? relative : short_date(a, s), out, e);
}

/* Digits at s as a number, -1 when one is none. */
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

/* "HH:MM" or "HH:MM:SS" at s, of len bytes, as seconds; -1 when it is none. */
static int clock_seconds(const char *s, size_t len)
{
	int hour, minute, second = 0;

	if ((len != 5 && len != 8) || s[2] != ':' || (len == 8 && s[5] != ':'))
		return -1;
	hour = digits(s, 2);
	minute = digits(s + 3, 2);
	if (len == 8)
		second = digits(s + 6, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return -1;
	return hour * 3600 + minute * 60 + second;
}

/* Days since 1970-01-01 of a Gregorian date. */
static int64_t days_since_epoch(int year, int month, int day)
{
	struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};

	return (int64_t)timegm(&tm) / 86400;
}

/* RFC 3339 in UTC, with no or three decimals: "2026-11-21T20:27:31.004Z". */
static bool parse_time(const char *s, int64_t *out)
{
	size_t len = strlen(s);
	char date[11];
	int seconds, ms = 0;

	if ((len != 20 && len != 24) || s[10] != 'T' || s[len - 1] != 'Z')
		return false;
	str_copy(date, sizeof date, s);
	seconds = clock_seconds(s + 11, 8);
	if (len == 24)
		ms = s[19] == '.' ? digits(s + 20, 3) : -1;
	if (!clock_is_date(date) || seconds < 0 || ms < 0)
		return false;
	*out = days_since_epoch(digits(date, 4), digits(date + 5, 2), digits(date + 8, 2)) * DAY_MS + (int64_t)seconds * 1000 + ms;
	return true;
}

bool type_check_time(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	const char *s = json_as_str(in);
	int64_t ms = 0;

	(void)a;
	if (json_type(in) != JSON_NULL && (!s || (*s && !parse_time(s, &ms))))
		return error_set(e, ERR_INVALID, f->name, "not a time in UTC");
	*out = (struct value){.number = ms};
	return true;
}

/* Local time: a date as above, and hours and minutes if wanted. */
bool type_read_time(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	char *s = type_trim(a, typed), *space = strchr(s, ' ');
	struct tm tm = {.tm_isdst = -1};
	struct value date;
	int seconds = 0;

	if (space)
		*space = '\0';
	if (!type_read_date(f, s, a, &date, e))
		return false;
	*out = (struct value){0};
	if (!*date.text)
		return true;
	if (space)
		seconds = clock_seconds(space + 1, strlen(space + 1));
	if (seconds < 0)
		return error_set(e, ERR_INVALID, f->name, "not a time: %.20s", space + 1);
	tm.tm_year = digits(date.text, 4) - 1900;
	tm.tm_mon = digits(date.text + 5, 2) - 1;
	tm.tm_mday = digits(date.text + 8, 2);
	tm.tm_hour = seconds / 3600;
	tm.tm_min = seconds / 60 % 60;
	tm.tm_sec = seconds % 60;
	out->number = (int64_t)mktime(&tm) * 1000;
	return true;
}

/* None as an empty text: a time of 0 says that it has not been. */
void type_put_time(const struct field *f, const struct value *v, struct json *out)
{
	char text[25] = "";

	if (v->number)
		clock_rfc3339(v->number, text);
	json_set_str(out, f->name, text);
}

const char *type_show_time(const struct field *f, const struct value *v, int language, struct arena *a)
{
	time_t s = (time_t)(v->number / 1000);
	char text[32];
	struct tm tm;

	(void)f;
	(void)language;
	if (!v->number)
		return "";
	localtime_r(&s, &tm);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M", &tm);
	return arena_strdup(a, text);
}
