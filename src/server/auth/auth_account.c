/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts: made, changed, gone; their sessions end with them. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "server/auth/password.h"
#include "store/store.h"

#include <string.h>

#define LOGIN_BYTES 64
#define MAKING_MS   (INT64_C(10) * 60 * 1000)

bool sessions_end(struct store *s, int64_t account, const char *tenant, const char *except, struct error *e)
{
	const struct bind who = {":account", .n = account}, where = {":tenant", .text = tenant ? tenant : ""};

	return sql_run(s,
		       "UPDATE session SET ended = :now WHERE ended = 0 AND public_id <> :except "
		       "AND membership IN (SELECT id FROM membership WHERE account = :account AND (tenant = :tenant OR :tenant = ''))",
		       (struct bind[]){who, where, {":now", .n = clock_now_ms()}, {":except", .text = except}, {0}}, e) &&
		sql_run(s,
			"DELETE FROM attempt WHERE membership IN "
			"(SELECT id FROM membership WHERE account = :account AND (tenant = :tenant OR :tenant = ''))",
			(struct bind[]){who, where, {0}}, e);
}

struct end {
	int64_t account;
	const char *tenant, *except;
};

static bool end_run(struct store *s, void *arg, struct error *e)
{
	const struct end *x = arg;

	return sessions_end(s, x->account, x->tenant, x->except, e);
}

bool auth_end_sessions(struct directory *d, int64_t account, const char *tenant, const char *except, struct error *e)
{
	struct end end = {account, tenant, except};

	return directory_do(d, end_run, &end, NULL, e);
}

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

/* One account that is written, with what was worked out before. */
struct writing {
	struct account *account;
	const char *login_fold, *email_fold;
	struct password password;
	bool given;  /* its id comes with the write */
	bool orphan; /* it is taken up again */
};

static int64_t whose(struct store *s, const char *sql, const char *value, struct error *e)
{
	struct query *q = sql_ask(s, sql, (struct bind[]){{":value", .text = value}, {0}}, e);
	int64_t id = q && query_step(q, e) == QUERY_ROW ? query_get_int(q, 0) : 0;

	query_done(q);
	return id;
}

/* A login that has no user in its tenant: whoever made it was cut off. */
bool account_is_orphan(struct directory *d, int64_t account)
{
	struct store *s = d->tenant ? pool_take(d->tenant, NULL) : NULL;
	struct query *q = s ? sql_ask(s, "SELECT 1 FROM users WHERE account = :a", (struct bind[]){{":a", .n = account}, {0}}, NULL) : NULL;
	bool orphan = q && query_step(q, NULL) == QUERY_DONE;

	query_done(q);
	if (s)
		pool_give(d->tenant, s);
	return orphan;
}

/* Whose login it was to be: nobody else's, and nobody's whom somebody is just
 * making, be it the same one in another request. */
static int64_t find_orphan(struct directory *d, struct store *s, const struct writing *w, struct error *e)
{
	const struct account *x = w->account;
	struct query *q = sql_ask(s,
		"SELECT id FROM account AS a WHERE login_fold = :login AND NOT gone AND NOT leaving "
		"AND (created < :old OR (maker = :maker AND created < :opened)) "
		"AND NOT EXISTS (SELECT 1 FROM membership WHERE account = a.id AND tenant <> :tenant)",
		(struct bind[]){{":login", .text = w->login_fold}, {":maker", .text = x->maker ? x->maker : ""}, {":opened", .n = d->opened_ms},
			{":old", .n = clock_now_ms() - MAKING_MS}, {":tenant", .text = x->tenant ? x->tenant : ""}, {0}}, e);
	int64_t id = q && query_step(q, e) == QUERY_ROW ? query_get_int(q, 0) : 0;

	query_done(q);
	return id && account_is_orphan(d, id) ? id : 0;
}

static bool check_free(struct directory *d, struct store *s, struct writing *w, struct error *e)
{
	struct account *x = w->account;
	int64_t owner;

	if (!x->id && whose(s, "SELECT id FROM account WHERE login_fold = :value", w->login_fold, e)) {
		x->id = find_orphan(d, s, w, e);
		w->orphan = x->id != 0;
		if (!x->id)
			return error_set(e, ERR_IN_USE, "login", "%s", x->login);
	}
	owner = *w->email_fold ? whose(s, "SELECT id FROM account WHERE email_fold = :value", w->email_fold, e) : 0;
	return !owner || owner == x->id || error_set(e, ERR_IN_USE, "email", "%s", x->email);
}

static bool insert(struct store *s, struct writing *w, struct error *e)
{
	struct account *x = w->account;

	if (!sql_run(s,
		    "INSERT INTO account (login, login_fold, name, language, history_salt, created, maker) "
		    "VALUES (:login, :fold, '', 'en', :salt, :now, :maker)",
		    (struct bind[]){{":login", .text = x->login}, {":fold", .text = w->login_fold}, {":salt", .blob = w->password.salt, .len = 16},
			    {":now", .n = clock_now_ms()}, {":maker", .text = x->maker ? x->maker : ""}, {0}}, e))
		return false;
	x->id = store_last_id(s);
	return sql_run(s, "INSERT INTO membership (account, tenant) VALUES (:account, :tenant)",
		(struct bind[]){{":account", .n = x->id}, {":tenant", .text = x->tenant}, {0}}, e);
}

