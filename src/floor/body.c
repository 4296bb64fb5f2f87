/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/body.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "store/store.h"

#include <string.h>

static bool known_members(const struct kind *k, const struct json *in, struct error *e)
{
	for (const struct json *m = json_first(in); m; m = json_next(m))
		if (!kind_field(k, json_name(m)))
			return error_set(e, ERR_UNKNOWN_FIELD, json_name(m), "%s has no such field", k->id);
	return true;
}

/* Whether there is such a place or article is found out when it is read. */
static bool is_read(const struct kind *k, const struct field *f)
{
	return k->posts && (f == k->from.location || f == k->to.location || str_eq(f->name, "article"));
}

static bool ref_exists(struct store *s, struct arena *a, const struct field *f, int64_t id, struct error *e)
{
	struct query *q = store_query(s, arena_printf(a, "SELECT 1 FROM %s WHERE id = :id", f->to->table), e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":id", id);
	step = query_step(q, e);
	query_done(q);
	if (step == QUERY_DONE)
		error_set(e, ERR_NOT_FOUND, f->name, "there is no such one");
	return step == QUERY_ROW;
}

static bool is_empty(const struct field *f, const struct value *v)
{
	return v->is_text ? str_empty(v->text) : f->type == TYPE_REF && v->number == 0;
}

static bool check_field(struct store *s, struct arena *a, const struct kind *k, const struct field *f, const struct json *in, struct value *out, bool *given,
	struct error *e)
{
	*out = (struct value){.is_text = types[f->type].is_text, .text = ""};
	if (in && json_type(in) != JSON_NULL) {
		if (!types[f->type].check(f, in, a, out, e))
			return false;
		*given = !is_empty(f, out);
	}
	if (!*given)
		return !f->required || error_set(e, ERR_REQUIRED, f->name, "%s", "");
	return f->type != TYPE_REF || !f->to->replica || is_read(k, f) || ref_exists(s, a, f, out->number, e);
}

bool body_check(struct store *s, struct arena *a, const struct kind *k, const struct json *in, struct body *out, struct error *e)
{
	out->kind = k;
	out->values = arena_array(a, struct value, k->field_count + 1);
	out->given = arena_array(a, bool, k->field_count + 1);
	if (json_type(in) != JSON_OBJECT)
		return error_set(e, ERR_INVALID, "body", "not an object");
	if (!known_members(k, in, e))
		return false;
	for (size_t i = 0; i < k->field_count; i++)
		if (!check_field(s, a, k, &k->fields[i], json_get(in, k->fields[i].name), &out->values[i], &out->given[i], e))
			return false;
	return true;
}

bool body_has(const struct body *b, const char *field)
{
	const struct field *f = kind_field(b->kind, field);

	return f && b->given[f - b->kind->fields];
}

int64_t field_int(const struct body *b, const struct field *f)
{
	return f ? b->values[f - b->kind->fields].number : 0;
}

const char *field_text(const struct body *b, const struct field *f)
{
	const char *text = f ? b->values[f - b->kind->fields].text : NULL;

	return text ? text : "";
}

int64_t body_int(const struct body *b, const char *field)
{
	return field_int(b, kind_field(b->kind, field));
}

const char *body_text(const struct body *b, const char *field)
{
	return field_text(b, kind_field(b->kind, field));
}
