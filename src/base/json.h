/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_JSON_H
#define BASE_JSON_H

/* JSON (RFC 8259).  The one owner of cJSON, which is given only bytes that a
 * strict check has passed: valid UTF-8, no duplicate names, no NUL, no raw
 * controls, no lone surrogates, numbers within +-2^53 when they are integers,
 * finite otherwise, depth at most 32, nothing after the value.
 *
 * Values live in the arena they were made in.  Reading never fails: a missing
 * or ill-typed member gives the "nothing" of its type; say json_has() or use
 * the `need` calls where that matters.  Names are compared case-sensitively. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct error;
struct json;

/* The strict check alone.  max_len 0: no limit.  On failure *e says what and
 * at which byte. */
bool json_check(const char *text, size_t len, size_t max_len, struct error *e);
struct json *json_parse(struct arena *a, const char *text, size_t len, struct error *e);

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
enum json_type json_type(const struct json *v); /* v NULL: JSON_NULL */

const struct json *json_get(const struct json *obj, const char *name); /* NULL when absent */
bool json_has(const struct json *obj, const char *name);
const char *json_str(const struct json *obj, const char *name);     /* NULL unless a string */
int64_t json_int(const struct json *obj, const char *name, int64_t or_else); /* integers only */
bool json_bool(const struct json *obj, const char *name, bool or_else);
/* The value itself. */
const char *json_as_str(const struct json *v);
bool json_as_int(const struct json *v, int64_t *out); /* false unless an integer */
bool json_as_double(const struct json *v, double *out);
bool json_as_bool(const struct json *v, bool or_else);

size_t json_len(const struct json *array_or_object);
/* for (const struct json *x = json_first(v); x; x = json_next(x)) over an
 * array's elements or an object's members; json_name(x) is the member's name. */
const struct json *json_first(const struct json *v);
const struct json *json_next(const struct json *v);
const char *json_name(const struct json *v);

/* Making.  A value put into another belongs to it. */
struct json *json_object(struct arena *a);
struct json *json_array(struct arena *a);
void json_set_str(struct json *obj, const char *name, const char *s); /* s NULL: null */
void json_set_int(struct json *obj, const char *name, int64_t n);
void json_set_bool(struct json *obj, const char *name, bool b);
void json_set_null(struct json *obj, const char *name);
struct json *json_set_object(struct json *obj, const char *name); /* the new, empty one */
struct json *json_set_array(struct json *obj, const char *name);
void json_set_copy(struct json *obj, const char *name, const struct json *v); /* deep copy */
void json_add_str(struct json *array, const char *s);
void json_add_int(struct json *array, int64_t n);
struct json *json_add_object(struct json *array);
struct json *json_add_array(struct json *array);
void json_add_copy(struct json *array, const struct json *v);
void json_remove(struct json *obj, const char *name);

/* Shortest form, members in the order they were set; no trailing newline. */
char *json_print(struct arena *a, const struct json *v);
void json_print_to(struct buf *out, const struct json *v);

#endif
