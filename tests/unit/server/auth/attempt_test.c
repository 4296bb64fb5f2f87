/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-ins that have a next step: PINs by mail, and how many there may be. */
#include "server/auth/attempt.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/thread.h"
#include "lib/door.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HERE "192.0.2.1"

static struct door w;
static char attempt[SECRET_CHARS + 1], pin[PIN_MAIL_DIGITS + 1];

static void keep(void)
{
	str_copy(attempt, sizeof attempt, w.answer.attempt);
	str_copy(pin, sizeof pin, w.answer.pin);
}

/* A PIN was mailed. */
static void begin(void)
{
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	assert_int_equal(w.answer.step, SIGN_IN_MAIL);
	keep();
}

static const char *wrong(void)
{
	static char other[PIN_MAIL_DIGITS + 1];

	str_copy(other, sizeof other, pin);
	other[0] = other[0] == '9' ? '0' : (char)(other[0] + 1);
	return other;
}

/* C2 */
static void a_pin_by_mail_lets_in_once(void **state)
{
	struct session s;
	char token[SECRET_CHARS + 1];

	(void)state;
	begin();
	assert_string_equal(w.answer.email, "anna@x.se");
	assert_int_equal(strspn(pin, "0123456789"), PIN_MAIL_DIGITS);
	assert_int_equal(w.answer.expires_ms, DOOR_START + 10 * DOOR_MINUTE);
	assert_int_equal(w.answer.session.id, 0);
	assert_string_equal(w.answer.token, "");
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM session"), 0);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_NONE);
	assert_int_equal(w.answer.step, SIGN_IN_DONE);
	assert_int_equal(w.answer.session.assurance, 1);
	memcpy(token, w.answer.token, sizeof token);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_string_equal(s.member.login, "anna");
	assert_int_equal(s.assurance, 1);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_TOKEN);
	assert_string_equal(w.answer.token, "");
}

static void a_pin_lives_ten_minutes(void **state)
{
	(void)state;
	begin();
	door_at(10 * DOOR_MINUTE);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_TOKEN);
	door_at(10 * DOOR_MINUTE - 1);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_NONE);
}

/* Five tries, and the fifth ends it; the right one comes too late then. */
static void five_tries_and_it_is_over(void **state)
{
	(void)state;
	begin();
	for (int left = 4; left > 0; left--) {
		assert_int_equal(door_pin(&w, attempt, wrong(), HERE), ERR_PIN);
		assert_int_equal(w.e.detail[0], '0' + left);
	}
	assert_int_equal(door_pin(&w, attempt, wrong(), HERE), ERR_TOKEN);
	door_at(5 * DOOR_MINUTE);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_TOKEN);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM attempt"), 0);
}

static void a_new_pin_has_the_old_ones_tries(void **state)
{
	char old[PIN_MAIL_DIGITS + 1];

	(void)state;
	begin();
	for (int i = 0; i < 3; i++)
		assert_int_equal(door_pin(&w, attempt, wrong(), HERE), ERR_PIN);
	str_copy(old, sizeof old, pin);
	door_at(30000);
	assert_int_equal(door_again(&w, attempt), ERR_NONE);
	assert_int_equal(w.answer.step, SIGN_IN_MAIL);
	assert_string_equal(w.answer.attempt, attempt);
	assert_int_equal(w.answer.expires_ms, DOOR_START + 10 * DOOR_MINUTE);
	str_copy(pin, sizeof pin, w.answer.pin);
	assert_string_not_equal(old, pin);
	assert_int_equal(door_pin(&w, attempt, old, HERE), ERR_PIN);
	assert_string_equal(w.e.detail, "1");
	assert_int_equal(door_pin(&w, attempt, wrong(), HERE), ERR_TOKEN);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_TOKEN);
}

