/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "server/auth/directory.h"
#include "server/auth/throttle.h"
#include "store/store.h"

#include <string.h>

#define IDLE_MS  (INT64_C(30) * 60 * 1000)
#define MOST_MS  (INT64_C(12) * 60 * 60 * 1000)

bool credentials_load(struct store *s, const char *login_fold, const char *tenant, struct credentials *out, struct error *e)
{
	struct query *q = store_query(s,
		"SELECT a.id, a.password, m.id, m.tenant, a.active AND m.active FROM account a "
		"JOIN membership m ON m.account = a.id WHERE a.login_fold = :login AND (:tenant IS NULL OR m.tenant = :tenant) "
		"ORDER BY m.active DESC, m.id LIMIT 1",
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
		str_copy(out->tenant, sizeof out->tenant, query_get_text(q, 3));
		out->active = query_get_int(q, 4) != 0;
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

/* A sign-in on its way. */
struct attempt {
	const struct sign_in *in;
	const char *login_fold;
	bool has_key;
	unsigned char key[32];
	char terminal[33];
	bool known; /* this account was signed in at this terminal before */
	struct throttle throttle;
	struct credentials who;
	struct member *member;
	char public_id[37];
	struct hash secret;
	int64_t now_ms;
};

static bool attempt_key(struct attempt *t, struct error *e)
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

static bool knows_machine(struct store *s, const struct attempt *t, struct error *e)
{
	struct query *q = store_query(s, "SELECT 1 FROM session WHERE membership = :m AND terminal = :t LIMIT 1", e);
	bool known;

	if (!q)
		return false;
	query_int(q, ":m", t->who.membership);
	query_text(q, ":t", t->terminal);
	known = query_step(q, e) == QUERY_ROW;
	query_done(q);
	return known;
}

static bool attempt_read(struct directory *d, struct attempt *t, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	bool ok;

	if (!s)
		return false;
	ok = credentials_load(s, t->login_fold, t->in->tenant, &t->who, e);
	t->known = ok && t->has_key && t->who.membership && knows_machine(s, t, e);
	pool_give(d->pool, s);
	if (t->known)
		throttle_of_machine(&t->throttle, t->login_fold, t->terminal);
	else
		throttle_of_stranger(&t->throttle, t->login_fold, t->in->address);
	return ok;
}

static bool charge_write(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct attempt *t = arg;

	*wrote = true;
	return throttle_charge(s, &t->throttle, t->now_ms, e);
}

static bool session_insert(struct store *s, const struct attempt *t, struct error *e)
{
	struct query *q = store_query(s,
		"INSERT INTO session (public_id, secret, membership, terminal, address, created, used) "
		"VALUES (:public, :secret, :membership, :terminal, :address, :now, :now)",
		e);

	if (!q)
		return false;
	query_text(q, ":public", t->public_id);
	query_blob(q, ":secret", t->secret.bytes, HASH_BYTES);
	query_int(q, ":membership", t->who.membership);
	query_text(q, ":terminal", t->terminal);
	query_text(q, ":address", t->in->address);
	query_int(q, ":now", t->now_ms);
	return query_run(q, e);
}

static bool note_signed_in(struct store *s, const struct attempt *t, struct error *e)
{
	struct query *q = store_query(s, "UPDATE account SET signed_in = :now WHERE id = :id", e);

	if (!q)
		return false;
	query_int(q, ":now", t->now_ms);
	query_int(q, ":id", t->who.account);
	return query_run(q, e);
}

static bool session_write(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct attempt *t = arg;

	*wrote = true;
	return throttle_pardon(s, &t->throttle, e) &&
		(!t->has_key || terminal_note(s, t->key, t->in->terminal_name, t->member, e)) && session_insert(s, t, e) &&
		note_signed_in(s, t, e);
}

static bool load_at(struct directory *d, struct arena *a, int64_t membership, struct member *out, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	bool ok = s && member_load(s, a, membership, out, e);

	if (s)
		pool_give(d->pool, s);
	return ok;
}

/* The levels that use other doors than this one. */
static bool check_level(const struct member *m, struct error *e)
{
	return (m->level != LEVEL_API && m->level != LEVEL_AUTOMATION) || error_set(e, ERR_FORBIDDEN, NULL, "not at a terminal");
}

static bool attempt_verify(struct directory *d, struct attempt *t, struct error *e)
{
	bool ok;

	if (!writer_do(d->writer, (struct writer_job){charge_write, t}, e))
		return false;
	ok = password_check(t->who.password, t->in->password) && t->who.active;
	log_event(ok ? LOG_INFO : LOG_WARN, ok ? "sign-in" : "sign-in.refused", "login", t->in->login, "address", t->in->address,
		"terminal", t->terminal, NULL);
	return ok || error_set(e, ERR_CREDENTIALS, NULL, "%s", "");
}

bool auth_sign_in(struct directory *d, struct arena *a, const struct sign_in *in, struct session *out, char token[SECRET_CHARS + 1], struct error *e)
{
	struct attempt t = {.in = in, .now_ms = clock_now_ms(), .login_fold = utf8_fold(a, in->login), .member = &out->member};

	if (!attempt_key(&t, e) || !attempt_read(d, &t, e) || !attempt_verify(d, &t, e))
		return false;
	if (!load_at(d, a, t.who.membership, &out->member, e) || !check_level(&out->member, e))
		return false;
	secure_secret(token);
	t.secret = secure_hash_bytes(token, SECRET_CHARS);
	uuid_new(t.public_id);
	if (!writer_do(d->writer, (struct writer_job){session_write, &t}, e))
		return false;
	str_copy(out->public_id, sizeof out->public_id, t.public_id);
	str_copy(out->terminal, sizeof out->terminal, t.terminal);
	return true;
}

/* What stands of a session before its member is read. */
struct found {
	int64_t id, membership, created_ms, used_ms;
};

static bool session_find(struct store *s, const char *token, struct found *f, struct session *out, struct error *e)
{
	struct hash secret = secure_hash_bytes(token, strlen(token));
	struct query *q = store_query(s,
		"SELECT id, membership, created, used, public_id, terminal FROM session AS s WHERE secret = :secret AND ended = 0 "
		"AND NOT EXISTS (SELECT 1 FROM terminal AS t WHERE t.id = s.terminal AND t.revoked)",
		e);
	bool found;

	if (!q)
		return false;
	query_blob(q, ":secret", secret.bytes, HASH_BYTES);
	found = query_step(q, e) == QUERY_ROW;
	if (found) {
		*f = (struct found){query_get_int(q, 0), query_get_int(q, 1), query_get_int(q, 2), query_get_int(q, 3)};
		str_copy(out->public_id, sizeof out->public_id, query_get_text(q, 4));
		str_copy(out->terminal, sizeof out->terminal, query_get_text(q, 5));
	}
	query_done(q);
	return found || error_set(e, ERR_SIGN_IN, NULL, "%s", "");
}

/* A dashboard on the wall stays, bound to its terminal. */
static bool is_fresh(const struct found *f, const struct session *s, int64_t now_ms)
{
	if (s->member.level == LEVEL_DASHBOARD && s->terminal[0])
		return true;
	return now_ms - f->used_ms <= IDLE_MS && now_ms - f->created_ms <= MOST_MS;
}

bool auth_session(struct directory *d, struct arena *a, const char *token, struct session *out, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct found f = {0};
	int64_t now_ms = clock_now_ms();
	bool ok;

	if (!s)
		return false;
	ok = session_find(s, token, &f, out, e) && member_load(s, a, f.membership, &out->member, e);
	pool_give(d->pool, s);
	if (!ok)
		return false;
	if (!out->member.active || !is_fresh(&f, out, now_ms))
		return error_set(e, ERR_SIGN_IN, NULL, "%s", "");
	directory_used(d, f.id, now_ms);
	return true;
}

static bool end_write(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct query *q = store_query(s, "UPDATE session SET ended = :now WHERE public_id = :id AND ended = 0", e);

	*wrote = true;
	if (!q)
		return false;
	query_int(q, ":now", clock_now_ms());
	query_text(q, ":id", arg);
	return query_run(q, e);
}

bool auth_sign_out(struct directory *d, const char *public_id, struct error *e)
{
	return writer_do(d->writer, (struct writer_job){end_write, (void *)(uintptr_t)public_id}, e);
}

static int64_t membership_of(struct store *s, const char *public_id, const char *terminal, struct error *e)
{
	struct query *q = store_query(s, "SELECT membership FROM session WHERE public_id = :id AND terminal = :terminal", e);
	int64_t id = 0;

	if (!q)
		return 0;
	query_text(q, ":id", public_id);
	query_text(q, ":terminal", terminal);
	if (query_step(q, e) == QUERY_ROW)
		id = query_get_int(q, 0);
	query_done(q);
	return id;
}

bool auth_member_at(struct directory *d, struct arena *a, const char *session_public_id, const char *terminal, struct member *out, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	int64_t membership;
	bool ok;

	if (!s)
		return false;
	membership = membership_of(s, session_public_id, terminal, e);
	ok = membership ? member_load(s, a, membership, out, e) : error_set(e, ERR_FORBIDDEN, "session", "not a session of this terminal");
	pool_give(d->pool, s);
	return ok;
}
