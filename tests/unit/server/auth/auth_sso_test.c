/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose account it is whom the identity provider vouches for (C7, C12). */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "lib/door.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HERE   "192.0.2.1"
#define ISSUER "https://id.example"

static struct door w;
static char token[SECRET_CHARS + 1];

static void begin(struct sso_attempt *x)
{
	*x = (struct sso_attempt){.device = "device code", .interval_s = 5, .expires_ms = clock_now_ms() + 10 * DOOR_MINUTE};
	w.e = (struct error){0};
	assert_true(auth_sso_begin(w.directory, &w.in, x, &w.e));
}

static enum error_code arrive(const char *attempt, const char *issuer, const char *subject, const char *email)
{
	struct identity_proof who = {issuer, subject, email};
	bool ok;

	w.e = (struct error){0};
	ok = auth_sign_in_sso(w.directory, w.arena, attempt, &who, &w.answer, &w.e);
	memcpy(token, w.answer.token, sizeof token);
	assert_true(ok == (w.answer.token[0] != '\0'));
	return ok ? ERR_NONE : w.e.code;
}

static enum error_code come(const char *subject, const char *email)
{
	struct sso_attempt x;

	begin(&x);
	return arrive(x.attempt, ISSUER, subject, email);
}

static void provider(bool link)
{
	db_exec(w.tenant, "DELETE FROM identity_providers");
	db_exec(w.tenant, link ? "INSERT INTO identity_providers (id, issuer, active, link_by_email) VALUES (1, 'https://id.example', 1, 1)"
			       : "INSERT INTO identity_providers (id, issuer, active, link_by_email) VALUES (1, 'https://id.example', 1, 0)");
}

static void linked_once_by_a_verified_address(void **state)
{
	struct session s;

	(void)state;
	provider(true);
	assert_int_equal(come("a-1", ""), ERR_NOT_LINKED);
	assert_int_equal(come("a-1", "ANNA@x.se"), ERR_NONE);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_string_equal(s.member.login, "anna");
	assert_true(s.sso && s.assurance == 2 && s.factor == FACTOR_SSO);
	assert_int_equal(w.answer.session.factor, FACTOR_SSO);
	assert_int_equal(come("a-1", ""), ERR_NONE); /* by subject from now on */
	assert_int_equal(come("a-2", "anna@x.se"), ERR_NOT_LINKED); /* another who has that address */
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM identity"), 1);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM account"), 1);
}

static void never_makes_an_account(void **state)
{
	(void)state;
	provider(true);
	assert_int_equal(come("b", "bo@x.se"), ERR_NOT_LINKED);
	assert_int_equal(come("b", "anna@x.se@x.se"), ERR_NOT_LINKED);
	assert_int_equal(come("b", "\xc4\x81nna@x.se"), ERR_NOT_LINKED);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM account"), 1);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM identity"), 0);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM session"), 0);
}

static void an_administrator_links(void **state)
{
	int64_t bo = door_add(&w, "bo", LEVEL_WAREHOUSE);

	(void)state;
	provider(false);
	assert_int_equal(come("a-1", "anna@x.se"), ERR_NOT_LINKED);
	assert_true(auth_link(w.directory, w.anna, ISSUER, "a-1", NULL, &w.e));
	assert_int_equal(come("a-1", ""), ERR_NONE);
	assert_false(auth_link(w.directory, bo, ISSUER, "a-1", NULL, &w.e));
	assert_int_equal(w.e.code, ERR_IN_USE);
	assert_int_equal(come("a-1", "bo@x.se"), ERR_NONE);
	assert_string_equal(w.answer.session.member.login, "anna");
}

/* Another provider's word for the same subject is nobody's. */
static void a_link_is_to_its_issuer(void **state)
{
	struct sso_attempt x;

	(void)state;
	provider(false);
	assert_true(auth_link(w.directory, w.anna, ISSUER, "a-1", NULL, &w.e));
	begin(&x);
	assert_int_equal(arrive(x.attempt, "https://evil.example", "a-1", "anna@x.se"), ERR_NOT_LINKED);
	assert_int_equal(arrive(x.attempt, ISSUER, "a-1", ""), ERR_NONE);
}

static void unlinked_he_is_out(void **state)
{
	(void)state;
	provider(false);
	assert_true(auth_link(w.directory, w.anna, ISSUER, "a-1", NULL, &w.e));
	assert_int_equal(come("a-1", ""), ERR_NONE);
	assert_true(auth_unlink(w.directory, w.anna, NULL, &w.e));
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(come("a-1", ""), ERR_NOT_LINKED);
}

