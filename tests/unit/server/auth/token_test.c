/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens (B12): to choose a password by, and to use the API by. */
#include "server/auth/token.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/door.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HERE "192.0.2.1"

static struct door w;
static char token[TOKEN_CHARS + 1];

static void make(int64_t account, enum token_kind kind, int64_t minutes)
{
	w.e = (struct error){0};
	assert_true(auth_token_make(w.directory, account, kind, "admin", minutes ? DOOR_START + minutes * DOOR_MINUTE : 0, token, NULL, &w.e));
}

static enum error_code api_user(const char *login, const char *secret, const char *address)
{
	struct member m;

	w.e = (struct error){0};
	return auth_api_user(w.directory, w.arena, login, secret, address, &m, &w.e) ? ERR_NONE : w.e.code;
}

static void a_token_sets_a_password_once(void **state)
{
	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	assert_true(str_starts(token, "wms_rst_"));
	assert_int_equal(strlen(token), TOKEN_CHARS);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_NONE);
	assert_int_equal(door_spend(&w, token, "Third-1-word", HERE), ERR_TOKEN);
	assert_int_equal(door_sign_in(&w), ERR_CREDENTIALS);
	w.in.password = "Other-1-word";
	assert_int_equal(door_sign_in(&w), ERR_NONE);
}

static void it_ends_sessions_and_what_is_on_its_way(void **state)
{
	char kept[SECRET_CHARS + 1], attempt[SECRET_CHARS + 1];

	(void)state;
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	memcpy(kept, w.answer.token, sizeof kept);
	db_exec(w.tenant, "UPDATE users SET mfa_app = 1");
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	memcpy(attempt, w.answer.attempt, sizeof attempt);
	make(w.anna, TOKEN_ACTIVATION, 60);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_NONE);
	assert_int_equal(door_session(&w, kept, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(door_pin(&w, attempt, "000000", HERE), ERR_TOKEN);
}

/* An old letter must not undo a new password. */
static void a_new_password_ends_the_others(void **state)
{
	char old[TOKEN_CHARS + 1];

	(void)state;
	make(w.anna, TOKEN_ACTIVATION, 60);
	memcpy(old, token, sizeof old);
	make(w.anna, TOKEN_RESET, 60);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_NONE);
	assert_int_equal(door_spend(&w, old, "Third-1-word", HERE), ERR_TOKEN);
	make(w.anna, TOKEN_RESET, 60);
	assert_true(auth_change_password(w.directory, w.anna, "Other-1-word", "Third-1-word", NULL, &w.e));
	assert_int_equal(door_spend(&w, token, "Fourth-1-word", HERE), ERR_TOKEN);
}

static void it_expires(void **state)
{
	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	door_at(60 * DOOR_MINUTE);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_TOKEN);
	door_at(60 * DOOR_MINUTE - 1);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_NONE);
	make(w.anna, TOKEN_RESET, 0); /* these are never for ever */
	assert_int_equal(door_spend(&w, token, "Third-1-word", HERE), ERR_TOKEN);
}

static void made_anew_the_old_one_dies(void **state)
{
	char old[TOKEN_CHARS + 1];

	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	memcpy(old, token, sizeof old);
	make(w.anna, TOKEN_RESET, 60);
	assert_int_equal(door_spend(&w, old, "Other-1-word", HERE), ERR_TOKEN);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_NONE);
}

static void it_is_revoked_by_its_owner_alone(void **state)
{
	struct json *rows = json_array(w.arena);
	int64_t id;

	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	assert_true(auth_tokens_of(w.directory, w.anna, rows, &w.e));
	assert_int_equal(json_len(rows), 1);
	assert_string_equal(json_str(json_first(rows), "kind"), "reset");
	assert_string_equal(json_str(json_first(rows), "made_by"), "admin");
	assert_null(strstr(json_print(w.arena, rows), token));
	id = json_int(json_first(rows), "id", 0);
	assert_false(auth_token_end(w.directory, w.anna + 1, id, NULL, &w.e));
	assert_int_equal(w.e.code, ERR_NOT_FOUND);
	assert_true(auth_token_end(w.directory, w.anna, id, NULL, &w.e));
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_TOKEN);
}

