/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/attempt.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

static const char *const step_names[] = {[SIGN_IN_MAIL] = "mail", [SIGN_IN_APP] = "app", [SIGN_IN_ENROL] = "enrol"};

struct hash attempt_pin(const char *secret, const char *pin)
{
	return secure_hash((struct part[]){{secret, strlen(secret)}, {":", 1}, {pin, strlen(pin)}}, 3);
}

static bool open_seed(struct directory *d, struct query *q, int column, struct attempt *out)
{
	size_t len;
	const void *sealed = query_get_blob(q, column, &len);

	return len == 0 || (len == TOTP_SEED_BYTES + VAULT_EXTRA && vault_unseal(&d->vault, "enrol", NULL, 0, sealed, len, out->seed));
}

static bool open_device(struct directory *d, struct query *q, struct arena *a, int column, struct attempt *out)
{
	size_t len;
	const void *sealed = query_get_blob(q, column, &len);
	char *device;

	if (len < VAULT_EXTRA)
		return len == 0;
	device = arena_alloc(a, len - VAULT_EXTRA + 1);
	device[len - VAULT_EXTRA] = '\0';
	out->device = device;
	return vault_unseal(&d->vault, "device", NULL, 0, sealed, len, device);
}

static void read_step(const char *name, struct attempt *out)
{
	out->sso = str_eq(name, "sso");
	for (int i = SIGN_IN_MAIL; i <= SIGN_IN_ENROL; i++)
		if (str_eq(step_names[i], name))
			out->step = (enum sign_in_step)i;
}

static bool read_attempt(struct directory *d, struct query *q, struct arena *a, struct attempt *out)
{
	size_t len;
	const void *blob = query_get_blob(q, 4, &len);

	*out = (struct attempt){
		.id = query_get_int(q, 0),
		.membership = query_get_int(q, 1),
		.tries = query_get_int(q, 3),
		.has_pin = len == HASH_BYTES,
		.due_ms = query_get_int(q, 7),
		.interval_s = (int)query_get_int(q, 8),
		.terminal_name = arena_strdup(a, query_get_text(q, 10)),
		.os_user = arena_strdup(a, query_get_text(q, 11)),
		.address = arena_strdup(a, query_get_text(q, 12)),
		.expires_ms = query_get_int(q, 13),
		.mails = query_get_int(q, 14),
	};
	if (out->has_pin)
		memcpy(out->pin.bytes, blob, len);
	read_step(query_get_text(q, 2), out);
	blob = query_get_blob(q, 9, &len);
	out->has_key = len == sizeof out->key;
	if (out->has_key)
		memcpy(out->key, blob, len);
	return open_seed(d, q, 5, out) && open_device(d, q, a, 6, out);
}

bool attempt_load(struct directory *d, struct store *s, struct arena *a, const char *secret, struct attempt *out, struct error *e)
{
	struct hash hash = secure_hash_bytes(secret, strlen(secret));
	struct query *q = sql_ask(s,
		"SELECT id, membership, step, tries, pin, seed, device, due, interval, key, terminal_name, os_user, address, expires, mails "
		"FROM attempt WHERE secret = :secret AND expires > :now",
		(struct bind[]){{":secret", .blob = hash.bytes, .len = HASH_BYTES}, {":now", .n = clock_now_ms()}, {0}}, e);
	bool found = q && query_step(q, e) == QUERY_ROW && read_attempt(d, q, a, out);

	query_done(q);
	return found || error_set(e, ERR_TOKEN, NULL, "%s", "");
}

struct entry attempt_entry(const struct attempt *t, const struct member *m)
{
	return (struct entry){
		.membership = t->membership,
		.account = m->account,
		.member = m,
		.key = t->has_key ? t->key : NULL,
		.terminal_name = t->terminal_name,
		.os_user = t->os_user,
		.address = t->address,
		.assurance = 1,
	};
}

bool attempt_end(struct store *s, int64_t id, struct error *e)
{
	return sql_run(s, "DELETE FROM attempt WHERE id = :id", (struct bind[]){{":id", .n = id}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_TOKEN, NULL, "%s", ""));
}

