/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_SQL_H
#define MODEL_SQL_H

/* The words that SQL made from descriptions is put together of.  Names are
 * always quoted (a field may be called "order"); values are always bound. */

#include "model/resource.h"

struct arena;
struct buf;
struct query;

/* "name", or alias."name"; alias may be NULL. */
void sql_name(struct buf *b, const char *alias, const char *name);
/* The column that a field is sorted by: its folded copy where it has one. */
void sql_sort_name(struct buf *b, const char *alias, const struct field *f);
bool sql_has_column(const struct field *f);
/* Whether a row has it at all: in a column, or in a table of its own. */
bool sql_is_kept(const struct field *f);
/* The table of a field of type refs: columns row, ref. */
char *sql_link_table(struct arena *a, const struct resource *r, const struct field *f);
void sql_bind(struct query *q, const char *name, const struct value *v);
/* Text lives until the next step of q. */
struct value sql_value(const struct query *q, int column, bool is_text);

#endif
