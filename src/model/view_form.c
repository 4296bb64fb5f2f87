/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/view_form.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "model/field.h"
#include "model/page.h"
#include "model/sql.h"

/* Fields that are asked for and kept nowhere; none twice. */
static bool read_asked(const struct view_reading *in, const struct json *list, const struct field **out, size_t *count)
{
	struct field *made = arena_array(in->d.arena, struct field, json_len(list) + 1);

	if (!fields_read(&in->d, list, FIELD_FORM, made))
		return false;
	*out = made;
	*count = json_len(list);
	for (size_t i = 0; i < *count; i++)
		if (field_among(made, *count, made[i].name) != &made[i])
			return describe_fail(&in->d, "field \"%s\" twice", made[i].name);
	return true;
}

bool view_form_read(const struct view_reading *in)
{
	struct view *v = in->view;

	if (!view_action(in, "action", &v->action))
		return false;
	if (!v->action)
		return describe_fail(&in->d, "a form without \"action\"");
	if (!read_asked(in, json_get(in->json, "fields"), &v->form_fields, &v->form_field_count))
		return false;
	return v->form_field_count || describe_fail(&in->d, "a form without \"fields\"");
}

static bool read_extras(const struct view_reading *in)
{
	const struct json *list = json_get(in->json, "extra");
	struct view *v = in->view;

	if (!list)
		return true;
	if (!read_asked(in, list, &v->extras, &v->extra_count))
		return false;
	for (size_t i = 0; i < v->extra_count; i++)
		if (field_find(v->resource, v->extras[i].name))
			return describe_fail(&in->d, "\"extra\": %s has a field \"%s\"", v->resource->id, v->extras[i].name);
	return true;
}

/* What a person may set, at least when the row is made. */
static bool is_set(const struct field *f)
{
	return sql_is_kept(f) && (f->set == SET_FORM || f->set == SET_CREATE);
}

static const struct field *extra_of(const struct view *v, const char *name)
{
	return field_among(v->extras, v->extra_count, name);
}

/* Without "form": all that a person sets, then what is asked for beside it. */
static bool form_of_all(const struct view_reading *in, const char **order)
{
	struct view *v = in->view;
	const struct resource *r = v->resource;

	for (size_t i = 0; i < r->field_count; i++)
		if (is_set(&r->fields[i])) {
			v->form[v->form_count++] = &r->fields[i];
			order[v->order_count++] = r->fields[i].name;
		}
	for (size_t i = 0; i < v->extra_count; i++)
		order[v->order_count++] = v->extras[i].name;
	return true;
}

static bool form_of_names(const struct view_reading *in, const char *const *names, size_t count, const char **order)
{
	struct view *v = in->view;

	for (size_t i = 0; i < count; i++) {
		const struct field *f = field_find(v->resource, names[i]);

		if (!f && !extra_of(v, names[i]))
			return describe_fail(&in->d, "\"form\": %s has no field \"%s\"", v->resource->id, names[i]);
		if (f && !is_set(f))
			return describe_fail(&in->d, "\"form\": \"%s\" cannot be set", names[i]);
		if (f)
			v->form[v->form_count++] = f;
		order[v->order_count++] = names[i];
	}
	return v->order_count == v->form_count + v->extra_count ||
		describe_fail(&in->d, "\"extra\": a field that is not in \"form\"");
}

static bool read_fields(const struct view_reading *in)
{
	struct view *v = in->view;
	const char *const *names, **order;
	size_t count;

	if (!read_extras(in) || !describe_texts(&in->d, in->json, "form", &names, &count))
		return false;
	v->form = arena_array(in->d.arena, const struct field *, v->resource->field_count + 1);
	order = arena_array(in->d.arena, const char *, v->resource->field_count + v->extra_count + count + 1);
	v->order = order;
	return json_has(in->json, "form") ? form_of_names(in, names, count, order) : form_of_all(in, order);
}

static const struct field *field_of_form(const struct view *v, const char *name)
{
	for (size_t i = 0; i < v->form_count; i++)
		if (str_eq(v->form[i]->name, name))
			return v->form[i];
	return extra_of(v, name);
}

static bool can_be(const struct field *f, const char *value)
{
	if (f->type == TYPE_BOOL)
		return str_eq(value, "true") || str_eq(value, "false");
	for (size_t i = 0; i < f->choice_count; i++)
		if (str_eq(f->choices[i].name, value))
			return true;
	return false;
}

