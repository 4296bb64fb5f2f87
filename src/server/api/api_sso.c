/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in by the identity provider (server/sso/sso.h). */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/api/sign_in.h"
#include "server/api/sso_provider.h"
#include "store/pool.h"
#include "store/store.h"

bool sso_provider_read(struct call *c, struct store *s, struct sso_provider *out, struct error *e)
{
	struct query *q = store_query(s,
		"SELECT p.issuer, p.client_id, x.sealed, p.active FROM identity_providers AS p "
		"LEFT JOIN secret AS x ON x.name = 'identity-provider' ORDER BY p.id LIMIT 1",
		e);
	const void *sealed;
	bool found, ok = true;
	size_t len;

	*out = (struct sso_provider){.client_secret = "", .scope = "", .ca_file = c->api->sso_ca_file};
	found = q && query_step(q, e) == QUERY_ROW && query_get_int(q, 3);
	if (found) {
		out->issuer = arena_strdup(c->arena, query_get_text(q, 0));
		out->client_id = arena_strdup(c->arena, query_get_text(q, 1));
		sealed = query_get_blob(q, 2, &len);
		if (len > VAULT_EXTRA) {
			char *secret = arena_alloc(c->arena, len - VAULT_EXTRA + 1);

			ok = vault_unseal(&c->api->vault, "identity-provider", NULL, 0, sealed, len, secret);
			secret[len - VAULT_EXTRA] = '\0';
			out->client_secret = secret;
		}
	}
	query_done(q);
	if (!ok)
		return error_set(e, ERR_CORRUPT, NULL, "the client secret does not open: is this the right secret.key?");
	return found || error_set(e, ERR_STATUS, NULL, "%s", "single sign-on is not turned on");
}

/* The reader is given back: the provider may be slow. */
static bool read_provider(struct call *c, struct sso_provider *p, struct error *e)
{
	struct store *s = pool_take(c->api->pool, e);
	bool ok = s && sso_provider_read(c, s, p, e);

	if (s)
		pool_give(c->api->pool, s);
	return ok;
}

bool api_sso_begin(struct call *c, struct error *e)
{
	static const char *const names[] = {"terminal", NULL};
	struct sso_attempt x = {0};
	struct sso_provider p;
	struct sso_code code;
	struct json *doc = json_object(c->arena);
	struct sign_in in;

	if (!api_only(c->body, names, e) || !sign_in_read(c, &in, e) || !auth_sso_may(c->api->directory, &in, e) ||
		!read_provider(c, &p, e) || !sso_begin(c->api->sso, c->arena, &p, &code, e))
		return false;
	x.device = code.secret;
	x.interval_s = code.interval_s;
	x.expires_ms = code.expires_ms;
	if (!auth_sso_begin(c->api->directory, &in, &x, e))
		return false;
	json_set_str(doc, "attempt", x.attempt);
	json_set_str(doc, "code", code.user_code);
	json_set_str(doc, "address", code.address);
	if (code.complete)
		json_set_str(doc, "complete", code.complete);
	json_set_int(doc, "interval", code.interval_s);
	json_set_int(doc, "expires", code.expires_ms);
	c->out->json = doc;
	return true;
}

static bool wait_on(struct call *c, int interval_s)
{
	struct json *doc = json_object(c->arena);

	json_set_int(doc, "interval", interval_s);
	c->out->json = doc;
	c->out->status = 202;
	return true;
}

static bool arrived(struct call *c, const char *attempt, const struct sso_identity *who, struct error *e)
{
	struct identity_proof proof = {who->issuer, who->subject, who->email};
	struct sign_in_answer x;

	return auth_sign_in_sso(c->api->directory, c->arena, attempt, &proof, &x, e) && sign_in_answer(c, &x, e);
}

static bool poll_provider(struct call *c, struct sso_attempt *x, struct error *e)
{
	int interval_s = x->interval_s;
	struct sso_identity who = {0};
	struct error why = {0};
	struct sso_provider p;

	if (!read_provider(c, &p, e))
		return false;
	switch (sso_poll(c->api->sso, c->arena, &p, x->device, &interval_s, &who, &why)) {
	case SSO_DONE:
		return arrived(c, x->attempt, &who, e);
	case SSO_PENDING:
		return wait_on(c, interval_s);
	case SSO_SLOW_DOWN:
		return auth_sso_slower(c->api->directory, x->attempt, interval_s, e) && wait_on(c, interval_s);
	default:
		auth_sso_end(c->api->directory, x->attempt, NULL);
		return error_set(e, why.code ? why.code : ERR_PROVIDER, why.field, "%s", why.detail);
	}
}

bool api_sso_poll(struct call *c, struct error *e)
{
	static const char *const names[] = {"attempt", NULL};
	const char *attempt = json_str(c->body, "attempt");
	struct sso_attempt x = {0};
	struct error early = {0};

	if (!api_only(c->body, names, e))
		return false;
	if (!attempt)
		return error_set(e, ERR_REQUIRED, "attempt", "a text is wanted");
	str_copy(x.attempt, sizeof x.attempt, attempt);
	if (auth_sso_poll(c->api->directory, c->arena, &x, &early))
		return poll_provider(c, &x, e);
	if (early.code == ERR_THROTTLED)
		return wait_on(c, x.interval_s);
	return error_set(e, early.code, early.field, "%s", early.detail);
}
