/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session by its token, and whether it was shown lately that it is still he. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "secure/totp.h"
#include "server/auth/directory.h"
#include "server/auth/policy.h"
#include "server/auth/throttle.h"
#include "server/auth/token.h"
#include "store/store.h"

#include <string.h>

#define ASSURED_MS (INT64_C(15) * 60 * 1000)

static bool note_machine(struct store *s, const struct entry *x, const char *terminal, int64_t now_ms, struct error *e)
{
	if (x->proved == FACTOR_NONE || !*terminal)
		return true;
	return sql_run(s,
		"INSERT INTO machine (account, terminal, os_user, factor, verified) VALUES (:account, :terminal, :user, :factor, :now) "
		"ON CONFLICT (account, terminal, os_user) DO UPDATE SET factor = :factor, verified = :now",
		(struct bind[]){{":account", .n = x->account}, {":terminal", .text = terminal}, {":user", .text = x->os_user},
			{":factor", .text = x->proved == FACTOR_APP ? "app" : "mail"}, {":now", .n = now_ms}, {0}}, e);
}

static bool session_make(struct store *s, const struct entry *x, const struct hash *secret, const char *public_id, struct error *e)
{
	int64_t now_ms = clock_now_ms();
	char terminal[33] = "";

	if (x->key)
		secure_terminal_id(x->key, terminal);
	return (!x->key || terminal_note(s, x->key, x->terminal_name, x->member, e)) && note_machine(s, x, terminal, now_ms, e) &&
		sql_run(s,
			"INSERT INTO session (public_id, secret, membership, terminal, os_user, address, way, assurance, assured, created, used) "
			"VALUES (:public, :secret, :membership, :terminal, :user, :address, :way, :assurance, :now, :now, :now)",
			(struct bind[]){{":public", .text = public_id}, {":secret", .blob = secret->bytes, .len = HASH_BYTES},
				{":membership", .n = x->membership}, {":terminal", .text = terminal}, {":user", .text = x->os_user},
				{":address", .text = x->address}, {":way", .text = x->sso ? "sso" : "password"}, {":assurance", .n = x->assurance},
				{":now", .n = now_ms}, {0}}, e) &&
		sql_run(s, "UPDATE account SET signed_in = :now WHERE id = :id", (struct bind[]){{":now", .n = now_ms}, {":id", .n = x->account}, {0}}, e);
}

/* The one he has for level 2: the provider where he came in by it, else an
 * app that is turned on and enrolled. */
static bool find_factor(const struct readers *r, struct session *s, struct error *e)
{
	struct query *q;
	enum factor on;

	s->factor = s->sso ? FACTOR_SSO : FACTOR_NONE;
	if (s->sso)
		return true;
	if (!policy_factor_on(r->tenant, &s->member, &on, e))
		return false;
	if (on != FACTOR_APP)
		return true;
	q = sql_ask(r->directory, "SELECT 1 FROM account WHERE id = :id AND seed IS NOT NULL", (struct bind[]){{":id", .n = s->member.account}, {0}}, e);
	if (q && query_step(q, e) == QUERY_ROW)
		s->factor = FACTOR_APP;
	query_done(q);
	return q != NULL;
}

static bool fill_factor(struct directory *d, struct session *s, struct error *e)
{
	struct readers r;
	bool ok;

	if (!readers_take(d, &r, e))
		return false;
	ok = find_factor(&r, s, e);
	readers_give(d, &r);
	return ok;
}

struct opening {
	const struct entry *entry;
	bool (*also)(struct store *s, void *arg, struct error *e);
	void *arg;
	struct hash secret;
	char public_id[UUID_LEN + 1];
};

static bool opening_run(struct store *s, void *arg, struct error *e)
{
	const struct opening *x = arg;

	return (!x->also || x->also(s, x->arg, e)) && session_make(s, x->entry, &x->secret, x->public_id, e);
}

