/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who an account is in his tenant, read anew at each request. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "server/auth/directory.h"
#include "server/auth/policy.h"
#include "store/store.h"

static void read_account(struct query *q, struct member *m)
{
	*m = (struct member){
		.account = query_get_int(q, 0),
		.language = str_eq(query_get_text(q, 4), "sv") ? SWEDISH : ENGLISH,
	};
	str_copy(m->login, sizeof m->login, query_get_text(q, 1));
	str_copy(m->name, sizeof m->name, query_get_text(q, 2));
	str_copy(m->tenant, sizeof m->tenant, query_get_text(q, 3));
}

bool member_load(const struct readers *r, struct arena *a, int64_t membership, struct member *out, struct error *e)
{
	struct query *q = sql_ask(r->directory,
		"SELECT a.id, a.login, a.name, m.tenant, a.language, a.active AND NOT a.gone FROM membership m JOIN account a ON a.id = m.account "
		"WHERE m.id = :m",
		(struct bind[]){{":m", .n = membership}, {0}}, e);
	bool ok, active = false;

	if (!q)
		return false;
	ok = query_step(q, e) == QUERY_ROW || error_set(e, ERR_NOT_FOUND, "membership", "gone");
	if (ok) {
		read_account(q, out);
		active = query_get_int(q, 5) != 0;
	}
	query_done(q);
	if (!ok || !policy_member(r->tenant, a, out->account, out, e))
		return false;
	out->active &= active;
	return true;
}

bool member_load_or(const struct readers *r, struct arena *a, int64_t membership, enum error_code gone, struct member *out, struct error *e)
{
	struct error why = {0};

	if (member_load(r, a, membership, out, &why))
		return true;
	if (why.code == ERR_NOT_FOUND)
		return error_set(e, gone, NULL, "%s", "");
	return error_set(e, why.code, why.field, "%s", why.detail);
}

bool member_come(const struct readers *r, struct arena *a, int64_t membership, const char *address, struct member *out, struct error *e)
{
	return member_load_or(r, a, membership, ERR_CREDENTIALS, out, e) &&
		(out->active || error_set(e, ERR_CREDENTIALS, NULL, "%s", "")) && policy_address(out, address, e);
}

bool credentials_load(struct store *s, const char *login_fold, const char *tenant, struct credentials *out, struct error *e)
{
	struct query *q = store_query(s,
		"SELECT a.id, a.password, m.id, a.active AND NOT a.gone FROM account a "
		"JOIN membership m ON m.account = a.id WHERE a.login_fold = :login AND (:tenant IS NULL OR m.tenant = :tenant) "
		"ORDER BY m.id LIMIT 1",
		e);
	enum query_step step;

	*out = (struct credentials){0};
	if (!q)
		return false;
	query_text(q, ":login", login_fold);
	query_text(q, ":tenant", tenant);
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		out->account = query_get_int(q, 0);
		str_copy(out->password, sizeof out->password, query_get_text(q, 1));
		out->membership = query_get_int(q, 2);
		out->active = query_get_int(q, 3) != 0;
	}
	query_done(q);
	return step != QUERY_FAIL;
}

/* As slow for nobody as for somebody. */
bool password_check(const char *hash, const char *password)
{
	bool ok = secure_password_verify(*hash ? hash : secure_password_nobody(), password);

	return ok && *hash;
}

static int64_t membership_of(struct store *s, const char *public_id, const char *terminal, struct error *e)
{
	struct query *q = sql_ask(s, "SELECT membership FROM session WHERE public_id = :id AND terminal = :terminal",
		(struct bind[]){{":id", .text = public_id}, {":terminal", .text = terminal}, {0}}, e);
	int64_t id = 0;

	if (q && query_step(q, e) == QUERY_ROW)
		id = query_get_int(q, 0);
	query_done(q);
	return id;
}

bool auth_member_at(struct directory *d, struct arena *a, const char *session_public_id, const char *terminal, struct member *out, struct error *e)
{
	struct readers r;
	int64_t membership;
	bool ok;

	if (!readers_take(d, &r, e))
		return false;
	membership = membership_of(r.directory, session_public_id, terminal, e);
	ok = membership ? member_load(&r, a, membership, out, e) : error_set(e, ERR_FORBIDDEN, "session", "not a session of this terminal");
	readers_give(d, &r);
	return ok;
}
