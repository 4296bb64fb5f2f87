/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/cursor.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "secure/secure.h"

#include <string.h>

enum { CURSOR_MOST = 16384 };

char *cursor_print(struct arena *a, const struct field *sort, const struct cursor *c)
{
	struct json *v = json_array(a);
	const char *text;

	json_add_str(v, sort->name);
	if (c->key.is_text)
		json_add_str(v, c->key.text);
	else
		json_add_int(v, c->key.number);
	json_add_int(v, c->id);
	text = json_print(a, v);
	return secure_base64(a, text, strlen(text));
}

static bool take(const struct field *sort, const struct json *v, struct cursor *out)
{
	const struct json *name, *key;

	if (json_type(v) != JSON_ARRAY || json_len(v) != 3)
		return false;
	name = json_first(v);
	key = json_next(name);
	if (!str_eq(json_as_str(name), sort->name) || !json_as_int(json_next(key), &out->id))
		return false;
	out->key = (struct value){.is_text = types[sort->type].is_text, .text = json_as_str(key)};
	return out->key.is_text ? out->key.text != NULL : json_as_int(key, &out->key.number);
}

bool cursor_parse(struct arena *a, const struct field *sort, const char *text, struct cursor *out, struct error *e)
{
	size_t most = strlen(text), len;
	char *bytes = most <= CURSOR_MOST ? arena_alloc(a, most + 1) : NULL;
	const struct json *v = NULL;

	if (bytes && secure_unbase64(text, bytes, most, &len))
		v = json_parse(a, bytes, len, NULL);
	return (v && take(sort, v, out)) || error_set(e, ERR_BAD_REQUEST, "cursor", "not a place in this order");
}

int cursor_compare(const struct cursor *a, const struct cursor *b)
{
	int order = 0;

	if (a->key.is_text)
		order = strcmp(a->key.text, b->key.text);
	else if (a->key.number != b->key.number)
		order = a->key.number < b->key.number ? -1 : 1;
	if (order == 0 && a->id != b->id)
		order = a->id < b->id ? -1 : 1;
	return order;
}