static void who_may_not_sign_in_may_not_here(void **state)
{
	(void)state;
	provider(true);
	db_exec(w.tenant, "UPDATE users SET active = 0");
	assert_int_equal(come("a-1", "anna@x.se"), ERR_FORBIDDEN);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM identity"), 0);
	db_exec(w.tenant, "UPDATE users SET active = 1, level = 'api'");
	assert_int_equal(come("a-1", "anna@x.se"), ERR_FORBIDDEN);
	assert_true(auth_account_gone(w.directory, w.anna, "main", &w.e));
	assert_int_equal(come("a-1", "anna@x.se"), ERR_NOT_LINKED);
}

/* C7: neither PIN nor filter, while it is turned on. */
static void the_filter_holds_again_when_it_is_turned_off(void **state)
{
	(void)state;
	provider(true);
	db_exec(w.tenant, "INSERT INTO ip_filters (id, code, ranges) VALUES (1, 'HOUSE', '198.51.100.0/24')");
	db_exec(w.tenant, "UPDATE users SET ip_filter = 1, mfa_app = 1");
	assert_int_equal(come("a-1", "anna@x.se"), ERR_NONE);
	assert_int_equal(door_session(&w, token, "203.0.113.9", NULL), ERR_NONE);
	db_exec(w.tenant, "UPDATE identity_providers SET active = 0");
	assert_int_equal(door_session(&w, token, "203.0.113.9", NULL), ERR_ADDRESS);
	assert_int_equal(door_session(&w, token, "198.51.100.9", NULL), ERR_NONE);
}

static void an_attempt_is_used_once_and_expires(void **state)
{
	struct sso_attempt x;

	(void)state;
	provider(true);
	begin(&x);
	assert_int_equal(arrive(x.attempt, ISSUER, "a-1", "anna@x.se"), ERR_NONE);
	assert_int_equal(arrive(x.attempt, ISSUER, "a-1", "anna@x.se"), ERR_TOKEN);
	begin(&x);
	door_at(10 * DOOR_MINUTE);
	assert_int_equal(arrive(x.attempt, ISSUER, "a-1", "anna@x.se"), ERR_TOKEN);
	assert_int_equal(arrive("forged", ISSUER, "a-1", "anna@x.se"), ERR_TOKEN);
}

/* One for the provider is none for a PIN, nor the other way about. */
static void attempts_are_of_their_kind(void **state)
{
	struct sso_attempt x;
	char attempt[SECRET_CHARS + 1];

	(void)state;
	provider(true);
	begin(&x);
	assert_int_equal(door_pin(&w, x.attempt, "", HERE), ERR_TOKEN);
	db_exec(w.tenant, "UPDATE users SET mfa_app = 1");
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	memcpy(attempt, w.answer.attempt, sizeof attempt);
	assert_int_equal(arrive(attempt, ISSUER, "a-1", "anna@x.se"), ERR_TOKEN);
	assert_int_equal(door_again(&w, attempt), ERR_METHOD);
	memcpy(x.attempt, attempt, sizeof attempt);
	w.e = (struct error){0};
	assert_false(auth_sso_poll(w.directory, w.arena, &x, &w.e));
	assert_int_equal(w.e.code, ERR_TOKEN);
}

/* The provider is asked no more often than it says, however often one polls. */
static void polls_are_spaced(void **state)
{
	struct sso_attempt x;

	(void)state;
	begin(&x);
	assert_true(auth_sso_poll(w.directory, w.arena, &x, &w.e));
	assert_string_equal(x.device, "device code");
	assert_false(auth_sso_poll(w.directory, w.arena, &x, &w.e));
	assert_int_equal(w.e.code, ERR_THROTTLED);
	door_at(5000);
	w.e = (struct error){0};
	assert_true(auth_sso_poll(w.directory, w.arena, &x, &w.e));
	assert_true(auth_sso_slower(w.directory, x.attempt, 60, &w.e));
	door_at(10000);
	assert_true(auth_sso_poll(w.directory, w.arena, &x, &w.e));
	assert_int_equal(x.interval_s, 60);
	door_at(69999);
	assert_false(auth_sso_poll(w.directory, w.arena, &x, &w.e));
	assert_true(auth_sso_end(w.directory, x.attempt, NULL));
	door_at(70000);
	w.e = (struct error){0};
	assert_false(auth_sso_poll(w.directory, w.arena, &x, &w.e));
	assert_int_equal(w.e.code, ERR_TOKEN);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM attempt WHERE instr(device, 'device code')"), 0);
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
		TEST(linked_once_by_a_verified_address),
		TEST(never_makes_an_account),
		TEST(an_administrator_links),
		TEST(a_link_is_to_its_issuer),
		TEST(unlinked_he_is_out),
		TEST(who_may_not_sign_in_may_not_here),
		TEST(the_filter_holds_again_when_it_is_turned_off),
		TEST(an_attempt_is_used_once_and_expires),
		TEST(attempts_are_of_their_kind),
		TEST(polls_are_spaced),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
