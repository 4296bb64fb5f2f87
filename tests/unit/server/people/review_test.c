/* SPDX-License-Identifier: GPL-3.0-or-later */
/* B8: what the review finds, and that an index answers it. */
#include "server/people/review.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "lib/db.h"
#include "lib/house.h"
#include "server/edit/audit.h"
#include "store/pool.h"
#include "store/store.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1795000000000)
#define DAY (INT64_C(24) * 60 * 60 * 1000)

static struct house *house;
static struct arena *arena;
static int line;

static int set_up(void **state)
{
	(void)state;
	clock_set_for_test(NOW, 0);
	house = house_open();
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clock_set_for_test(-1, -1);
	arena_free(&arena);
	house_close(&house);
	return 0;
}

/* Came and signed in so many days ago; login -1: never. */
static void user(int64_t id, const char *login, const char *level, int64_t created, int64_t signed_in)
{
	house_user(house, id, login, level, arena_printf(arena, "created = %" PRId64 ", last_login = %" PRId64, NOW - created * DAY,
		signed_in < 0 ? 0 : NOW - signed_in * DAY));
}

static void moved(int64_t who, int owner, int64_t days)
{
	house_sql(house, arena_printf(arena,
		"INSERT INTO goods_transactions (goods_owner, warehouse, kind, time, quantity, article, status, user, \"transaction\", line)"
		" VALUES (%d, 1, 'move', %" PRId64 ", 1000, 1, 1, %" PRId64 ", 't', %d)", owner, NOW - days * DAY, who, ++line));
}

static void given(int64_t who, int owner)
{
	house_sql(house, arena_printf(arena, "INSERT INTO users_goods_owners VALUES (%" PRId64 ", %d)", who, owner));
}

static struct review look(void)
{
	struct review r;
	struct error e = {0};

	if (!review_run(house, NULL, &r, &e))
		fail_msg("%s", e.detail);
	return r;
}

static void found(const char *login, const char *finding)
{
	struct store *s = pool_take(house->pool, NULL);
	char said[20];

	store_ask_text(s, arena_printf(arena, "SELECT finding FROM users WHERE login = '%s'", login), said, sizeof said);
	pool_give(house->pool, s);
	if (strcmp(said, finding) != 0)
		fail_msg("%s: %s, not %s", login, said, finding);
}

/* B8 */
static void who_never_or_long_ago_logged_in_is_found(void **state)
{
	struct review r;

	(void)state;
	user(1, "never", "customer", 1, -1);
	user(2, "lately", "customer", 400, 89);
	user(3, "exactly", "customer", 400, 90);
	user(4, "unused", "customer", 400, 91);
	user(5, "wall", "dashboard", 400, 300);
	user(6, "gone", "customer", 400, 300);
	user(7, "machine", "automation", 400, -1);
	house_sql(house, "UPDATE users SET active = 0 WHERE login = 'gone'; UPDATE users SET person = 0 WHERE login = 'machine'");
	r = look();
	found("never", "never");
	found("lately", "none");
	found("exactly", "none");
	found("unused", "unused");
	found("wall", "none");
	found("gone", "none");
	found("machine", "none");
	assert_int_equal(r.users, 5);
	assert_int_equal(r.never, 1);
	assert_int_equal(r.unused, 1);
	assert_int_equal(r.beyond, 0);
	assert_int_equal(house_ask(house, "SELECT reviewed FROM users WHERE login = 'lately'"), NOW);
	assert_int_equal(house_ask(house, "SELECT count(*) FROM users WHERE rev = 1"), 7);
	clock_set_for_test(NOW + 2 * DAY, 0);
	assert_int_equal(look().unused, 3);
	found("lately", "unused");
}

/* B8 */
static void an_administrator_who_changed_nothing_is_beyond(void **state)
{
	(void)state;
	user(1, "idle", "administrator", 400, 1);
	user(2, "busy", "administrator", 400, 1);
	user(3, "new", "administrator", 89, 1);
	user(4, "once", "administrator", 400, 1);
	house_sql(house, arena_printf(arena, "INSERT INTO audit_rows (time, user) VALUES (%" PRId64 ", 2), (%" PRId64 ", 4)", NOW - 90 * DAY, NOW - 91 * DAY));
	assert_int_equal(look().beyond, 2);
	found("idle", "beyond");
	found("busy", "none");
	found("new", "none");
	found("once", "beyond");
}

