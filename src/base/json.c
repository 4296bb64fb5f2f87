/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cjson/cJSON.h>

#define EXACT 9007199254740992.0 /* 2^53: every integer up to it is a double */
#define PRINTED INT64_C(999999999999999) /* cJSON prints 15 digits */

/* A struct json is a cJSON. An integer that cJSON would not print exactly
 * stands in the tree as raw text; nothing else is ever raw. */

static cJSON *item(struct json *v)
{
	return (cJSON *)v;
}

static const cJSON *peek(const struct json *v)
{
	return (const cJSON *)v;
}

/* Only memory that has run out makes cJSON fail here. */
static cJSON *must(cJSON *made)
{
	if (!made)
		xdie("out of memory");
	return made;
}

static cJSON *new_int(int64_t n)
{
	char text[24];

	if (n >= -PRINTED && n <= PRINTED)
		return must(cJSON_CreateNumber((double)n));
	snprintf(text, sizeof text, "%" PRId64, n);
	return must(cJSON_CreateRaw(text));
}

/* What we say is UTF-8, whatever we were given. */
static cJSON *new_str(const char *s)
{
	struct buf clean = BUF_INIT;
	size_t len, n;
	uint32_t cp;
	cJSON *made;

	if (!s)
		return must(cJSON_CreateNull());
	len = strlen(s);
	if (utf8_valid(s, len))
		return must(cJSON_CreateString(s));
	for (; len > 0; s += n, len -= n) {
		n = utf8_decode(s, len, &cp);
		buf_add(&clean, n ? s : "\xef\xbf\xbd", n ? n : 3);
		n = n ? n : 1;
	}
	made = must(cJSON_CreateString(buf_str(&clean)));
	buf_release(&clean);
	return made;
}

static void release(void *v)
{
	cJSON_Delete(v);
}

static struct json *keep(struct arena *a, cJSON *v)
{
	arena_defer(a, release, v);
	return (struct json *)v;
}

/* Makes the integers raw that cJSON would not print exactly. */
static void make_exact(cJSON *v)
{
	cJSON *x, *exact;
	int64_t n;

	if (cJSON_IsNumber(v) && json_as_int((struct json *)v, &n) && (n < -PRINTED || n > PRINTED)) {
		exact = new_int(n);
		v->type = (v->type & ~0xff) | cJSON_Raw;
		v->valuestring = exact->valuestring;
		exact->valuestring = NULL;
		cJSON_Delete(exact);
	}
	cJSON_ArrayForEach(x, v)
		make_exact(x);
}

struct json *json_parse(struct arena *a, const char *text, size_t len, struct error *e)
{
	cJSON *v;

	if (!json_check(text, len, 0, e))
		return NULL;
	v = cJSON_ParseWithLength(text, len);
	if (!v) {
		error_set(e, ERR_INTERNAL, NULL, "JSON that was checked cannot be read");
		return NULL;
	}
	make_exact(v);
	return keep(a, v);
}

