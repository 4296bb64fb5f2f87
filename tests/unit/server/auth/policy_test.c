/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tenant asks at the door: filters of addresses, PINs, passwords. */
#include "server/auth/policy.h"

#include "base/arena.h"
#include "lib/door.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct door w;

static struct member member(void)
{
	struct store *s = pool_take(w.pool, NULL);
	struct member m = {0};

	assert_true(policy_member(s, w.arena, w.anna, &m, &w.e));
	pool_give(w.pool, s);
	return m;
}

static enum factor factor(const char *address)
{
	struct store *s = pool_take(w.pool, NULL);
	struct member m = {0};
	enum factor f = FACTOR_NONE;

	assert_true(policy_member(s, w.arena, w.anna, &m, &w.e) && policy_factor(s, w.arena, &m, address, &f, &w.e));
	pool_give(w.pool, s);
	return f;
}

static void filters(void)
{
	db_exec(w.tenant, "INSERT INTO ip_filters (id, code, ranges) VALUES (1, 'HOUSE', '192.0.2.0/24, 2001:db8::/32'), (2, 'HOME', '198.51.100.7'), "
		"(3, 'NONE', '')");
}

/* C6: at the door and at each request, after a right password only. */
static void a_filter_holds_at_the_door_and_after(void **state)
{
	char token[SECRET_CHARS + 1];

	(void)state;
	filters();
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	memcpy(token, w.answer.token, sizeof token);
	assert_int_equal(door_session(&w, token, "203.0.113.1", NULL), ERR_NONE);
	db_exec(w.tenant, "UPDATE users SET ip_filter = 1");
	assert_int_equal(door_session(&w, token, "203.0.113.1", NULL), ERR_ADDRESS);
	assert_string_equal(w.e.detail, "203.0.113.1");
	assert_int_equal(door_session(&w, token, "192.0.2.255", NULL), ERR_NONE);
	assert_int_equal(door_session(&w, token, "::ffff:192.0.2.1", NULL), ERR_NONE);
	assert_int_equal(door_session(&w, token, "2001:db8:ffff::1", NULL), ERR_NONE);
	assert_int_equal(door_session(&w, token, "2001:db9::1", NULL), ERR_ADDRESS);
	assert_int_equal(door_session(&w, token, "?", NULL), ERR_ADDRESS);
	w.in.address = "203.0.113.1";
	assert_int_equal(door_sign_in(&w), ERR_ADDRESS);
	w.in.password = "Wrong-1-word";
	assert_int_equal(door_sign_in(&w), ERR_CREDENTIALS);
	w.in.address = "192.0.2.9";
	w.in.password = DOOR_PASSWORD;
	assert_int_equal(door_sign_in(&w), ERR_NONE);
}

/* A filter that holds nobody, is not there or cannot be read lets nobody in. */
static void a_broken_filter_lets_nobody_in(void **state)
{
	(void)state;
	filters();
	db_exec(w.tenant, "UPDATE users SET ip_filter = 3");
	assert_int_equal(door_sign_in(&w), ERR_ADDRESS);
	db_exec(w.tenant, "UPDATE ip_filters SET ranges = '192.0.2.1, 300.1.1.1' WHERE id = 3");
	assert_int_equal(door_sign_in(&w), ERR_ADDRESS);
	db_exec(w.tenant, "PRAGMA foreign_keys = OFF");
	db_exec(w.tenant, "UPDATE users SET ip_filter = 99");
	assert_int_equal(door_sign_in(&w), ERR_ADDRESS);
	db_exec(w.tenant, "UPDATE users SET ip_filter = 0");
	assert_int_equal(door_sign_in(&w), ERR_NONE);
}

/* C5: each setting has filters of its own. */
static void each_setting_exempts_by_its_own_filters(void **state)
{
	(void)state;
	filters();
	db_exec(w.tenant, "UPDATE users SET mfa_mail = 1");
	assert_int_equal(factor("192.0.2.1"), FACTOR_MAIL);
	db_exec(w.tenant, "INSERT INTO mfa_settings_exempt (row, ref) VALUES (1, 1)");
	assert_int_equal(factor("192.0.2.1"), FACTOR_NONE);
	assert_int_equal(factor("198.51.100.7"), FACTOR_MAIL);
	db_exec(w.tenant, "UPDATE users SET mfa_app = 1");
	assert_int_equal(factor("192.0.2.1"), FACTOR_APP); /* the app's filters are others */
	db_exec(w.tenant, "INSERT INTO mfa_settings_exempt (row, ref) VALUES (2, 2), (2, 3)");
	assert_int_equal(factor("198.51.100.7"), FACTOR_NONE);
	assert_int_equal(factor("192.0.2.1"), FACTOR_APP);
	assert_int_equal(factor("?"), FACTOR_APP);
}

