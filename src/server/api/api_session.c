/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session: who it is, with what menu and what scope. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "server/api/openapi.h"
#include "store/store.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* {"id","code","name"} of those he may see. */
static bool put_refs(struct call *c, struct json *user, const char *name, const char *sql, enum scope_dim dim, const struct scope *scope,
	struct error *e)
{
	struct json *refs = json_set_array(user, name);

	for (size_t i = 0; i < scope->count[dim]; i++) {
		struct query *q = store_query(c->store, sql, e);

		if (!q)
			return false;
		query_int(q, ":id", scope->ids[dim][i]);
		if (query_step(q, e) == QUERY_ROW) {
			struct json *ref = json_add_object(refs);

			json_set_int(ref, "id", scope->ids[dim][i]);
			json_set_str(ref, "code", query_get_text(q, 0));
			json_set_str(ref, "name", query_get_text(q, 1));
		}
		query_done(q);
	}
	return true;
}

static void put_default(struct json *user, int64_t id)
{
	for (const struct json *ref = json_first(json_get(user, "goods_owners")); ref; ref = json_next(ref))
		if (json_int(ref, "id", 0) == id) {
			json_set_copy(user, "default_goods_owner", ref);
			return;
		}
	json_set_null(user, "default_goods_owner");
}

static bool put_user(struct call *c, struct json *doc, const struct member *m, const struct scope *scope, struct error *e)
{
	struct json *user = json_set_object(doc, "user");

	json_set_str(user, "login", m->login);
	json_set_str(user, "name", m->name);
	json_set_str(user, "level", levels[m->level].code);
	json_set_str(user, "language", m->language == SWEDISH ? "sv" : "en");
	if (!put_refs(c, user, "goods_owners", "SELECT code, name FROM goods_owners WHERE id = :id", SCOPE_GOODS_OWNER, scope, e) ||
		!put_refs(c, user, "warehouses", "SELECT code, name FROM warehouses WHERE id = :id", SCOPE_WAREHOUSE, scope, e))
		return false;
	put_default(user, m->default_goods_owner);
	json_set_bool(user, "read_only", m->read_only);
	json_set_bool(user, "mobile", m->mobile);
	json_set_str(user, "privileges", m->mobile ? m->privileges : "");
	return true;
}

static void put_dimension(struct json *scope, const char *name, const struct scope *s, enum scope_dim dim)
{
	struct json *ids;

	if (s->all[dim]) {
		json_set_null(scope, name);
		return;
	}
	ids = json_set_array(scope, name);
	for (size_t i = 0; i < s->count[dim]; i++)
		json_add_int(ids, s->ids[dim][i]);
}

void api_put_scope(struct json *terminal, const struct scope *s)
{
	struct json *scope = json_set_object(terminal, "scope");

	put_dimension(scope, "goods_owners", s, SCOPE_GOODS_OWNER);
	put_dimension(scope, "warehouses", s, SCOPE_WAREHOUSE);
}

/* How far the server has heard of this terminal's work. */
static bool put_chain(struct call *c, struct json *terminal, const char *id, struct error *e)
{
	struct query *q = store_query(c->store, "SELECT last_seq, last_hash FROM terminal_state WHERE terminal = :id", e);
	unsigned char nothing[HASH_BYTES] = {0};
	const void *hash = nothing;
	size_t len = sizeof nothing;
	int64_t last = 0;

	if (!q)
		return false;
	query_text(q, ":id", id);
	if (query_step(q, e) == QUERY_ROW) {
		last = query_get_int(q, 0);
		hash = query_get_blob(q, 1, &len);
	}
	json_set_int(terminal, "last", last);
	json_set_str(terminal, "hash", secure_base64(c->arena, hash, len));
	query_done(q);
	return true;
}

static bool put_terminal(struct call *c, struct json *doc, const char *id, struct error *e)
{
	struct json *terminal;
	struct terminal t;

	if (!*id) {
		json_set_null(doc, "terminal");
		return true;
	}
	if (!auth_terminal_find(c->api->directory, c->arena, id, &t, e))
		return false;
	terminal = json_set_object(doc, "terminal");
	json_set_str(terminal, "id", id);
	json_set_str(terminal, "name", t.name);
	json_set_bool(terminal, "registered", true);
	if (!put_chain(c, terminal, id, e))
		return false;
	if (!t.has_scope) {
		json_set_null(terminal, "scope");
		return true;
	}
	api_put_scope(terminal, &t.scope);
	return true;
}

/* What a new password must have, so that one that is made has it (C1). */
static bool put_password_rule(struct call *c, struct json *doc, struct error *e)
{
	struct json *out = json_set_object(doc, "passwords");
	struct password_rule rule;

	if (!auth_password_rule(c->api->directory, &rule, e))
		return false;
	json_set_int(out, "characters", rule.characters);
	json_set_int(out, "lower", rule.lower);
	json_set_int(out, "upper", rule.upper);
	json_set_int(out, "digits", rule.digits);
	return true;
}

bool api_put_session(struct call *c, struct json *doc, const struct session *s, struct error *e)
{
	static const char *const factors[] = {[FACTOR_APP] = "app", [FACTOR_SSO] = "sso"};
	struct scope scope;

	if (!call_reader(c, e))
		return false;
	json_set_int(doc, "assurance", s->assurance);
	json_set_str(doc, "factor", s->factor >= FACTOR_APP ? factors[s->factor] : "");
	json_set_str(doc, "session", s->public_id);
	if (!access_scope(&s->member, c->store, c->arena, &scope, e) || !put_user(c, doc, &s->member, &scope, e) || !put_password_rule(c, doc, e))
		return false;
	json_set_copy(doc, "menu", access_menu(&s->member, api_serves, c->arena));
	if (!put_terminal(c, doc, s->terminal, e))
		return false;
	json_set_str(doc, "epoch", c->api->epoch);
	json_set_int(doc, "time", clock_now_ms());
	json_set_str(doc, "tenant", s->member.tenant);
	c->out->json = doc;
	return true;
}

bool api_session(struct call *c, struct error *e)
{
	return api_put_session(c, json_object(c->arena), c->session, e);
}

bool api_sign_out(struct call *c, struct error *e)
{
	log_event(LOG_INFO, "sign-out", "login", c->session->member.login, "address", c->in->address, NULL);
	return auth_sign_out(c->api->directory, c->session->public_id, e);
}

bool api_health(struct call *c, struct error *e)
{
	struct json *doc = json_object(c->arena);

	if (!call_reader(c, e))
		return false;
	if (store_ask_int(c->store, "SELECT count(*) FROM meta WHERE name = 'epoch'", 0) != 1)
		return error_set(e, ERR_STORE, NULL, "the tenant's database has no epoch");
	json_set_str(doc, "status", "ok");
	json_set_str(doc, "epoch", c->api->epoch);
	json_set_int(doc, "time", clock_now_ms());
	c->out->json = doc;
	return true;
}

/* The same for ever, long in the making, and asked for by anybody: made once. */
static const char *openapi_once(struct arena *a)
{
	static _Atomic(char *) kept;
	char *made, *none = NULL;

	if (atomic_load(&kept))
		return atomic_load(&kept);
	made = xstrdup(openapi_write(a));
	if (!atomic_compare_exchange_strong(&kept, &none, made))
		free(made);
	return atomic_load(&kept);
}

bool api_openapi(struct call *c, struct error *e)
{
	(void)e;
	c->out->text = openapi_once(c->arena);
	c->out->type = "application/json";
	return true;
}
