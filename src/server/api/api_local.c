/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of the shell: no HTTPS and no session, the same routes. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/api/guard.h"
#include "server/api/target.h"

#include <string.h>
#include <strings.h>

struct local {
	struct http_request in; /* first: what its functions are given */
	struct target target;
	const struct json *headers;
};

static const struct local *local_of(const struct http_request *in)
{
	return (const struct local *)(const void *)in;
}

static const char *get_header(const struct http_request *in, const char *name)
{
	if (strcasecmp(name, "Content-Type") == 0)
		return "application/json";
	for (const struct json *m = json_first(local_of(in)->headers); m; m = json_next(m))
		if (strcasecmp(json_name(m), name) == 0)
			return json_as_str(m);
	return NULL;
}

static const char *get_query(const struct http_request *in, const char *name)
{
	return target_find(&local_of(in)->target, name);
}

static bool get_query_at(const struct http_request *in, size_t i, const char **name, const char **value)
{
	const struct target *t = &local_of(in)->target;

	if (i >= t->count)
		return false;
	*name = t->parameters[i].name;
	*value = t->parameters[i].value;
	return true;
}

/* Whoever may open the data folder may do all of it anyway: here it is at
 * least checked, and audited. */
static struct session *house_session(struct arena *a, const struct api *api, const char *login)
{
	struct session *s = arena_new_of(a, struct session);
	struct member *m = &s->member;

	*m = (struct member){
		.level = LEVEL_ADMINISTRATOR,
		.menu = MENU_ADMINISTRATOR,
		.active = true,
		.manages_users = true,
		.all_goods_owners = true,
		.all_warehouses = true,
		.privileges = PRIVILEGES_ALL,
	};
	str_copy(m->login, sizeof m->login, login);
	str_copy(m->name, sizeof m->name, login);
	str_copy(m->tenant, sizeof m->tenant, api->tenant);
	s->assurance = 2;
	s->assured_ms = clock_now_ms();
	return s;
}

/* Pages alone: what is beside them belongs to sessions and terminals. */
static bool is_served(const char *path)
{
	return str_starts(path, API_PREFIX "/pages/") || str_starts(path, API_PREFIX "/dashboards/");
}

static bool read_request(struct local *l, const struct local_request *in, struct error *e)
{
	l->headers = in->headers;
	l->in.method = in->method;
	l->in.target = arena_printf(l->in.arena, "%s%s", API_PREFIX, in->target);
	if (in->body) {
		l->in.body = json_print(l->in.arena, in->body);
		l->in.body_len = strlen(l->in.body);
	}
	if (!guard_line(l->in.method, l->in.target, e) || !target_read(l->in.arena, l->in.target, &l->target, e))
		return false;
	l->in.path = l->target.path;
	return is_served(l->in.path) || error_set(e, ERR_NOT_FOUND, NULL, "only pages are asked for here");
}

void api_local(const struct api *api, struct arena *a, const struct local_request *in, struct http_answer *out)
{
	struct local *l = arena_new_of(a, struct local);
	struct call c = {.api = api, .in = &l->in, .out = out, .arena = a, .local = true};
	struct error e = {0};

	l->in = (struct http_request){.arena = a, .address = "", .body = "", .header = get_header, .query = get_query, .query_at = get_query_at};
	if (!read_request(l, in, &e)) {
		http_problem(&l->in, out, &e);
		return;
	}
	c.session = house_session(a, api, in->login);
	api_answer(&c);
}
