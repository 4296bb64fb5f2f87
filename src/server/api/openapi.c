/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/openapi.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "model/kind.h"
#include "model/view.h"
#include "server/api/api.h"
#include "server/api/openapi_schema.h"
#include "server/edit/edit.h"

#include <string.h>

/* One operation: a route, of a page or none. */
struct operation {
	struct arena *a;
	struct json *paths;
	const struct route *route;
	const struct page *page;
	const struct field *field;        /* {field} */
	const struct page_action *action; /* {action} */
};

static char *replace(struct arena *a, const char *s, const char *what, const char *by)
{
	const char *at = strstr(s, what);

	return at ? arena_printf(a, "%.*s%s%s", (int)(at - s), s, by, at + strlen(what)) : arena_strdup(a, s);
}

static const char *operation_path(const struct operation *o)
{
	char *path = arena_printf(o->a, "%s%s", API_PREFIX, o->route->path);

	if (o->page)
		path = replace(o->a, path, "{page}", o->page->id);
	if (o->field)
		path = replace(o->a, path, "{field}", o->field->name);
	if (o->action)
		path = replace(o->a, path, "{action}", o->action->action);
	return path;
}

static const char *lower(struct arena *a, const char *word)
{
	char *out = arena_strdup(a, word);

	for (char *p = out; *p; p++)
		*p = (char)(*p | 0x20);
	return out;
}

/* "get-pages-articles-id": what the path says, in letters. */
static const char *operation_id(const struct operation *o, const char *path)
{
	struct buf *id = buf_new(o->a);

	buf_adds(id, lower(o->a, o->route->method));
	for (const char *p = path + strlen(API_PREFIX); *p; p++)
		if (*p != '{' && *p != '}')
			buf_addc(id, *p == '/' || *p == '.' ? '-' : *p);
	return buf_str(id);
}

static void put_parameter(struct json *list, const char *in, const char *name, const char *what, const struct json *schema)
{
	struct json *p = json_add_object(list);

	json_set_str(p, "name", name);
	json_set_str(p, "in", in);
	json_set_bool(p, "required", str_eq(in, "path"));
	json_set_str(p, "description", what);
	json_set_copy(p, "schema", schema);
}

static const struct json *type_of(struct arena *a, const char *type)
{
	struct json *schema = json_object(a);

	json_set_str(schema, "type", type);
	return schema;
}

static const struct json *limit_of(struct arena *a, int64_t most)
{
	struct json *schema = json_object(a);

	json_set_str(schema, "type", "integer");
	json_set_int(schema, "minimum", 1);
	json_set_int(schema, "maximum", most);
	return schema;
}

static void put_filters(struct arena *a, struct json *list, const struct field *f)
{
	static const struct {
		char letter;
		const char *suffix, *what;
	} ops[] = {{'e', "", "equal to"}, {'b', ".begins", "beginning with"}, {'r', ".from", "from"}, {'r', ".to", "to"}};
	struct json *box = json_object(a);

	schema_set_filter(a, box, "schema", f);
	for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
		if (strchr(types[f->type].filters, ops[i].letter))
			put_parameter(list, "query", arena_printf(a, "filter.%s%s", f->name, ops[i].suffix),
				arena_printf(a, "Only rows with %s %s this", f->label.text[ENGLISH], ops[i].what), json_get(box, "schema"));
}

static const struct json *sorts_of(struct arena *a, const struct resource *r)
{
	struct json *schema = json_object(a), *names;

	json_set_str(schema, "type", "string");
	names = json_set_array(schema, "enum");
	for (size_t i = 0; i < r->sort_count; i++)
		json_add_str(names, r->sort[i]->name);
	return schema;
}

static void put_list_parameters(struct arena *a, struct json *list, const struct resource *r)
{
	put_parameter(list, "query", "sort", "Field to sort by", sorts_of(a, r));
	put_parameter(list, "query", "desc", "Downwards", type_of(a, "boolean"));
	put_parameter(list, "query", "cursor", "Where to go on, from an answer", type_of(a, "string"));
	put_parameter(list, "query", "backward", "The page before the cursor; without one the last", type_of(a, "boolean"));
	put_parameter(list, "query", "limit", "Rows at most", limit_of(a, LIST_MOST));
	put_parameter(list, "query", "search", "Words to find", type_of(a, "string"));
	for (size_t i = 0; i < r->field_count; i++)
		put_filters(a, list, &r->fields[i]);
}