/* Nothing of what he was to be is left. */
static bool take_up(struct store *s, const struct writing *w, struct error *e)
{
	const struct account *x = w->account;
	struct bind id[] = {{":id", .n = x->id}, {0}};

	return sessions_end(s, x->id, NULL, "", e) && sql_run(s, "DELETE FROM password_history WHERE account = :id", id, e) &&
		sql_run(s, "UPDATE token SET ended = 1 WHERE account = :id AND ended = 0", id, e) &&
		sql_run(s,
			"UPDATE account SET login = :login, name = '', email = '', email_fold = '', language = 'en', password = '', "
			"history_salt = :salt, created = :now, maker = :maker, seed = NULL, seed_step = 0 WHERE id = :id",
			(struct bind[]){{":login", .text = x->login}, {":salt", .blob = w->password.salt, .len = 16}, {":now", .n = clock_now_ms()},
				{":maker", .text = x->maker ? x->maker : ""}, {":id", .n = x->id}, {0}}, e);
}

static bool write_text(struct store *s, const char *sql, int64_t account, const char *value, struct error *e)
{
	return !value || sql_run(s, sql, (struct bind[]){{":id", .n = account}, {":value", .text = value}, {0}}, e);
}

static bool write_one(struct directory *d, struct store *s, struct writing *w, struct error *e)
{
	struct account *x = w->account;

	if (!check_free(d, s, w, e) || (w->orphan && !take_up(s, w, e)) || (!x->id && !insert(s, w, e)))
		return false;
	w->password.account = x->id;
	return write_text(s, "UPDATE account SET name = :value WHERE id = :id", x->id, x->name, e) &&
		write_text(s, "UPDATE account SET email = :value WHERE id = :id", x->id, x->email, e) &&
		write_text(s, "UPDATE account SET email_fold = :value WHERE id = :id", x->id, x->email ? w->email_fold : NULL, e) &&
		write_text(s, "UPDATE account SET language = :value WHERE id = :id", x->id, x->language, e) &&
		(!x->password || password_write(s, &w->password, e));
}

struct batch {
	struct directory *d;
	struct writing *list;
	size_t count;
};

/* May run twice: an id given by a transaction that was rolled back is none. */
static bool batch_run(struct store *s, void *arg, struct error *e)
{
	struct batch *b = arg;

	for (size_t i = 0; i < b->count; i++)
		if (b->list[i].given) {
			b->list[i].account->id = 0;
			b->list[i].orphan = false;
		}
	for (size_t i = 0; i < b->count; i++)
		if (!write_one(b->d, s, &b->list[i], e))
			return false;
	return true;
}

/* A password of an account that is there needs the salt of its history. */
static bool prepare(struct directory *d, struct arena *a, struct writing *w, struct error *e)
{
	struct account *x = w->account;

	w->login_fold = utf8_fold(a, x->login ? x->login : "");
	w->email_fold = utf8_fold(a, x->email ? x->email : "");
	if (!x->id && !check_login(x->login, e))
		return false;
	if (!x->id)
		secure_random(w->password.salt, sizeof w->password.salt);
	w->given = x->id == 0;
	w->password.account = x->id;
	if (!x->password)
		return true;
	return (!x->id || password_read(d, &w->password, e)) && password_prepare(&w->password, x->password, e);
}

static void note_change(struct password_change *out, const struct password *p)
{
	str_copy(out->is, sizeof out->is, p->hash);
	str_copy(out->was, sizeof out->was, p->old_hash);
	out->history = p->history;
}

bool auth_accounts_write(struct directory *d, struct account *list, size_t n, struct error *e)
{
	struct arena *a = arena_new();
	struct batch b = {d, arena_array(a, struct writing, n + 1), n};
	bool ok = true;

	for (size_t i = 0; i < n && ok; i++) {
		b.list[i].account = &list[i];
		ok = prepare(d, a, &b.list[i], e);
	}
	ok = ok && (n == 0 || directory_do(d, batch_run, &b, NULL, e));
	for (size_t i = 0; i < n && ok; i++)
		note_change(&list[i].change, &b.list[i].password);
	arena_free(&a);
	return ok;
}

bool auth_account_check(struct directory *d, const struct account *x, const struct password_rule *rule, struct error *e)
{
	struct arena *a = arena_new();
	struct account copy = *x;
	struct writing w = {.account = &copy, .login_fold = utf8_fold(a, x->login ? x->login : ""), .email_fold = utf8_fold(a, x->email ? x->email : "")};
	struct store *s = pool_take(d->pool, e);
	bool ok = s && (x->id || check_login(x->login, e)) && check_free(d, s, &w, e) &&
		(!x->password || auth_password_rules(rule, x->password, e));

	if (s)
		pool_give(d->pool, s);
	arena_free(&a);
	return ok;
}

bool auth_account_read(struct directory *d, struct arena *a, int64_t account, struct account *out, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? sql_ask(s, "SELECT login, name, email, language, password <> '' FROM account WHERE id = :id",
				      (struct bind[]){{":id", .n = account}, {0}}, e)
			    : NULL;
	bool found = q && query_step(q, e) == QUERY_ROW;

	*out = (struct account){.id = account};
	if (found) {
		out->login = arena_strdup(a, query_get_text(q, 0));
		out->name = arena_strdup(a, query_get_text(q, 1));
		out->email = arena_strdup(a, query_get_text(q, 2));
		out->language = arena_strdup(a, query_get_text(q, 3));
		out->password = query_get_int(q, 4) ? "" : NULL; /* that there is one */
	}
	query_done(q);
	if (s)
		pool_give(d->pool, s);
	return found || error_set(e, ERR_NOT_FOUND, "account", "%s", "");
}
