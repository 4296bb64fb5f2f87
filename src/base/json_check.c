/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define DEEPEST 32
#define EXACT INT64_C(9007199254740992) /* 2^53: every integer up to it is a double */
#define LONGEST_NUMBER 63 /* what cJSON reads of one */
#define LARGEST_EXPONENT 308
#define MORE_THAN_ENOUGH 1000000L

struct name {
	size_t start; /* decoded, in check.names */
	size_t at;
	const char *text; /* set for sorting, when the names stand still */
};

struct check {
	const char *text;
	size_t len, at;
	int depth;
	struct buf names; /* of the objects that are open */
	struct buf list;  /* of struct name */
	struct error *e;
};

static bool value(struct check *c);

static bool bad(struct check *c, const char *what)
{
	return error_set(c->e, ERR_BAD_JSON, NULL, "%s at byte %zu", what, c->at + 1);
}

static int next(const struct check *c)
{
	return c->at < c->len ? (unsigned char)c->text[c->at] : -1;
}

static bool accept(struct check *c, char ch)
{
	if (next(c) != ch)
		return false;
	c->at++;
	return true;
}

static void skip_space(struct check *c)
{
	while (next(c) == ' ' || next(c) == '\t' || next(c) == '\n' || next(c) == '\r')
		c->at++;
}

static bool is_digit(int ch)
{
	return ch >= '0' && ch <= '9';
}

static bool hex4(struct check *c, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, c->at++) {
		int ch = next(c), low = ch | 0x20;

		if (is_digit(ch))
			*out = *out << 4 | (uint32_t)(ch - '0');
		else if (low >= 'a' && low <= 'f')
			*out = *out << 4 | (uint32_t)(low - 'a' + 10);
		else
			return bad(c, "four hexadecimal digits expected");
	}
	return true;
}

/* After "\u". A pair of surrogates is one character. */
static bool unicode_escape(struct check *c, uint32_t *cp)
{
	uint32_t low;

	if (!hex4(c, cp))
		return false;
	if (*cp == 0)
		return bad(c, "NUL in a string");
	if (*cp < 0xd800 || *cp > 0xdfff)
		return true;
	if (*cp > 0xdbff || !accept(c, '\\') || !accept(c, 'u'))
		return bad(c, "lone surrogate");
	if (!hex4(c, &low))
		return false;
	if (low < 0xdc00 || low > 0xdfff)
		return bad(c, "lone surrogate");
	*cp = 0x10000 + ((*cp - 0xd800) << 10) + (low - 0xdc00);
	return true;
}

