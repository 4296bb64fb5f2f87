/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_TYPED_H
#define MAIN_TYPED_H

/* What a person types on a command line or in a file, as a row is written:
 * fields by their name or either label, values as people type them.  Refs
 * stay codes until somebody looks them up (an import does so itself). */

#include "model/view.h"

struct arena;
struct error;
struct json;

/* A field of the page's form, or an extra of it; NULL: UNKNOWN_FIELD. */
const struct field *typed_field(struct arena *a, const struct view *v, const char *word, struct error *e);
/* cell: of a file, where spaces and semicolons also part the codes of a list. */
bool typed_put(struct arena *a, const struct field *f, const char *text, bool cell, struct json *out, struct error *e);
/* A field that is asked for only when another has one value says, when it is
 * given, that the other has it. */
void typed_imply(const struct view *v, struct json *out);

#endif