/* Of whose rows this is a list; NULL: no list. */
static const struct resource *listed(const struct operation *o)
{
	if (!o->page || !str_eq(o->route->method, "GET"))
		return NULL;
	if (str_ends(o->route->path, "/rows/{field}"))
		return o->field->to;
	return str_ends(o->route->path, "{page}") || str_ends(o->route->path, "/count") ? o->page->view->resource : NULL;
}

static const struct json *last_of(const struct json *list)
{
	const struct json *last = json_first(list);

	while (last && json_next(last))
		last = json_next(last);
	return last;
}

static void put_headers(const struct operation *o, struct json *list)
{
	static const char uuid[] = "{\"type\":\"string\",\"format\":\"uuid\"}", rev[] = "{\"type\":\"string\",\"pattern\":\"^\\\"[0-9]+\\\"$\"}";
	struct json *box = json_object(o->a);
	bool put = str_eq(o->route->method, "PUT");

	if (!o->page || o->action)
		return;
	schema_set(o->a, box, "uuid", uuid);
	schema_set(o->a, box, "rev", rev);
	if (str_eq(o->route->method, "POST") && str_eq(o->route->action, "create"))
		put_parameter(list, "header", "Request", "Unique for ever: a repeat is given the first answer", json_get(box, "uuid"));
	if (put || str_eq(o->route->method, "DELETE"))
		put_parameter(list, "header", "If-Match", "The rev of the row as it was seen, in quotes", json_get(box, "rev"));
	if (put)
		json_set_bool((struct json *)(uintptr_t)last_of(list), "required", true);
}

static void put_parameters(const struct operation *o, struct json *op)
{
	struct json *list = json_set_array(op, "parameters");
	const struct resource *r = listed(o);

	if (strstr(o->route->path, "{id}"))
		put_parameter(list, "path", "id", "The row", limit_of(o->a, INT64_C(1) << 53));
	if (strstr(o->route->path, "{resource}"))
		put_parameter(list, "path", "resource", "What of", type_of(o->a, "string"));
	if (r)
		put_list_parameters(o->a, list, r);
	if (str_ends(o->route->path, "/fields/{field}")) {
		put_parameter(list, "query", "find", "What the key begins with, or the text holds", type_of(o->a, "string"));
		put_parameter(list, "query", "limit", "Values at most", limit_of(o->a, 20));
	}
	put_headers(o, list);
	for (const struct route_query *q = o->route->query; q && q->name; q++)
		put_parameter(list, "query", q->name, q->what, type_of(o->a, q->type));
}

/* What a page's form has a part in. */
static enum form_use form_use_of(const struct operation *o)
{
	if (!o->page || (o->action && o->action->page))
		return FORM_NONE;
	if (o->action)
		return str_eq(o->action->action, "import") ? FORM_IMPORT : FORM_MANY;
	if (str_eq(o->route->method, "PUT"))
		return FORM_UPDATE;
	return str_eq(o->route->method, "POST") ? FORM_CREATE : FORM_NONE;
}

static void put_request(const struct operation *o, struct json *op)
{
	const char *request = o->action ? o->action->request : o->route->request;
	enum form_use use = form_use_of(o);
	struct json *body, *content;

	if (!request && use == FORM_NONE)
		return;
	body = json_set_object(op, "requestBody");
	json_set_bool(body, "required", true);
	content = json_set_object(json_set_object(body, "content"), o->route->request_type ? o->route->request_type : "application/json");
	if (use == FORM_NONE)
		schema_set(o->a, content, "schema", request);
	else
		schema_set_form(o->a, content, "schema", o->page->view, use);
}

/* The schema of success; false: there is no body. */
static bool set_response(const struct operation *o, struct json *content)
{
	const char *path = o->route->path;

	if (o->action || o->route->response) {
		const char *text = o->action ? o->action->response : o->route->response;

		if (text)
			schema_set(o->a, json_set_object(content, "application/json"), "schema", text);
		return text != NULL;
	}
	if (!o->page || o->route->status == 204)
		return false;
	content = json_set_object(content, "application/json");
	if (str_ends(path, "/count"))
		schema_set(o->a, content, "schema", "#Count");
	else if (str_ends(path, "/fields/{field}"))
		schema_set(o->a, content, "schema", "#Lookup");
	else if (listed(o))
		schema_set_ref(o->a, content, "schema", "list-", listed(o)->id);
	else
		schema_set_ref(o->a, content, "schema", "row-", o->page->view->resource->id);
	return true;
}

