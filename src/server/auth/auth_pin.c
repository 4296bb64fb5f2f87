/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "server/auth/attempt.h"
#include "server/auth/throttle.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

/* A PIN, on its way. */
struct trying {
	struct attempt attempt;
	struct member member;
	struct throttle throttle;
	int64_t step; /* of the authenticator */
	int64_t tries;
	struct directory *d;
};

/* Counted before it is looked at, on the attempt and on the account. */
static bool charge_run(struct store *s, void *arg, struct error *e)
{
	struct trying *x = arg;
	struct query *q;
	struct bind id[] = {{":id", .n = x->attempt.id}, {0}};

	if (!throttle_charge(s, &x->throttle, clock_now_ms(), e) ||
		!sql_run(s, "UPDATE attempt SET tries = tries + 1 WHERE id = :id", id, e))
		return false;
	q = sql_ask(s, "SELECT tries FROM attempt WHERE id = :id", id, e);
	x->tries = q && query_step(q, e) == QUERY_ROW ? query_get_int(q, 0) : PIN_TRIES + 1;
	query_done(q);
	return true;
}

static void digits_of(const char *typed, char *out, size_t size)
{
	size_t n = 0;

	for (; *typed && n + 1 < size; typed++)
		if (*typed != ' ')
			out[n++] = *typed;
	out[n] = '\0';
}

/* A seed that was taken away meanwhile leaves nothing to try. */
static bool is_code(struct trying *x, const char *pin, struct error *e)
{
	unsigned char seed[TOTP_SEED_BYTES];
	struct store *s = pool_take(x->d->pool, e);
	int64_t last = 0;
	bool known = s && seed_load(x->d, s, x->member.account, seed, &last, e), right;

	if (s)
		pool_give(x->d->pool, s);
	if (!known)
		return error_set(e, ERR_TOKEN, NULL, "%s", "");
	right = totp_check(seed, sizeof seed, clock_now_ms(), pin, &x->step) && x->step > last;
	secure_wipe(seed, sizeof seed);
	return right;
}

static bool is_right(struct trying *x, const char *secret, const char *typed, struct error *e)
{
	const struct attempt *t = &x->attempt;
	struct hash hash;
	char pin[32];

	digits_of(typed, pin, sizeof pin);
	if (t->step == SIGN_IN_MAIL) {
		hash = attempt_pin(secret, pin);
		return t->has_pin && secure_equal(hash.bytes, t->pin.bytes, HASH_BYTES);
	}
	if (t->step == SIGN_IN_ENROL)
		return totp_check(t->seed, sizeof t->seed, clock_now_ms(), pin, &x->step);
	return is_code(x, pin, e);
}

static bool keep_seed(struct store *s, const struct trying *x, struct error *e)
{
	unsigned char sealed[TOTP_SEED_BYTES + VAULT_EXTRA];
	int64_t account = x->member.account;

	vault_seal(&x->d->vault, "totp", &account, sizeof account, x->attempt.seed, TOTP_SEED_BYTES, sealed);
	/* One who enrols on two machines at once: the first is it. */
	return sql_run(s, "UPDATE account SET seed = :seed, seed_step = :step WHERE id = :id AND seed IS NULL",
		       (struct bind[]){{":seed", .blob = sealed, .len = sizeof sealed}, {":step", .n = x->step}, {":id", .n = account}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_TOKEN, NULL, "%s", ""));
}

/* In the transaction that makes the session. */
static bool used_up(struct store *s, void *arg, struct error *e)
{
	struct trying *x = arg;
	struct throttle mail;

	throttle_of_mail(&mail, x->member.account);
	if (!attempt_end(s, x->attempt.id, e) || !throttle_pardon(s, &x->throttle, e) ||
		(x->attempt.step == SIGN_IN_MAIL && !throttle_pardon(s, &mail, e)))
		return false;
	if (x->attempt.step == SIGN_IN_ENROL)
		return keep_seed(s, x, e);
	return x->attempt.step != SIGN_IN_APP || seed_take(s, x->member.account, x->step, e);
}

static bool end_run(struct store *s, void *arg, struct error *e)
{
	const struct trying *x = arg;

	return attempt_end(s, x->attempt.id, e);
}

static bool wrong(struct trying *x, struct error *e)
{
	int64_t left = PIN_TRIES - x->tries;

	log_event(LOG_WARN, "pin.refused", "login", x->member.login, "address", x->attempt.address, NULL);
	if (left <= 0)
		directory_do(x->d, end_run, x, NULL, NULL);
	return error_set(e, left > 0 ? ERR_PIN : ERR_TOKEN, NULL, "%lld", (long long)(left > 0 ? left : 0));
}

static bool load(struct trying *x, struct arena *a, const char *secret, const char *address, struct error *e)
{
	struct readers r;
	bool ok;

	if (!readers_take(x->d, &r, e))
		return false;
	ok = attempt_load(x->d, r.directory, a, secret, &x->attempt, e) &&
		(!x->attempt.sso || error_set(e, ERR_TOKEN, NULL, "%s", "")) &&
		member_come(&r, a, x->attempt.membership, address, &x->member, e);
	readers_give(x->d, &r);
	throttle_of_pin(&x->throttle, x->member.account);
	/* From here on he is where he is now. */
	x->attempt.address = address;
	return ok;
}

static bool try_pin(struct trying *x, const char *secret, const char *pin, struct sign_in_answer *out, struct error *e)
{
	struct entry n;
	struct error why = {0};

	if (!directory_do(x->d, charge_run, x, NULL, e))
		return false;
	if (x->tries > PIN_TRIES || !is_right(x, secret, pin, &why))
		return why.code ? error_set(e, why.code, NULL, "%s", why.detail) : wrong(x, e);
	n = attempt_entry(&x->attempt, &x->member);
	n.proved = x->attempt.step == SIGN_IN_MAIL ? FACTOR_MAIL : FACTOR_APP;
	n.assurance = x->attempt.step == SIGN_IN_MAIL ? 1 : 2;
	if (!session_open(x->d, &n, used_up, x, out, e))
		return false;
	log_event(LOG_INFO, "sign-in", "login", x->member.login, "address", x->attempt.address, "by", "pin", NULL);
	return true;
}

bool auth_sign_in_pin(struct directory *d, struct arena *a, const char *attempt, const char *pin, const char *address, struct sign_in_answer *out,
	struct error *e)
{
	struct trying x = {.d = d};
	bool ok;

	*out = (struct sign_in_answer){0};
	ok = load(&x, a, attempt, address, e) && try_pin(&x, attempt, pin, out, e);
	secure_wipe(x.attempt.seed, sizeof x.attempt.seed);
	return ok;
}
