/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/gs1.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

struct reader {
	const char *data;
	size_t len;
	size_t at;
	char separator;
	int year;
};

/* Section 4.14.1, those that would book something else than the label means:
 * 01 with 37, for one, leaves open whether cases or their content is counted. */
static const char *const invalid_pairs[][2] = {
	{"01", "02"},
	{"01", "37"},
	{"01", "255"},
	{"02", "255"},
	{"01", "8006"},
	{"37", "8006"},
	{"02", "8026"},
	{"8006", "8026"},
	{"21", "235"},
	{"420", "421"},
	{"422", "426"},
	{"8017", "8018"},
};

static bool refuse(const struct gs1_element *el, struct error *e, const char *why)
{
	return error_set(e, ERR_INVALID, el->code, "%s: %s", el->ai->name, why);
}

static bool is_separator(const struct reader *r, char c)
{
	return c == GS1_SEPARATOR || (r->separator != 0 && c == r->separator);
}

static int number_of(const char *digits, size_t n)
{
	int v = 0;
	for (size_t i = 0; i < n; i++)
		v = v * 10 + (digits[i] - '0');
	return v;
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

/* Section 7.12: two digits mean the year nearest to now. */
static int full_year(int yy, int now)
{
	int century = now - now % 100;
	int ahead = yy - now % 100;
	if (ahead >= 51)
		century -= 100;
	else if (ahead <= -50)
		century += 100;
	return century + yy;
}

/* Replaces the six digits at the head of the value by YYYY-MM-DD. */
static bool date_read(struct gs1_element *el, int now, bool month_alone, struct error *e)
{
	int year = full_year(number_of(el->value, 2), now);
	int month = number_of(el->value + 2, 2);
	int day = number_of(el->value + 4, 2);
	if (month < 1 || month > 12)
		return refuse(el, e, "no such date");
	int last = days_in_month(year, month);
	if (day == 0 && month_alone)
		day = last;
	if (day < 1 || day > last)
		return refuse(el, e, "no such date");
	snprintf(el->value, sizeof(el->value), "%04d-%02d-%02d", year, month, day);
	return true;
}

static bool time_read(struct gs1_element *el, int now, struct error *e)
{
	char digits[sizeof(el->value)];
	size_t n = strlen(el->value);
	memcpy(digits, el->value, n + 1);
	if (n % 2 != 0)
		return refuse(el, e, "half a time");
	if (!date_read(el, now, false, e))
		return false;
	static const int most[] = {23, 59, 59};
	char *out = el->value + strlen(el->value);
	for (size_t i = 6; i < n; i += 2) {
		if (number_of(digits + i, 2) > most[i / 2 - 3])
			return refuse(el, e, "no such time");
		*out++ = i == 6 ? 'T' : ':';
		*out++ = digits[i];
		*out++ = digits[i + 1];
	}
	*out = '\0';
	return true;
}

static bool measure_read(struct gs1_element *el, struct error *e)
{
	int64_t divisor = 1;
	for (char n = el->code[3]; n > '0'; n--)
		divisor *= 10;
	int64_t thousands = (int64_t)number_of(el->value, strlen(el->value)) * 1000;
	if (thousands % divisor != 0)
		return error_set(e, ERR_PRECISION, el->code, "%s", el->ai->name);
	el->milli = thousands / divisor;
	return true;
}

static bool meaning_read(struct gs1_element *el, int now, struct error *e)
{
	switch (el->ai->kind) {
	case GS1_TEXT:
		return true;
	case GS1_KEY:
		if (gs1_check_digit(el->value, el->ai->check - 1) != el->value[el->ai->check - 1])
			return error_set(e, ERR_CHECK_DIGIT, el->code, "%s", el->ai->name);
		return true;
	case GS1_DATE:
		return date_read(el, now, true, e);
	case GS1_TIME:
		return time_read(el, now, e);
	case GS1_COUNT:
		el->milli = (int64_t)number_of(el->value, strlen(el->value)) * 1000;
		return true;
	case GS1_MEASURE:
		return measure_read(el, e);
	}
	return false;
}

static bool characters_right(const struct gs1_element *el, const char *s, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		if (i < el->ai->digits && (s[i] < '0' || s[i] > '9'))
			return refuse(el, e, "only digits are allowed");
		if (!gs1_is_set82(s[i]) && (s[i] == '\0' || !el->ai->also || !strchr(el->ai->also, s[i])))
			return refuse(el, e, "a character that no element string has");
	}
	return true;
}

