/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/token.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "server/auth/password.h"
#include "server/auth/policy.h"
#include "server/auth/throttle.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *prefix;
} kinds[] = {
	[TOKEN_ACTIVATION] = {"activation", "wms_act_"},
	[TOKEN_RESET] = {"reset", "wms_rst_"},
	[TOKEN_API] = {"api", TOKEN_API_PREFIX},
};

int64_t token_membership(struct store *s, const char *token, enum token_kind kind, struct error *e)
{
	struct hash hash = secure_hash_bytes(token, strlen(token));
	struct query *q = sql_ask(s,
		"SELECT m.id FROM token AS t JOIN membership AS m ON m.account = t.account "
		"WHERE t.secret = :secret AND t.kind = :kind AND t.ended = 0 AND (t.expires = 0 OR t.expires > :now) ORDER BY m.id LIMIT 1",
		(struct bind[]){{":secret", .blob = hash.bytes, .len = HASH_BYTES}, {":kind", .text = kinds[kind].name}, {":now", .n = clock_now_ms()}, {0}}, e);
	int64_t id = q && query_step(q, e) == QUERY_ROW ? query_get_int(q, 0) : 0;

	query_done(q);
	if (!id)
		error_set(e, ERR_SIGN_IN, NULL, "%s", "");
	return id;
}

struct making {
	int64_t account;
	enum token_kind kind;
	const char *by;
	int64_t expires_ms;
	struct hash secret;
};

static bool end_kind(struct store *s, int64_t account, enum token_kind kind, struct error *e)
{
	return sql_run(s, "UPDATE token SET ended = :now WHERE account = :account AND kind = :kind AND ended = 0",
		(struct bind[]){{":now", .n = clock_now_ms()}, {":account", .n = account}, {":kind", .text = kinds[kind].name}, {0}}, e);
}

static bool make_run(struct store *s, void *arg, struct error *e)
{
	const struct making *x = arg;

	return end_kind(s, x->account, x->kind, e) &&
		sql_run(s, "INSERT INTO token (account, kind, secret, made, made_by, expires) VALUES (:account, :kind, :secret, :now, :by, :expires)",
			(struct bind[]){{":account", .n = x->account}, {":kind", .text = kinds[x->kind].name},
				{":secret", .blob = x->secret.bytes, .len = HASH_BYTES}, {":now", .n = clock_now_ms()}, {":by", .text = x->by},
				{":expires", .n = x->expires_ms}, {0}}, e);
}

bool auth_token_make(struct directory *d, int64_t account, enum token_kind kind, const char *by, int64_t expires_ms, char out[TOKEN_CHARS + 1],
	const char *audit, struct error *e)
{
	struct making x = {account, kind, by, expires_ms, {{0}}};
	char secret[SECRET_CHARS + 1];

	secure_secret(secret);
	snprintf(out, TOKEN_CHARS + 1, "%s%s", kinds[kind].prefix, secret);
	secure_wipe(secret, sizeof secret);
	x.secret = secure_hash_bytes(out, TOKEN_CHARS);
	return directory_do(d, make_run, &x, audit, e);
}

struct ending {
	int64_t account, token;
};

static bool end_run(struct store *s, void *arg, struct error *e)
{
	const struct ending *x = arg;

	return sql_run(s, "UPDATE token SET ended = :now WHERE id = :id AND account = :account AND ended = 0",
		       (struct bind[]){{":now", .n = clock_now_ms()}, {":id", .n = x->token}, {":account", .n = x->account}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_NOT_FOUND, "row", "%s", ""));
}

bool auth_token_end(struct directory *d, int64_t account, int64_t token, const char *audit, struct error *e)
{
	struct ending x = {account, token};

	return directory_do(d, end_run, &x, audit, e);
}

/* A token being spent on a new password. */
struct spending {
	int64_t token;
	enum token_kind kind;
	const char *login;
	struct password password;
	struct throttle throttle;
};