/* Nobody's mailbox is filled by asking again. */
static void mails_are_spaced_and_counted(void **state)
{
	(void)state;
	begin();
	assert_int_equal(door_again(&w, attempt), ERR_THROTTLED);
	assert_string_equal(w.e.detail, "30");
	door_at(29999);
	assert_int_equal(door_again(&w, attempt), ERR_THROTTLED);
	assert_string_equal(w.e.detail, "1");
	for (int i = 1; i <= 3; i++) {
		door_at(i * 30000);
		assert_int_equal(door_again(&w, attempt), ERR_NONE);
	}
	str_copy(pin, sizeof pin, w.answer.pin);
	door_at(5 * DOOR_MINUTE);
	assert_int_equal(door_again(&w, attempt), ERR_THROTTLED);
	assert_string_equal(w.e.detail, "300");
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_NONE);
}

/* Nor by beginning again and again, with a password that is right. */
static void mails_are_counted_on_the_account(void **state)
{
	(void)state;
	for (int i = 0; i < THROTTLE_FREE; i++)
		begin();
	assert_int_equal(door_sign_in(&w), ERR_THROTTLED);
	assert_string_equal(w.e.detail, "1");
	assert_string_equal(w.answer.pin, "");
	door_reopen(&w);
	assert_int_equal(door_sign_in(&w), ERR_THROTTLED);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_NONE);
	door_sql(&w, "DELETE FROM machine");
	begin();
}

/* C8: a new PIN, or a new attempt, is no new count. */
static void pins_are_throttled_by_account(void **state)
{
	(void)state;
	begin();
	for (int i = 0; i < 4; i++)
		assert_int_equal(door_pin(&w, attempt, wrong(), HERE), ERR_PIN);
	begin();
	assert_int_equal(door_pin(&w, attempt, wrong(), "198.51.100.9"), ERR_PIN);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_THROTTLED);
	door_reopen(&w);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_THROTTLED);
	door_at(1000);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_NONE);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM throttle WHERE name LIKE 'pin %'"), 0);
}

/* What changed since the password was right holds. */
static void changes_hold_between_password_and_pin(void **state)
{
	(void)state;
	begin();
	db_exec(w.tenant, "UPDATE users SET active = 0");
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_CREDENTIALS);
	door_at(30000);
	assert_int_equal(door_again(&w, attempt), ERR_CREDENTIALS);
	db_exec(w.tenant, "UPDATE users SET active = 1");
	assert_true(auth_set_password(w.directory, w.anna, "Other-1-word", NULL, &w.e));
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_TOKEN);
}

/* C6 */
static void a_pin_is_no_way_around_the_filter(void **state)
{
	(void)state;
	begin();
	db_exec(w.tenant, "INSERT INTO ip_filters (id, code, ranges) VALUES (1, 'HOUSE', '192.0.2.0/24')");
	db_exec(w.tenant, "UPDATE users SET ip_filter = 1");
	assert_int_equal(door_pin(&w, attempt, pin, "198.51.100.9"), ERR_ADDRESS);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_NONE);
}