static bool count(struct store *s, const char *sql, const char *network, int64_t *out, struct error *e)
{
	struct query *q = sql_ask(s, sql, (struct bind[]){{":now", .n = clock_now_ms()}, {network ? ":network" : NULL, .text = network}, {0}}, e);
	bool ok = q && query_step(q, e) == QUERY_ROW;

	if (ok)
		*out = query_get_int(q, 0);
	query_done(q);
	return ok;
}

bool attempt_room(struct store *s, const char *address, struct error *e)
{
	char network[NETWORK_NAME];
	int64_t here, all;

	network_of(address, network);
	if (!count(s, "SELECT count(*) FROM attempt WHERE membership = 0 AND expires > :now AND network = :network", network, &here, e) ||
		!count(s, "SELECT count(*) FROM attempt WHERE membership = 0 AND expires > :now", NULL, &all, e))
		return false;
	if (here >= ATTEMPTS_OF_NETWORK)
		return error_set(e, ERR_THROTTLED, NULL, "60");
	return all < ATTEMPTS_AT_PROVIDER || error_set(e, ERR_BUSY, NULL, "too many are signing in");
}

static bool make_room(struct store *s, const struct attempt_new *x, struct error *e)
{
	if (!sql_run(s, "DELETE FROM attempt WHERE expires < :now", (struct bind[]){{":now", .n = clock_now_ms()}, {0}}, e))
		return false;
	if (!x->entry->membership)
		return attempt_room(s, x->entry->address, e);
	return sql_run(s,
		"DELETE FROM attempt WHERE membership = :m AND id NOT IN "
		"(SELECT id FROM attempt WHERE membership = :m ORDER BY id DESC LIMIT :most)",
		(struct bind[]){{":m", .n = x->entry->membership}, {":most", .n = ATTEMPTS_OF_ONE - 1}, {0}}, e);
}

static bool insert_run(struct store *s, void *arg, struct error *e)
{
	const struct attempt_new *x = arg;
	const struct entry *n = x->entry;
	char network[NETWORK_NAME];
	struct query *q;

	if (!make_room(s, x, e) || (x->mail && !throttle_charge(s, x->mail, clock_now_ms(), e)))
		return false;
	network_of(n->address, network);
	q = sql_ask(s,
		"INSERT INTO attempt (secret, membership, step, pin, seed, device, due, interval, key, terminal_name, os_user, address, network, "
		"expires) "
		"VALUES (:secret, :membership, :step, :pin, :seed, :device, :due, :interval, :key, :name, :user, :address, :network, :expires)",
		(struct bind[]){{":secret", .blob = x->secret.bytes, .len = HASH_BYTES}, {":membership", .n = n->membership},
			{":step", .text = x->step}, {":interval", .n = x->interval_s}, {":name", .text = n->terminal_name ? n->terminal_name : ""},
			{":user", .text = n->os_user}, {":address", .text = n->address}, {":network", .text = network},
			{":due", .n = x->mail ? clock_now_ms() + AGAIN_MS : 0}, {":expires", .n = x->expires_ms}, {0}}, e);
	if (!q)
		return false;
	if (x->pin)
		query_blob(q, ":pin", x->pin->bytes, HASH_BYTES);
	if (x->seed)
		query_blob(q, ":seed", x->seed, x->seed_len);
	if (x->device)
		query_blob(q, ":device", x->device, x->device_len);
	if (n->key)
		query_blob(q, ":key", n->key, 32);
	return query_run(q, e);
}

bool attempt_insert(struct directory *d, const struct attempt_new *x, struct error *e)
{
	return directory_do(d, insert_run, (void *)(uintptr_t)x, NULL, e);
}

/* Eight digits, each as likely as the others. */
static void make_pin(char out[PIN_MAIL_DIGITS + 1])
{
	uint32_t n;

	do
		secure_random(&n, sizeof n);
	while (n >= 4200000000u);
	snprintf(out, PIN_MAIL_DIGITS + 1, "%08u", n % 100000000u);
}

static void enrol(struct directory *d, struct arena *a, const struct entry *x, struct attempt_new *n, struct sign_in_answer *out)
{
	unsigned char seed[TOTP_SEED_BYTES], *sealed = arena_alloc(a, TOTP_SEED_BYTES + VAULT_EXTRA);

	totp_seed(seed);
	vault_seal(&d->vault, "enrol", NULL, 0, seed, sizeof seed, sealed);
	n->seed = sealed;
	n->seed_len = TOTP_SEED_BYTES + VAULT_EXTRA;
	out->uri = totp_uri(a, "wmsterm", x->member->login, seed, sizeof seed);
	out->groups = totp_groups(a, seed, sizeof seed);
	secure_wipe(seed, sizeof seed);
}

