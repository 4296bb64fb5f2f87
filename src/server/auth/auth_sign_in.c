/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first step of signing in, by password: who it is, and what is asked of him next. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "server/auth/directory.h"
#include "server/auth/policy.h"
#include "server/auth/throttle.h"
#include "store/store.h"

#include <string.h>

/* A sign-in by password, on its way. */
struct arrival {
	const struct sign_in *in;
	const char *login_fold;
	bool has_key;
	unsigned char key[32];
	char terminal[33];
	bool known; /* this account was signed in at this terminal before */
	struct throttle throttle;
	struct credentials who;
	struct member member;
	enum factor factor; /* he is asked for now */
	bool enrolled;      /* has an authenticator's seed */
	const char *email;
	int64_t now_ms;
};

static bool read_key(struct arrival *t, struct error *e)
{
	size_t n = 0;

	if (!t->in->terminal_key)
		return true;
	if (!secure_unbase64(t->in->terminal_key, t->key, sizeof t->key, &n) || n != sizeof t->key)
		return error_set(e, ERR_INVALID, "terminal.key", "not a public key");
	t->has_key = true;
	secure_terminal_id(t->key, t->terminal);
	return true;
}

static bool is_there(struct store *s, const char *sql, const struct bind *b, struct error *e)
{
	struct query *q = sql_ask(s, sql, b, e);
	bool there = q && query_step(q, e) == QUERY_ROW;

	query_done(q);
	return there;
}

static bool read_credentials(struct directory *d, struct arrival *t, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	bool ok;

	if (!s)
		return false;
	ok = credentials_load(s, t->login_fold, t->in->tenant, &t->who, e);
	t->known = ok && t->has_key && t->who.membership &&
		is_there(s, "SELECT 1 FROM session WHERE membership = :m AND terminal = :t LIMIT 1",
			(struct bind[]){{":m", .n = t->who.membership}, {":t", .text = t->terminal}, {0}}, e);
	pool_give(d->pool, s);
	if (t->known)
		throttle_of_machine(&t->throttle, t->login_fold, t->terminal);
	else
		throttle_of_stranger(&t->throttle, t->login_fold, t->in->address);
	return ok;
}

static bool charge_run(struct store *s, void *arg, struct error *e)
{
	const struct arrival *t = arg;

	return throttle_charge(s, &t->throttle, t->now_ms, e);
}

static bool pardon_run(struct store *s, void *arg, struct error *e)
{
	const struct arrival *t = arg;

	return throttle_pardon(s, &t->throttle, e);
}

static bool refuse(const struct arrival *t, const char *why, struct error *e, enum error_code code, const char *detail)
{
	/* What nobody is called may be a password in the wrong line. */
	log_event(LOG_WARN, "sign-in.refused", "login", t->who.account ? t->in->login : "?", "address", t->in->address, "terminal", t->terminal, "why", why, NULL);
	return error_set(e, code, NULL, "%s", detail);
}

static bool check_password(struct directory *d, struct arrival *t, struct error *e)
{
	bool right;

	if (!directory_do(d, charge_run, t, NULL, e))
		return false;
	right = password_check(t->who.password, t->in->password);
	return (right && t->who.active) || refuse(t, "credentials", e, ERR_CREDENTIALS, "");
}

/* Is he remembered here by this factor (C3)?  One that is only being enrolled is not. */
static bool remembered(const struct readers *r, const struct arrival *t, struct error *e)
{
	if (!t->has_key || (t->factor == FACTOR_APP && !t->enrolled))
		return false;
	return is_there(r->directory,
		"SELECT 1 FROM machine WHERE account = :a AND terminal = :t AND os_user = :u AND factor = :f AND verified > :since",
		(struct bind[]){{":a", .n = t->who.account}, {":t", .text = t->terminal}, {":u", .text = t->in->os_user ? t->in->os_user : ""},
			{":f", .text = t->factor == FACTOR_APP ? "app" : "mail"}, {":since", .n = t->now_ms - MACHINE_MS}, {0}}, e);
}

