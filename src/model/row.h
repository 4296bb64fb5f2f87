/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_ROW_H
#define MODEL_ROW_H

/* Writing rows from descriptions: insert, update, delete with the folded
 * columns, the find text and its trigram index kept right, rev counted up,
 * and, where the database has a table `change` (the server's), the change
 * noted in the feed for resources of the replica.  Values of type refs go to
 * the table of their field and leave with the row.  The one place that knows
 * those columns.  Several statements: call within a transaction. */

#include <stdbool.h>
#include <stdint.h>

#include "model/list.h"

struct row_value {
	const struct field *field;
	struct value value;
};

struct value value_int(int64_t n);
struct value value_text(const char *s);

/* A row's values from JSON, checked by type; unknown fields refused; create:
 * `required` holds and SET_CREATE fields are taken. */
bool row_check(const struct resource *r, const struct json *in, bool create, struct arena *a, struct row_value **out, size_t *count,
	struct error *e);

/* Every ref and refs among the values names rows within the scope, of a target
 * that is scoped; else INVALID with the field, the same for a row that is not
 * there. */
bool row_refs_within(struct store *s, const struct resource *r, const struct row_value *v, size_t n, const struct scope *scope,
	struct error *e);
/* The row of this key, without regard to case where no other differs in it.
 * INVALID, field the target's id, when there is none or there are several. */
bool row_ref_by_code(struct store *s, const struct resource *target, const char *code, int64_t *id, struct error *e);

/* id 0: a new one is given.  Returns the id, 0 on failure. */
/* What the database itself refuses is told by its field: a required ref, or a
 * refs, to nothing (INVALID), what must be unique (EXISTS).  An update of
 * nothing but quiet fields counts no rev and notes no change. */
int64_t row_insert(struct store *s, const struct resource *r, int64_t id, const struct row_value *v, size_t n, struct error *e);
bool row_update(struct store *s, const struct resource *r, int64_t id, const struct row_value *v, size_t n, struct error *e);
bool row_delete(struct store *s, const struct resource *r, int64_t id, struct error *e);
bool row_set(struct store *s, const struct resource *r, int64_t id, const char *field, struct value v, struct error *e);

/* A whole row as the feed carries it: every column, refs as ids
 * ({"id":…,"rev":…,"number":…}); and back.  NULL without error: gone. */
struct json *row_pack(struct store *s, const struct resource *r, int64_t id, struct arena *a, struct error *e);
bool row_unpack(struct store *s, const struct resource *r, const struct json *packed, struct error *e); /* insert or replace */

#endif