/* B8 */
static void who_moved_no_goods_of_an_owner_is_beyond(void **state)
{
	(void)state;
	user(1, "idle", "warehouse", 400, 1);
	user(2, "busy", "warehouse", 400, 1);
	user(3, "half", "warehouse", 400, 1);
	user(4, "all", "warehouse", 400, 1);
	user(5, "mobile", "customer", 400, 1);
	user(6, "office", "customer", 400, 1);
	user(7, "new", "warehouse", 10, 1);
	house_sql(house, "UPDATE users SET all_goods_owners = 1 WHERE login = 'all'; UPDATE users SET mobile = 1 WHERE login = 'mobile'");
	moved(1, 1, 91);
	moved(2, 1, 3);
	moved(3, 1, 3);
	moved(4, 1, 3);
	given(2, 1);
	given(3, 1);
	given(3, 2);
	assert_int_equal(look().beyond, 3);
	found("idle", "beyond");
	found("busy", "none");
	found("half", "beyond");
	found("all", "none");
	found("mobile", "beyond");
	found("office", "none");
	found("new", "none");
	moved(3, 2, 90);
	assert_int_equal(look().beyond, 2);
	found("half", "none");
}

static void a_persons_review_stands_in_the_audit(void **state)
{
	const struct member member = {.user = 1, .login = "anna"};
	const struct editor by = {.member = &member, .login = "anna", .address = "192.0.2.1", .terminal = "", .source = "api"};
	struct store *s = pool_take(house->pool, NULL);
	struct error e = {0};
	struct review r;
	const char *login;
	int64_t time_ms, rows;

	(void)state;
	user(1, "anna", "administrator", 400, 1);
	look();
	assert_false(review_last(s, arena, &time_ms, &login));
	assert_int_equal(house_ask(house, "SELECT count(*) FROM audit_rows"), 0);
	clock_set_for_test(NOW + DAY, 0);
	assert_true(review_run(house, &by, &r, &e));
	assert_true(review_last(s, arena, &time_ms, &login));
	assert_int_equal(time_ms, NOW + DAY);
	assert_string_equal(login, "anna");
	assert_int_equal(house_ask(house, "SELECT count(*) FROM audit_rows WHERE user = 1 AND page = 'user-review' AND action = 'review'"
					  " AND \"after\" = '{\"never\":0,\"unused\":0,\"beyond\":1}'"), 1);
	assert_true(audit_verify(s, &house->vault, &rows, &e));
	pool_give(house->pool, s);
}

/* However long ledger and audit are, they are sought in, not read. */
static void an_index_answers_it(void **state)
{
	static const char *const seeks[] = {
		"SEARCH a USING COVERING INDEX audit_rows_by_user_time (user=? AND time>?)",
		"SEARCH w USING PRIMARY KEY (user=? AND goods_owner=?)",
	};
	struct store *s = pool_take(house->pool, NULL);
	struct error e = {0};
	char *plan = store_plan(s, arena, review_sql, &e);

	(void)state;
	pool_give(house->pool, s);
	assert_non_null(plan);
	for (size_t i = 0; i < sizeof seeks / sizeof *seeks; i++)
		if (!strstr(plan, seeks[i]))
			fail_msg("not %s:\n%s", seeks[i], plan);
	if (strstr(plan, "SCAN a") || strstr(plan, "SCAN w"))
		fail_msg("%s", plan);
	s = pool_take(house->pool, NULL);
	plan = store_plan(s, arena, review_work_sql, &e);
	pool_give(house->pool, s);
	if (!plan || !strstr(plan, "(goods_owner=? AND time>?)"))
		fail_msg("%s", plan);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_never_or_long_ago_logged_in_is_found),
		TEST(an_administrator_who_changed_nothing_is_beyond),
		TEST(who_moved_no_goods_of_an_owner_is_beyond),
		TEST(a_persons_review_stands_in_the_audit),
		TEST(an_index_answers_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