static bool find(struct directory *d, struct arena *a, const char *token, struct spending *x, struct error *e)
{
	struct hash hash = secure_hash_bytes(token, strlen(token));
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? sql_ask(s,
				      "SELECT t.id, t.account, a.login, t.kind = 'reset' FROM token AS t JOIN account AS a ON a.id = t.account "
				      "WHERE t.secret = :secret AND t.kind <> 'api' AND t.ended = 0 AND t.used = 0 AND t.expires > :now AND a.active AND NOT a.gone",
				      (struct bind[]){{":secret", .blob = hash.bytes, .len = HASH_BYTES}, {":now", .n = clock_now_ms()}, {0}}, e)
			    : NULL;
	bool found = q && query_step(q, e) == QUERY_ROW;

	if (found) {
		x->token = query_get_int(q, 0);
		x->password.account = query_get_int(q, 1);
		x->login = arena_strdup(a, query_get_text(q, 2));
		x->kind = query_get_int(q, 3) ? TOKEN_RESET : TOKEN_ACTIVATION;
	}
	query_done(q);
	if (s)
		pool_give(d->pool, s);
	return found || error_set(e, ERR_TOKEN, NULL, "%s", "");
}

static bool charge_run(struct store *s, void *arg, struct error *e)
{
	return throttle_charge(s, &((struct spending *)arg)->throttle, clock_now_ms(), e);
}

static bool pardon_run(struct store *s, void *arg, struct error *e)
{
	return throttle_pardon(s, &((struct spending *)arg)->throttle, e);
}

static bool spend_run(struct store *s, void *arg, struct error *e)
{
	const struct spending *x = arg;

	return sql_run(s, "UPDATE token SET used = :now, ended = :now WHERE id = :id AND used = 0 AND ended = 0",
		       (struct bind[]){{":now", .n = clock_now_ms()}, {":id", .n = x->token}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_TOKEN, NULL, "%s", "")) && password_write(s, &x->password, e) &&
		sessions_end(s, x->password.account, NULL, "", e) && throttle_pardon(s, &x->throttle, e);
}

/* He is let in by his tenant, too, and from where he is. */
static bool may_come(struct directory *d, struct arena *a, int64_t account, const char *address, struct error *e)
{
	struct member m = {0};
	struct error why = {0};
	struct store *s = pool_take(d->tenant, e);
	bool ok = s && policy_member(s, a, account, &m, &why);

	if (s)
		pool_give(d->tenant, s);
	if (!ok)
		return error_set(e, why.code == ERR_NOT_FOUND ? ERR_TOKEN : why.code, NULL, "%s", "");
	return (m.active || error_set(e, ERR_TOKEN, NULL, "%s", "")) && policy_address(&m, address, e);
}

bool auth_token_spend(struct directory *d, struct arena *a, const char *token, const char *password, const char *address, const char **login,
	struct error *e)
{
	struct spending x = {0};
	struct password_rule rule;

	throttle_of_stranger(&x.throttle, "token", address);
	x.throttle.names[0][0] = '\0'; /* nobody's account: the network's count alone */
	if (!directory_do(d, charge_run, &x, NULL, e) || !find(d, a, token, &x, e) || !may_come(d, a, x.password.account, address, e))
		return false;
	if (!auth_password_rule(d, &rule, e) || !auth_password_rules(&rule, password, e)) {
		directory_do(d, pardon_run, &x, NULL, NULL); /* it was no guess */
		return false;
	}
	if (!password_read(d, &x.password, e) || !password_prepare(&x.password, password, e) || !directory_do(d, spend_run, &x, NULL, e))
		return false;
	log_event(LOG_INFO, "password.by-token", "login", x.login, "kind", kinds[x.kind].name, "address", address, NULL);
	*login = x.login;
	return true;
}

/* The API's own users: what they show is a token, too, and nothing slow is asked. */
bool auth_api_user(struct directory *d, struct arena *a, const char *login, const char *secret, const char *address, struct member *out, struct error *e)
{
	struct readers r;
	int64_t membership;
	bool ok;

	if (!readers_take(d, &r, e))
		return false;
	membership = token_membership(r.directory, secret, TOKEN_API, NULL);
	ok = membership && member_load(&r, a, membership, out, NULL) && out->active && str_eq(utf8_fold(a, out->login), utf8_fold(a, login)) &&
		(out->level == LEVEL_API || out->level == LEVEL_AUTOMATION);
	readers_give(d, &r);
	return (ok || error_set(e, ERR_CREDENTIALS, NULL, "%s", "")) && policy_address(out, address, e);
}
