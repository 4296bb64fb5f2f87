/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows read through a page: lists, counts, records, look-ups; and its actions. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/kind.h"
#include "model/view.h"

#include <string.h>

#define LIMIT        50
#define LOOKUP_MOST  20
#define COUNT_MS     200
#define FILTERS_MOST 16

static bool nothing_here(struct error *e)
{
	return error_set(e, ERR_NOT_FOUND, NULL, "%s", "");
}

/* What a query parameter holds, as JSON of the type on the wire. */
static const struct json *wire_value(struct arena *a, const struct field *f, const char *text)
{
	struct json *box = json_object(a);
	int64_t n;

	if (f->type == TYPE_BOOL && (str_eq(text, "true") || str_eq(text, "false")))
		json_set_bool(box, "v", text[0] == 't');
	else if ((f->type == TYPE_REF || f->type == TYPE_REFS || f->type == TYPE_INTEGER) && str_int64(text, -(INT64_C(1) << 53), INT64_C(1) << 53, &n))
		json_set_int(box, "v", n);
	else
		json_set_str(box, "v", text);
	return json_get(box, "v");
}

/* filter.FIELD, filter.FIELD.begins, filter.FIELD.from, filter.FIELD.to */
static const struct field *filter_field(struct call *c, const struct resource *r, const char *name, char *op)
{
	static const struct {
		const char *suffix;
		char op, letter;
	} ops[] = {{".from", '>', 'r'}, {".to", '<', 'r'}, {".begins", 'b', 'b'}, {"", 'e', 'e'}};
	const char *rest = name + strlen("filter.");

	for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
		const struct field *f;

		if (!str_ends(rest, ops[i].suffix))
			continue;
		f = field_find(r, arena_strndup(c->arena, rest, strlen(rest) - strlen(ops[i].suffix)));
		if (f && strchr(types[f->type].filters, ops[i].letter)) {
			*op = ops[i].op;
			return f;
		}
	}
	return NULL;
}

static bool add_filter(struct call *c, struct list_request *q, struct list_filter *list, const char *name, const char *value, struct error *e)
{
	struct list_filter *f = &list[q->filter_count];

	if (q->filter_count == FILTERS_MOST)
		return error_set(e, ERR_BAD_REQUEST, name, "at most %d filters", FILTERS_MOST);
	f->field = filter_field(c, q->resource, name, &f->op);
	if (!f->field)
		return error_set(e, ERR_UNKNOWN_FIELD, name, "there is no such filter");
	q->filter_count++;
	return type_of_filter(f->field)->check(f->field, wire_value(c->arena, f->field, value), c->arena, &f->value, e);
}

static bool read_bool(const char *name, const char *value, bool *out, struct error *e)
{
	*out = str_eq(value, "true");
	return *out || str_eq(value, "false") || error_set(e, ERR_INVALID, name, "true or false");
}

static bool is_sort(const struct resource *r, const struct field *f)
{
	for (size_t i = 0; i < r->sort_count; i++)
		if (r->sort[i] == f)
			return true;
	return false;
}

static bool read_sort(struct list_request *q, const char *value, struct error *e)
{
	q->sort = field_find(q->resource, value);
	return (q->sort && is_sort(q->resource, q->sort)) || error_set(e, ERR_INVALID, "sort", "the list is not sorted by that");
}

static bool read_limit(const char *value, size_t most, size_t *out, struct error *e)
{
	int64_t n;

	if (!str_int64(value, 1, (int64_t)most, &n))
		return error_set(e, ERR_INVALID, "limit", "1 to %zu", most);
	*out = (size_t)n;
	return true;
}

static bool read_parameter(struct call *c, struct list_request *q, struct list_filter *list, const char *name, const char *value, struct error *e)
{
	if (str_starts(name, "filter."))
		return add_filter(c, q, list, name, value, e);
	if (str_eq(name, "sort"))
		return read_sort(q, value, e);
	if (str_eq(name, "desc"))
		return read_bool(name, value, &q->descending, e);
	if (str_eq(name, "backward"))
		return read_bool(name, value, &q->backward, e);
	if (str_eq(name, "limit"))
		return read_limit(value, LIST_MOST, &q->limit, e);
	if (str_eq(name, "search"))
		q->search = value;
	else if (str_eq(name, "cursor"))
		q->cursor = value;
	else
		return error_set(e, ERR_BAD_REQUEST, name, "no such parameter");
	return true;
}

/* The parameters of a list, of this resource. */
static bool read_list(struct call *c, struct list_request *q, struct error *e)
{
	struct list_filter *list = arena_array(c->arena, struct list_filter, FILTERS_MOST);
	const char *name, *value;

	q->filters = list;
	q->limit = LIMIT;
	q->scope = &c->scope;
	q->language = c->session->member.language;
	for (size_t i = 0; c->in->query_at(c->in, i, &name, &value); i++)
		if (!read_parameter(c, q, list, name, value, e))
			return false;
	return true;
}

