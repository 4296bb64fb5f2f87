/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/people/practices.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/auth/auth.h"
#include "server/people/practice_words.h"
#include "server/people/review.h"
#include "store/store.h"

#include <inttypes.h>
#include <string.h>

#define DAY_MS       (INT64_C(24) * 60 * 60 * 1000)
#define SHARED_DAYS  30
#define REVIEW_EVERY 31
enum { NAMES_MOST = 5, TERMINALS_MOST = 2 };

/* How many of them, and who: the first few. */
struct tally {
	int64_t n, of;
	struct buf *names;
	int64_t named;
};

static struct tally tally_new(const struct practice_ask *x)
{
	return (struct tally){.names = buf_new(x->arena)};
}

static void tally_name(struct tally *t, const char *login)
{
	if (t->named < NAMES_MOST)
		buf_addf(t->names, "%s%s", t->named ? ", " : "", login);
	else if (t->named == NAMES_MOST)
		buf_adds(t->names, ", …");
	t->named++;
}

/* Rows of login, does it hold; those are named of whom it is, or is not, so. */
static bool tally_ask(const struct practice_ask *x, const char *sql, bool named, struct tally *out, struct error *e)
{
	struct query *q = store_query(x->tenant, sql, e);
	enum query_step step = QUERY_FAIL;

	*out = tally_new(x);
	while (q && (step = query_step(q, e)) == QUERY_ROW) {
		bool holds = query_get_int(q, 1) != 0;

		out->of++;
		out->n += holds;
		if (holds == named)
			tally_name(out, query_get_text(q, 0));
	}
	return step == QUERY_DONE;
}

static bool put(const struct practice_ask *x, struct json *rows, enum practice_row row, bool good, const char *page, const struct tally *t)
{
	const struct practice_fill f = {.n = t->n, .of = t->of, .names = buf_str(t->names)};
	const struct practice_words *w = practice_words(row);
	struct json *out = json_add_object(rows);
	int tone = good ? PRACTICE_OK : PRACTICE_WARN;

	json_set_str(out, "label", w->label.text[x->language]);
	json_set_str(out, "value", practice_text(x->arena, w->value[tone].text[x->language], &f));
	json_set_str(out, "tone", good ? "ok" : "warn");
	json_set_str(out, "page", page);
	json_set_str(out, "detail", practice_text(x->arena, w->detail[tone].text[x->language], &f));
	return true;
}

static bool identity_provider(const struct practice_ask *x, struct json *rows, struct error *e)
{
	struct tally t;

	return tally_ask(x, "SELECT name, active FROM identity_providers ORDER BY id", true, &t, e) &&
		put(x, rows, PRACTICE_SSO, t.n > 0, "identity-provider", &t);
}

/* As the door asks for it: by name, or of all. */
#define HAS_MFA "mfa_app OR mfa_mail OR EXISTS (SELECT 1 FROM mfa_settings AS m WHERE m.who = 'all')"

static bool multifactor(const struct practice_ask *x, struct json *rows, struct error *e)
{
	struct tally staff, others;

	if (!tally_ask(x, "SELECT login, " HAS_MFA " FROM users WHERE person AND active AND level IN ('administrator', 'warehouse') ORDER BY login_fold",
		    false, &staff, e) ||
		!tally_ask(x, "SELECT login, " HAS_MFA " FROM users WHERE person AND active AND level NOT IN ('administrator', 'warehouse') ORDER BY login_fold",
			false, &others, e))
		return false;
	put(x, rows, PRACTICE_MFA_STAFF, staff.n == staff.of, "multifactor", &staff);
	return others.of == 0 || put(x, rows, PRACTICE_MFA_OTHERS, others.n == others.of, "multifactor", &others);
}

static bool passwords(const struct practice_ask *x, struct json *rows, struct error *e)
{
	struct tally t = tally_new(x);
	struct password_rule rule;

	if (!auth_password_rule(x->directory, &rule, e))
		return false;
	t.n = rule.characters;
	t.of = rule.lower + rule.upper + rule.digits;
	return put(x, rows, PRACTICE_PASSWORDS, t.n > 8 || t.of > 3, "password-requirements", &t);
}

/* What is not there yet is made first. */
static bool ip_ranges(const struct practice_ask *x, struct json *rows, struct error *e)
{
	const char *page = store_ask_int(x->tenant, "SELECT count(*) FROM ip_filters", 0) ? "users" : "ip-filters";
	struct tally administrators, floor;

	if (!tally_ask(x, "SELECT login, ip_filter <> 0 FROM users WHERE person AND active AND level = 'administrator' ORDER BY login_fold", false,
		    &administrators, e) ||
		!tally_ask(x, "SELECT login, ip_filter <> 0 FROM users WHERE person AND active AND level = 'warehouse' ORDER BY login_fold", false, &floor, e))
		return false;
	put(x, rows, PRACTICE_IP_ADMINISTRATORS, administrators.n == administrators.of, page, &administrators);
	return floor.of == 0 || put(x, rows, PRACTICE_IP_WAREHOUSE, floor.n == floor.of, page, &floor);
}

