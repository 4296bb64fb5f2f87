/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "model/kind.h"
#include "model/view.h"
#include "server/edit/edit.h"
#include "store/pool.h"

#include <string.h>
#include <strings.h>

#define PARTS     8
#define JSON_MOST ((size_t)256 * 1024)
#define LOCAL_MOST ((size_t)1024 * 1024)
#define STRANGERS_MOST ((size_t)16 * 1024) /* of whom nothing is known yet */

/* A path or a route's, split at its slashes. */
struct path {
	const char *parts[PARTS];
	size_t count;
};

static bool path_split(struct arena *a, const char *s, struct path *out)
{
	size_t n;
	char **parts = str_split(a, s + 1, '/', &n);

	if (n > PARTS)
		return false;
	for (size_t i = 0; i < n; i++)
		out->parts[i] = parts[i];
	out->count = n;
	return true;
}

static bool part_matches(struct call *c, const char *pattern, const char *part)
{
	if (pattern[0] != '{')
		return str_eq(pattern, part);
	if (str_eq(pattern, "{id}"))
		return str_int64(part, 1, INT64_MAX, &c->id);
	if (str_eq(pattern, "{page}")) {
		c->page = page_find(part);
		return c->page != NULL;
	}
	if (str_eq(pattern, "{action}")) {
		c->action = part;
		return c->page && action_find(c->page, part);
	}
	c->word = part;
	return true;
}

static bool route_matches(struct call *c, const struct route *r, const struct path *path)
{
	struct path pattern;

	if (!path_split(c->arena, r->path, &pattern) || pattern.count != path->count)
		return false;
	c->page = NULL;
	c->action = c->word = NULL;
	c->id = 0;
	for (size_t i = 0; i < path->count; i++)
		if (!part_matches(c, pattern.parts[i], path->parts[i]))
			return false;
	return true;
}

static bool method_matches(const struct route *r, const char *method)
{
	return str_eq(r->method, method) || (str_eq(method, "HEAD") && str_eq(r->method, "GET"));
}

/* METHOD when the path has others: those go into Allow. */
static const struct route *route_find(struct call *c, struct error *e)
{
	struct path path;
	const char *allow = NULL;

	if (!str_starts(c->in->path, API_PREFIX "/") || !path_split(c->arena, c->in->path + strlen(API_PREFIX), &path)) {
		error_set(e, ERR_NOT_FOUND, NULL, "no such path");
		return NULL;
	}
	for (size_t i = 0; i < route_count; i++) {
		if (!route_matches(c, &routes[i], &path))
			continue;
		if (method_matches(&routes[i], c->in->method))
			return &routes[i];
		if (!allow || !strstr(allow, routes[i].method))
			allow = allow ? arena_printf(c->arena, "%s, %s", allow, routes[i].method) : routes[i].method;
	}
	c->out->headers[2][0] = allow ? "Allow" : NULL;
	c->out->headers[2][1] = allow;
	error_set(e, allow ? ERR_METHOD : ERR_NOT_FOUND, NULL, allow ? "%s" : "no such path%s", "");
	return NULL;
}

static bool check_session(struct call *c, struct error *e)
{
	static const char scheme[] = "Bearer ";
	const char *header = c->in->header(c->in, "Authorization");

	if (c->local)
		return true;
	if (!header || !str_starts(header, scheme))
		return error_set(e, ERR_SIGN_IN, NULL, "%s", "");
	c->session = arena_new_of(c->arena, struct session);
	if (!auth_session(c->api->directory, c->arena, header + strlen(scheme), c->in->address, c->session, e))
		return false;
	/* Ids of another tenant mean other things here. */
	return str_eq(c->session->member.tenant, c->api->tenant) || error_set(e, ERR_SIGN_IN, NULL, "%s", "");
}

static bool check_terminal(struct call *c, struct error *e)
{
	const struct http_request *in = c->in;

	c->terminal = arena_new_of(c->arena, struct terminal);
	return auth_terminal(c->api->directory, c->arena, in->header(in, "Authorization"), in->method, in->target, in->body, in->body_len,
		       c->terminal, e) &&
		(str_eq(c->terminal->tenant, c->api->tenant) || error_set(e, ERR_TERMINAL, NULL, "it belongs to another tenant"));
}

static bool check_who(struct call *c, const struct route *r, struct error *e)
{
	switch (r->who) {
	case WHO_SESSION:
		return check_session(c, e);
	case WHO_TERMINAL:
		return check_terminal(c, e);
	case WHO_ANYBODY:
		break;
	}
	return true;
}

/* The one place where a page's right is asked. */
static bool check_right(struct call *c, const struct route *r, struct error *e)
{
	if (r->action)
		c->action = r->action;
	if (!c->page)
		return true;
	return access_may(&c->session->member, c->page, c->action, e) &&
		(!access_sensitive(c->page, c->action) || auth_assured(c->session, e));
}

static bool read_json(struct call *c, size_t most, struct error *e)
{
	const char *type = c->in->header(c->in, "Content-Type");
	size_t len = type ? strcspn(type, "; ") : 0;

	if (c->in->body_len == 0)
		return true;
	if (!type || len != strlen("application/json") || strncasecmp(type, "application/json", len) != 0)
		return error_set(e, ERR_BAD_REQUEST, "Content-Type", "application/json is wanted");
	if (c->in->body_len > most)
		return error_set(e, ERR_TOO_LARGE, NULL, "at most %zu bytes", most);
	c->body = json_parse(c->arena, c->in->body, c->in->body_len, e);
	return c->body && (json_type(c->body) == JSON_OBJECT || error_set(e, ERR_BAD_JSON, NULL, "an object is wanted"));
}