static const char *email_of(struct store *s, struct arena *a, int64_t account, struct error *e)
{
	struct query *q = sql_ask(s, "SELECT email FROM account WHERE id = :id", (struct bind[]){{":id", .n = account}, {0}}, e);
	const char *email = q && query_step(q, e) == QUERY_ROW ? arena_strdup(a, query_get_text(q, 0)) : "";

	query_done(q);
	return email;
}

/* Levels of the APIs use other doors than this one. */
static bool check_member(const struct arrival *t, struct error *e)
{
	if (!t->member.active)
		return refuse(t, "inactive", e, ERR_CREDENTIALS, "");
	if (t->member.level == LEVEL_API || t->member.level == LEVEL_AUTOMATION)
		return refuse(t, "level", e, ERR_FORBIDDEN, "not at a terminal");
	return policy_address(&t->member, t->in->address, e) || refuse(t, "address", e, ERR_ADDRESS, t->in->address);
}

static bool read_policy(struct directory *d, struct arena *a, struct arrival *t, struct error *e)
{
	struct readers r;
	bool ok;

	if (!readers_take(d, &r, e))
		return false;
	ok = member_load_or(&r, a, t->who.membership, ERR_CREDENTIALS, &t->member, e) && check_member(t, e) &&
		policy_factor(r.tenant, a, &t->member, t->in->address, &t->factor, e);
	t->enrolled = ok && is_there(r.directory, "SELECT 1 FROM account WHERE id = :id AND seed IS NOT NULL",
		(struct bind[]){{":id", .n = t->who.account}, {0}}, e);
	t->email = ok ? email_of(r.directory, a, t->who.account, e) : "";
	if (ok && t->factor != FACTOR_NONE && remembered(&r, t, e))
		t->factor = FACTOR_NONE;
	readers_give(d, &r);
	return ok;
}

static struct entry entry_of(const struct arrival *t)
{
	return (struct entry){
		.membership = t->who.membership,
		.account = t->who.account,
		.member = &t->member,
		.key = t->has_key ? t->key : NULL,
		.terminal_name = t->in->terminal_name,
		.os_user = t->in->os_user ? t->in->os_user : "",
		.address = t->in->address,
		.assurance = 1,
	};
}

static bool go_on(struct directory *d, struct arena *a, struct arrival *t, struct sign_in_answer *out, struct error *e)
{
	struct entry x = entry_of(t);

	if (t->factor == FACTOR_NONE)
		return session_open(d, &x, pardon_run, t, out, e);
	/* The password was right; the PIN has a count of its own. */
	if (!directory_do(d, pardon_run, t, NULL, e))
		return false;
	if (t->factor == FACTOR_MAIL && (!*t->email || !t->in->mail))
		return error_set(e, ERR_NO_MAIL, NULL, "%s", *t->email ? "there is no mail service" : "you have no e-mail address here");
	out->session.member = t->member;
	out->email = t->email;
	return attempt_make(d, a, &x, t->factor == FACTOR_MAIL ? SIGN_IN_MAIL : t->enrolled ? SIGN_IN_APP : SIGN_IN_ENROL, out, e);
}

bool auth_sign_in(struct directory *d, struct arena *a, const struct sign_in *in, struct sign_in_answer *out, struct error *e)
{
	struct arrival t = {.in = in, .now_ms = clock_now_ms(), .login_fold = utf8_fold(a, in->login)};

	*out = (struct sign_in_answer){0};
	if (!read_key(&t, e) || !read_credentials(d, &t, e) || !check_password(d, &t, e) || !read_policy(d, a, &t, e))
		return false;
	if (!go_on(d, a, &t, out, e))
		return false;
	log_event(LOG_INFO, out->step == SIGN_IN_DONE ? "sign-in" : "sign-in.step", "login", in->login, "address", in->address, "terminal",
		t.terminal, NULL);
	return true;
}