enum json_type json_type(const struct json *v)
{
	switch (v ? peek(v)->type & 0xff : cJSON_NULL) {
	case cJSON_False:
	case cJSON_True:
		return JSON_BOOL;
	case cJSON_Number:
	case cJSON_Raw:
		return JSON_NUMBER;
	case cJSON_String:
		return JSON_STRING;
	case cJSON_Array:
		return JSON_ARRAY;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

const struct json *json_get(const struct json *obj, const char *name)
{
	if (json_type(obj) != JSON_OBJECT)
		return NULL;
	return (const struct json *)cJSON_GetObjectItemCaseSensitive(peek(obj), name);
}

bool json_has(const struct json *obj, const char *name)
{
	return json_get(obj, name) != NULL;
}

const char *json_str(const struct json *obj, const char *name)
{
	return json_as_str(json_get(obj, name));
}

int64_t json_int(const struct json *obj, const char *name, int64_t or_else)
{
	int64_t n;

	return json_as_int(json_get(obj, name), &n) ? n : or_else;
}

bool json_bool(const struct json *obj, const char *name, bool or_else)
{
	return json_as_bool(json_get(obj, name), or_else);
}

const char *json_as_str(const struct json *v)
{
	return json_type(v) == JSON_STRING ? peek(v)->valuestring : NULL;
}

bool json_as_int(const struct json *v, int64_t *out)
{
	double d;

	if (json_type(v) != JSON_NUMBER)
		return false;
	if (cJSON_IsRaw(peek(v)))
		return str_int64(peek(v)->valuestring, INT64_MIN, INT64_MAX, out);
	d = peek(v)->valuedouble;
	if (!(d >= -EXACT && d <= EXACT) || d != trunc(d))
		return false;
	*out = (int64_t)d;
	return true;
}

bool json_as_double(const struct json *v, double *out)
{
	int64_t n;

	if (json_type(v) != JSON_NUMBER)
		return false;
	*out = json_as_int(v, &n) ? (double)n : peek(v)->valuedouble;
	return true;
}

bool json_as_bool(const struct json *v, bool or_else)
{
	return json_type(v) == JSON_BOOL ? cJSON_IsTrue(peek(v)) : or_else;
}

size_t json_len(const struct json *array_or_object)
{
	size_t n = 0;

	for (const struct json *x = json_first(array_or_object); x; x = json_next(x))
		n++;
	return n;
}

const struct json *json_first(const struct json *v)
{
	return v ? (const struct json *)peek(v)->child : NULL;
}

const struct json *json_next(const struct json *v)
{
	return (const struct json *)peek(v)->next;
}

const char *json_name(const struct json *v)
{
	return peek(v)->string;
}

struct json *json_object(struct arena *a)
{
	return keep(a, must(cJSON_CreateObject()));
}

struct json *json_array(struct arena *a)
{
	return keep(a, must(cJSON_CreateArray()));
}

/* In place of the member of that name, else last. */
static struct json *set(struct json *obj, const char *name, cJSON *v)
{
	bool ok;

	if (json_has(obj, name))
		ok = cJSON_ReplaceItemInObjectCaseSensitive(item(obj), name, v);
	else
		ok = cJSON_AddItemToObject(item(obj), name, v);
	if (!ok)
		xdie("out of memory");
	return (struct json *)v;
}

static struct json *add(struct json *array, cJSON *v)
{
	cJSON_AddItemToArray(item(array), v);
	return (struct json *)v;
}

static cJSON *copy(const struct json *v)
{
	return must(v ? cJSON_Duplicate(peek(v), true) : cJSON_CreateNull());
}

void json_set_str(struct json *obj, const char *name, const char *s)
{
	set(obj, name, new_str(s));
}

void json_set_int(struct json *obj, const char *name, int64_t n)
{
	set(obj, name, new_int(n));
}

void json_set_bool(struct json *obj, const char *name, bool b)
{
	set(obj, name, must(cJSON_CreateBool(b)));
}

void json_set_null(struct json *obj, const char *name)
{
	set(obj, name, must(cJSON_CreateNull()));
}

struct json *json_set_object(struct json *obj, const char *name)
{
	return set(obj, name, must(cJSON_CreateObject()));
}

struct json *json_set_array(struct json *obj, const char *name)
{
	return set(obj, name, must(cJSON_CreateArray()));
}

void json_set_copy(struct json *obj, const char *name, const struct json *v)
{
	set(obj, name, copy(v));
}

void json_add_str(struct json *array, const char *s)
{
	add(array, new_str(s));
}

void json_add_int(struct json *array, int64_t n)
{
	add(array, new_int(n));
}

struct json *json_add_object(struct json *array)
{
	return add(array, must(cJSON_CreateObject()));
}

struct json *json_add_array(struct json *array)
{
	return add(array, must(cJSON_CreateArray()));
}

void json_add_copy(struct json *array, const struct json *v)
{
	add(array, copy(v));
}

void json_remove(struct json *obj, const char *name)
{
	if (json_has(obj, name))
		cJSON_DeleteItemFromObjectCaseSensitive(item(obj), name);
}

void json_print_to(struct buf *out, const struct json *v)
{
	char *text = v ? cJSON_PrintUnformatted(peek(v)) : NULL;

	if (v && !text)
		xdie("out of memory");
	buf_adds(out, text ? text : "null");
	cJSON_free(text);
}

char *json_print(struct arena *a, const struct json *v)
{
	struct buf out = BUF_INIT;
	char *text;

	json_print_to(&out, v);
	text = arena_strdup(a, buf_str(&out));
	buf_release(&out);
	return text;
}
