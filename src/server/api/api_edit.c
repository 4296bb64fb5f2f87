/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows written through a page: made, changed, deleted, several at once. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"
#include "model/view.h"
#include "server/edit/edit.h"

#include <string.h>

static bool not_here(struct error *e)
{
	return error_set(e, ERR_METHOD, NULL, "%s", "");
}

struct edit api_edit(struct call *c)
{
	struct house *house = arena_new_of(c->arena, struct house);
	struct editor *editor = arena_new_of(c->arena, struct editor);

	*house = (struct house){.directory = c->api->directory, .writer = c->api->writer, .pool = c->api->pool, .tenant = c->api->tenant,
		.vault = c->api->vault, .mailer = c->api->mailer, .address = c->api->reached_at};
	*editor = (struct editor){.member = &c->session->member, .session = c->session, .login = c->session->member.login,
		.address = c->in->address, .terminal = c->session->terminal, .scope = &c->scope,
		.source = c->local ? "shell" : str_empty(c->session->terminal) ? "api" : "terminal"};
	return (struct edit){.house = house, .editor = editor, .page = c->page, .action = c->action, .resource = c->page->view->resource,
		.id = c->id, .body = c->body, .arena = c->arena};
}

bool api_edit_run(struct call *c, struct edit *list, size_t n, bool dry, struct error *e)
{
	bool ok;

	call_reader_done(c);
	ok = edit_run(list, n, dry, e);
	return call_reader(c, e) && ok;
}

static bool need_body(const struct call *c, struct error *e)
{
	return c->body || error_set(e, ERR_BAD_REQUEST, NULL, "an object is wanted");
}

/* The row, and beside it what the rules had to say. */
static void answer(struct call *c, const struct edit *x)
{
	struct json *doc = api_record_of(c, x->row);

	for (const struct json *m = x->answer ? json_first(x->answer) : NULL; m; m = json_next(m))
		json_set_copy(doc, json_name(m), m);
	c->out->json = doc;
}

bool api_create(struct call *c, struct error *e)
{
	struct edit x;

	if (!edit_serves(c->page, c->action))
		return not_here(e);
	x = api_edit(c);
	x.verb = EDIT_CREATE;
	x.request = c->in->header(c->in, "Request");
	if (x.request && !uuid_valid(x.request))
		return error_set(e, ERR_BAD_REQUEST, "Request", "a UUID in small letters is wanted");
	if (!need_body(c, e) || !api_edit_run(c, &x, 1, false, e))
		return false;
	answer(c, &x);
	return true;
}

/* If-Match: "7" */
static bool read_match(struct call *c, int64_t *rev, struct error *e)
{
	const char *text = c->in->header(c->in, "If-Match");
	size_t len = text ? strlen(text) : 0;

	*rev = 0;
	if (!text)
		return true;
	return (len > 2 && text[0] == '"' && text[len - 1] == '"' &&
		       str_int64(arena_strndup(c->arena, text + 1, len - 2), 1, INT64_MAX, rev)) ||
		error_set(e, ERR_BAD_REQUEST, "If-Match", "the row's rev in quotes is wanted");
}

bool api_update(struct call *c, struct error *e)
{
	struct edit x;

	if (!edit_serves(c->page, c->action))
		return not_here(e);
	x = api_edit(c);
	x.verb = EDIT_UPDATE;
	if (!read_match(c, &x.rev, e) || !need_body(c, e))
		return false;
	if (!x.rev)
		return error_set(e, ERR_BAD_REQUEST, "If-Match", "the row's rev in quotes is wanted");
	if (!api_edit_run(c, &x, 1, false, e))
		return false;
	answer(c, &x);
	return true;
}

bool api_delete(struct call *c, struct error *e)
{
	struct edit x;

	if (!edit_serves(c->page, c->action))
		return not_here(e);
	x = api_edit(c);
	x.verb = EDIT_DELETE;
	x.body = NULL;
	return read_match(c, &x.rev, e) && api_edit_run(c, &x, 1, false, e);
}

bool api_defaults(struct call *c, struct error *e)
{
	struct edit x;

	if (!edit_serves(c->page, c->action))
		return not_here(e);
	x = api_edit(c);
	c->out->json = edit_defaults(c->store, &x, e);
	return c->out->json != NULL;
}

void api_put_error(struct json *out, const struct error *e)
{
	const struct error_row *row = &error_rows[e->code];
	struct json *doc;
	char words[512], type[80] = "urn:wmsd:problem:";

	if (!e->code)
		return;
	error_words(e, row->words, words, sizeof words);
	str_copy(type + strlen(type), sizeof type - strlen(type), row->code);
	doc = json_set_object(out, "error");
	json_set_str(doc, "type", type);
	json_set_str(doc, "title", words);
	json_set_int(doc, "status", row->status);
	json_set_str(doc, "code", row->code);
	if (e->field[0])
		json_set_str(doc, "field", e->field);
	if (e->detail[0])
		json_set_str(doc, "detail", e->detail);
}

