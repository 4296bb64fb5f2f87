/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FLOOR_BODY_H
#define FLOOR_BODY_H

/* A transaction's body, checked by its kind's fields: types, what is required,
 * unknown members refused, and what it points to exists, as far as a replica
 * can tell (rows of resources that no replica holds are the server's to ask
 * for; places and the article of a kind that posts are for who reads them).  A member that is null is as one that is not there. */

#include <stdbool.h>
#include <stdint.h>

#include "model/kind.h"

struct arena;
struct error;
struct json;
struct store;

struct body {
	const struct kind *kind;
	struct value *values; /* by the kind's fields */
	bool *given;
};

bool body_check(struct store *s, struct arena *a, const struct kind *k, const struct json *in, struct body *out, struct error *e);
bool body_has(const struct body *b, const char *field);           /* named, and not empty */
int64_t body_int(const struct body *b, const char *field);        /* refs, quantities (1/1000), bools; 0 when not given */
const char *body_text(const struct body *b, const char *field);   /* "" when not given */
const char *field_text(const struct body *b, const struct field *f); /* the same; f NULL: "" */
int64_t field_int(const struct body *b, const struct field *f);

#endif
