/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sql.h"

#include "base/arena.h"
#include "base/buf.h"
#include "store/store.h"

void sql_name(struct buf *b, const char *alias, const char *name)
{
	if (alias) {
		buf_adds(b, alias);
		buf_addc(b, '.');
	}
	buf_addc(b, '"');
	buf_adds(b, name);
	buf_addc(b, '"');
}

void sql_sort_name(struct buf *b, const char *alias, const struct field *f)
{
	sql_name(b, alias, f->name);
	if (f->folded) {
		b->data[b->len - 1] = '_';
		buf_adds(b, "fold\"");
	}
}

bool sql_has_column(const struct field *f)
{
	return types[f->type].sql != NULL;
}

bool sql_is_kept(const struct field *f)
{
	return sql_has_column(f) || f->type == TYPE_REFS;
}

char *sql_link_table(struct arena *a, const struct resource *r, const struct field *f)
{
	return arena_printf(a, "%s_%s", r->table, f->name);
}

void sql_bind(struct query *q, const char *name, const struct value *v)
{
	if (v->is_text)
		query_text(q, name, v->text);
	else
		query_int(q, name, v->number);
}

struct value sql_value(const struct query *q, int column, bool is_text)
{
	if (is_text)
		return (struct value){.is_text = true, .text = query_get_text(q, column)};
	return (struct value){.number = query_get_int(q, column)};
}
