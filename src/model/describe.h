/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_DESCRIBE_H
#define MODEL_DESCRIBE_H

/* Reading a description strictly: what is not understood is a mistake, which
 * names the file and the word.  Every function that can fail returns false
 * with the mistake in d->e.  What is read lives in d->arena, texts as part of
 * the parsed JSON. */

#include <stdbool.h>
#include <stddef.h>

#include "model/resource.h"

struct arena;
struct json;

struct describe {
	const char *file;
	struct arena *arena;
	struct error *e;
};

/* SCREEN_FILE with the file as field; always false. */
bool describe_fail(const struct describe *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The file's text; NULL when it is no JSON object. */
const struct json *describe_parse(const struct describe *d, const char *text, size_t len);
/* No member but the allowed ones (NULL at the end); `where` says whose. */
bool describe_members(const struct describe *d, const struct json *obj, const char *where, const char *const *allowed);
/* [english, swedish]; both there, neither empty. */
bool describe_label(const struct describe *d, const struct json *in, const char *where, struct label *out);
/* A member that is text if it is there; *out NULL when it is not. */
bool describe_text(const struct describe *d, const struct json *obj, const char *name, const char **out);
bool describe_bool(const struct describe *d, const struct json *obj, const char *name, bool *out);
/* A member that is an array of texts if it is there. */
bool describe_texts(const struct describe *d, const struct json *obj, const char *name, const char *const **out, size_t *count);
/* A member that is an array of names of fields of r. */
bool describe_fields(const struct describe *d, const struct json *obj, const char *name, const struct resource *r,
	const struct field ***out, size_t *count);
/* Lower case, digits and the given joiner: "goods_owner" with '_', "goods-owners" with '-'. */
bool describe_is_name(const char *s, char joiner);

#endif
