/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts: made, taken up again, gone; sessions seen and ended. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/json.h"
#include "lib/door.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HERE "192.0.2.1"

static struct door w;

static enum error_code make(const char *login, const char *password, const char *email, const char *maker, int64_t *id)
{
	struct account x = {.login = login, .name = login, .email = email, .password = password, .tenant = "main", .maker = maker};
	bool ok;

	w.e = (struct error){0};
	ok = auth_accounts_write(w.directory, &x, 1, &w.e);
	*id = x.id;
	return ok ? ERR_NONE : w.e.code;
}

static void give_row(const char *login, int64_t account)
{
	db_exec(w.tenant, arena_printf(w.arena,
		"INSERT INTO users (login, login_fold, name, name_fold, find, level, menu, language, active, account, person, all_goods_owners) "
		"VALUES ('%s', '%s', 'x', 'x', 'x', 'warehouse', 'warehouse', 'en', 1, %lld, 1, 1)", login, login, (long long)account));
}

/* B9: by folded case, and e-mail. */
static void logins_and_addresses_are_unique(void **state)
{
	int64_t id;

	(void)state;
	assert_int_equal(make("ANNA", NULL, NULL, NULL, &id), ERR_IN_USE);
	assert_string_equal(w.e.field, "login");
	assert_int_equal(make("bo", NULL, "Anna@X.se", NULL, &id), ERR_IN_USE);
	assert_string_equal(w.e.field, "email");
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM account"), 1);
	assert_int_equal(make("bo", NULL, "", NULL, &id), ERR_NONE);
}

static void all_are_written_or_none(void **state)
{
	struct account list[] = {
		{.login = "bo", .name = "Bo", .tenant = "main"},
		{.login = "cia", .name = "Cia", .tenant = "main", .email = "anna@x.se"},
	};

	(void)state;
	assert_false(auth_accounts_write(w.directory, list, 2, &w.e));
	assert_int_equal(w.e.code, ERR_IN_USE);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM account"), 1);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM membership"), 1);
}

/* A login whose user never came to be, for the server died: its maker tries
 * again at once, with nothing of the first try left. */
static void an_orphan_is_taken_up_by_its_maker(void **state)
{
	int64_t first, again;

	(void)state;
	assert_int_equal(make("bo", "First-1-word", "bo@x.se", "admin", &first), ERR_NONE);
	assert_int_equal(make("Bo", "Other-1-word", "bo.b@x.se", "admin", &again), ERR_IN_USE); /* by another request of his, it may be */
	door_at(1);
	door_reopen(&w);
	assert_int_equal(make("Bo", "Other-1-word", "bo.b@x.se", "admin", &again), ERR_NONE);
	assert_int_equal(first, again);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM password_history WHERE account = 2"), 1);
	give_row("Bo", again);
	w.in.login = "bo";
	w.in.password = "First-1-word";
	assert_int_equal(door_sign_in(&w), ERR_CREDENTIALS);
	w.in.password = "Other-1-word";
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	assert_string_equal(w.answer.session.member.login, "Bo");
	/* Its history is kept by the salt it has now (C1). */
	assert_false(auth_set_password(w.directory, again, "Other-1-word", NULL, &w.e));
	assert_int_equal(w.e.code, ERR_PASSWORD_USED);
	assert_int_equal(make("bo", NULL, NULL, "admin", &again), ERR_IN_USE);
}

/* Somebody else may be making it just now. */
static void another_waits_for_an_orphan(void **state)
{
	int64_t first, other;

	(void)state;
	assert_int_equal(make("bo", "First-1-word", "bo@x.se", "admin", &first), ERR_NONE);
	assert_int_equal(make("bo", "Other-1-word", NULL, "rival", &other), ERR_IN_USE);
	door_at(10 * DOOR_MINUTE);
	assert_int_equal(make("bo", "Other-1-word", NULL, "rival", &other), ERR_IN_USE);
	door_at(10 * DOOR_MINUTE + 1);
	assert_int_equal(make("bo", "Other-1-word", NULL, "rival", &other), ERR_NONE);
	assert_int_equal(first, other);
	assert_int_equal(make("bo", "Third-1-word", NULL, "admin", &other), ERR_IN_USE);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM account WHERE email <> ''"), 1); /* anna's */
}