static const struct account_use *use_of(const struct account_use *list, size_t n, int64_t account)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].account == account)
			return &list[i];
	return NULL;
}

/* Dashboards stand on as many walls as there are. */
static bool shared_accounts(const struct practice_ask *x, struct json *rows, struct error *e)
{
	struct tally together = tally_new(x), things = tally_new(x);
	struct account_use *list;
	size_t n;
	struct query *q;
	enum query_step step = QUERY_FAIL;

	if (!auth_account_uses(x->directory, x->arena, clock_now_ms() - SHARED_DAYS * DAY_MS, &list, &n, e))
		return false;
	q = store_query(x->tenant, "SELECT login, account, login_fold FROM users WHERE person AND active AND level <> 'dashboard' ORDER BY login_fold", e);
	while (q && (step = query_step(q, e)) == QUERY_ROW) {
		const struct account_use *u = use_of(list, n, query_get_int(q, 1));

		together.of += u != NULL;
		if (u && u->together > TERMINALS_MOST && ++together.n)
			tally_name(&together, query_get_text(q, 0));
		if (u && u->terminals > 1 && practice_is_thing(query_get_text(q, 2)) && ++things.n)
			tally_name(&things, query_get_text(q, 0));
	}
	things.of = together.of;
	put(x, rows, PRACTICE_SHARED_TOGETHER, together.n == 0, "users", &together);
	return put(x, rows, PRACTICE_SHARED_THINGS, things.n == 0, "users", &things) && step == QUERY_DONE;
}

static bool levels_minimal(const struct practice_ask *x, struct json *rows, struct error *e)
{
	struct tally administrators, idle;

	if (!tally_ask(x, "SELECT login, level = 'administrator' FROM users WHERE person AND active ORDER BY login_fold", true, &administrators, e) ||
		!tally_ask(x, "SELECT login, finding <> 'none' FROM users WHERE person AND active AND level = 'administrator' ORDER BY login_fold", true,
			&idle, e))
		return false;
	put(x, rows, PRACTICE_LEVEL_ADMINISTRATORS, administrators.n == 1 || 2 * administrators.n <= administrators.of, "users", &administrators);
	return put(x, rows, PRACTICE_LEVEL_IDLE, idle.n == 0, "user-review", &idle);
}

static bool owners_minimal(const struct practice_ask *x, struct json *rows, struct error *e)
{
	bool one = store_ask_int(x->tenant, "SELECT count(*) FROM goods_owners", 0) < 2;
	struct tally all, idle;

	if (!tally_ask(x, "SELECT login, all_goods_owners FROM users WHERE person AND active AND level NOT IN ('administrator', 'dashboard')"
			  " ORDER BY login_fold", true, &all, e) ||
		!tally_ask(x, "SELECT login, finding = 'beyond' FROM users WHERE person AND active AND level <> 'administrator' ORDER BY login_fold", true,
			&idle, e))
		return false;
	put(x, rows, PRACTICE_OWNERS_ALL, one || all.n == 0, "users", &all);
	return put(x, rows, PRACTICE_OWNERS_IDLE, idle.n == 0, "user-review", &idle);
}

static bool monthly_review(const struct practice_ask *x, struct json *rows, struct error *e)
{
	struct tally t = tally_new(x);
	const char *login;
	int64_t time_ms;
	char date[11];

	(void)e;
	if (!review_last(x->tenant, x->arena, &time_ms, &login))
		return put(x, rows, PRACTICE_REVIEW_NEVER, false, "user-review", &t);
	clock_local_date(time_ms, date);
	tally_name(&t, arena_printf(x->arena, "%s, %s", login, date));
	t.n = (clock_now_ms() - time_ms) / DAY_MS;
	return put(x, rows, PRACTICE_REVIEW, t.n <= REVIEW_EVERY, "user-review", &t);
}

static bool users_page(const struct practice_ask *x, struct json *rows, struct error *e)
{
	struct tally t;

	return tally_ask(x, "SELECT login, manages_users FROM users WHERE person AND active AND level = 'administrator' ORDER BY login_fold", true, &t, e) &&
		put(x, rows, PRACTICE_USERS_PAGE, t.of < 2 || t.n < t.of, "users", &t);
}

static const struct practice {
	const char *tile;
	bool (*fill)(const struct practice_ask *x, struct json *rows, struct error *e);
} practices[] = {
	{"identity-provider", identity_provider},
	{"multifactor", multifactor},
	{"passwords", passwords},
	{"ip-ranges", ip_ranges},
	{"shared-accounts", shared_accounts},
	{"levels", levels_minimal},
	{"goods-owners", owners_minimal},
	{"monthly-review", monthly_review},
	{"users-page", users_page},
};

const char *practice_at(size_t i)
{
	return i < sizeof practices / sizeof *practices ? practices[i].tile : NULL;
}

bool practice_fill(const struct practice_ask *x, const char *tile, struct json *rows, struct error *e)
{
	for (size_t i = 0; practice_at(i); i++)
		if (str_eq(practices[i].tile, tile))
			return practices[i].fill(x, rows, e);
	return error_set(e, ERR_INTERNAL, tile, "no such practice");
}
