/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/target.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#include <string.h>

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return (c | 0x20) - 'a' + 10;
}

/* NULL: holds what no name or value of ours does. */
static char *decode(struct arena *a, const char *s, size_t len, bool plus, struct error *e)
{
	char *out = arena_alloc(a, len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (c == '%' && i + 2 < len) {
			c = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if ((unsigned char)c < ' ' || c == 0x7f) {
			error_set(e, ERR_BAD_REQUEST, NULL, "the address holds a control byte");
			return NULL;
		}
		out[n++] = c;
	}
	if (utf8_valid(out, n))
		return out;
	error_set(e, ERR_BAD_REQUEST, NULL, "the address is not UTF-8");
	return NULL;
}

static bool segment_is_plain(const char *s, size_t len)
{
	if (len == 0 || (len == 1 && s[0] == '.') || (len == 2 && s[0] == '.' && s[1] == '.'))
		return false;
	for (size_t i = 0; i + 2 < len; i++)
		if (s[i] == '%' && (hex(s[i + 1]) * 16 + hex(s[i + 2]) == '/' || hex(s[i + 1]) * 16 + hex(s[i + 2]) == '.'))
			return false;
	return true;
}

static bool path_is_plain(const char *s, size_t len)
{
	size_t start = 1;

	if (len == 1)
		return true;
	for (size_t i = 1; i <= len; i++) {
		if (i < len && s[i] != '/')
			continue;
		if (!segment_is_plain(s + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

static bool add_parameter(struct arena *a, const char *s, size_t len, struct target *out, struct error *e)
{
	const char *equals = memchr(s, '=', len);
	size_t name_len = equals ? (size_t)(equals - s) : len;
	struct target_parameter *p = &out->parameters[out->count];

	if (out->count == TARGET_PARAMETERS)
		return error_set(e, ERR_BAD_REQUEST, NULL, "at most %d parameters", TARGET_PARAMETERS);
	p->name = decode(a, s, name_len, true, e);
	p->value = equals ? decode(a, equals + 1, len - name_len - 1, true, e) : "";
	if (!p->name || !p->value)
		return false;
	if (target_find(out, p->name))
		return error_set(e, ERR_BAD_REQUEST, NULL, "a parameter is given twice");
	out->count++;
	return true;
}

static bool read_query(struct arena *a, const char *s, struct target *out, struct error *e)
{
	out->parameters = arena_array(a, struct target_parameter, TARGET_PARAMETERS);
	while (*s) {
		size_t len = strcspn(s, "&");

		if (len > 0 && !add_parameter(a, s, len, out, e))
			return false;
		s += len + (s[len] == '&');
	}
	return true;
}

bool target_read(struct arena *a, const char *sent, struct target *out, struct error *e)
{
	size_t path_len = strcspn(sent, "?");

	*out = (struct target){0};
	if (!path_is_plain(sent, path_len))
		return error_set(e, ERR_BAD_REQUEST, NULL, "the address has an empty or dotted part");
	out->path = decode(a, sent, path_len, false, e);
	return out->path && (sent[path_len] == '\0' || read_query(a, sent + path_len + 1, out, e));
}

const char *target_find(const struct target *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (str_eq(t->parameters[i].name, name))
			return t->parameters[i].value;
	return NULL;
}
