/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/view.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "model/page.h"
#include "model/view_form.h"
#include "model/view_task.h"

static const char *const kind_names[VIEW_KINDS] = {
	[VIEW_MENU] = "menu",
	[VIEW_LIST] = "list",
	[VIEW_FORM] = "form",
	[VIEW_TASK] = "task",
	[VIEW_TEXT] = "text",
	[VIEW_DASHBOARD] = "dashboard",
};

static const char *const members[VIEW_KINDS][24] = {
	[VIEW_MENU] = {"kind", NULL},
	[VIEW_LIST] = {"kind", "resource", "filter", "columns", "filters", "jumps", "task", "form", "extra", "when", "ask", "tell", "parts",
		"links", "single", "own", "note", "record", NULL},
	[VIEW_FORM] = {"kind", "action", "fields", NULL},
	[VIEW_TASK] = {"kind", "resource", "filter", "columns", "filters", "jumps", "rows", "send", "finish", "take", "fill", "steps",
		"finish_steps", "again", NULL},
	[VIEW_TEXT] = {"kind", "text", NULL},
	[VIEW_DASHBOARD] = {"kind", "tiles", NULL},
};

/* The resource it names, else the one of the page's own name; a task may be
 * led by none. */
static bool read_resource(const struct view_reading *in)
{
	const char *id = json_str(in->json, "resource");
	struct view *v = in->view;

	if (v->kind != VIEW_LIST && !json_has(in->json, "resource"))
		return true;
	v->resource = resource_find(id ? id : in->page);
	if (v->resource && v->resource->outside)
		return describe_fail(&in->d, "resource \"%s\" is kept elsewhere", v->resource->id);
	return v->resource || describe_fail(&in->d, "unknown resource \"%s\"", id ? id : in->page);
}

/* What stands in the index must be a plain column with few values. */
static bool read_fixed(const struct view_reading *in)
{
	const struct json *filter = json_get(in->json, "filter");
	struct view_filter *fixed = arena_array(in->d.arena, struct view_filter, json_len(filter) + 1);
	struct view *v = in->view;

	if (filter && json_type(filter) != JSON_OBJECT)
		return describe_fail(&in->d, "\"filter\": not an object");
	v->fixed = fixed;
	for (const struct json *x = json_first(filter); x; x = json_next(x)) {
		const struct field *f = v->resource ? field_find(v->resource, json_name(x)) : NULL;

		if (!f || (f->type != TYPE_BOOL && f->type != TYPE_CHOICE && f->type != TYPE_INTEGER))
			return describe_fail(&in->d, "\"filter\": \"%s\" is no bool, choice or integer", json_name(x));
		fixed[v->fixed_count].field = f;
		if (!types[f->type].check(f, x, in->d.arena, &fixed[v->fixed_count++].value, NULL))
			return describe_fail(&in->d, "\"filter\": not a value of \"%s\"", f->name);
	}
	return true;
}

static bool check_filters(const struct view_reading *in)
{
	const struct view *v = in->view;

	for (size_t i = 0; i < v->column_count; i++)
		if (v->columns[i]->type == TYPE_ROWS)
			return describe_fail(&in->d, "\"columns\": \"%s\" is a list of its own", v->columns[i]->name);
	for (size_t i = 0; i < v->filter_count; i++)
		if (!*types[v->filters[i]->type].filters)
			return describe_fail(&in->d, "\"filters\": one cannot filter by \"%s\"", v->filters[i]->name);
	return true;
}

static bool read_rows(const struct view_reading *in)
{
	struct view *v = in->view;

	if (!read_fixed(in) || !describe_texts(&in->d, in->json, "jumps", &v->jumps, &v->jump_count))
		return false;
	for (size_t i = 0; i < v->jump_count; i++)
		if (!page_find(v->jumps[i]))
			return describe_fail(&in->d, "\"jumps\": there is no page \"%s\"", v->jumps[i]);
	if (!v->resource)
		return (!json_has(in->json, "columns") && !json_has(in->json, "filters")) || describe_fail(&in->d,
			"columns of no resource");
	return describe_fields(&in->d, in->json, "columns", v->resource, &v->columns, &v->column_count) &&
		describe_fields(&in->d, in->json, "filters", v->resource, &v->filters, &v->filter_count) && check_filters(in);
}

