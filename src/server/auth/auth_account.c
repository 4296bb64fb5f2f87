/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "server/auth/directory.h"
#include "server/auth/throttle.h"
#include "store/store.h"

#include <string.h>

#define LOGIN_BYTES    64
#define PASSWORD_LEAST 8
#define PASSWORD_BYTES 1024

bool auth_password_rules(const char *password, struct error *e)
{
	size_t characters = 0;
	bool lower = false, upper = false, digit = false;

	for (const char *p = password; *p; p++) {
		characters += ((unsigned char)*p & 0xc0) != 0x80;
		lower |= *p >= 'a' && *p <= 'z';
		upper |= *p >= 'A' && *p <= 'Z';
		digit |= *p >= '0' && *p <= '9';
	}
	if (characters < PASSWORD_LEAST)
		return error_set(e, ERR_PASSWORD_WEAK, "password", "at least %d characters", PASSWORD_LEAST);
	if (strlen(password) > PASSWORD_BYTES)
		return error_set(e, ERR_TOO_LONG, "password", "%d", PASSWORD_BYTES);
	if (!lower || !upper || !digit)
		return error_set(e, ERR_PASSWORD_WEAK, "password", "%s", !lower ? "a small letter" : !upper ? "a capital letter" : "a digit");
	return true;
}

/* All hashing is done before the writer is asked. */
struct password {
	int64_t account;
	char hash[PASSWORD_HASH_BYTES];
	struct hash history;
	char old_hash[PASSWORD_HASH_BYTES]; /* that the old password was checked against */
};

static bool password_prepare(struct password *p, const char *text, const unsigned char salt[16], struct error *e)
{
	return (secure_password_hash(text, p->hash) && secure_password_history(text, salt, &p->history)) ||
		error_set(e, ERR_BUSY, NULL, "no memory to hash a password");
}

/* A changed row count of 0 means that it stood there before. */
static bool history_add(struct store *s, const struct password *p, struct error *e)
{
	struct query *q = store_query(s, "INSERT OR IGNORE INTO password_history (account, hash) VALUES (:account, :hash)", e);

	if (!q)
		return false;
	query_int(q, ":account", p->account);
	query_blob(q, ":hash", p->history.bytes, HASH_BYTES);
	return query_run(q, e) && (store_changes(s) > 0 || error_set(e, ERR_PASSWORD_USED, "new", "it was used before"));
}

static bool password_write(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct password *p = arg;
	struct query *q;

	*wrote = true;
	if (!history_add(s, p, e))
		return false;
	q = store_query(s, "UPDATE account SET password = :hash WHERE id = :account AND password = :old", e);
	if (!q)
		return false;
	query_text(q, ":hash", p->hash);
	query_int(q, ":account", p->account);
	query_text(q, ":old", p->old_hash);
	return query_run(q, e) && (store_changes(s) > 0 || error_set(e, ERR_CONFLICT, NULL, "the password was changed meanwhile"));
}

struct charge {
	const struct throttle *throttle;
	bool pardon;
};

static bool charge_write(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct charge *c = arg;

	*wrote = true;
	return c->pardon ? throttle_pardon(s, c->throttle, e) : throttle_charge(s, c->throttle, clock_now_ms(), e);
}

static bool charge(struct directory *d, const struct throttle *t, bool pardon, struct error *e)
{
	struct charge c = {t, pardon};

	return writer_do(d->writer, (struct writer_job){charge_write, &c}, e);
}

static bool read_secrets(struct directory *d, struct password *p, unsigned char salt[16], struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? store_query(s, "SELECT password, history_salt FROM account WHERE id = :id AND active", e) : NULL;
	bool found = false;

	if (q) {
		query_int(q, ":id", p->account);
		found = query_step(q, e) == QUERY_ROW;
	}
	if (found) {
		size_t len;
		const void *blob = query_get_blob(q, 1, &len);

		str_copy(p->old_hash, sizeof p->old_hash, query_get_text(q, 0));
		memcpy(salt, blob, len < 16 ? len : 16);
	}
	query_done(q);
	if (s)
		pool_give(d->pool, s);
	return found || error_set(e, ERR_SIGN_IN, NULL, "no such account");
}

bool auth_change_password(struct directory *d, int64_t account, const char *old, const char *new_password, struct error *e)
{
	struct password p = {.account = account};
	struct throttle t;
	unsigned char salt[16] = {0};

	throttle_of_account(&t, account);
	if (!read_secrets(d, &p, salt, e) || !charge(d, &t, false, e))
		return false;
	if (!password_check(p.old_hash, old))
		return error_set(e, ERR_INVALID, "old", "not the password");
	if (!charge(d, &t, true, e) || !auth_password_rules(new_password, e) || !password_prepare(&p, new_password, salt, e))
		return false;
	return writer_do(d->writer, (struct writer_job){password_write, &p}, e);
}

struct end {
	int64_t account;
	const char *except;
};

static bool end_write(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct end *end = arg;
	struct query *q = store_query(s,
		"UPDATE session SET ended = :now WHERE ended = 0 AND public_id <> :except "
		"AND membership IN (SELECT id FROM membership WHERE account = :account)",
		e);

	*wrote = true;
	if (!q)
		return false;
	query_int(q, ":now", clock_now_ms());
	query_text(q, ":except", end->except);
	query_int(q, ":account", end->account);
	return query_run(q, e);
}

bool auth_end_sessions(struct directory *d, int64_t account, const char *except, struct error *e)
{
	struct end end = {account, except};

	return writer_do(d->writer, (struct writer_job){end_write, &end}, e);
}

