/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/row_sql.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/sql.h"
#include "store/store.h"

void row_sql_names(struct buf *sql, const struct row_value *v, size_t n, bool find)
{
	for (size_t i = 0; i < n; i++) {
		buf_addf(sql, ", \"%s\"", v[i].field->name);
		if (v[i].field->folded)
			buf_addf(sql, ", \"%s_fold\"", v[i].field->name);
	}
	if (find)
		buf_adds(sql, ", \"find\"");
}

void row_sql_binds(struct buf *sql, const struct row_value *v, size_t n, bool find)
{
	for (size_t i = 0; i < n; i++) {
		buf_addf(sql, ", :%s", v[i].field->name);
		if (v[i].field->folded)
			buf_addf(sql, ", :%s_fold", v[i].field->name);
	}
	if (find)
		buf_adds(sql, ", :find");
}

void row_sql_bind(struct query *q, struct arena *a, const struct row_value *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct field *f = v[i].field;

		sql_bind(q, arena_printf(a, ":%s", f->name), &v[i].value);
		if (f->folded)
			query_text(q, arena_printf(a, ":%s_fold", f->name), utf8_fold(a, v[i].value.text));
	}
}
