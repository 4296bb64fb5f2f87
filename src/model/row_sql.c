/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/row_sql.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "model/sql.h"
#include "store/store.h"

/* Plain copies, no formatting: this runs for every row that is written. */
static void put(struct buf *sql, const char *before, const struct field *f, const char *after)
{
	buf_adds(sql, before);
	buf_adds(sql, f->name);
	buf_adds(sql, after);
}

void row_sql_names(struct buf *sql, const struct row_value *v, size_t n, bool find)
{
	for (size_t i = 0; i < n; i++) {
		put(sql, ", \"", v[i].field, "\"");
		if (v[i].field->folded)
			put(sql, ", \"", v[i].field, "_fold\"");
	}
	if (find)
		buf_adds(sql, ", \"find\"");
}

void row_sql_binds(struct buf *sql, const struct row_value *v, size_t n, bool find)
{
	for (size_t i = 0; i < n; i++) {
		put(sql, ", :", v[i].field, "");
		if (v[i].field->folded)
			put(sql, ", :", v[i].field, "_fold");
	}
	if (find)
		buf_adds(sql, ", :find");
}

void row_sql_sets(struct buf *sql, const struct row_value *v, size_t n, bool find)
{
	for (size_t i = 0; i < n; i++) {
		put(sql, ", \"", v[i].field, "\" = :");
		buf_adds(sql, v[i].field->name);
		if (v[i].field->folded) {
			put(sql, ", \"", v[i].field, "_fold\" = :");
			put(sql, "", v[i].field, "_fold");
		}
	}
	if (find)
		buf_adds(sql, ", \"find\" = :find");
}

void row_sql_bind(struct query *q, struct arena *a, const struct row_value *v, size_t n)
{
	struct buf name = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		const struct field *f = v[i].field;

		buf_clear(&name);
		put(&name, ":", f, "");
		sql_bind(q, buf_str(&name), &v[i].value);
		if (f->folded) {
			buf_adds(&name, "_fold");
			query_text(q, buf_str(&name), utf8_fold(a, v[i].value.text));
		}
	}
	buf_release(&name);
}