static void foreign_and_forged_attempts_are_none(void **state)
{
	char his[SECRET_CHARS + 1];

	(void)state;
	door_add(&w, "bo", LEVEL_WAREHOUSE);
	begin();
	str_copy(his, sizeof his, attempt);
	w.in.login = "bo";
	begin();
	assert_int_equal(door_pin(&w, his, pin, HERE), ERR_PIN);
	assert_int_equal(door_pin(&w, "", pin, HERE), ERR_TOKEN);
	assert_int_equal(door_pin(&w, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", pin, HERE), ERR_TOKEN);
	assert_int_equal(door_session(&w, attempt, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(door_pin(&w, attempt, pin, HERE), ERR_NONE);
	assert_string_equal(w.answer.session.member.login, "bo");
}

static void the_pin_is_kept_hashed(void **state)
{
	(void)state;
	begin();
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM attempt WHERE length(pin) = 32 AND length(secret) = 32"), 1);
	assert_int_equal(door_ask(&w, arena_printf(w.arena, "SELECT count(*) FROM attempt WHERE instr(pin, '%s') OR instr(secret, '%s')", pin, attempt)), 0);
}

/* C2: mail that cannot be sent is said, and is no guess. */
static void no_mail_no_way(void **state)
{
	(void)state;
	w.in.mail = false;
	for (int i = 0; i < 7; i++)
		assert_int_equal(door_sign_in(&w), ERR_NO_MAIL);
	w.in.mail = true;
	door_sql(&w, "UPDATE account SET email = '', email_fold = ''");
	assert_int_equal(door_sign_in(&w), ERR_NO_MAIL);
}

struct racer {
	struct sign_in_answer answer;
	struct error e;
	bool ok;
};

static void race(void *arg)
{
	struct racer *r = arg;
	struct arena *a = arena_new();

	r->ok = auth_sign_in_pin(w.directory, a, attempt, pin, HERE, &r->answer, &r->e);
	arena_free(&a);
}

static void of_two_at_once_one_gets_in(void **state)
{
	struct racer r[4] = {0};
	struct thread *t[4];
	int in = 0;

	(void)state;
	begin();
	for (int i = 0; i < 4; i++)
		t[i] = thread_start("racer", race, &r[i]);
	for (int i = 0; i < 4; i++)
		thread_join(&t[i]);
	for (int i = 0; i < 4; i++) {
		in += r[i].ok;
		assert_true(r[i].ok || r[i].e.code == ERR_TOKEN);
		assert_true(r[i].ok || !r[i].answer.token[0]);
	}
	assert_int_equal(in, 1);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM session"), 1);
}

/* The table is bounded, whoever fills it. */
static void one_account_has_twenty(void **state)
{
	(void)state;
	db_exec(w.tenant, "UPDATE users SET mfa_mail = 0, mfa_app = 1");
	for (int i = 0; i < 25; i++)
		assert_int_equal(door_sign_in(&w), ERR_NONE);
	keep();
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM attempt"), ATTEMPTS_OF_ONE);
	assert_int_equal(door_pin(&w, attempt, "000000", HERE), ERR_PIN);
}

static enum error_code at_provider(const char *address)
{
	struct sso_attempt x = {.device = "device code", .interval_s = 5, .expires_ms = clock_now_ms() + 10 * DOOR_MINUTE};
	struct sign_in in = {.address = address};

	w.e = (struct error){0};
	if (!auth_sso_may(w.directory, &in, &w.e))
		return w.e.code;
	return auth_sso_begin(w.directory, &in, &x, &w.e) ? ERR_NONE : w.e.code;
}

static void strangers_at_the_provider_are_bounded(void **state)
{
	(void)state;
	for (int i = 0; i < ATTEMPTS_OF_NETWORK; i++)
		assert_int_equal(at_provider(arena_printf(w.arena, "2001:db8:1:2::%x", i)), ERR_NONE);
	assert_int_equal(at_provider("2001:db8:1:2:ffff::1"), ERR_THROTTLED);
	assert_int_equal(at_provider("2001:db8:1:3::1"), ERR_NONE);
	door_at(10 * DOOR_MINUTE + 1);
	assert_int_equal(at_provider("2001:db8:1:3::1"), ERR_NONE); /* what is over makes room */
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM attempt"), 1);
	door_sql(&w, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
		"INSERT INTO attempt (secret, step, address, network, expires) SELECT randomblob(32), 'sso', i, i, 9e15 FROM n");
	assert_int_equal(at_provider("192.0.2.7"), ERR_BUSY);
}

static int set_up(void **state)
{
	(void)state;
	door_open(&w);
	db_exec(w.tenant, "UPDATE users SET mfa_mail = 1");
	/* Whoever is added later, too. */
	db_exec(w.tenant, "UPDATE mfa_settings SET who = 'all' WHERE code = 'mail'");
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
		TEST(a_pin_by_mail_lets_in_once),
		TEST(a_pin_lives_ten_minutes),
		TEST(five_tries_and_it_is_over),
		TEST(a_new_pin_has_the_old_ones_tries),
		TEST(mails_are_spaced_and_counted),
		TEST(mails_are_counted_on_the_account),
		TEST(pins_are_throttled_by_account),
		TEST(changes_hold_between_password_and_pin),
		TEST(a_pin_is_no_way_around_the_filter),
		TEST(foreign_and_forged_attempts_are_none),
		TEST(the_pin_is_kept_hashed),
		TEST(no_mail_no_way),
		TEST(of_two_at_once_one_gets_in),
		TEST(one_account_has_twenty),
		TEST(strangers_at_the_provider_are_bounded),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
