/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in by the identity provider, and the link from its subject to an account. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "server/auth/attempt.h"
#include "store/store.h"

#include <string.h>

bool auth_sso_begin(struct directory *d, const struct sign_in *in, struct sso_attempt *x, struct error *e)
{
	struct arena *a = arena_new();
	size_t len = strlen(x->device), n = 0;
	unsigned char key[32], *sealed = arena_alloc(a, len + VAULT_EXTRA);
	struct entry entry = {.terminal_name = in->terminal_name, .os_user = in->os_user ? in->os_user : "", .address = in->address};
	struct attempt_new new = {.entry = &entry, .step = "sso", .device = sealed, .device_len = len + VAULT_EXTRA, .interval_s = x->interval_s,
		.expires_ms = x->expires_ms};
	bool ok = true;

	if (in->terminal_key) {
		ok = (secure_unbase64(in->terminal_key, key, sizeof key, &n) && n == sizeof key) ||
			error_set(e, ERR_INVALID, "terminal.key", "not a public key");
		entry.key = key;
	}
	vault_seal(&d->vault, "device", NULL, 0, x->device, len, sealed);
	secure_secret(x->attempt);
	new.secret = secure_hash_bytes(x->attempt, SECRET_CHARS);
	ok = ok && attempt_insert(d, &new, e);
	arena_free(&a);
	return ok;
}

bool auth_sso_may(struct directory *d, const struct sign_in *in, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	bool ok = s && attempt_room(s, in->address, e);

	if (s)
		pool_give(d->pool, s);
	return ok;
}

struct poll {
	int64_t id, now_ms, due_ms;
};

static bool due_run(struct store *s, void *arg, struct error *e)
{
	const struct poll *x = arg;

	return sql_run(s, "UPDATE attempt SET due = :due WHERE id = :id AND due <= :now",
		       (struct bind[]){{":due", .n = x->due_ms}, {":id", .n = x->id}, {":now", .n = x->now_ms}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_THROTTLED, NULL, "1"));
}

static bool load(struct directory *d, struct arena *a, const char *secret, struct attempt *t, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	bool ok = s && attempt_load(d, s, a, secret, t, e);

	if (s)
		pool_give(d->pool, s);
	return ok && (t->sso || error_set(e, ERR_TOKEN, NULL, "%s", ""));
}

bool auth_sso_poll(struct directory *d, struct arena *a, struct sso_attempt *x, struct error *e)
{
	struct attempt t;
	struct poll p = {.now_ms = clock_now_ms()};

	if (!load(d, a, x->attempt, &t, e))
		return false;
	p.id = t.id;
	p.due_ms = p.now_ms + (int64_t)t.interval_s * 1000;
	x->device = t.device;
	x->interval_s = t.interval_s;
	x->expires_ms = t.expires_ms;
	x->due_ms = t.due_ms;
	return directory_do(d, due_run, &p, NULL, e);
}

struct slower {
	struct hash secret;
	int interval_s;
};

static bool slower_run(struct store *s, void *arg, struct error *e)
{
	const struct slower *x = arg;

	return sql_run(s, "UPDATE attempt SET interval = :interval WHERE secret = :secret",
		(struct bind[]){{":interval", .n = x->interval_s}, {":secret", .blob = x->secret.bytes, .len = HASH_BYTES}, {0}}, e);
}

bool auth_sso_slower(struct directory *d, const char *attempt, int interval_s, struct error *e)
{
	struct slower x = {secure_hash_bytes(attempt, strlen(attempt)), interval_s};

	return directory_do(d, slower_run, &x, NULL, e);
}

static bool over_run(struct store *s, void *arg, struct error *e)
{
	const struct hash *secret = arg;

	return sql_run(s, "DELETE FROM attempt WHERE secret = :secret", (struct bind[]){{":secret", .blob = secret->bytes, .len = HASH_BYTES}, {0}}, e);
}

bool auth_sso_end(struct directory *d, const char *attempt, struct error *e)
{
	struct hash secret = secure_hash_bytes(attempt, strlen(attempt));

	return directory_do(d, over_run, &secret, NULL, e);
}

/* Who comes, on his way in. */
struct arrival {
	const struct identity_proof *who;
	struct attempt attempt;
	int64_t account, membership;
	bool link;  /* to be made now */
	struct member member;
};

static int64_t ask_id(struct store *s, const char *sql, const struct bind *b, struct error *e)
{
	struct query *q = sql_ask(s, sql, b, e);
	int64_t id = q && query_step(q, e) == QUERY_ROW ? query_get_int(q, 0) : 0;

	query_done(q);
	return id;
}

static bool allows_link(struct store *tenant)
{
	return store_ask_int(tenant, "SELECT link_by_email FROM identity_providers ORDER BY id LIMIT 1", 0) != 0;
}

/* Letters that fold to the same may be two people's. */
static bool is_ascii(const char *s)
{
	while (*s && !(*s & 0x80))
		s++;
	return !*s;
}