/* Takes the data behind the AI, and the separator that may end it. */
static bool value_take(struct reader *r, struct gs1_element *el, struct error *e)
{
	const struct gs1_ai *ai = el->ai;
	const char *s = r->data + r->at;
	size_t most = r->len - r->at;
	if (ai->predefined && most > ai->max)
		most = ai->max;
	size_t n = 0;
	while (n < most && !is_separator(r, s[n]))
		n++;
	if (n == 0)
		return refuse(el, e, "nothing follows");
	if (n < ai->min)
		return error_set(e, ERR_INVALID, el->code, "%s: %zu of %u characters", ai->name, n, ai->min);
	if (n > ai->max)
		return error_set(e, ERR_INVALID, el->code, "%s: more than %u characters, or no separator behind it", ai->name, ai->max);
	if (!characters_right(el, s, n, e))
		return false;
	memcpy(el->value, s, n);
	el->value[n] = '\0';
	r->at += n;
	/* Behind a predefined length it is needless, but tolerated (section 7.8.6). */
	if (r->at < r->len && is_separator(r, r->data[r->at]))
		r->at++;
	return true;
}

static bool unknown_ai(const struct reader *r, struct error *e)
{
	char code[5] = "";
	for (size_t i = 0; i < 4 && r->at + i < r->len && r->data[r->at + i] >= '0' && r->data[r->at + i] <= '9'; i++)
		code[i] = r->data[r->at + i];
	if (code[0] == '\0')
		return error_set(e, ERR_INVALID, "GS1", "no application identifier at character %zu", r->at + 1);
	return error_set(e, ERR_INVALID, code, "unknown application identifier");
}

/* The same again is no news (section 4.14.1 allows it); another value is. */
static bool element_add(struct gs1 *g, const struct gs1_element *el, struct error *e)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct gs1_element *had = &g->elements[i];
		bool measure = el->ai->kind == GS1_MEASURE && had->ai == el->ai;
		if (!measure && strcmp(had->code, el->code) != 0)
			continue;
		if (measure ? had->milli != el->milli : strcmp(had->value, el->value) != 0)
			return refuse(el, e, "stands twice, with different values");
		return true;
	}
	if (g->count == GS1_MAX_ELEMENTS)
		return refuse(el, e, "too many elements in one symbol");
	g->elements[g->count++] = *el;
	return true;
}

static bool element_read(struct reader *r, struct gs1 *g, struct error *e)
{
	struct gs1_element el = {.ai = gs1_ai_find(r->data + r->at, r->len - r->at)};
	if (!el.ai)
		return unknown_ai(r, e);
	size_t n = strlen(el.ai->ai);
	memcpy(el.code, r->data + r->at, n);
	r->at += n;
	return value_take(r, &el, e) && meaning_read(&el, r->year, e) && element_add(g, &el, e);
}

static bool pairs_right(const struct gs1 *g, struct error *e)
{
	for (size_t i = 0; i < sizeof(invalid_pairs) / sizeof(invalid_pairs[0]); i++) {
		const struct gs1_element *second = gs1_find(g, invalid_pairs[i][1]);
		if (second && gs1_find(g, invalid_pairs[i][0]))
			return error_set(
				e, ERR_INVALID, second->code, "%s: may not stand beside %s", second->ai->name, invalid_pairs[i][0]);
	}
	return true;
}

static bool all_read(struct reader *r, struct gs1 *g, struct error *e)
{
	if (r->len > 0 && is_separator(r, r->data[0]))
		r->at = 1;
	if (r->at == r->len)
		return error_set(e, ERR_INVALID, "GS1", "nothing in it");
	while (r->at < r->len)
		if (!element_read(r, g, e))
			return false;
	return pairs_right(g, e);
}

bool gs1_parse(const char *data, size_t len, char separator, int year, struct gs1 *out, struct error *e)
{
	struct reader r = {.data = data, .len = len, .separator = separator, .year = year};
	memset(out, 0, sizeof(*out));
	if (all_read(&r, out, e))
		return true;
	memset(out, 0, sizeof(*out));
	return false;
}

const struct gs1_element *gs1_find(const struct gs1 *g, const char *ai)
{
	for (size_t i = 0; i < g->count; i++)
		if (strcmp(g->elements[i].ai->ai, ai) == 0)
			return &g->elements[i];
	return NULL;
}