/* B12: reset for active users only. */
static void nobody_who_is_out_comes_in_by_it(void **state)
{
	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	db_exec(w.tenant, "UPDATE users SET active = 0");
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_TOKEN);
	db_exec(w.tenant, "DELETE FROM users_goods_owners");
	db_exec(w.tenant, "DELETE FROM users");
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_TOKEN);
	make(w.anna, TOKEN_RESET, 60);
	assert_true(auth_account_gone(w.directory, w.anna, "main", &w.e));
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_TOKEN);
}

static void forged_and_foreign_tokens_are_none(void **state)
{
	char forged[TOKEN_CHARS + 1], kind[TOKEN_CHARS + 1];

	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	memcpy(forged, token, sizeof forged);
	forged[20] = forged[20] == 'A' ? 'B' : 'A';
	memcpy(kind, token, sizeof kind);
	memcpy(kind, "wms_act_", 8);
	assert_int_equal(door_spend(&w, forged, "Other-1-word", HERE), ERR_TOKEN);
	assert_int_equal(door_spend(&w, kind, "Other-1-word", HERE), ERR_TOKEN);
	assert_int_equal(door_spend(&w, token + 8, "Other-1-word", HERE), ERR_TOKEN);
	assert_int_equal(door_spend(&w, "", "Other-1-word", HERE), ERR_TOKEN);
	memcpy(kind, "wms_api_", 8);
	assert_int_equal(door_session(&w, kind, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN); /* it opens nothing else */
	assert_int_equal(door_spend(&w, token, "Other-1-word", "198.51.100.1"), ERR_NONE);
	make(w.anna, TOKEN_API, 0);
	assert_int_equal(door_spend(&w, token, "Third-1-word", "198.51.100.1"), ERR_TOKEN);
}

/* C1 holds, and what is refused is not spent. */
static void the_rules_of_passwords_hold(void **state)
{
	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	for (int i = 0; i < 8; i++)
		assert_int_equal(door_spend(&w, token, "weak", HERE), ERR_PASSWORD_WEAK);
	assert_int_equal(door_spend(&w, token, DOOR_PASSWORD, HERE), ERR_PASSWORD_USED);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_NONE);
	make(w.anna, TOKEN_RESET, 60);
	assert_int_equal(door_spend(&w, token, DOOR_PASSWORD, HERE), ERR_PASSWORD_USED);
}

/* C8 */
static void guesses_are_throttled_by_network(void **state)
{
	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	for (int i = 0; i < 5; i++)
		assert_int_equal(door_spend(&w, "wms_rst_guess", "Other-1-word", "2001:db8::1"), ERR_TOKEN);
	assert_int_equal(door_spend(&w, token, "Other-1-word", "2001:db8::2"), ERR_THROTTLED);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_NONE);
}

/* C6 */
static void it_is_spent_within_the_filter(void **state)
{
	(void)state;
	make(w.anna, TOKEN_RESET, 60);
	db_exec(w.tenant, "INSERT INTO ip_filters (id, code, ranges) VALUES (1, 'HOUSE', '192.0.2.0/24')");
	db_exec(w.tenant, "UPDATE users SET ip_filter = 1");
	assert_int_equal(door_spend(&w, token, "Other-1-word", "198.51.100.1"), ERR_ADDRESS);
	assert_int_equal(door_spend(&w, token, "Other-1-word", HERE), ERR_NONE);
}