static bool find_account(const struct readers *r, struct arena *a, struct arrival *x, struct error *e)
{
	const char *fold = is_ascii(x->who->email) ? utf8_fold(a, x->who->email) : "";

	x->account = ask_id(r->directory, "SELECT account FROM identity WHERE issuer = :i AND subject = :s",
		(struct bind[]){{":i", .text = x->who->issuer}, {":s", .text = x->who->subject}, {0}}, e);
	if (!x->account && *fold && allows_link(r->tenant)) {
		x->account = ask_id(r->directory,
			"SELECT id FROM account AS a WHERE email_fold = :e AND NOT gone "
			"AND NOT EXISTS (SELECT 1 FROM identity AS i WHERE i.account = a.id AND i.issuer = :i)",
			(struct bind[]){{":e", .text = fold}, {":i", .text = x->who->issuer}, {0}}, e);
		x->link = x->account != 0;
	}
	x->membership = ask_id(r->directory, "SELECT id FROM membership WHERE account = :a ORDER BY id LIMIT 1",
		(struct bind[]){{":a", .n = x->account}, {0}}, e);
	return x->membership || error_set(e, ERR_NOT_LINKED, NULL, "%s", *x->who->email ? x->who->email : x->who->subject);
}

static bool link_and_end(struct store *s, void *arg, struct error *e)
{
	const struct arrival *x = arg;

	if (!attempt_end(s, x->attempt.id, e))
		return false;
	if (!x->link)
		return true;
	/* Two who have that address came at once: the first is he. */
	return sql_run(s,
		       "INSERT INTO identity (issuer, subject, account, made) SELECT :i, :s, :a, :now "
		       "WHERE NOT EXISTS (SELECT 1 FROM identity WHERE issuer = :i AND (account = :a OR subject = :s))",
		       (struct bind[]){{":i", .text = x->who->issuer}, {":s", .text = x->who->subject}, {":a", .n = x->account},
			       {":now", .n = clock_now_ms()}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_NOT_LINKED, NULL, "%s", x->who->email));
}

static bool check_member(const struct member *m, struct error *e)
{
	if (!m->active || m->level == LEVEL_API || m->level == LEVEL_AUTOMATION)
		return error_set(e, ERR_FORBIDDEN, NULL, "%s", "this account may not sign in");
	return true;
}

bool auth_sign_in_sso(struct directory *d, struct arena *a, const char *attempt, const struct identity_proof *who, struct sign_in_answer *out,
	struct error *e)
{
	struct arrival x = {.who = who};
	struct readers r;
	struct entry n;
	bool ok;

	*out = (struct sign_in_answer){0};
	if (!load(d, a, attempt, &x.attempt, e) || !readers_take(d, &r, e))
		return false;
	ok = find_account(&r, a, &x, e) && member_load_or(&r, a, x.membership, ERR_NOT_LINKED, &x.member, e) && check_member(&x.member, e);
	readers_give(d, &r);
	if (!ok) {
		log_event(LOG_WARN, "sign-in.refused", "subject", who->subject, "address", x.attempt.address, "why", "sso", NULL);
		return false;
	}
	x.attempt.membership = x.membership;
	n = attempt_entry(&x.attempt, &x.member);
	n.sso = true;
	n.assurance = 2;
	ok = session_open(d, &n, link_and_end, &x, out, e);
	if (ok)
		log_event(LOG_INFO, "sign-in", "login", x.member.login, "address", x.attempt.address, "by", x.link ? "sso, first link" : "sso", NULL);
	return ok;
}

struct linking {
	int64_t account;
	const char *issuer, *subject;
};

static bool link_run(struct store *s, void *arg, struct error *e)
{
	const struct linking *x = arg;
	int64_t owner = ask_id(s, "SELECT account FROM identity WHERE issuer = :i AND subject = :s",
		(struct bind[]){{":i", .text = x->issuer}, {":s", .text = x->subject}, {0}}, e);

	if (owner && owner != x->account)
		return error_set(e, ERR_IN_USE, "subject", "another account is linked to it");
	return sql_run(s, "INSERT OR REPLACE INTO identity (issuer, subject, account, made) VALUES (:i, :s, :a, :now)",
		(struct bind[]){{":i", .text = x->issuer}, {":s", .text = x->subject}, {":a", .n = x->account}, {":now", .n = clock_now_ms()}, {0}}, e);
}

bool auth_link(struct directory *d, int64_t account, const char *issuer, const char *subject, const char *audit, struct error *e)
{
	struct linking x = {account, issuer, subject};

	return directory_do(d, link_run, &x, audit, e);
}

static bool unlink_run(struct store *s, void *arg, struct error *e)
{
	struct bind account[] = {{":a", .n = *(const int64_t *)arg}, {0}};

	return sql_run(s, "DELETE FROM identity WHERE account = :a", account, e) &&
		sql_run(s, "UPDATE session SET ended = created + 1 WHERE ended = 0 AND way = 'sso' AND membership IN (SELECT id FROM membership WHERE account = :a)",
			account, e);
}

bool auth_unlink(struct directory *d, int64_t account, const char *audit, struct error *e)
{
	return directory_do(d, unlink_run, &account, audit, e);
}
