/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_ROW_SQL_H
#define MODEL_ROW_SQL_H

/* The columns that given values stand in: each field's own, and its folded
 * copy where it has one.  For the modules that write rows. */

#include "model/row.h"

struct arena;
struct buf;
struct query;

/* , "number", "number_fold", ... and "find" at the end if wanted. */
void row_sql_names(struct buf *sql, const struct row_value *v, size_t n, bool find);
/* , :number, :number_fold, ... the same as parameters. */
void row_sql_binds(struct buf *sql, const struct row_value *v, size_t n, bool find);
/* , "number" = :number, ... */
void row_sql_sets(struct buf *sql, const struct row_value *v, size_t n, bool find);
/* Binds them all but :find. */
void row_sql_bind(struct query *q, struct arena *a, const struct row_value *v, size_t n);

#endif