/* Resource, fixed filter and columns are the server's own. */
static bool page_list(struct call *c, struct list_request *q, struct error *e)
{
	const struct view *v = c->page->view;

	*q = (struct list_request){0};
	if (!v || !v->resource || (v->own && !c->session->member.user))
		return nothing_here(e);
	q->resource = v->resource;
	q->only = v->own ? c->session->member.user : 0;
	q->fixed = v->fixed;
	q->fixed_count = v->fixed_count;
	q->columns = v->columns;
	q->column_count = v->column_count;
	return read_list(c, q, e);
}

bool api_list(struct call *c, struct error *e)
{
	struct list_request q;

	return page_list(c, &q, e) && (c->out->json = list_read(c->store, c->arena, &q, e)) != NULL;
}

bool api_count(struct call *c, struct error *e)
{
	struct json *doc = json_object(c->arena);
	struct list_request q;
	int64_t count = 0;
	bool more = false;

	if (!page_list(c, &q, e) || !list_count(c->store, c->arena, &q, COUNT_MS, &count, &more, e))
		return false;
	json_set_int(doc, "count", count);
	json_set_bool(doc, "more", more);
	c->out->json = doc;
	return true;
}

/* What the page's record has, and no more. */
struct json *api_record_of(struct call *c, const struct json *row)
{
	const struct view *v = c->page->view;
	struct json *doc = json_object(c->arena);

	for (const struct json *m = json_first(row); m; m = json_next(m)) {
		const struct field *f = field_find(v->resource, json_name(m));

		if (!f || view_in_record(v, f))
			json_set_copy(doc, json_name(m), m);
	}
	return doc;
}

bool api_record(struct call *c, struct error *e)
{
	(void)e;
	c->out->json = api_record_of(c, c->row);
	return true;
}

bool api_rows(struct call *c, struct error *e)
{
	const struct field *f = field_find(c->page->view->resource, c->word);
	struct view_filter back;
	struct list_request q = {0};

	if (!f || f->type != TYPE_ROWS || !view_in_record(c->page->view, f))
		return nothing_here(e);
	if (f->to->outside)
		return outside_rows_find(f->to->id) ? outside_rows_find(f->to->id)->rows(c, e) : nothing_here(e);
	back = (struct view_filter){.field = field_find(f->to, f->back), .value = {.number = c->id}};
	q.resource = f->to;
	q.fixed = &back;
	q.fixed_count = 1;
	return read_list(c, &q, e) && (c->out->json = list_read(c->store, c->arena, &q, e)) != NULL;
}

static const struct field *among(const struct field *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i].name, name))
			return &fields[i];
	return NULL;
}

static const struct field *kind_has(const struct kind *k, const char *name)
{
	return k ? kind_field(k, name) : NULL;
}

static bool among_these(const struct field *const *fields, size_t n, const struct field *f)
{
	for (size_t i = 0; i < n; i++)
		if (fields[i] == f)
			return true;
	return false;
}

/* One's own profile is of the same resource as Users: what a page does not ask
 * for, it does not list the values of. */
static const struct field *shown_field(const struct view *v, const char *name)
{
	const struct field *f = field_find(v->resource, name);

	return among_these(v->form, v->form_count, f) || among_these(v->filters, v->filter_count, f) || among_these(v->columns, v->column_count, f) ? f : NULL;
}

/* A field that is filled in or filtered by on this page. */
static const struct field *page_field(const struct view *v, const char *name)
{
	const struct field *f = among(v->form_fields, v->form_field_count, name);

	if (!f)
		f = among(v->extras, v->extra_count, name);
	for (size_t i = 0; !f && i < v->ask_count; i++)
		f = among(v->asks[i].fields, v->asks[i].field_count, name);
	if (!f)
		f = kind_has(v->send, name);
	if (!f)
		f = kind_has(v->finish, name);
	if (!f && v->resource)
		f = shown_field(v, name);
	return f && (f->type == TYPE_REF || f->type == TYPE_REFS) ? f : NULL;
}

bool api_lookup(struct call *c, struct error *e)
{
	const struct field *f = c->page->view ? page_field(c->page->view, c->word) : NULL;
	const char *find = "", *name, *value;
	size_t limit = LOOKUP_MOST;
	struct json *doc, *rows;

	if (!f)
		return nothing_here(e);
	if (!access_may_know(&c->session->member, f->to, e))
		return false;
	for (size_t i = 0; c->in->query_at(c->in, i, &name, &value); i++) {
		if (str_eq(name, "find"))
			find = value;
		else if (!str_eq(name, "limit"))
			return error_set(e, ERR_BAD_REQUEST, name, "no such parameter");
		else if (!read_limit(value, LOOKUP_MOST, &limit, e))
			return false;
	}
	rows = lookup_read(c->store, c->arena, f->to, &c->scope, find, limit, c->session->member.language, e);
	if (!rows)
		return false;
	doc = json_object(c->arena);
	json_set_copy(doc, "rows", rows);
	c->out->json = doc;
	return true;
}

bool api_action(struct call *c, struct error *e)
{
	const struct action *act = action_find(c->page, c->action);
	const struct page_action *found = act && act->on_row == (c->id != 0) ? page_action_find(c->page, c->action) : NULL;

	return found ? found->handle(c, e) : error_set(e, ERR_METHOD, NULL, "%s", "");
}
