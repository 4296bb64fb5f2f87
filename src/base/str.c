/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/str.h"

#include "base/arena.h"

#include <string.h>

static const char *text(const char *s)
{
	return s ? s : "";
}

bool str_eq(const char *a, const char *b)
{
	return strcmp(text(a), text(b)) == 0;
}

bool str_empty(const char *s)
{
	return !s || !*s;
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(text(s), text(prefix), strlen(text(prefix))) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t len = strlen(text(s)), n = strlen(text(suffix));

	return n <= len && memcmp(text(s) + len - n, text(suffix), n) == 0;
}

bool str_copy(char *out, size_t size, const char *s)
{
	size_t len = strlen(text(s));
	bool fits = len < size;

	if (!size)
		return false;
	if (!fits) {
		len = size - 1;
		while (len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(out, text(s), len);
	out[len] = '\0';
	return fits;
}

/* Digits of s as a number below 2^64; false when there is anything else. */
static bool magnitude(const char *s, uint64_t *out)
{
	uint64_t n = 0;

	if (!*s || (*s == '0' && s[1]))
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, (uint64_t)(*s - '0'), &n))
			return false;
	}
	*out = n;
	return true;
}

bool str_int64(const char *s, int64_t min, int64_t max, int64_t *out)
{
	bool negative = s && *s == '-';
	uint64_t limit = negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX, n;
	int64_t value;

	if (!s || !magnitude(s + negative, &n) || n > limit || (negative && n == 0))
		return false;
	if (negative)
		value = n == limit ? INT64_MIN : -(int64_t)n;
	else
		value = (int64_t)n;
	if (value < min || value > max)
		return false;
	*out = value;
	return true;
}

static const char hex_digits[] = "0123456789abcdef";

void str_hex(const void *p, size_t n, char *out)
{
	const unsigned char *bytes = p;

	for (size_t i = 0; i < n; i++) {
		*out++ = hex_digits[bytes[i] >> 4];
		*out++ = hex_digits[bytes[i] & 15];
	}
	*out = '\0';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool str_unhex(const char *s, void *out, size_t n)
{
	unsigned char *bytes = out;

	if (strlen(text(s)) != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = hex_value(s[2 * i]), low = hex_value(s[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

char **str_split(struct arena *a, const char *s, char sep, size_t *n)
{
	char *copy = arena_strdup(a, text(s)), *p, **parts;
	size_t count = 1;

	for (p = copy; *p; p++)
		count += *p == sep;
	parts = arena_array(a, char *, count);
	*n = 0;
	parts[(*n)++] = copy;
	for (p = copy; *n < count; p++)
		if (*p == sep) {
			*p = '\0';
			parts[(*n)++] = p + 1;
		}
	return parts;
}