/* Somebody new. */
struct addition {
	const struct new_account *in;
	const char *login_fold, *email_fold;
	unsigned char salt[16];
	struct password password;
	int64_t account;
};

static bool check_login(const char *login, struct error *e)
{
	size_t len = strlen(login);
	uint32_t cp;

	if (len == 0)
		return error_set(e, ERR_REQUIRED, "login", "it is empty");
	if (len > LOGIN_BYTES)
		return error_set(e, ERR_TOO_LONG, "login", "%d", LOGIN_BYTES);
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_decode(login + i, len - i, &cp);
		if (n == 0 || cp == ' ' || utf8_class(cp) != TEXT_KEEP)
			return error_set(e, ERR_INVALID, "login", "letters, digits and marks, no spaces");
	}
	return true;
}

static bool is_taken(struct store *s, const char *sql, const char *value, struct error *e)
{
	struct query *q = store_query(s, sql, e);
	bool taken;

	if (!q)
		return true;
	query_text(q, ":value", value);
	taken = query_step(q, e) != QUERY_DONE;
	query_done(q);
	return taken;
}

static bool check_free(struct store *s, const struct addition *x, struct error *e)
{
	if (is_taken(s, "SELECT 1 FROM account WHERE login_fold = :value", x->login_fold, e))
		return error_set(e, ERR_IN_USE, "login", "%s", x->in->login);
	if (*x->email_fold && is_taken(s, "SELECT 1 FROM account WHERE email_fold = :value", x->email_fold, e))
		return error_set(e, ERR_IN_USE, "email", "%s", x->in->email);
	return true;
}

static bool account_insert(struct store *s, struct addition *x, struct error *e)
{
	struct query *q = store_query(s,
		"INSERT INTO account (login, login_fold, name, email, email_fold, language, password, history_salt, created) "
		"VALUES (:login, :login_fold, :name, :email, :email_fold, :language, :password, :salt, :now)",
		e);

	if (!q)
		return false;
	query_text(q, ":login", x->in->login);
	query_text(q, ":login_fold", x->login_fold);
	query_text(q, ":name", x->in->name);
	query_text(q, ":email", x->in->email ? x->in->email : "");
	query_text(q, ":email_fold", x->email_fold);
	query_text(q, ":language", x->in->member->language == SWEDISH ? "sv" : "en");
	query_text(q, ":password", x->password.hash);
	query_blob(q, ":salt", x->salt, sizeof x->salt);
	query_int(q, ":now", clock_now_ms());
	if (!query_run(q, e))
		return false;
	x->account = x->password.account = store_last_id(s);
	return !x->in->password || history_add(s, &x->password, e);
}

static bool insert_ids(struct store *s, const char *sql, int64_t membership, const int64_t *ids, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		struct query *q = store_query(s, sql, e);

		if (!q)
			return false;
		query_int(q, ":membership", membership);
		query_int(q, ":id", ids[i]);
		if (!query_run(q, e))
			return false;
	}
	return true;
}

static bool membership_insert(struct store *s, const struct addition *x, struct error *e)
{
	const struct member *m = x->in->member;
	struct query *q = store_query(s,
		"INSERT INTO membership (account, tenant, user, level, menu, read_only, mobile, privileges, all_goods_owners, "
		"all_warehouses, default_goods_owner, consignee, supplier, active) VALUES (:account, :tenant, :user, :level, :menu, "
		":read_only, :mobile, :privileges, :all_goods_owners, :all_warehouses, :default, :consignee, :supplier, :active)",
		e);
	int64_t id;

	if (!q)
		return false;
	query_int(q, ":account", x->account);
	query_text(q, ":tenant", m->tenant);
	query_int(q, ":user", m->user);
	query_text(q, ":level", levels[m->level].code);
	query_text(q, ":menu", menus[m->menu].code);
	query_int(q, ":read_only", m->read_only);
	query_int(q, ":mobile", m->mobile);
	query_text(q, ":privileges", m->privileges);
	query_int(q, ":all_goods_owners", m->all_goods_owners);
	query_int(q, ":all_warehouses", m->all_warehouses);
	query_int(q, ":default", m->default_goods_owner);
	query_int(q, ":consignee", m->consignee);
	query_int(q, ":supplier", m->supplier);
	query_int(q, ":active", m->active);
	if (!query_run(q, e))
		return false;
	id = store_last_id(s);
	return insert_ids(s, "INSERT INTO membership_goods_owner (membership, goods_owner) VALUES (:membership, :id)", id,
		       m->goods_owners, m->all_goods_owners ? 0 : m->goods_owner_count, e) &&
		insert_ids(s, "INSERT INTO membership_warehouse (membership, warehouse) VALUES (:membership, :id)", id, m->warehouses,
			m->all_warehouses ? 0 : m->warehouse_count, e);
}

static bool addition_write(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct addition *x = arg;

	if (!check_free(s, x, e))
		return false;
	*wrote = true;
	return account_insert(s, x, e) && membership_insert(s, x, e);
}

int64_t auth_account_add(struct directory *d, const struct new_account *n, struct error *e)
{
	struct arena *a = arena_new();
	struct addition x = {
		.in = n,
		.login_fold = utf8_fold(a, n->login),
		.email_fold = utf8_fold(a, n->email ? n->email : ""),
	};
	bool ok;

	secure_random(x.salt, sizeof x.salt);
	ok = check_login(n->login, e) && (!n->password || (auth_password_rules(n->password, e) && password_prepare(&x.password, n->password, x.salt, e)));
	ok = ok && writer_do(d->writer, (struct writer_job){addition_write, &x}, e);
	arena_free(&a);
	return ok ? x.account : 0;
}
