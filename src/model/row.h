/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_ROW_H
#define MODEL_ROW_H

/* Writing rows from descriptions: insert, update, delete with the folded
 * columns, the find text and its trigram index kept right, rev counted up,
 * and, where the database has a table `change` (the server's), the change
 * noted in the feed for resources of the replica.  The one place that knows
 * those columns. */

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

/* id 0: a new one is given.  Returns the id, 0 on failure. */
int64_t row_insert(struct store *s, const struct resource *r, int64_t id, const struct row_value *v, size_t n, struct error *e);
bool row_update(struct store *s, const struct resource *r, int64_t id, const struct row_value *v, size_t n, struct error *e);
bool row_delete(struct store *s, const struct resource *r, int64_t id, struct error *e);
bool row_set(struct store *s, const struct resource *r, int64_t id, const char *field, struct value v, struct error *e);

/* A whole row as the feed carries it: every column, refs as ids
 * ({"id":…,"rev":…,"number":…}); and back.  NULL without error: gone. */
struct json *row_pack(struct store *s, const struct resource *r, int64_t id, struct arena *a, struct error *e);
bool row_unpack(struct store *s, const struct resource *r, const struct json *packed, struct error *e); /* insert or replace */

#endif