bool session_open(struct directory *d, const struct entry *x, bool (*also)(struct store *s, void *arg, struct error *e), void *arg,
	struct sign_in_answer *out, struct error *e)
{
	struct opening o = {.entry = x, .also = also, .arg = arg};

	secure_secret(out->token);
	o.secret = secure_hash_bytes(out->token, SECRET_CHARS);
	uuid_new(o.public_id);
	if (!directory_do(d, opening_run, &o, NULL, e)) {
		secure_wipe(out->token, sizeof out->token);
		return false;
	}
	out->step = SIGN_IN_DONE;
	str_copy(out->session.public_id, sizeof out->session.public_id, o.public_id);
	if (x->key)
		secure_terminal_id(x->key, out->session.terminal);
	if (&out->session.member != x->member)
		out->session.member = *x->member;
	out->session.assurance = x->assurance;
	out->session.assured_ms = clock_now_ms();
	out->session.sso = x->sso;
	return fill_factor(d, &out->session, e);
}

/* What stands of a session before its member is read. */
struct found {
	int64_t membership, created_ms, used_ms;
};

static bool session_find(struct store *s, const char *token, struct found *f, struct session *out, struct error *e)
{
	struct hash secret = secure_hash_bytes(token, strlen(token));
	struct query *q = store_query(s,
		"SELECT id, membership, created, used, public_id, terminal, assurance, assured, way = 'sso' FROM session AS s "
		"WHERE secret = :secret AND ended = 0 AND NOT EXISTS (SELECT 1 FROM terminal AS t WHERE t.id = s.terminal AND t.revoked)",
		e);
	bool found;

	if (!q)
		return false;
	query_blob(q, ":secret", secret.bytes, HASH_BYTES);
	found = query_step(q, e) == QUERY_ROW;
	if (found) {
		*f = (struct found){query_get_int(q, 1), query_get_int(q, 2), query_get_int(q, 3)};
		out->id = query_get_int(q, 0);
		str_copy(out->public_id, sizeof out->public_id, query_get_text(q, 4));
		str_copy(out->terminal, sizeof out->terminal, query_get_text(q, 5));
		out->assurance = (int)query_get_int(q, 6);
		out->assured_ms = query_get_int(q, 7);
		out->sso = query_get_int(q, 8) != 0;
	}
	query_done(q);
	return found || error_set(e, ERR_SIGN_IN, NULL, "%s", "");
}

/* Users of the APIs have no sessions. */
static bool is_of_api(enum level level)
{
	return level == LEVEL_API || level == LEVEL_AUTOMATION;
}

/* A dashboard on the wall stays, bound to its terminal. */
static bool is_fresh(const struct found *f, const struct session *s, int64_t now_ms)
{
	if (s->member.level == LEVEL_DASHBOARD && s->terminal[0])
		return true;
	return now_ms - f->used_ms <= SESSION_IDLE_MS && now_ms - f->created_ms <= SESSION_MOST_MS;
}

/* C7: whom the provider vouched for is not asked where he is, while it is
 * turned on. */
static bool check_session(const struct readers *r, const struct found *f, const struct session *s, const char *address, int64_t now_ms,
	struct error *e)
{
	if (!s->member.active || is_of_api(s->member.level) || !is_fresh(f, s, now_ms))
		return error_set(e, ERR_SIGN_IN, NULL, "%s", "");
	return (s->sso && policy_sso_on(r->tenant)) || policy_address(&s->member, address, e);
}

static bool by_secret(struct directory *d, const struct readers *r, struct arena *a, const char *token, const char *address, struct session *out, struct error *e)
{
	struct found f = {0};
	int64_t now_ms = clock_now_ms();

	if (!session_find(r->directory, token, &f, out, e) || !member_load_or(r, a, f.membership, ERR_SIGN_IN, &out->member, e) ||
		!check_session(r, &f, out, address, now_ms, e) || !find_factor(r, out, e))
		return false;
	directory_used(d, out->id, "", now_ms);
	return true;
}

