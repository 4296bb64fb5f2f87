/* SPDX-License-Identifier: GPL-3.0-or-later */
/* C9: what each of the nine practices looks at, and where it is mended. */
#include "server/people/practices.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/house.h"
#include "model/page.h"
#include "server/people/practice_words.h"
#include "store/pool.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NOW  INT64_C(1795000000000)
#define HOUR (INT64_C(60) * 60 * 1000)
#define DAY  (24 * HOUR)

static struct house *house;
static struct arena *arena;
static int language, session;

static int set_up(void **state)
{
	(void)state;
	clock_set_for_test(NOW, 0);
	house = house_open();
	arena = arena_new();
	language = ENGLISH;
	assert_true(practices_load(NULL));
	house_user(house, 1, "boss", "administrator", "manages_users = 1, all_goods_owners = 1");
	house_user(house, 2, "anna", "warehouse", NULL);
	house_user(house, 3, "kim", "customer", NULL);
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

static const struct json *rows_of(const char *tile)
{
	struct practice_ask x = {.tenant = pool_take(house->pool, NULL), .directory = house->directory, .arena = arena, .language = language};
	struct json *rows = json_array(arena);
	struct error e = {0};

	if (!practice_fill(&x, tile, rows, &e))
		fail_msg("%s: %s %s", tile, e.field, e.detail);
	pool_give(house->pool, x.tenant);
	return rows;
}

/* "label=value/tone page" of each row, a line each. */
static const char *said(const char *tile)
{
	const char *out = "";

	for (const struct json *r = json_first(rows_of(tile)); r; r = json_next(r))
		out = arena_printf(arena, "%s%s=%s/%s %s\n", out, json_str(r, "label"), json_str(r, "value"), json_str(r, "tone"), json_str(r, "page"));
	return out;
}

static bool detail_has(const char *tile, int row, const char *words)
{
	const struct json *r = json_first(rows_of(tile));

	while (row--)
		r = json_next(r);
	return strstr(json_str(r, "detail"), words) != NULL;
}

/* C9, C7 */
static void an_identity_provider_is_on_or_off(void **state)
{
	(void)state;
	assert_string_equal(said("identity-provider"), "Single sign-on=off/warn identity-provider\n");
	house_sql(house, "INSERT INTO identity_providers (code, name, active) VALUES ('idp', 'Entra', 1)");
	assert_string_equal(said("identity-provider"), "Single sign-on=on/ok identity-provider\n");
	assert_true(detail_has("identity-provider", 0, "through Entra"));
}

/* C9, C2 */
static void who_has_no_pin_is_named(void **state)
{
	(void)state;
	house_sql(house, "UPDATE users SET mfa_app = 1 WHERE login = 'anna'");
	assert_string_equal(said("multifactor"), "Administrators, floor=1 of 2/warn multifactor\nAll others=0 of 1/warn multifactor\n");
	assert_true(detail_has("multifactor", 0, ": boss."));
	assert_true(detail_has("multifactor", 1, ": kim."));
	house_sql(house, "UPDATE users SET active = 0 WHERE login = 'kim'");
	assert_string_equal(said("multifactor"), "Administrators, floor=1 of 2/warn multifactor\n");
	house_sql(house, "UPDATE mfa_settings SET who = 'all' WHERE code = 'mail'");
	assert_string_equal(said("multifactor"), "Administrators, floor=2 of 2/ok multifactor\n");
}

/* C9, C1 */
static void more_than_the_least_is_stricter(void **state)
{
	(void)state;
	assert_string_equal(said("passwords"), "Characters, at least=8/warn password-requirements\n");
	house_sql(house, "INSERT INTO password_rules (code, characters, lower, upper, digits) VALUES ('rule', 8, 1, 1, 2)");
	assert_string_equal(said("passwords"), "Characters, at least=8/ok password-requirements\n");
	house_sql(house, "UPDATE password_rules SET characters = 12, digits = 1");
	assert_string_equal(said("passwords"), "Characters, at least=12/ok password-requirements\n");
}

/* C9, C6 */
static void filters_are_made_before_they_are_chosen(void **state)
{
	(void)state;
	assert_string_equal(said("ip-ranges"), "Administrators=0 of 1/warn ip-filters\nWarehouse users=0 of 1/warn ip-filters\n");
	house_sql(house, "INSERT INTO ip_filters (id, code) VALUES (1, 'house'); UPDATE users SET ip_filter = 1 WHERE login = 'boss'");
	assert_string_equal(said("ip-ranges"), "Administrators=1 of 1/ok users\nWarehouse users=0 of 1/warn users\n");
	assert_true(detail_has("ip-ranges", 1, ": anna."));
}

static void in_use(int64_t user, const char *terminal, int64_t from_ms, int64_t to_ms)
{
	session++;
	house_directory_sql(house, arena_printf(arena,
		"INSERT INTO session (public_id, secret, membership, terminal, address, created, used) VALUES ('%d', x'%04d', %" PRId64 ", '%s', '::1', %" PRId64
		", %" PRId64 ")", session, session, user, terminal, NOW - from_ms, NOW - to_ms));
}

/* C9 */
static void an_account_on_three_terminals_at_once_is_shared(void **state)
{
	(void)state;
	assert_string_equal(said("shared-accounts"), "On three terminals at once=none/ok users\nNamed after a thing=none/ok users\n");
	in_use(2, "T1", 5 * DAY, 5 * DAY - 2 * HOUR);
	in_use(2, "T2", 5 * DAY - HOUR, 5 * DAY - 3 * HOUR);
	in_use(2, "T3", 5 * DAY - 3 * HOUR - 1, 5 * DAY - 4 * HOUR);
	in_use(1, "T1", 31 * DAY, 30 * DAY);
	in_use(1, "T2", 31 * DAY, 30 * DAY);
	in_use(1, "T3", 31 * DAY, 30 * DAY);
	assert_true(str_starts(said("shared-accounts"), "On three terminals at once=none/ok"));
	assert_true(detail_has("shared-accounts", 0, "(accounts: 1)"));
	in_use(2, "T4", 5 * DAY - HOUR, 5 * DAY - 2 * HOUR);
	assert_true(str_starts(said("shared-accounts"), "On three terminals at once=1 of 1/warn"));
	assert_true(detail_has("shared-accounts", 0, ": anna."));
	house_sql(house, "UPDATE users SET level = 'dashboard' WHERE login = 'anna'");
	assert_true(str_starts(said("shared-accounts"), "On three terminals at once=none/ok"));
}

/* C9 */
static void an_account_named_after_a_thing_is_looked_at(void **state)
{
	(void)state;
	house_user(house, 4, "scanner-2", "warehouse", NULL);
	in_use(4, "T1", 9 * DAY, 9 * DAY - HOUR);
	in_use(2, "T1", 9 * DAY, 9 * DAY - HOUR);
	in_use(2, "T2", 8 * DAY, 8 * DAY - HOUR);
	assert_true(str_ends(said("shared-accounts"), "Named after a thing=none/ok users\n"));
	in_use(4, "T2", 8 * DAY, 8 * DAY - HOUR);
	assert_true(str_ends(said("shared-accounts"), "Named after a thing=1 of 2/warn users\n"));
	assert_true(detail_has("shared-accounts", 1, ": scanner-2."));
	assert_true(practice_is_thing("lager"));
	assert_true(practice_is_thing("lager_01"));
	assert_false(practice_is_thing("lagerlöf"));
	assert_false(practice_is_thing(""));
}

/* C9 */
static void levels_are_compared_with_the_work(void **state)
{
	(void)state;
	assert_string_equal(said("levels"), "Administrators=1 of 3/ok users\nWithout such work=none/ok user-review\n");
	house_user(house, 4, "chief", "administrator", "finding = 'beyond'");
	assert_string_equal(said("levels"), "Administrators=2 of 4/ok users\nWithout such work=1 of 2/warn user-review\n");
	assert_true(detail_has("levels", 1, ": chief."));
	house_sql(house, "UPDATE users SET active = 0 WHERE login = 'kim'");
	assert_true(str_starts(said("levels"), "Administrators=2 of 3/warn users\n"));
}

/* C9 */
static void goods_owners_are_compared_with_the_work(void **state)
{
	(void)state;
	assert_string_equal(said("goods-owners"), "With all goods owners=0 of 2/ok users\nWhose goods they never move=none/ok user-review\n");
	house_sql(house, "UPDATE users SET all_goods_owners = 1, finding = 'beyond' WHERE login = 'anna'");
	assert_string_equal(said("goods-owners"), "With all goods owners=1 of 2/warn users\nWhose goods they never move=1 of 2/warn user-review\n");
	assert_true(detail_has("goods-owners", 0, ": anna."));
}

/* C9, B8 */
static void the_last_review_is_a_month_old_at_most(void **state)
{
	(void)state;
	assert_string_equal(said("monthly-review"), "The last=never/warn user-review\n");
	house_sql(house, arena_printf(arena, "INSERT INTO meta VALUES ('review_time', '%" PRId64 "'), ('review_by', 'boss')", NOW));
	assert_string_equal(said("monthly-review"), "Days since the last=0/ok user-review\n");
	assert_true(detail_has("monthly-review", 0, "by boss, 2026-"));
	clock_set_for_test(NOW + 31 * DAY, 0);
	assert_string_equal(said("monthly-review"), "Days since the last=31/ok user-review\n");
	clock_set_for_test(NOW + 32 * DAY, 0);
	assert_string_equal(said("monthly-review"), "Days since the last=32/warn user-review\n");
}

/* C9, B7 */
static void not_all_administrators_open_users(void **state)
{
	(void)state;
	assert_string_equal(said("users-page"), "Administrators who may=1 of 1/ok users\n");
	house_user(house, 4, "chief", "administrator", "manages_users = 1");
	assert_string_equal(said("users-page"), "Administrators who may=2 of 2/warn users\n");
	house_sql(house, "UPDATE users SET manages_users = 0 WHERE login = 'boss'");
	assert_string_equal(said("users-page"), "Administrators who may=1 of 2/ok users\n");
	assert_true(detail_has("users-page", 0, "by chief."));
}

/* C9, A11 */
static void every_row_is_whole_in_both_languages(void **state)
{
	size_t n = 0;

	(void)state;
	house_sql(house, "UPDATE users SET level = 'administrator', name = 'x'");
	for (int i = 0; i < 9; i++)
		house_user(house, 10 + i, arena_printf(arena, "user%d", i), "warehouse", NULL);
	for (language = ENGLISH; language < LANGUAGES; language++)
		for (size_t i = 0; practice_at(i); i++)
			for (const struct json *r = json_first(rows_of(practice_at(i))); r; r = json_next(r), n++) {
				assert_false(str_empty(json_str(r, "label")) || str_empty(json_str(r, "value")) || str_empty(json_str(r, "detail")));
				assert_null(strchr(json_str(r, "detail"), '{'));
				assert_non_null(page_find(json_str(r, "page"))->view);
			}
	assert_true(n >= 2 * 9);
	language = SWEDISH;
	assert_string_equal(said("identity-provider"), "Enkel inloggning=av/warn identity-provider\n");
	language = ENGLISH;
	assert_true(detail_has("ip-ranges", 1, ": user0, user1, user2, user3, user4, …."));
}

static void a_mistake_in_the_words_is_named(void **state)
{
	static const char *const wrong[][3] = {
		{"\"rows\"", "\"lines\"", "lines"},
		{"\"sso\"", "\"sos\"", "sos"},
		{"{names}", "{name}", "{name}"},
		{"\"value\": [\"on\", \"på\"]", "\"value\": [\"on\"]", "sso"},
		{"\"value\": [\"on\", \"på\"]", "\"value\": [\"on\", \"\"]", "sso"},
		{"\"value\": [\"on\", \"på\"],", "", "sso"},
	};
	const char *text = embed_find("src/model/practices.json")->data;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const char *at = strstr(text, wrong[i][0]);
		const char *bad = arena_printf(arena, "%.*s%s%s", (int)(at - text), text, wrong[i][1], at + strlen(wrong[i][0]));
		struct error e = {0};

		assert_false(practices_load_text(bad, strlen(bad), &e));
		assert_string_equal(e.field, "src/model/practices.json");
		if (!strstr(e.detail, wrong[i][2]))
			fail_msg("%s", e.detail);
	}
	assert_string_equal(practice_words(PRACTICE_SSO)->label.text[ENGLISH], "Single sign-on");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_identity_provider_is_on_or_off),
		TEST(who_has_no_pin_is_named),
		TEST(more_than_the_least_is_stricter),
		TEST(filters_are_made_before_they_are_chosen),
		TEST(an_account_on_three_terminals_at_once_is_shared),
		TEST(an_account_named_after_a_thing_is_looked_at),
		TEST(levels_are_compared_with_the_work),
		TEST(goods_owners_are_compared_with_the_work),
		TEST(the_last_review_is_a_month_old_at_most),
		TEST(not_all_administrators_open_users),
		TEST(every_row_is_whole_in_both_languages),
		TEST(a_mistake_in_the_words_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
