/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_STMT_H
#define MODEL_STMT_H

/* A statement while it is put together: its text, and the values of the
 * parameters in it, numbered as they come (:b0, :b1, ...), so that text and
 * binding cannot part.  The same shape gives the same text, which the store
 * has prepared already.  Lives in the arena it was made in. */

#include <stddef.h>

#include "model/resource.h"

struct arena;
struct buf;
struct query;
struct store;

struct stmt {
	struct arena *arena;
	struct buf *sql;
	struct value *values;
	size_t count, room;
};

struct stmt *stmt_new(struct arena *a);
void stmt_add(struct stmt *st, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The parameter's name into the text, its value kept (text is not copied). */
void stmt_value(struct stmt *st, struct value v);
void stmt_int(struct stmt *st, int64_t n);
void stmt_text(struct stmt *st, const char *s);
/* Ready to step, but for parameters that the text names otherwise. */
struct query *stmt_open(struct store *s, const struct stmt *st, struct error *e);

#endif
