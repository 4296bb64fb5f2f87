/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/throttle.h"

#include "base/clock.h"
#include "base/error.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "secure/secure.h"
#include "store/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#define START INT64_C(1790000000000)

static struct store *store;
static const char *path;

static bool guess(const struct throttle *t, int64_t now_ms, struct error *e)
{
	*e = (struct error){0};
	return throttle_charge(store, t, now_ms, e);
}

static void waits_grow(void **state)
{
	static const int64_t wait_s[] = {0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};

	(void)state;
	for (int64_t i = 0; i < 16; i++)
		assert_int_equal(throttle_wait_ms(i), wait_s[i] * 1000);
	assert_int_equal(throttle_wait_ms(INT64_MAX), 300000);
}

/* C8: five free, then 1, 2, 4 … 300 s. */
static void five_are_free_then_each_waits(void **state)
{
	struct throttle t;
	struct error e;
	int64_t now_ms = START;

	(void)state;
	throttle_of_stranger(&t, "anna", "192.0.2.1");
	for (int i = 0; i < 5; i++)
		assert_true(guess(&t, now_ms, &e));
	for (int64_t wait_ms = 1000; wait_ms <= 64000; wait_ms *= 2) {
		assert_false(guess(&t, now_ms + wait_ms - 1, &e));
		assert_int_equal(e.code, ERR_THROTTLED);
		assert_string_equal(e.detail, "1");
		now_ms += wait_ms;
		assert_true(guess(&t, now_ms, &e));
	}
}

static void one_account_and_one_network_are_counted(void **state)
{
	struct throttle t;
	struct error e;

	(void)state;
	for (int i = 0; i < 5; i++) {
		throttle_of_stranger(&t, "anna", "192.0.2.1");
		assert_true(guess(&t, START, &e));
	}
	throttle_of_stranger(&t, "anna", "198.51.100.7");
	assert_false(guess(&t, START, &e));
	throttle_of_stranger(&t, "bo", "192.0.2.1");
	assert_false(guess(&t, START, &e));
	throttle_of_stranger(&t, "bo", "198.51.100.7");
	assert_true(guess(&t, START, &e));
}

static void a_network_of_ipv6_is_one(void **state)
{
	struct throttle t, same, other;

	(void)state;
	throttle_of_stranger(&t, "a", "2001:db8:1:2::1");
	throttle_of_stranger(&same, "a", "2001:db8:1:2:ffff::9");
	throttle_of_stranger(&other, "a", "2001:db8:1:3::1");
	assert_string_equal(t.names[1], same.names[1]);
	assert_string_not_equal(t.names[1], other.names[1]);
}

/* C8: a known machine is not held up by what others do to the account. */
static void nobody_locks_a_shift_out(void **state)
{
	struct throttle stranger, machine;
	struct error e;

	(void)state;
	throttle_of_stranger(&stranger, "anna", "192.0.2.1");
	throttle_of_machine(&machine, "anna", "0123456789abcdef0123456789abcdef");
	for (int i = 0; i < 5; i++)
		assert_true(guess(&stranger, START, &e));
	assert_false(guess(&stranger, START, &e));
	for (int i = 0; i < 5; i++)
		assert_true(guess(&machine, START, &e));
	assert_false(guess(&machine, START, &e));
}

static void right_is_pardoned_but_not_for_the_network(void **state)
{
	struct throttle t;
	struct error e = {0};

	(void)state;
	throttle_of_stranger(&t, "anna", "192.0.2.1");
	for (int i = 0; i < 4; i++)
		assert_true(guess(&t, START, &e));
	assert_true(guess(&t, START, &e));
	assert_true(throttle_pardon(store, &t, &e));
	assert_int_equal(db_ask(store, "SELECT count(*) FROM throttle WHERE name = 'account anna'"), 0);
	assert_int_equal(db_ask(store, "SELECT failures FROM throttle WHERE name = 'network 192.0.2.1'"), 4);
}

/* C8: the count survives a restart. */
static void survives_a_restart(void **state)
{
	struct throttle t;
	struct error e;

	(void)state;
	throttle_of_stranger(&t, "anna", "192.0.2.1");
	for (int i = 0; i < 5; i++)
		assert_true(guess(&t, START, &e));
	store_close(&store);
	store = db_open(path, STORE_WRITER);
	assert_false(guess(&t, START, &e));
	assert_true(guess(&t, START + 1000, &e));
}

static void an_hour_of_quiet_is_forgotten(void **state)
{
	struct throttle t;
	struct error e;

	(void)state;
	throttle_of_stranger(&t, "anna", "192.0.2.1");
	for (int i = 0; i < 5; i++)
		assert_true(guess(&t, START, &e));
	assert_false(guess(&t, START, &e));
	assert_true(guess(&t, START + THROTTLE_QUIET_MS, &e));
	assert_int_equal(db_ask(store, "SELECT failures FROM throttle WHERE name = 'account anna'"), 1);
	clock_set_for_test(START + 3 * THROTTLE_QUIET_MS, 0);
	assert_true(throttle_forget(store, &e));
	assert_int_equal(db_ask(store, "SELECT count(*) FROM throttle"), 0);
	clock_set_for_test(-1, -1);
}

static void a_clock_set_back_holds_nobody_up(void **state)
{
	struct throttle t;
	struct error e;

	(void)state;
	throttle_of_stranger(&t, "anna", "192.0.2.1");
	for (int i = 0; i < 5; i++)
		assert_true(guess(&t, START, &e));
	assert_true(guess(&t, START - 3600000, &e));
}

static int set_up(void **state)
{
	struct error e = {0};

	(void)state;
	path = scratch("directory.db");
	unlink(path);
	store = db_open(path, STORE_WRITER);
	return migrate(store, "src/model/sql/directory/", NULL, &e) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_grow),
		cmocka_unit_test_setup_teardown(five_are_free_then_each_waits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_account_and_one_network_are_counted, set_up, tear_down),
		cmocka_unit_test(a_network_of_ipv6_is_one),
		cmocka_unit_test_setup_teardown(nobody_locks_a_shift_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(right_is_pardoned_but_not_for_the_network, set_up, tear_down),
		cmocka_unit_test_setup_teardown(survives_a_restart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_hour_of_quiet_is_forgotten, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_clock_set_back_holds_nobody_up, set_up, tear_down),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
