/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_SHOW_H
#define SCREEN_SHOW_H

/* Values of rows, as the server or the replica gives them, as a person reads
 * them; and how wide they are in a list. */

#include "model/resource.h"

struct arena;
struct json;

/* "" for nothing; a ref as "code name"; refs as their number and codes, so
 * that one sees how many there are where they are cut: "3: ABC, ECOM, XYZ". */
const char *show_value(const struct field *f, const struct json *row, int language, struct arena *a);
const char *show_ref(const struct json *ref, struct arena *a);    /* {"id","code","name"} */
const char *show_codes(const struct json *refs, struct arena *a); /* of those: "ABC, ECOM" */
const char *show_refs(const struct json *refs, struct arena *a);  /* "2: ABC, ECOM" */
/* What a person calls the row: its key. */
const char *show_key(const struct resource *r, const struct json *row, int language, struct arena *a);
const char *show_label(const struct field *f, int language);
int show_width(const struct field *f, int language);

#endif
