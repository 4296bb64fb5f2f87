/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/stmt.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/sql.h"
#include "store/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct stmt *stmt_new(struct arena *a)
{
	struct stmt *st = arena_new_of(a, struct stmt);

	st->arena = a;
	st->sql = buf_new(a);
	return st;
}

void stmt_add(struct stmt *st, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_adds(st->sql, arena_vprintf(st->arena, fmt, ap));
	va_end(ap);
}

void stmt_value(struct stmt *st, struct value v)
{
	if (st->count == st->room) {
		struct value *grown = arena_array(st->arena, struct value, st->room * 2 + 8);

		if (st->count)
			memcpy(grown, st->values, st->count * sizeof *grown);
		st->values = grown;
		st->room = st->room * 2 + 8;
	}
	st->values[st->count] = v;
	buf_addf(st->sql, ":b%zu", st->count++);
}

void stmt_int(struct stmt *st, int64_t n)
{
	stmt_value(st, (struct value){.number = n});
}

void stmt_text(struct stmt *st, const char *s)
{
	stmt_value(st, (struct value){.is_text = true, .text = s});
}

struct query *stmt_open(struct store *s, const struct stmt *st, struct error *e)
{
	struct query *q = store_query(s, buf_str(st->sql), e);
	char name[24];

	for (size_t i = 0; q && i < st->count; i++) {
		snprintf(name, sizeof name, ":b%zu", i);
		sql_bind(q, name, &st->values[i]);
	}
	return q;
}
