/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_CURSOR_H
#define MODEL_CURSOR_H

/* A place in an order: the sorted value and the id of a row.  On the wire it
 * is opaque (base64url) and names the sort it belongs to, so that it cannot
 * be used with another. */

#include "model/resource.h"

struct arena;
struct error;

struct cursor {
	struct value key;
	int64_t id;
};

char *cursor_print(struct arena *a, const struct field *sort, const struct cursor *c);
/* BAD_REQUEST, field "cursor", when it is none or of another sort. */
bool cursor_parse(struct arena *a, const struct field *sort, const char *text, struct cursor *out, struct error *e);
/* Order of two places, ascending: <0, 0, >0; text as bytes. */
int cursor_compare(const struct cursor *a, const struct cursor *b);

#endif
