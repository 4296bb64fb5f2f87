/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody else wants a row to be, checked by its description. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/row.h"
#include "model/sql.h"

static bool may_set(const struct field *f, bool create)
{
	return sql_is_kept(f) && (f->set == SET_FORM || (f->set == SET_CREATE && create));
}

static bool is_empty(const struct value *v, enum type_id type)
{
	if (v->is_text)
		return str_empty(v->text);
	return v->number == 0 && (type == TYPE_REF || type == TYPE_REFS || type == TYPE_TIME);
}

static bool check_one(const struct resource *r, const struct json *in, bool create, struct arena *a, struct row_value *out, struct error *e)
{
	const struct field *f = field_find(r, json_name(in));

	if (!f)
		return error_set(e, ERR_UNKNOWN_FIELD, json_name(in), NULL);
	if (!may_set(f, create))
		return error_set(e, ERR_INVALID, f->name, "cannot be set%s", f->set == SET_CREATE ? " afterwards" : "");
	out->field = f;
	if (!types[f->type].check(f, in, a, &out->value, e))
		return false;
	return !f->required || !is_empty(&out->value, f->type) || error_set(e, ERR_REQUIRED, f->name, NULL);
}

bool row_check(const struct resource *r, const struct json *in, bool create, struct arena *a, struct row_value **out, size_t *count,
	struct error *e)
{
	if (json_type(in) != JSON_OBJECT)
		return error_set(e, ERR_BAD_REQUEST, NULL, "not an object");
	*out = arena_array(a, struct row_value, json_len(in) + 1);
	*count = 0;
	for (const struct json *x = json_first(in); x; x = json_next(x))
		if (!check_one(r, x, create, a, &(*out)[(*count)++], e))
			return false;
	for (size_t i = 0; create && i < r->field_count; i++) {
		const struct field *f = &r->fields[i];

		if (f->required && !f->fallback && may_set(f, true) && !json_has(in, f->name))
			return error_set(e, ERR_REQUIRED, f->name, NULL);
	}
	return true;
}