static void put_problem(struct json *responses, const char *status)
{
	json_set_str(json_set_object(responses, status), "$ref", "#/components/responses/Problem");
}

/* What the dispatcher may answer before and beside the handler. */
static void put_problems(const struct operation *o, struct json *responses)
{
	static const char *const of_all[] = {"400", "413", "500", "503", NULL};
	static const char *const of_signed_in[] = {"401", "403", "404", "405", "422", NULL};
	size_t n;
	char **own = str_split(o->a, o->route->errors ? o->route->errors : "", ' ', &n);

	for (size_t i = 0; of_all[i]; i++)
		put_problem(responses, of_all[i]);
	for (size_t i = 0; o->route->who != WHO_ANYBODY && of_signed_in[i]; i++)
		put_problem(responses, of_signed_in[i]);
	if (o->action)
		put_problem(responses, "409");
	for (size_t i = 0; i < n; i++)
		if (*own[i] && !json_has(responses, own[i]))
			put_problem(responses, own[i]);
}

/* 202: there is a next step. */
static void put_later(const struct operation *o, struct json *responses)
{
	struct json *later = json_set_object(responses, "202"), *content;

	json_set_str(later, "description", "Something more is asked");
	content = json_set_object(json_set_object(later, "content"), "application/json");
	schema_set(o->a, content, "schema", o->route->later);
}

static void put_responses(const struct operation *o, struct json *op)
{
	struct json *responses = json_set_object(op, "responses"), *ok, *content = json_object(o->a);
	int status = o->route->status ? o->route->status : 200;
	bool body = set_response(o, content);

	ok = json_set_object(responses, arena_printf(o->a, "%d", body ? status : 204));
	json_set_str(ok, "description", body ? "Done" : "Done; no body");
	if (body)
		json_set_copy(ok, "content", content);
	if (o->route->later && !o->action)
		put_later(o, responses);
	put_problems(o, responses);
}

static void put_security(const struct operation *o, struct json *op)
{
	struct json *list = json_set_array(op, "security");

	if (o->route->who != WHO_ANYBODY)
		json_set_array(json_add_object(list), o->route->who == WHO_SESSION ? "session" : "terminal");
}

static const char *summary(const struct operation *o)
{
	const char *name = o->page ? o->page->name.text[ENGLISH] : NULL;
	const struct action *act = o->action ? action_find(o->page, o->action->action) : NULL;

	if (act)
		return arena_printf(o->a, "%s: %s", name, act->label.text[ENGLISH] ? act->label.text[ENGLISH] : act->name);
	if (o->field)
		return arena_printf(o->a, "%s: %s: %s", name, o->field->label.text[ENGLISH], o->route->summary);
	return name ? arena_printf(o->a, "%s: %s", name, o->route->summary) : o->route->summary;
}

static void put_operation(const struct operation *o)
{
	const char *path = operation_path(o);
	struct json *item = (struct json *)(uintptr_t)json_get(o->paths, path), *op;

	if (!item)
		item = json_set_object(o->paths, path);
	op = json_set_object(item, lower(o->a, o->route->method));
	json_set_str(op, "operationId", operation_id(o, path));
	json_set_str(op, "summary", summary(o));
	json_set_str(op, "description", o->route->summary);
	json_add_str(json_set_array(op, "tags"), o->page ? o->page->section.text[ENGLISH] : "Terminal");
	put_security(o, op);
	put_parameters(o, op);
	put_request(o, op);
	put_responses(o, op);
}

static void put_fields(struct operation o, const struct field *fields, size_t n, bool rows)
{
	for (size_t i = 0; i < n; i++) {
		bool fits = rows ? fields[i].type == TYPE_ROWS : fields[i].type == TYPE_REF || fields[i].type == TYPE_REFS;

		o.field = &fields[i];
		if (fits && !json_has(o.paths, operation_path(&o)))
			put_operation(&o);
	}
}

/* The fields one may ask the values of: api_lookup()'s. */
static void put_lookups(struct operation o)
{
	const struct view *v = o.page->view;

	put_fields(o, v->form_fields, v->form_field_count, false);
	put_fields(o, v->extras, v->extra_count, false);
	for (size_t i = 0; i < v->ask_count; i++)
		put_fields(o, v->asks[i].fields, v->asks[i].field_count, false);
	if (v->send)
		put_fields(o, v->send->fields, v->send->field_count, false);
	if (v->finish)
		put_fields(o, v->finish->fields, v->finish->field_count, false);
	if (v->resource)
		put_fields(o, v->resource->fields, v->resource->field_count, false);
}