/* B12: as that user, under his filter, at level 1; the old one dies. */
static void an_api_token_is_its_owner_at_level_one(void **state)
{
	char old[TOKEN_CHARS + 1];
	struct session s;

	(void)state;
	make(w.anna, TOKEN_API, 0);
	assert_true(str_starts(token, "wms_api_"));
	door_at(3 * 365 * DOOR_DAY);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_string_equal(s.member.login, "anna");
	assert_int_equal(s.id, 0);
	assert_int_equal(s.assurance, 1);
	db_exec(w.tenant, "UPDATE users SET mfa_app = 1");
	door_seed(&w, w.anna, (const unsigned char *)"12345678901234567890");
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_false(auth_assured(&s, &w.e));
	assert_int_equal(w.e.code, ERR_ASSURANCE);
	w.e = (struct error){0};
	assert_false(auth_assure(w.directory, &s, door_code(&w, (const unsigned char *)"12345678901234567890", 0), &w.e));
	assert_int_equal(w.e.code, ERR_FORBIDDEN); /* nor is it raised */
	db_exec(w.tenant, "INSERT INTO ip_filters (id, code, ranges) VALUES (1, 'HOUSE', '192.0.2.0/24')");
	db_exec(w.tenant, "UPDATE users SET ip_filter = 1");
	assert_int_equal(door_session(&w, token, "198.51.100.1", NULL), ERR_ADDRESS);
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_NONE);
	assert_int_equal(api_user("anna", token, HERE), ERR_CREDENTIALS); /* never the goods owner API */
	memcpy(old, token, sizeof old);
	make(w.anna, TOKEN_API, 0);
	assert_int_equal(door_session(&w, old, HERE, NULL), ERR_SIGN_IN);
	db_exec(w.tenant, "UPDATE users SET active = 0");
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
	db_exec(w.tenant, "UPDATE users SET active = 1");
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_NONE);
	assert_true(auth_account_gone(w.directory, w.anna, "main", &w.e));
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
}

/* A2, B12: users of the APIs have their own door, and no other. */
static void a_key_of_an_api_opens_no_session(void **state)
{
	(void)state;
	make(door_add(&w, "robot", LEVEL_AUTOMATION), TOKEN_API, 0);
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(api_user("robot", token, HERE), ERR_NONE);
	make(door_add(&w, "shop", LEVEL_API), TOKEN_API, 0);
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(api_user("SHOP", token, HERE), ERR_NONE);
	assert_int_equal(api_user("robot", token, HERE), ERR_CREDENTIALS);
	assert_int_equal(api_user("shop", "wms_api_guess", HERE), ERR_CREDENTIALS);
	assert_int_equal(api_user("shop", "", HERE), ERR_CREDENTIALS);
	db_exec(w.tenant, "UPDATE users SET active = 0 WHERE login = 'shop'");
	assert_int_equal(api_user("shop", token, HERE), ERR_CREDENTIALS);
}

/* A thousand calls of an API are no thousand slow hashes. */
static void a_key_costs_no_password_hash(void **state)
{
	unsigned before;

	(void)state;
	make(door_add(&w, "shop", LEVEL_API), TOKEN_API, 0);
	before = secure_password_count();
	assert_int_not_equal(before, 0);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(api_user("shop", token, HERE), ERR_NONE);
	assert_int_equal(secure_password_count(), before);
}

static void tokens_are_kept_hashed(void **state)
{
	(void)state;
	make(w.anna, TOKEN_API, 0);
	assert_int_equal(door_ask(&w, arena_printf(w.arena, "SELECT count(*) FROM token WHERE length(secret) = 32 AND NOT instr(secret, '%s')",
		token + 8)), 1);
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
		TEST(a_token_sets_a_password_once),
		TEST(it_ends_sessions_and_what_is_on_its_way),
		TEST(a_new_password_ends_the_others),
		TEST(it_expires),
		TEST(made_anew_the_old_one_dies),
		TEST(it_is_revoked_by_its_owner_alone),
		TEST(nobody_who_is_out_comes_in_by_it),
		TEST(forged_and_foreign_tokens_are_none),
		TEST(the_rules_of_passwords_hold),
		TEST(guesses_are_throttled_by_network),
		TEST(it_is_spent_within_the_filter),
		TEST(an_api_token_is_its_owner_at_level_one),
		TEST(a_key_of_an_api_opens_no_session),
		TEST(a_key_costs_no_password_hash),
		TEST(tokens_are_kept_hashed),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