/* C2: of chosen users or of all; who has both uses the app. */
static void a_setting_is_of_chosen_users_or_of_all(void **state)
{
	(void)state;
	assert_int_equal(factor("192.0.2.1"), FACTOR_NONE);
	db_exec(w.tenant, "UPDATE mfa_settings SET who = 'all' WHERE code = 'mail'");
	assert_int_equal(factor("192.0.2.1"), FACTOR_MAIL);
	db_exec(w.tenant, "UPDATE mfa_settings SET who = 'all' WHERE code = 'app'");
	assert_int_equal(factor("192.0.2.1"), FACTOR_APP);
}

/* C1: an administrator may ask for more, never for less. */
static void a_rule_is_never_weaker(void **state)
{
	struct password_rule rule;

	(void)state;
	assert_true(auth_password_rule(w.directory, &rule, &w.e));
	assert_int_equal(rule.characters, 8);
	db_exec(w.tenant, "DELETE FROM password_rules");
	db_exec(w.tenant, "INSERT INTO password_rules (id, characters, lower, upper, digits) VALUES (1, 3, 0, -1, 0)");
	assert_true(auth_password_rule(w.directory, &rule, &w.e));
	assert_true(rule.characters == 8 && rule.lower == 1 && rule.upper == 1 && rule.digits == 1);
	db_exec(w.tenant, "UPDATE password_rules SET characters = 12, lower = 2, upper = 3, digits = 4");
	assert_true(auth_password_rule(w.directory, &rule, &w.e));
	assert_true(rule.characters == 12 && rule.lower == 2 && rule.upper == 3 && rule.digits == 4);
	assert_false(auth_set_password(w.directory, w.anna, "ABCab123-long", NULL, &w.e));
	assert_int_equal(w.e.code, ERR_PASSWORD_WEAK);
	w.e = (struct error){0};
	assert_true(auth_set_password(w.directory, w.anna, "ABCab1234-long", NULL, &w.e));
}

/* B14: what a group has, its members have; but never a second goods owner of a reseller. */
static void groups_add_goods_owners(void **state)
{
	(void)state;
	db_exec(w.tenant, "DELETE FROM users_goods_owners WHERE ref = 5");
	assert_int_equal(member().goods_owner_count, 1);
	db_exec(w.tenant, "INSERT INTO user_groups (id, code) VALUES (1, 'NIGHT')");
	db_exec(w.tenant, "INSERT INTO user_groups_members (row, ref) SELECT 1, id FROM users");
	db_exec(w.tenant, "INSERT INTO user_groups_goods_owners (row, ref) VALUES (1, 5), (1, 3)");
	assert_int_equal(member().goods_owner_count, 2);
	assert_int_equal(member().goods_owners[1], 5);
	db_exec(w.tenant, "UPDATE users SET level = 'reseller', menu = 'reseller'");
	assert_int_equal(member().goods_owner_count, 1);
}

/* A level or menu that is none opens nothing. */
static void a_wrong_level_is_refused(void **state)
{
	(void)state;
	db_exec(w.tenant, "PRAGMA ignore_check_constraints = ON");
	db_exec(w.tenant, "UPDATE users SET level = 'king'");
	assert_int_equal(door_sign_in(&w), ERR_FORBIDDEN);
	db_exec(w.tenant, "UPDATE users SET level = 'warehouse', menu = 'administrator'");
	assert_int_equal(door_sign_in(&w), ERR_FORBIDDEN);
}

/* Who came in as a person is no API's user later. */
static void a_session_ends_where_the_level_has_none(void **state)
{
	char token[SECRET_CHARS + 1];

	(void)state;
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	memcpy(token, w.answer.token, sizeof token);
	db_exec(w.tenant, "UPDATE users SET level = 'automation'");
	assert_int_equal(door_session(&w, token, "192.0.2.1", NULL), ERR_SIGN_IN);
}

static int set_up(void **state)
{
	(void)state;
	door_open(&w);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	door_close(&w);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_filter_holds_at_the_door_and_after),
		TEST(a_broken_filter_lets_nobody_in),
		TEST(each_setting_exempts_by_its_own_filters),
		TEST(a_setting_is_of_chosen_users_or_of_all),
		TEST(a_rule_is_never_weaker),
		TEST(groups_add_goods_owners),
		TEST(a_wrong_level_is_refused),
		TEST(a_session_ends_where_the_level_has_none),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