static void put_actions(struct operation o)
{
	bool on_row = strstr(o.route->path, "{id}") != NULL;

	for (size_t i = 0; i < o.page->action_count; i++) {
		o.action = page_action_find(o.page, o.page->actions[i].name);
		if (o.action && o.page->actions[i].on_row == on_row)
			put_operation(&o);
	}
}

static bool is_written(const char *action)
{
	return str_eq(action, "create") || str_eq(action, "update") || str_eq(action, "delete");
}

static void put_page(struct operation o)
{
	const struct view *v = o.page->view;

	if (str_ends(o.route->path, "{action}")) {
		put_actions(o);
		return;
	}
	if (!v || str_starts(o.route->path, "/dashboards/") != (v->kind == VIEW_DASHBOARD))
		return;
	if (v->kind == VIEW_DASHBOARD)
		put_operation(&o);
	else if (str_ends(o.route->path, "/fields/{field}"))
		put_lookups(o);
	else if (is_written(o.route->action)) {
		if (action_find(o.page, o.route->action) && edit_serves(o.page, o.route->action))
			put_operation(&o);
	}
	else if (!v->resource || !action_find(o.page, "read"))
		return;
	else if (str_ends(o.route->path, "/rows/{field}"))
		put_fields(o, v->resource->fields, v->resource->field_count, true);
	else
		put_operation(&o);
}

static void put_paths(struct arena *a, struct json *paths)
{
	for (size_t i = 0; i < route_count; i++) {
		struct operation o = {.a = a, .paths = paths, .route = &routes[i]};

		if (!strstr(routes[i].path, "{page}")) {
			put_operation(&o);
			continue;
		}
		for (size_t j = 0; (o.page = page_at(j)); j++)
			put_page(o);
	}
}

static void put_tag(struct json *tags, const char *name, const char *what)
{
	struct json *tag = json_add_object(tags);

	json_set_str(tag, "name", name);
	json_set_str(tag, "description", what);
}

static void put_tags(struct arena *a, struct json *tags)
{
	const char *last = "";
	const struct page *p;

	put_tag(tags, "Terminal", "Signing in, and what a terminal does by its own key");
	for (size_t i = 0; (p = page_at(i)); i++) {
		const char *section = p->section.text[ENGLISH];

		if (!str_eq(section, last))
			put_tag(tags, section, arena_printf(a, "Pages of section %s", section));
		last = section;
	}
}

static void put_components(struct arena *a, struct json *components, const char *paths)
{
	struct json *schemes = json_set_object(components, "securitySchemes"), *scheme, *problem, *content;

	scheme = json_set_object(schemes, "session");
	json_set_str(scheme, "type", "http");
	json_set_str(scheme, "scheme", "bearer");
	json_set_str(scheme, "description", "The token of POST /sessions");
	scheme = json_set_object(schemes, "terminal");
	json_set_str(scheme, "type", "apiKey");
	json_set_str(scheme, "in", "header");
	json_set_str(scheme, "name", "Authorization");
	json_set_str(scheme, "description",
		"Terminal ID:MS:SIGNATURE, Ed25519 by the terminal's key over METHOD, path with query, MS and the base64url of the "
		"body's BLAKE2b-256, a line each");
	problem = json_set_object(json_set_object(components, "responses"), "Problem");
	json_set_str(problem, "description", "What is wrong (RFC 9457)");
	content = json_set_object(json_set_object(problem, "content"), "application/problem+json");
	schema_set(a, content, "schema", "#Problem");
	schema_write_all(a, json_set_object(components, "schemas"), paths);
}

char *openapi_write(struct arena *a)
{
	struct json *doc = json_object(a), *info, *license;

	json_set_str(doc, "openapi", "3.1.0");
	info = json_set_object(doc, "info");
	json_set_str(info, "title", "wmsd terminal API");
	json_set_str(info, "version", "1");
	json_set_str(info, "description", "What wmsterm asks of wmsd. The page is the unit of right.");
	license = json_set_object(info, "license");
	json_set_str(license, "name", "GPL-3.0-or-later");
	json_set_str(license, "identifier", "GPL-3.0-or-later");
	json_set_str(json_add_object(json_set_array(doc, "servers")), "url", "/");
	put_tags(a, json_set_array(doc, "tags"));
	put_paths(a, json_set_object(doc, "paths"));
	put_components(a, json_set_object(doc, "components"), json_print(a, json_get(doc, "paths")));
	return json_print(a, doc);
}
