/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The type refs: a set of rows of another resource, as ids in ascending order. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/resource.h"
#include "model/types_ops.h"

#include <inttypes.h>
#include <stdlib.h>

#define ID_MOST (INT64_C(1) << 53)

static int compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool take_ids(const struct field *f, int64_t *ids, size_t count, struct value *out, struct error *e)
{
	qsort(ids, count, sizeof *ids, compare_ids);
	for (size_t i = 1; i < count; i++)
		if (ids[i] == ids[i - 1])
			return error_set(e, ERR_INVALID, f->name, "%" PRId64 " twice", ids[i]);
	*out = (struct value){.number = (int64_t)count, .ids = ids};
	return true;
}

bool type_check_refs(const struct field *f, const struct json *in, struct arena *a, struct value *out, struct error *e)
{
	size_t count = 0;
	int64_t *ids;

	if (json_type(in) != JSON_ARRAY)
		return error_set(e, ERR_INVALID, f->name, "not a list of ids");
	if (json_len(in) > REFS_MOST)
		return error_set(e, ERR_INVALID, f->name, "more than %d", REFS_MOST);
	ids = arena_array(a, int64_t, json_len(in) + 1);
	for (const struct json *x = json_first(in); x; x = json_next(x), count++)
		if (!json_as_int(x, &ids[count]) || ids[count] <= 0 || ids[count] > ID_MOST)
			return error_set(e, ERR_INVALID, f->name, "not a list of ids");
	return take_ids(f, ids, count, out, e);
}

/* Only ids can be read without asking the database: "3, 17". */
bool type_read_refs(const struct field *f, const char *typed, struct arena *a, struct value *out, struct error *e)
{
	size_t n, count = 0;
	char **parts = str_split(a, type_trim(a, typed), ',', &n);
	int64_t *ids = arena_array(a, int64_t, n + 1);

	if (n > REFS_MOST)
		return error_set(e, ERR_INVALID, f->name, "more than %d", REFS_MOST);
	for (size_t i = 0; i < n; i++) {
		const char *part = type_trim(a, parts[i]);

		if (n == 1 && !*part)
			break;
		if (!str_int64(part, 1, ID_MOST, &ids[count++]))
			return error_set(e, ERR_INVALID, f->name, "not found: %.60s", part);
	}
	return take_ids(f, ids, count, out, e);
}

void type_put_refs(const struct field *f, const struct value *v, struct json *out)
{
	struct json *list = json_set_array(out, f->name);

	for (int64_t i = 0; i < v->number; i++)
		json_add_int(list, v->ids[i]);
}

const char *type_show_refs(const struct field *f, const struct value *v, int language, struct arena *a)
{
	const char *out = "";

	(void)f;
	(void)language;
	for (int64_t i = 0; i < v->number; i++)
		out = arena_printf(a, "%s%s%" PRId64, out, i ? ", " : "", v->ids[i]);
	return out;
}
