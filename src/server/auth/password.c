/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/password.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "server/auth/policy.h"
#include "server/auth/throttle.h"
#include "store/store.h"

#include <string.h>

#define PASSWORD_BYTES 1024

/* "2 capital letters" is what is asked for, whatever is there. */
static bool has(int there, int wanted, const char *one, const char *several, struct error *e)
{
	if (there >= wanted)
		return true;
	return wanted == 1 ? error_set(e, ERR_PASSWORD_WEAK, "password", "%s", one)
			   : error_set(e, ERR_PASSWORD_WEAK, "password", "%d %s", wanted, several);
}

bool auth_password_rules(const struct password_rule *rule, const char *password, struct error *e)
{
	struct password_rule got = {0};

	for (const char *p = password; *p; p++) {
		got.characters += ((unsigned char)*p & 0xc0) != 0x80;
		got.lower += *p >= 'a' && *p <= 'z';
		got.upper += *p >= 'A' && *p <= 'Z';
		got.digits += *p >= '0' && *p <= '9';
	}
	if (strlen(password) > PASSWORD_BYTES)
		return error_set(e, ERR_TOO_LONG, "password", "%d", PASSWORD_BYTES);
	if (got.characters < rule->characters)
		return error_set(e, ERR_PASSWORD_WEAK, "password", "at least %d characters", rule->characters);
	return has(got.lower, rule->lower, "a small letter", "small letters", e) &&
		has(got.upper, rule->upper, "a capital letter", "capital letters", e) && has(got.digits, rule->digits, "a digit", "digits", e);
}

/* An installation that is being made serves no tenant yet. */
bool auth_password_rule(struct directory *d, struct password_rule *out, struct error *e)
{
	struct store *s;
	bool ok;

	*out = (struct password_rule){8, 1, 1, 1};
	if (!d->tenant)
		return true;
	s = pool_take(d->tenant, e);
	ok = s && policy_password_rule(s, out, e);
	if (s)
		pool_give(d->tenant, s);
	return ok;
}

bool password_prepare(struct password *p, const char *text, struct error *e)
{
	return (secure_password_hash(text, p->hash) && secure_password_history(text, p->salt, &p->history)) ||
		error_set(e, ERR_BUSY, NULL, "no memory to hash a password");
}

/* A changed row count of 0 means that it stood there before. */
static bool history_add(struct store *s, const struct password *p, struct error *e)
{
	return sql_run(s, "INSERT OR IGNORE INTO password_history (account, hash) VALUES (:account, :hash)",
		       (struct bind[]){{":account", .n = p->account}, {":hash", .blob = p->history.bytes, .len = HASH_BYTES}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_PASSWORD_USED, "password", "it was used before"));
}

bool password_write(struct store *s, const struct password *p, struct error *e)
{
	return history_add(s, p, e) &&
		sql_run(s, "UPDATE account SET password = :hash WHERE id = :account AND password = :old",
			(struct bind[]){{":hash", .text = p->hash}, {":account", .n = p->account}, {":old", .text = p->old_hash}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_CONFLICT, NULL, "the password was changed meanwhile")) &&
		/* Whoever holds a letter from before must not undo it. */
		sql_run(s, "UPDATE token SET ended = :now WHERE account = :account AND kind <> 'api' AND ended = 0",
			(struct bind[]){{":now", .n = clock_now_ms()}, {":account", .n = p->account}, {0}}, e);
}

bool password_read(struct directory *d, struct password *p, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? sql_ask(s, "SELECT password, history_salt FROM account WHERE id = :id AND NOT gone",
				      (struct bind[]){{":id", .n = p->account}, {0}}, e)
			    : NULL;
	bool found = q && query_step(q, e) == QUERY_ROW;

	if (found) {
		size_t len;
		const void *blob = query_get_blob(q, 1, &len);

		str_copy(p->old_hash, sizeof p->old_hash, query_get_text(q, 0));
		memcpy(p->salt, blob, len < 16 ? len : 16);
	}
	query_done(q);
	if (s)
		pool_give(d->pool, s);
	return found || error_set(e, ERR_NOT_FOUND, NULL, "no such account");
}

static bool charge_run(struct store *s, void *arg, struct error *e)
{
	return throttle_charge(s, arg, clock_now_ms(), e);
}

static bool pardon_run(struct store *s, void *arg, struct error *e)
{
	return throttle_pardon(s, arg, e);
}

static bool write_run(struct store *s, void *arg, struct error *e)
{
	return password_write(s, arg, e);
}

static bool ruled(struct directory *d, const char *password, struct error *e)
{
	struct password_rule rule;

	return auth_password_rule(d, &rule, e) && auth_password_rules(&rule, password, e);
}

bool auth_change_password(struct directory *d, int64_t account, const char *old, const char *new_password, const char *audit, struct error *e)
{
	struct password p = {.account = account};
	struct throttle t;

	throttle_of_account(&t, account);
	if (!password_read(d, &p, e) || !directory_do(d, charge_run, &t, NULL, e))
		return false;
	if (!password_check(p.old_hash, old))
		return error_set(e, ERR_INVALID, "old", "not the password");
	if (!directory_do(d, pardon_run, &t, NULL, e) || !ruled(d, new_password, e) || !password_prepare(&p, new_password, e))
		return false;
	return directory_do(d, write_run, &p, audit, e);
}

static bool set_run(struct store *s, void *arg, struct error *e)
{
	const struct password *p = arg;

	return password_write(s, p, e) && sessions_end(s, p->account, NULL, "", e);
}

bool auth_set_password(struct directory *d, int64_t account, const char *password, const char *audit, struct error *e)
{
	struct password p = {.account = account};

	return password_read(d, &p, e) && ruled(d, password, e) && password_prepare(&p, password, e) && directory_do(d, set_run, &p, audit, e);
}