bool api_only(const struct json *object, const char *const *names, struct error *e)
{
	for (const struct json *m = json_type(object) == JSON_OBJECT ? json_first(object) : NULL; m; m = json_next(m)) {
		const char *const *name = names;

		while (*name && !str_eq(*name, json_name(m)))
			name++;
		if (!*name)
			return error_set(e, ERR_UNKNOWN_FIELD, json_name(m), "there is no such field");
	}
	return true;
}

/* A row outside his scope is not there, whatever is asked of it (A7). */
static bool check_row(struct call *c, struct error *e)
{
	const struct view *v = c->page ? c->page->view : NULL;
	struct list_request q;

	if (!c->id)
		return true;
	if (!v || !v->resource || (v->own && c->id != c->session->member.user))
		return error_set(e, ERR_NOT_FOUND, NULL, "%s", "");
	q = (struct list_request){
		.resource = v->resource,
		.fixed = v->fixed,
		.fixed_count = v->fixed_count,
		.scope = &c->scope,
		.language = c->session->member.language,
	};
	c->row = list_one(c->store, c->arena, &q, c->id, e);
	return c->row != NULL;
}

static bool run_session(struct call *c, const struct route *r, struct error *e)
{
	return check_right(c, r, e) && read_json(c, c->local ? LOCAL_MOST : JSON_MOST, e) && access_scope(&c->session->member, c->store, c->arena, &c->scope, e) &&
		check_row(c, e) && r->handle(c, e);
}

bool call_reader(struct call *c, struct error *e)
{
	if (!c->store)
		c->store = pool_take(c->api->pool, e);
	return c->store != NULL;
}

void call_reader_done(struct call *c)
{
	if (c->store)
		pool_give(c->api->pool, c->store);
	c->store = NULL;
}

static bool run(struct call *c, const struct route *r, struct error *e)
{
	bool ok;

	/* Strangers wait for a password hash: no reader is held meanwhile. */
	if (!check_who(c, r, e) || (r->who != WHO_ANYBODY && !call_reader(c, e)))
		return false;
	if (r->who == WHO_SESSION)
		ok = run_session(c, r, e);
	else
		ok = (r->who == WHO_TERMINAL || read_json(c, STRANGERS_MOST, e)) && r->handle(c, e);
	call_reader_done(c);
	return ok;
}

/* What went wrong inside is for the log, not for whoever asks. */
static void hide(const struct call *c, struct error *e)
{
	if (error_rows[e->code].status < 500)
		return;
	log_event(LOG_ERROR, "api.failed", "method", c->in->method, "path", c->in->path, "code", error_rows[e->code].code, "field", e->field,
		"detail", e->detail, NULL);
	if (e->code != ERR_BUSY)
		*e = (struct error){.code = e->code};
}

static void put_header(struct http_answer *out, const char *name, const char *value)
{
	size_t i = 0;

	while (i < 7 && out->headers[i][0] && !str_eq(out->headers[i][0], name))
		i++;
	out->headers[i][0] = name;
	out->headers[i][1] = value;
}

static void answer_problem(struct call *c, enum route_who who, struct error *e)
{
	struct error shown = *e;
	struct json *doc;

	hide(c, &shown);
	http_problem(c->in, c->out, &shown);
	if (error_rows[e->code].status == 401)
		put_header(c->out, "WWW-Authenticate", who == WHO_TERMINAL ? "Terminal" : "Bearer");
	if (e->code == ERR_THROTTLED)
		put_header(c->out, "Retry-After", arena_strdup(c->arena, e->detail));
	if (e->code != ERR_CLOCK)
		return;
	doc = json_object(c->arena);
	json_set_int(doc, "time", clock_now_ms());
	for (const struct json *m = json_first(c->out->json); m; m = json_next(m))
		json_set_copy(doc, json_name(m), m);
	c->out->json = doc;
}

void api_answer(struct call *c)
{
	struct error e = {0};
	const struct route *r = route_find(c, &e);

	if (r && run(c, r, &e)) {
		if (r->status && !c->out->status)
			c->out->status = r->status;
		return;
	}
	error_set(&e, ERR_INTERNAL, NULL, "no reason was given");
	answer_problem(c, r ? r->who : WHO_SESSION, &e);
}

void api_handle(void *arg, const struct http_request *in, struct http_answer *out)
{
	struct call c = {.api = arg, .in = in, .out = out, .arena = in->arena};

	put_header(out, "Wmsd-Epoch", c.api->epoch);
	put_header(out, "Wmsd-Time", arena_printf(c.arena, "%lld", (long long)clock_now_ms()));
	api_answer(&c);
}

static bool done_by_kind(const struct page *p)
{
	for (size_t i = 0; kind_at(i); i++)
		for (size_t j = 0; j < kind_at(i)->page_count; j++)
			if (str_eq(kind_at(i)->pages[j], p->id))
				return true;
	return false;
}

bool api_serves(const struct page *p, const struct action *action)
{
	if (str_eq(action->name, "read") || str_eq(action->name, "export"))
		return p->view != NULL;
	if (str_eq(action->name, "do"))
		return p->view != NULL && done_by_kind(p);
	return edit_serves(p, action->name) || page_action_find(p, action->name);
}