/* A form begins with what the record has. */
static bool check_record(const struct view_reading *in)
{
	const struct view *v = in->view;

	for (size_t i = 0; i < v->form_count; i++)
		if (!view_in_record(v, v->form[i]))
			return describe_fail(&in->d, "\"record\": \"%s\" of the form is not in it", v->form[i]->name);
	return true;
}

static bool read_list(const struct view_reading *in)
{
	struct view *v = in->view;

	if (!read_rows(in) || !describe_text(&in->d, in->json, "task", &v->task))
		return false;
	if (v->task && !page_find(v->task))
		return describe_fail(&in->d, "\"task\": there is no page \"%s\"", v->task);
	return describe_fields(&in->d, in->json, "record", v->resource, &v->record, &v->record_count) && view_row_form_read(in) &&
		check_record(in);
}

bool view_in_record(const struct view *v, const struct field *f)
{
	for (size_t i = 0; i < v->record_count; i++)
		if (v->record[i] == f)
			return true;
	return v->record_count == 0;
}

bool view_action(const struct view_reading *in, const char *member, const char **out)
{
	const struct page *p = page_find(in->page);

	if (!describe_text(&in->d, in->json, member, out))
		return false;
	return !*out || (p && action_find(p, *out)) || describe_fail(&in->d, "\"%s\": the page has no action \"%s\"", member, *out);
}

static bool read_tile(const struct view_reading *in, const struct json *x, struct view_tile *out)
{
	static const char *const allowed[] = {"name", "label", "page", NULL};

	out->name = json_str(x, "name");
	if (!describe_is_name(out->name, '-'))
		return describe_fail(&in->d, "\"tiles\": not a name: \"%s\"", out->name ? out->name : "");
	if (!describe_members(&in->d, x, out->name, allowed) || !describe_label(&in->d, json_get(x, "label"), out->name, &out->label) ||
		!describe_text(&in->d, x, "page", &out->page))
		return false;
	return !out->page || page_find(out->page) || describe_fail(&in->d, "\"tiles\": there is no page \"%s\"", out->page);
}

static bool read_dashboard(const struct view_reading *in)
{
	const struct json *list = json_get(in->json, "tiles");
	struct view *v = in->view;
	struct view_tile *tiles = arena_array(in->d.arena, struct view_tile, json_len(list) + 1);

	if (json_type(list) != JSON_ARRAY || !json_len(list))
		return describe_fail(&in->d, "a dashboard without \"tiles\"");
	v->tiles = tiles;
	for (const struct json *x = json_first(list); x; x = json_next(x), v->tile_count++) {
		if (!read_tile(in, x, &tiles[v->tile_count]))
			return false;
		for (size_t i = 0; i < v->tile_count; i++)
			if (str_eq(tiles[i].name, tiles[v->tile_count].name))
				return describe_fail(&in->d, "\"tiles\": \"%s\" twice", tiles[i].name);
	}
	return true;
}

static bool read_text(const struct view_reading *in)
{
	if (!describe_text(&in->d, in->json, "text", &in->view->text))
		return false;
	return in->view->text || describe_fail(&in->d, "a text without \"text\"");
}

static bool read_kind(const struct view_reading *in)
{
	const char *name = json_str(in->json, "kind");

	for (int i = 0; i < VIEW_KINDS; i++)
		if (str_eq(kind_names[i], name)) {
			in->view->kind = (enum view_kind)i;
			return describe_members(&in->d, in->json, name, members[i]) && read_resource(in);
		}
	return describe_fail(&in->d, "unknown kind of screen \"%s\"", name ? name : "");
}

static bool read_all(const struct view_reading *in)
{
	if (!read_kind(in))
		return false;
	switch (in->view->kind) {
	case VIEW_LIST:
		return read_list(in);
	case VIEW_FORM:
		return view_form_read(in);
	case VIEW_TASK:
		return read_rows(in) && view_task_read(in);
	case VIEW_TEXT:
		return read_text(in);
	case VIEW_DASHBOARD:
		return read_dashboard(in);
	default:
		return true;
	}
}

struct view *view_read(struct arena *a, const char *file, const char *page, const char *text, size_t len, struct error *e)
{
	struct view_reading in = {.d = {.file = file, .arena = a, .e = e}, .page = page};

	in.json = describe_parse(&in.d, text, len);
	in.view = arena_new_of(a, struct view);
	in.view->file = file;
	return in.json && read_all(&in) ? in.view : NULL;
}
