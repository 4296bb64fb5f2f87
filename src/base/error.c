/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct error_row error_rows[ERROR_COUNT] = {
#define X(id, code, status, queue, words) [ERR_##id] = {code, status, QUEUE_##queue, words},
	ERROR_TABLE(X)
#undef X
};

bool error_set(struct error *e, enum error_code code, const char *field, const char *fmt, ...)
{
	char detail[2 * sizeof e->detail] = "";
	va_list ap;

	if (!e || e->code != ERR_NONE)
		return false;
	if (fmt) {
		va_start(ap, fmt);
		vsnprintf(detail, sizeof detail, fmt, ap);
		va_end(ap);
	}
	e->code = code;
	str_copy(e->field, sizeof e->field, field);
	str_copy(e->detail, sizeof e->detail, detail);
	return false;
}

enum error_code error_find(const char *wire_code)
{
	for (int i = 0; i < ERROR_COUNT; i++)
		if (str_eq(error_rows[i].code, wire_code))
			return (enum error_code)i;
	return ERR_INTERNAL;
}

/* What the {name} at s stands for, NULL when there is none. */
static const char *filling(const struct error *e, const char *s, size_t *used)
{
	static const char field[] = "{field}", detail[] = "{detail}";

	if (str_starts(s, field)) {
		*used = sizeof field - 1;
		return e->field;
	}
	if (str_starts(s, detail)) {
		*used = sizeof detail - 1;
		return e->detail;
	}
	return NULL;
}

void error_words(const struct error *e, const char *words, char *out, unsigned out_size)
{
	/* The result is cut by str_copy(), which knows where characters end. */
	char all[1024];
	size_t len = 0, used;

	for (const char *s = words ? words : ""; *s && len < sizeof all - 1;) {
		const char *fill = filling(e, s, &used);
		size_t n = fill ? strlen(fill) : 1;

		if (n > sizeof all - 1 - len)
			n = sizeof all - 1 - len;
		memcpy(all + len, fill ? fill : s, n);
		len += n;
		s += fill ? used : 1;
	}
	all[len] = '\0';
	str_copy(out, out_size, all);
}
