/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/decimal.h"

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Adds a digit; false when the value would be too large to be summed safely. */
static bool push(int64_t *value, int digit)
{
	if (*value > (DECIMAL_MAX - digit) / 10)
		return false;
	*value = *value * 10 + digit;
	return true;
}

static bool whole_part(const char **s, bool local, int64_t *value, const char *field, struct error *e)
{
	if (!is_digit(**s) || (!local && **s == '0' && is_digit((*s)[1])))
		return error_set(e, ERR_INVALID, field, "not a number");
	for (; is_digit(**s); ++*s)
		if (!push(value, **s - '0'))
			return error_set(e, ERR_INVALID, field, "too large");
	return true;
}

/* Digits after the point: as many as scale, further ones only when zero. */
static bool fraction(const char **s, int *scale, int64_t *value, const char *field, struct error *e)
{
	if (!is_digit(**s))
		return error_set(e, ERR_INVALID, field, "not a number");
	for (; is_digit(**s); ++*s) {
		if (*scale == 0) {
			if (**s != '0')
				return error_set(e, ERR_PRECISION, field, "finer than it is counted");
			continue;
		}
		if (!push(value, **s - '0'))
			return error_set(e, ERR_INVALID, field, "too large");
		--*scale;
	}
	return true;
}

bool decimal_parse(const char *s, int scale, bool local, const char *field, int64_t *out, struct error *e)
{
	bool negative = s && *s == '-';
	int64_t value = 0;

	s = s ? s + negative : "";
	if (!whole_part(&s, local, &value, field, e))
		return false;
	if (*s == '.' || (local && *s == ',')) {
		s++;
		if (!fraction(&s, &scale, &value, field, e))
			return false;
	}
	if (*s)
		return error_set(e, ERR_INVALID, field, "not a number");
	for (; scale > 0; scale--)
		if (!push(&value, 0))
			return error_set(e, ERR_INVALID, field, "too large");
	*out = negative ? -value : value;
	return true;
}

char *decimal_print(int64_t value, int scale, char point, char out[32])
{
	uint64_t n = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char *p = out + 31;

	*p = '\0';
	for (; scale > 0 && n % 10 == 0; scale--)
		n /= 10;
	if (scale > 0) {
		for (; scale > 0; scale--, n /= 10)
			*--p = (char)('0' + n % 10);
		*--p = point;
	}
	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	if (value < 0)
		*--p = '-';
	return memmove(out, p, strlen(p) + 1);
}