static bool escape(struct check *c, uint32_t *cp)
{
	static const char letters[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	int ch = next(c);
	const char *found = ch > 0 ? strchr(letters, ch) : NULL;

	if (found) {
		*cp = (uint32_t)means[found - letters];
		c->at++;
		return true;
	}
	return accept(c, 'u') ? unicode_escape(c, cp) : bad(c, "unknown escape");
}

/* One character of a string, decoded. */
static bool character(struct check *c, uint32_t *cp)
{
	size_t n;

	if (accept(c, '\\'))
		return escape(c, cp);
	if (next(c) < 0)
		return bad(c, "string without end");
	if (next(c) < 0x20)
		return bad(c, "control character in a string");
	n = utf8_decode(c->text + c->at, c->len - c->at, cp);
	if (!n)
		return bad(c, "not UTF-8");
	c->at += n;
	return true;
}

/* Into `decoded` when given. */
static bool string(struct check *c, struct buf *decoded)
{
	char bytes[4];
	uint32_t cp;

	if (!accept(c, '"'))
		return bad(c, "string expected");
	while (!accept(c, '"')) {
		if (!character(c, &cp))
			return false;
		if (decoded)
			buf_add(decoded, bytes, utf8_encode(cp, bytes));
	}
	return true;
}

static bool digits(struct check *c)
{
	if (!is_digit(next(c)))
		return bad(c, "digit expected");
	while (is_digit(next(c)))
		c->at++;
	return true;
}

/* An integer of n digits that a double holds. */
static bool is_exact(const char *s, size_t n)
{
	char copy[LONGEST_NUMBER + 1];
	int64_t ignored;

	memcpy(copy, s, n);
	copy[n] = '\0';
	return str_int64(copy, 0, EXACT, &ignored);
}

/* Decimal exponent of the first digit that is not zero: 1 for 12.5 and -3 for
 * 0.001. Without strtod(), which depends on the locale. */
static long exponent_of(const char *mantissa, const char *end)
{
	const char *point = memchr(mantissa, '.', (size_t)(end - mantissa)), *p = mantissa;

	while (p < end && (*p == '0' || *p == '.'))
		p++;
	if (p == end)
		return -2 * MORE_THAN_ENOUGH; /* zero, whatever follows */
	if (!point)
		return end - p - 1;
	return p < point ? point - p - 1 : point - p;
}

/* What stands after the e, at most about MORE_THAN_ENOUGH. */
static long written_exponent(const char *s, const char *end)
{
	bool negative = s < end && *s == '-';
	long exponent = 0;

	for (; s < end && exponent < MORE_THAN_ENOUGH / 10; s++)
		if (is_digit(*s))
			exponent = exponent * 10 + (*s - '0');
	return negative ? -exponent : exponent;
}

/* Whether the number that begins at start and ends here is one that is kept
 * whole; mantissa_end is before its e, or its end. */
static bool number_in_range(struct check *c, size_t start, size_t mantissa_end, bool integer)
{
	const char *mantissa = c->text + start, *end = c->text + c->at, *e = c->text + mantissa_end;
	long exponent;

	if (c->at - start > LONGEST_NUMBER)
		return bad(c, "too long a number");
	if (*mantissa == '-')
		mantissa++;
	if (integer)
		return is_exact(mantissa, (size_t)(end - mantissa)) || bad(c, "integer beyond 2^53");
	exponent = exponent_of(mantissa, e) + (e < end ? written_exponent(e + 1, end) : 0);
	return exponent < LARGEST_EXPONENT || bad(c, "too large a number");
}

static bool number(struct check *c)
{
	size_t start = c->at, mantissa_end;
	bool integer = true;

	accept(c, '-');
	if (!accept(c, '0') && !digits(c))
		return false;
	if (accept(c, '.')) {
		integer = false;
		if (!digits(c))
			return false;
	}
	mantissa_end = c->at;
	if (accept(c, 'e') || accept(c, 'E')) {
		integer = false;
		if (!accept(c, '-'))
			accept(c, '+');
		if (!digits(c))
			return false;
	}
	return number_in_range(c, start, mantissa_end, integer);
}

static bool literal(struct check *c, const char *word)
{
	size_t n = strlen(word);

	if (c->len - c->at < n || memcmp(c->text + c->at, word, n) != 0)
		return bad(c, "value expected");
	c->at += n;
	return true;
}

static int name_order(const void *pa, const void *pb)
{
	const struct name *a = pa, *b = pb;
	int order = strcmp(a->text, b->text);

	return order ? order : (a->at > b->at) - (a->at < b->at);
}

/* The names of the object that ends here are listed from `first` on. They
 * hold no NUL, so they can be compared as C strings. */
static bool names_differ(struct check *c, size_t first)
{
	struct name *names = (struct name *)(void *)c->list.data;
	size_t n = c->list.len / sizeof *names;

	for (size_t i = first; i < n; i++)
		names[i].text = c->names.data + names[i].start;
	if (n > first + 1)
		qsort(names + first, n - first, sizeof *names, name_order);
	for (size_t i = first + 1; i < n; i++)
		if (str_eq(names[i].text, names[i - 1].text))
			return error_set(c->e, ERR_BAD_JSON, names[i].text, "the name \"%s\" twice at byte %zu", names[i].text,
				names[i].at + 1);
	return true;
}

static bool member(struct check *c)
{
	struct name name = {.start = c->names.len, .at = c->at};

	if (!string(c, &c->names))
		return false;
	buf_addc(&c->names, '\0');
	buf_add(&c->list, &name, sizeof name);
	skip_space(c);
	if (!accept(c, ':'))
		return bad(c, "':' expected");
	return value(c);
}

static bool object(struct check *c)
{
	size_t names = c->names.len, list = c->list.len;
	bool ok;

	skip_space(c);
	if (accept(c, '}'))
		return true;
	do {
		skip_space(c);
		if (!member(c))
			return false;
	} while (accept(c, ','));
	ok = accept(c, '}') ? names_differ(c, list / sizeof(struct name)) : bad(c, "',' or '}' expected");
	c->names.len = names;
	c->list.len = list;
	return ok;
}

static bool array(struct check *c)
{
	skip_space(c);
	if (accept(c, ']'))
		return true;
	do
		if (!value(c))
			return false;
	while (accept(c, ','));
	return accept(c, ']') || bad(c, "',' or ']' expected");
}

static bool container(struct check *c)
{
	bool ok;

	if (c->depth == DEEPEST)
		return bad(c, "nested too deep");
	c->depth++;
	ok = accept(c, '{') ? object(c) : accept(c, '[') && array(c);
	c->depth--;
	return ok;
}

static bool plain_value(struct check *c)
{
	switch (next(c)) {
	case '{':
	case '[':
		return container(c);
	case '"':
		return string(c, NULL);
	case 't':
		return literal(c, "true");
	case 'f':
		return literal(c, "false");
	case 'n':
		return literal(c, "null");
	default:
		return next(c) == '-' || is_digit(next(c)) ? number(c) : bad(c, "value expected");
	}
}

/* A value and the white space around it. */
static bool value(struct check *c)
{
	skip_space(c);
	if (!plain_value(c))
		return false;
	skip_space(c);
	return true;
}

bool json_check(const char *text, size_t len, size_t max_len, struct error *e)
{
	struct check c = {.text = text, .len = len, .names = BUF_INIT, .list = BUF_INIT, .e = e};
	bool ok;

	if (max_len && len > max_len)
		return error_set(e, ERR_TOO_LARGE, NULL, "at most %zu bytes", max_len);
	ok = value(&c) && (c.at == len || bad(&c, "something after the value"));
	buf_release(&c.names);
	buf_release(&c.list);
	return ok;
}