/* B9: never given again, and nothing of his works. */
static void who_is_gone_is_gone(void **state)
{
	char session[SECRET_CHARS + 1], token[TOKEN_CHARS + 1];
	int64_t id;

	(void)state;
	door_seed(&w, w.anna, (const unsigned char *)"12345678901234567890");
	assert_true(auth_link(w.directory, w.anna, "https://id", "subject", NULL, &w.e));
	assert_true(auth_token_make(w.directory, w.anna, TOKEN_API, "admin", 0, token, NULL, &w.e));
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	memcpy(session, w.answer.token, sizeof session);
	assert_true(auth_account_leaves(w.directory, w.anna, &w.e));
	db_exec(w.tenant, "DELETE FROM users_goods_owners");
	db_exec(w.tenant, "DELETE FROM users");
	/* Between the two databases: out already. */
	assert_int_equal(door_sign_in(&w), ERR_CREDENTIALS);
	assert_int_equal(door_session(&w, session, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
	assert_true(auth_account_gone(w.directory, w.anna, "main", &w.e));
	assert_int_equal(door_sign_in(&w), ERR_CREDENTIALS);
	assert_int_equal(door_session(&w, session, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM account WHERE seed IS NOT NULL OR password <> '' OR email <> ''"), 0);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM identity"), 0);
	door_at(365 * DOOR_DAY);
	assert_int_equal(make("anna", NULL, NULL, "admin", &id), ERR_IN_USE);
	assert_int_equal(make("bo", NULL, "anna@x.se", "admin", &id), ERR_NONE); /* the address is free */
}

/* Cut off between the delete there and the end here: mended, not given again. */
static void a_delete_that_was_cut_off_is_finished(void **state)
{
	int64_t id, bo = door_add(&w, "bo", LEVEL_WAREHOUSE);

	(void)state;
	assert_true(auth_account_leaves(w.directory, w.anna, &w.e));
	assert_true(auth_account_leaves(w.directory, bo, &w.e));
	db_exec(w.tenant, "DELETE FROM users_goods_owners");
	db_exec(w.tenant, "DELETE FROM users WHERE login = 'anna'");
	door_at(DOOR_DAY);
	assert_int_equal(make("anna", NULL, NULL, "", &id), ERR_IN_USE);
	assert_true(auth_accounts_mend(w.directory, "main", &w.e));
	assert_int_equal(door_ask(&w, "SELECT gone FROM account WHERE login = 'anna'"), 1);
	assert_int_equal(door_ask(&w, "SELECT gone + leaving FROM account WHERE login = 'bo'"), 0);
	assert_int_equal(make("anna", NULL, NULL, "", &id), ERR_IN_USE);
	w.in.login = "bo";
	assert_int_equal(door_sign_in(&w), ERR_NONE);
}

static int64_t sessions(int64_t current)
{
	struct json *rows = json_array(w.arena);

	assert_true(auth_sessions_of(w.directory, w.anna, "main", current, rows, &w.e));
	return (int64_t)json_len(rows);
}

/* B13: those that still open something are seen, and ended. */
static void sessions_are_seen_and_ended(void **state)
{
	char token[SECRET_CHARS + 1];
	struct json *rows = json_array(w.arena);
	struct session s;

	(void)state;
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	memcpy(token, w.answer.token, sizeof token);
	assert_int_equal(door_session(&w, token, HERE, &s), ERR_NONE);
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	assert_int_equal(sessions(s.id), 2);
	assert_true(auth_sessions_of(w.directory, w.anna, "main", s.id, rows, &w.e));
	assert_true(json_bool(json_next(json_first(rows)), "current", false) != json_bool(json_first(rows), "current", false));
	assert_false(auth_end_session(w.directory, w.anna + 1, "main", s.id, NULL, &w.e));
	assert_int_equal(w.e.code, ERR_NOT_FOUND);
	assert_true(auth_end_session(w.directory, w.anna, "main", s.id, NULL, &w.e));
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
	assert_int_equal(sessions(0), 1);
	door_at(30 * DOOR_MINUTE + 1);
	assert_int_equal(sessions(0), 0);
	db_exec(w.tenant, "UPDATE users SET level = 'dashboard', menu = 'dashboard'");
	door_at(3 * DOOR_DAY);
	assert_int_equal(sessions(0), 1); /* one on the wall stays, and is seen */
}

static void a_terminal_that_is_revoked_ends_its_sessions(void **state)
{
	char token[SECRET_CHARS + 1];

	(void)state;
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	memcpy(token, w.answer.token, sizeof token);
	door_sql(&w, "UPDATE terminal SET revoked = 1");
	assert_int_equal(door_session(&w, token, HERE, NULL), ERR_SIGN_IN);
}

/* C8 */
static void throttles_survive_and_machines_get_in(void **state)
{
	(void)state;
	assert_int_equal(door_sign_in(&w), ERR_NONE);
	w.in.terminal_key = NULL;
	w.in.password = "Wrong-1-word";
	w.in.address = "2001:db8::1";
	for (int i = 0; i < 5; i++)
		assert_int_equal(door_sign_in(&w), ERR_CREDENTIALS);
	door_reopen(&w);
	w.in.password = DOOR_PASSWORD;
	w.in.address = "2001:db8::ffff:1";
	assert_int_equal(door_sign_in(&w), ERR_THROTTLED);
	w.in.login = "nobody";
	assert_int_equal(door_sign_in(&w), ERR_THROTTLED); /* the network's */
	w.in.login = "anna";
	w.in.address = "2001:db8:0:1::1";
	assert_int_equal(door_sign_in(&w), ERR_THROTTLED); /* the account's */
	w.in.terminal_key = secure_base64(w.arena, w.key.public_key, sizeof w.key.public_key);
	assert_int_equal(door_sign_in(&w), ERR_NONE); /* C8: the machine he knows */
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
		TEST(logins_and_addresses_are_unique),
		TEST(all_are_written_or_none),
		TEST(an_orphan_is_taken_up_by_its_maker),
		TEST(another_waits_for_an_orphan),
		TEST(who_is_gone_is_gone),
		TEST(a_delete_that_was_cut_off_is_finished),
		TEST(sessions_are_seen_and_ended),
		TEST(a_terminal_that_is_revoked_ends_its_sessions),
		TEST(throttles_survive_and_machines_get_in),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