/* "consignee": { "level": ["reseller"] } */
static bool read_when(const struct view_reading *in, const struct json *x, struct view_when *out)
{
	const struct json *other = json_type(x) == JSON_OBJECT && json_len(x) == 1 ? json_first(x) : NULL;

	out->field = json_name(x);
	if (!field_of_form(in->view, out->field))
		return describe_fail(&in->d, "\"when\": the form has no field \"%s\"", out->field);
	if (!other)
		return describe_fail(&in->d, "\"when\": %s: not {field: [values]}", out->field);
	out->other = field_of_form(in->view, json_name(other));
	if (!out->other || (out->other->type != TYPE_CHOICE && out->other->type != TYPE_BOOL) || str_eq(out->field, out->other->name))
		return describe_fail(&in->d, "\"when\": \"%s\" is no choice or bool of the form", json_name(other));
	if (!describe_texts(&in->d, x, out->other->name, &out->values, &out->value_count))
		return false;
	for (size_t i = 0; i < out->value_count; i++)
		if (!can_be(out->other, out->values[i]))
			return describe_fail(&in->d, "\"when\": not a value of \"%s\": \"%s\"", out->other->name, out->values[i]);
	return out->value_count || describe_fail(&in->d, "\"when\": %s: no values", out->field);
}

static bool is_object(const struct view_reading *in, const char *member)
{
	const struct json *v = json_get(in->json, member);

	return !v || json_type(v) == JSON_OBJECT || describe_fail(&in->d, "\"%s\": not an object", member);
}

static bool read_whens(const struct view_reading *in)
{
	const struct json *list = json_get(in->json, "when");
	struct view_when *whens = arena_array(in->d.arena, struct view_when, json_len(list) + 1);

	in->view->whens = whens;
	if (!is_object(in, "when"))
		return false;
	for (const struct json *x = json_first(list); x; x = json_next(x))
		if (!read_when(in, x, &whens[in->view->when_count++]))
			return false;
	return true;
}

static const struct action *named_action(const struct view_reading *in, const char *member, const char *name)
{
	const struct page *p = page_find(in->page);
	const struct action *found = p && name ? action_find(p, name) : NULL;

	if (!found)
		describe_fail(&in->d, "\"%s\": the page has no action \"%s\"", member, name ? name : "");
	return found;
}

/* Fields of actions: of what each asks, or tells. */
static bool read_of_actions(const struct view_reading *in, const char *member, const struct view_ask **out, size_t *count)
{
	const struct json *list = json_get(in->json, member);
	struct view_ask *made = arena_array(in->d.arena, struct view_ask, json_len(list) + 1);

	*out = made;
	if (!is_object(in, member))
		return false;
	for (const struct json *x = json_first(list); x; x = json_next(x)) {
		struct view_ask *ask = &made[(*count)++];

		ask->action = json_name(x);
		if (!named_action(in, member, ask->action) || !read_asked(in, x, &ask->fields, &ask->field_count))
			return false;
		if (!ask->field_count)
			return describe_fail(&in->d, "\"%s\": %s: no fields", member, ask->action);
	}
	return true;
}

static bool read_parts(const struct view_reading *in)
{
	const struct json *list = json_get(in->json, "parts");
	struct view_part *parts = arena_array(in->d.arena, struct view_part, json_len(list) + 1);

	in->view->parts = parts;
	if (!is_object(in, "parts"))
		return false;
	for (const struct json *x = json_first(list); x; x = json_next(x)) {
		struct view_part *part = &parts[in->view->part_count++];
		const struct action *done;

		part->rows = field_find(in->view->resource, json_name(x));
		if (!part->rows || part->rows->type != TYPE_ROWS)
			return describe_fail(&in->d, "\"parts\": no rows field \"%s\"", json_name(x));
		done = named_action(in, "parts", json_as_str(x));
		if (!done)
			return false;
		if (!done->on_row)
			return describe_fail(&in->d, "\"parts\": \"%s\" is not done on a row", done->name);
		part->action = done->name;
	}
	return true;
}

static bool read_links(const struct view_reading *in)
{
	struct view *v = in->view;

	if (!describe_texts(&in->d, in->json, "links", &v->links, &v->link_count))
		return false;
	for (size_t i = 0; i < v->link_count; i++)
		if (!page_find(v->links[i]))
			return describe_fail(&in->d, "\"links\": there is no page \"%s\"", v->links[i]);
	return true;
}

static bool read_note(const struct view_reading *in)
{
	const struct json *note = json_get(in->json, "note");

	return !note || describe_label(&in->d, note, "\"note\"", &in->view->note);
}

bool view_row_form_read(const struct view_reading *in)
{
	struct view *v = in->view;

	return read_fields(in) && read_whens(in) && read_of_actions(in, "ask", &v->asks, &v->ask_count) &&
		read_of_actions(in, "tell", &v->tells, &v->tell_count) && read_parts(in) && read_links(in) && read_note(in) &&
		describe_bool(&in->d, in->json, "single", &v->single) && describe_bool(&in->d, in->json, "own", &v->own);
}