/* An API token opens what its owner may open, at level 1 (B12). */
static bool by_token(const struct readers *r, struct arena *a, const char *token, const char *address, struct session *out, struct error *e)
{
	int64_t membership = token_membership(r->directory, token, TOKEN_API, e);

	if (!membership || !member_load_or(r, a, membership, ERR_SIGN_IN, &out->member, e))
		return false;
	out->assurance = 1;
	if (!out->member.active || is_of_api(out->member.level))
		return error_set(e, ERR_SIGN_IN, NULL, "%s", "");
	return policy_address(&out->member, address, e) && find_factor(r, out, e);
}

bool auth_session(struct directory *d, struct arena *a, const char *token, const char *address, struct session *out, struct error *e)
{
	struct readers r;
	bool ok;

	*out = (struct session){0};
	if (!readers_take(d, &r, e))
		return false;
	ok = str_starts(token, TOKEN_API_PREFIX) ? by_token(&r, a, token, address, out, e) : by_secret(d, &r, a, token, address, out, e);
	readers_give(d, &r);
	return ok || error_set(e, ERR_SIGN_IN, NULL, "%s", "");
}

bool auth_assured(const struct session *s, struct error *e)
{
	if (s->factor == FACTOR_NONE || (s->assurance >= 2 && clock_now_ms() - s->assured_ms <= ASSURED_MS))
		return true;
	return error_set(e, ERR_ASSURANCE, NULL, "%s", s->factor == FACTOR_SSO ? "sso" : "app");
}

struct assuring {
	const struct session *session;
	int64_t step;
};

static bool assure_run(struct store *s, void *arg, struct error *e)
{
	const struct assuring *x = arg;

	return seed_take(s, x->session->member.account, x->step, e) &&
		sql_run(s, "UPDATE session SET assurance = 2, assured = :now WHERE id = :id",
			(struct bind[]){{":now", .n = clock_now_ms()}, {":id", .n = x->session->id}, {0}}, e);
}

static bool charge_run(struct store *s, void *arg, struct error *e)
{
	return throttle_charge(s, arg, clock_now_ms(), e);
}

static bool pardon_run(struct store *s, void *arg, struct error *e)
{
	return throttle_pardon(s, arg, e);
}

bool auth_assure(struct directory *d, const struct session *s, const char *pin, struct error *e)
{
	struct assuring x = {.session = s};
	struct throttle t;
	int64_t last = 0;
	unsigned char seed[TOTP_SEED_BYTES];
	struct readers r;
	bool known, right;

	if (!s->id)
		return error_set(e, ERR_FORBIDDEN, NULL, "%s", "");
	throttle_of_pin(&t, s->member.account);
	if (!directory_do(d, charge_run, &t, NULL, e) || !readers_take(d, &r, e))
		return false;
	known = seed_load(d, r.directory, s->member.account, seed, &last, e);
	readers_give(d, &r);
	right = known && totp_check(seed, sizeof seed, clock_now_ms(), pin, &x.step) && x.step > last;
	secure_wipe(seed, sizeof seed);
	if (!right)
		return error_set(e, known ? ERR_PIN : ERR_FORBIDDEN, NULL, "%s", "");
	return directory_do(d, assure_run, &x, NULL, e) && directory_do(d, pardon_run, &t, NULL, e);
}

static bool end_run(struct store *s, void *arg, struct error *e)
{
	return sql_run(s, "UPDATE session SET ended = :now WHERE public_id = :id AND ended = 0",
		(struct bind[]){{":now", .n = clock_now_ms()}, {":id", .text = arg}, {0}}, e);
}

bool auth_sign_out(struct directory *d, const char *public_id, struct error *e)
{
	return directory_do(d, end_run, (void *)(uintptr_t)public_id, NULL, e);
}