const struct json *api_edit_rows(struct call *c, bool *dry, struct error *e)
{
	const struct json *rows = json_get(c->body, "rows"), *said = json_get(c->body, "dry");
	size_t n = json_type(rows) == JSON_ARRAY ? json_len(rows) : 0;

	*dry = json_as_bool(said, false);
	if (said && json_type(said) != JSON_BOOL)
		error_set(e, ERR_INVALID, "dry", "true or false");
	else if (n < 1 || n > EDITS_MOST)
		error_set(e, rows ? ERR_INVALID : ERR_REQUIRED, "rows", "1 to %d rows", EDITS_MOST);
	else
		return rows;
	return NULL;
}

static bool read_many(struct call *c, struct edit *list, const struct json *rows, struct error *e)
{
	static const char *const names[] = {"id", "rev", NULL};
	size_t n = 0;

	for (const struct json *row = json_first(rows); row; row = json_next(row), n++) {
		struct edit *x = &list[n];

		*x = api_edit(c);
		x->verb = EDIT_UPDATE;
		x->body = json_get(c->body, "set");
		x->id = json_int(row, "id", 0);
		x->rev = json_int(row, "rev", 0);
		if (!api_only(row, names, e))
			return false;
		if (x->id < 1 || x->rev < 1)
			return error_set(e, ERR_INVALID, "rows", "each is {\"id\", \"rev\"}");
		for (size_t i = 0; i < n; i++)
			if (list[i].id == x->id)
				return error_set(e, ERR_INVALID, "rows", "row %lld twice", (long long)x->id);
	}
	return true;
}

/* As a row has it, of a value that is only meant so far. */
static bool put_meant(struct call *c, struct json *out, const struct edit *x, const struct row_value *v, struct error *e)
{
	const struct field *f = v->field;
	const struct json *ref;
	struct json *list;

	if (f->type == TYPE_REF) {
		ref = v->value.number ? edit_ref(c->store, x, f->to, v->value.number, e) : NULL;
		if (ref)
			json_set_copy(out, f->name, ref);
		else
			json_set_null(out, f->name);
	} else if (f->type == TYPE_REFS) {
		list = json_set_array(out, f->name);
		for (int64_t i = 0; i < v->value.number; i++)
			if ((ref = edit_ref(c->store, x, f->to, v->value.ids[i], e)))
				json_add_copy(list, ref);
	} else {
		types[f->type].put(f, &v->value, out);
	}
	return e->code == ERR_NONE;
}

static bool put_many(struct call *c, struct json *rows, const struct edit *x, struct error *e)
{
	struct json *out = json_add_object(rows), *before, *after;
	const struct json *key = x->before ? json_get(x->before, x->resource->key->name) : NULL;

	json_set_int(out, "id", x->id);
	json_set_str(out, "key", json_type(key) == JSON_OBJECT ? json_str(key, "code") : json_type(key) == JSON_STRING ? json_as_str(key) :
					 key ? json_print(c->arena, key) : "");
	before = json_set_object(out, "before");
	after = json_set_object(out, "after");
	for (const struct json *m = json_first(x->body); m; m = json_next(m)) {
		const struct row_value *v = edit_value(x, json_name(m));

		if (!v || !x->before || x->error.code)
			continue;
		json_set_copy(before, v->field->name, json_get(x->before, v->field->name));
		if (x->row)
			json_set_copy(after, v->field->name, json_get(x->row, v->field->name));
		else if (!put_meant(c, after, x, v, e))
			return false;
	}
	api_put_error(out, &x->error);
	return true;
}

/* What is wrong with a row is said beside it; only what is nobody's is an error of all. */
static bool is_of_a_row(const struct edit *list, size_t n, const struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].error.code == e->code)
			return error_rows[e->code].status < 500;
	return false;
}

bool api_change_many(struct call *c, struct error *e)
{
	static const char *const names[] = {"rows", "set", "dry", NULL};
	struct json *doc = json_object(c->arena), *out = json_set_array(doc, "rows");
	struct error wrong = {0};
	const struct json *rows;
	struct edit *list;
	size_t n;
	bool dry, done;

	if (!need_body(c, e) || !api_only(c->body, names, e) || !(rows = api_edit_rows(c, &dry, e)))
		return false;
	if (json_type(json_get(c->body, "set")) != JSON_OBJECT || !json_len(json_get(c->body, "set")))
		return error_set(e, ERR_REQUIRED, "set", "what is to be changed");
	n = json_len(rows);
	list = arena_array(c->arena, struct edit, n);
	if (!read_many(c, list, rows, e))
		return false;
	done = api_edit_run(c, list, n, dry, &wrong);
	if (!done && !is_of_a_row(list, n, &wrong))
		return error_set(e, wrong.code, wrong.field, "%s", wrong.detail);
	for (size_t i = 0; i < n; i++)
		if (!put_many(c, out, &list[i], e))
			return false;
	json_set_bool(doc, "done", done && !dry);
	c->out->json = doc;
	return true;
}