bool attempt_make(struct directory *d, struct arena *a, const struct entry *x, enum sign_in_step step, struct sign_in_answer *out, struct error *e)
{
	struct attempt_new n = {.entry = x, .step = step_names[step], .expires_ms = clock_now_ms() + ATTEMPT_MS};
	struct throttle mail;
	struct hash pin;

	secure_secret(out->attempt);
	n.secret = secure_hash_bytes(out->attempt, SECRET_CHARS);
	out->step = step;
	out->expires_ms = n.expires_ms;
	if (step == SIGN_IN_MAIL) {
		make_pin(out->pin);
		pin = attempt_pin(out->attempt, out->pin);
		n.pin = &pin;
		throttle_of_mail(&mail, x->account);
		n.mail = &mail;
	} else if (step == SIGN_IN_ENROL) {
		enrol(d, a, x, &n, out);
	}
	if (attempt_insert(d, &n, e))
		return true;
	secure_wipe(out->attempt, sizeof out->attempt);
	secure_wipe(out->pin, sizeof out->pin);
	return false;
}

struct renewal {
	int64_t id, now_ms;
	struct hash pin;
	struct throttle mail;
};

static bool renew_run(struct store *s, void *arg, struct error *e)
{
	const struct renewal *x = arg;

	return throttle_charge(s, &x->mail, x->now_ms, e) &&
		sql_run(s, "UPDATE attempt SET pin = :pin, mails = mails + 1, due = :next WHERE id = :id AND mails < :most AND due <= :now",
			(struct bind[]){{":pin", .blob = x->pin.bytes, .len = HASH_BYTES}, {":id", .n = x->id}, {":most", .n = AGAIN_MOST},
				{":now", .n = x->now_ms}, {":next", .n = x->now_ms + AGAIN_MS}, {0}}, e) &&
		(store_changes(s) > 0 || error_set(e, ERR_THROTTLED, NULL, "%d", (int)(AGAIN_MS / 1000)));
}

/* The PIN that went out holds as long as the attempt does. */
static bool check_due(const struct attempt *t, int64_t now_ms, struct error *e)
{
	int64_t until_ms = t->mails >= AGAIN_MOST ? t->expires_ms : t->due_ms;

	return until_ms <= now_ms || error_set(e, ERR_THROTTLED, NULL, "%lld", (long long)(until_ms - now_ms + 999) / 1000);
}

static bool read_email(struct store *s, struct arena *a, int64_t account, const char **out, struct error *e)
{
	struct query *q = sql_ask(s, "SELECT email FROM account WHERE id = :id", (struct bind[]){{":id", .n = account}, {0}}, e);
	bool ok = q && query_step(q, e) == QUERY_ROW;

	if (ok)
		*out = arena_strdup(a, query_get_text(q, 0));
	query_done(q);
	return ok;
}

bool auth_sign_in_again(struct directory *d, struct arena *a, const char *attempt, const char *address, struct sign_in_answer *out,
	struct error *e)
{
	struct member *m = &out->session.member;
	struct attempt t;
	struct renewal x = {.now_ms = clock_now_ms()};
	struct readers r;
	bool ok;

	*out = (struct sign_in_answer){.step = SIGN_IN_MAIL};
	if (!readers_take(d, &r, e))
		return false;
	ok = attempt_load(d, r.directory, a, attempt, &t, e) &&
		(t.step == SIGN_IN_MAIL || error_set(e, ERR_METHOD, NULL, "no mail is waited for")) &&
		member_come(&r, a, t.membership, address, m, e) && read_email(r.directory, a, m->account, &out->email, e);
	readers_give(d, &r);
	if (!ok || !check_due(&t, x.now_ms, e))
		return false;
	make_pin(out->pin);
	x.id = t.id;
	x.pin = attempt_pin(attempt, out->pin);
	throttle_of_mail(&x.mail, m->account);
	str_copy(out->attempt, sizeof out->attempt, attempt);
	out->expires_ms = t.expires_ms;
	if (directory_do(d, renew_run, &x, NULL, e))
		return true;
	secure_wipe(out->pin, sizeof out->pin);
	return false;
}
