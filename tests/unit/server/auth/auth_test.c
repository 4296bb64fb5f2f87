/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/people.h"
#include "lib/scratch.h"
#include "secure/secure.h"
#include "server/auth/directory.h"
#include "store/migrate.h"
#include "store/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define START    INT64_C(1790000000000)
#define MINUTE   INT64_C(60000)
#define PASSWORD "Right-1-word"

static const char *path;
static struct directory *directory;
static struct store *tenant; /* its writing connection */
static struct pool *pool;
static const struct vault vault = {{7}};
static struct arena *arena;
static struct sign_key key;
static const char *public_key;

static void at(int64_t ms)
{
	clock_set_for_test(START + ms, ms);
}

static int64_t add(const char *login, enum level level, enum menu_id menu, bool mobile, struct error *e)
{
	static const int64_t owners[] = {3, 5};
	struct member m = {.tenant = "main", .level = level, .menu = menu, .active = true, .mobile = mobile, .privileges = "receive,pick",
		.all_warehouses = true, .goods_owners = owners, .goods_owner_count = 2, .default_goods_owner = 3, .language = SWEDISH};

	return people_add(directory, tenant, login, PASSWORD, &m, e);
}

static bool sign_in(const char *login, const char *password, bool terminal, struct session *s, char *token, struct error *e)
{
	struct sign_in in = {.login = login, .password = password, .address = "192.0.2.1", .terminal_key = terminal ? public_key : NULL,
		.terminal_name = terminal ? "dock 3" : NULL, .os_user = "floor", .mail = true};
	struct sign_in_answer x;

	*e = (struct error){0};
	if (!auth_sign_in(directory, arena, &in, &x, e))
		return false;
	*s = x.session;
	memcpy(token, x.token, sizeof x.token);
	return x.step == SIGN_IN_DONE;
}

static enum error_code session(const char *token, struct session *s)
{
	struct error e = {0};

	return auth_session(directory, arena, token, "192.0.2.1", s, &e) ? ERR_NONE : e.code;
}

static void directory_sql(const char *sql)
{
	struct store *s;

	directory_close(&directory);
	s = db_open(path, STORE_WRITER);
	db_exec(s, sql);
	store_close(&s);
	directory = directory_open(path, NULL);
	assert_non_null(directory);
	directory_serve(directory, pool, &vault);
}

static void users_sql(const char *sql)
{
	db_exec(tenant, sql);
}

static void a_session_knows_its_member(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e;

	(void)state;
	assert_true(sign_in("ANNA", PASSWORD, true, &s, token, &e));
	assert_int_equal(session(token, &s), ERR_NONE);
	assert_string_equal(s.member.login, "anna");
	assert_int_equal(s.member.level, LEVEL_WAREHOUSE);
	assert_int_equal(s.member.language, SWEDISH);
	assert_int_equal(s.member.goods_owner_count, 2);
	assert_int_equal(s.member.goods_owners[1], 5);
	assert_true(s.member.all_warehouses);
	assert_int_equal(strlen(s.terminal), 32);
	assert_int_equal(session("nobody's", &s), ERR_SIGN_IN);
	assert_int_equal(session("", &s), ERR_SIGN_IN);
}

/* C8: the same answer for an unknown user and a wrong password. */
static void unknown_and_wrong_are_the_same(void **state)
{
	char token[SECRET_CHARS + 1];
	struct error wrong, unknown;
	struct session s;

	(void)state;
	assert_false(sign_in("anna", "Wrong-1-word", false, &s, token, &wrong));
	assert_false(sign_in("nobody", "Wrong-1-word", false, &s, token, &unknown));
	assert_int_equal(wrong.code, ERR_CREDENTIALS);
	assert_memory_equal(&wrong, &unknown, sizeof wrong);
}

static void idle_30_minutes_ends_it(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e = {0};

	(void)state;
	assert_true(sign_in("anna", PASSWORD, false, &s, token, &e));
	for (int i = 1; i <= 4; i++) {
		at(i * 25 * MINUTE);
		assert_int_equal(session(token, &s), ERR_NONE);
		assert_true(directory_flush(directory, &e));
	}
	at(100 * MINUTE + 30 * MINUTE + 1);
	assert_int_equal(session(token, &s), ERR_SIGN_IN);
}

static void twelve_hours_end_it(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e = {0};

	(void)state;
	assert_true(sign_in("anna", PASSWORD, false, &s, token, &e));
	for (int64_t ms = 25 * MINUTE; ms <= 720 * MINUTE; ms += 25 * MINUTE) {
		at(ms);
		assert_int_equal(session(token, &s), ERR_NONE);
		assert_true(directory_flush(directory, &e));
	}
	at(720 * MINUTE + 1);
	assert_int_equal(session(token, &s), ERR_SIGN_IN);
}

static void a_dashboard_stays(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e;

	(void)state;
	assert_true(add("wall", LEVEL_DASHBOARD, MENU_DASHBOARD, false, &e));
	assert_true(sign_in("wall", PASSWORD, true, &s, token, &e));
	at(1000 * 60 * MINUTE);
	assert_int_equal(session(token, &s), ERR_NONE);
}

static void signing_out_ends_it(void **state)
{
	char token[SECRET_CHARS + 1], other[SECRET_CHARS + 1];
	struct session s;
	struct error e;

	(void)state;
	assert_true(sign_in("anna", PASSWORD, false, &s, other, &e));
	assert_true(sign_in("anna", PASSWORD, false, &s, token, &e));
	assert_true(auth_sign_out(directory, s.public_id, &e));
	assert_int_equal(session(token, &s), ERR_SIGN_IN);
	assert_int_equal(session(other, &s), ERR_NONE);
}

/* B10, B11: what changes holds at the next request. */
static void changes_hold_at_once(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e;

	(void)state;
	assert_true(sign_in("anna", PASSWORD, false, &s, token, &e));
	users_sql("UPDATE users SET read_only = 1");
	assert_int_equal(session(token, &s), ERR_NONE);
	assert_true(s.member.read_only);
	directory_sql("UPDATE account SET active = 0");
	assert_int_equal(session(token, &s), ERR_SIGN_IN);
	assert_false(sign_in("anna", PASSWORD, false, &s, token, &e));
	assert_int_equal(e.code, ERR_CREDENTIALS);
	directory_sql("UPDATE account SET active = 1");
	assert_true(sign_in("anna", PASSWORD, false, &s, token, &e));
}

static void levels_of_other_doors_are_refused(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e = {0};

	(void)state;
	users_sql("UPDATE users SET level = 'api'");
	assert_false(sign_in("anna", PASSWORD, false, &s, token, &e));
	assert_int_equal(e.code, ERR_FORBIDDEN);
}

/* C8 */
static void guesses_are_throttled_but_not_at_a_known_machine(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e;

	(void)state;
	assert_true(sign_in("anna", PASSWORD, true, &s, token, &e));
	for (int i = 0; i < 5; i++) {
		assert_false(sign_in("anna", "Wrong-1-word", false, &s, token, &e));
		assert_int_equal(e.code, ERR_CREDENTIALS);
	}
	assert_false(sign_in("anna", PASSWORD, false, &s, token, &e));
	assert_int_equal(e.code, ERR_THROTTLED);
	assert_string_equal(e.detail, "1");
	assert_true(sign_in("anna", PASSWORD, true, &s, token, &e));
	at(1000);
	assert_true(sign_in("anna", PASSWORD, false, &s, token, &e));
}

static enum error_code change(int64_t account, const char *old, const char *new_password)
{
	struct error e = {0};

	return auth_change_password(directory, account, old, new_password, NULL, &e) ? ERR_NONE : e.code;
}

/* C1: never weaker, never one used before. */
static void passwords_are_changed_by_the_rules(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e;

	(void)state;
	assert_true(sign_in("anna", PASSWORD, false, &s, token, &e));
	assert_int_equal(change(s.member.account, "Wrong-1-word", "Other-1-word"), ERR_INVALID);
	assert_int_equal(change(s.member.account, PASSWORD, "Short1a"), ERR_PASSWORD_WEAK);
	assert_int_equal(change(s.member.account, PASSWORD, "nocapital1"), ERR_PASSWORD_WEAK);
	assert_int_equal(change(s.member.account, PASSWORD, "NOSMALL123"), ERR_PASSWORD_WEAK);
	assert_int_equal(change(s.member.account, PASSWORD, "NoDigitsHere"), ERR_PASSWORD_WEAK);
	assert_int_equal(change(s.member.account, PASSWORD, PASSWORD), ERR_PASSWORD_USED);
	assert_int_equal(change(s.member.account, PASSWORD, "Other-1-word"), ERR_NONE);
	assert_int_equal(change(s.member.account, "Other-1-word", PASSWORD), ERR_PASSWORD_USED);
	assert_int_equal(change(s.member.account, "Other-1-word", "Third-1-word"), ERR_NONE);
	assert_int_equal(change(s.member.account, "Third-1-word", "Other-1-word"), ERR_PASSWORD_USED);
	assert_false(sign_in("anna", PASSWORD, false, &s, token, &e));
	assert_true(sign_in("anna", "Third-1-word", false, &s, token, &e));
}

static void guesses_of_the_old_one_are_throttled(void **state)
{
	char token[SECRET_CHARS + 1];
	struct session s;
	struct error e;

	(void)state;
	assert_true(sign_in("anna", PASSWORD, false, &s, token, &e));
	for (int i = 0; i < 5; i++)
		assert_int_equal(change(s.member.account, "Wrong-1-word", "Other-1-word"), ERR_INVALID);
	assert_int_equal(change(s.member.account, PASSWORD, "Other-1-word"), ERR_THROTTLED);
}

/* B9: unique by folded case, never given again. */
static void names_are_unique(void **state)
{
	struct error e = {0};

	(void)state;
	assert_int_equal(add("Anna", LEVEL_WAREHOUSE, MENU_WAREHOUSE, true, &e), 0);
	assert_int_equal(e.code, ERR_IN_USE);
	e = (struct error){0};
	assert_int_equal(add("an na", LEVEL_WAREHOUSE, MENU_WAREHOUSE, true, &e), 0);
	assert_int_equal(e.code, ERR_INVALID);
	e = (struct error){0};
	assert_int_equal(add("", LEVEL_WAREHOUSE, MENU_WAREHOUSE, true, &e), 0);
	assert_int_equal(e.code, ERR_REQUIRED);
}

static const char *claim(const char *method, const char *target, const char *body, int64_t ms)
{
	struct hash hash = secure_hash_bytes(body, strlen(body));
	const char *said =
		arena_printf(arena, "%s\n%s\n%lld\n%s", method, target, (long long)ms, secure_base64(arena, hash.bytes, sizeof hash.bytes));
	unsigned char signature[SIGNATURE_BYTES];
	char id[33];

	secure_terminal_id(key.public_key, id);
	secure_sign(&key, said, strlen(said), signature);
	return arena_printf(arena, "Terminal %s:%lld:%s", id, (long long)ms, secure_base64(arena, signature, sizeof signature));
}

static enum error_code terminal(const char *header, const char *method, const char *target, const char *body, struct terminal *t)
{
	struct error e = {0};

	return auth_terminal(directory, arena, header, method, target, body, strlen(body), t, &e) ? ERR_NONE : e.code;
}

static void a_terminal_is_known_by_its_key(void **state)
{
	char token[SECRET_CHARS + 1];
	struct terminal t;
	struct session s;
	struct error e;
	const char *header = claim("POST", "/a?b", "body", START);

	(void)state;
	assert_int_equal(terminal(header, "POST", "/a?b", "body", &t), ERR_TERMINAL);
	assert_true(sign_in("anna", PASSWORD, true, &s, token, &e));
	assert_int_equal(terminal(header, "POST", "/a?b", "body", &t), ERR_NONE);
	assert_string_equal(t.name, "dock 3");
	assert_true(t.has_scope);
	assert_int_equal(t.scope.count[SCOPE_GOODS_OWNER], 2);
	assert_int_equal(t.scope.ids[SCOPE_GOODS_OWNER][1], 5);
	assert_true(t.scope.all[SCOPE_WAREHOUSE]);
	assert_int_equal(terminal(header, "GET", "/a?b", "body", &t), ERR_TERMINAL);
	assert_int_equal(terminal(header, "POST", "/a?c", "body", &t), ERR_TERMINAL);
	assert_int_equal(terminal(header, "POST", "/a?b", "bodY", &t), ERR_TERMINAL);
	assert_int_equal(terminal(NULL, "POST", "/a?b", "body", &t), ERR_TERMINAL);
	assert_int_equal(terminal("Terminal x:1:y", "POST", "/a?b", "body", &t), ERR_TERMINAL);
	at(5 * MINUTE + 1);
	assert_int_equal(terminal(header, "POST", "/a?b", "body", &t), ERR_CLOCK);
	at(-5 * MINUTE - 1);
	assert_int_equal(terminal(header, "POST", "/a?b", "body", &t), ERR_CLOCK);
	at(0);
	directory_sql("UPDATE terminal SET revoked = 1");
	assert_int_equal(terminal(header, "POST", "/a?b", "body", &t), ERR_TERMINAL);
	assert_false(sign_in("anna", PASSWORD, true, &s, token, &e));
	assert_int_equal(e.code, ERR_TERMINAL);
}

/* G11: its scope is that of the first who does floor work there. */
static void the_first_floor_user_gives_the_scope(void **state)
{
	char token[SECRET_CHARS + 1], id[33];
	struct terminal t;
	struct session s;
	struct error e = {0};

	(void)state;
	secure_terminal_id(key.public_key, id);
	assert_true(add("karin", LEVEL_CUSTOMER, MENU_CUSTOMER, false, &e));
	assert_true(sign_in("karin", PASSWORD, true, &s, token, &e));
	assert_true(auth_terminal_find(directory, arena, id, &t, &e));
	assert_false(t.has_scope);
	assert_true(sign_in("anna", PASSWORD, true, &s, token, &e));
	assert_true(auth_terminal_find(directory, arena, id, &t, &e));
	assert_true(t.has_scope);
	users_sql("UPDATE users SET all_goods_owners = 1");
	assert_true(sign_in("anna", PASSWORD, true, &s, token, &e));
	assert_true(auth_terminal_find(directory, arena, id, &t, &e));
	assert_false(t.scope.all[SCOPE_GOODS_OWNER]);
}

/* G9: queued work names a session; it must have been given to this terminal. */
static void queued_work_is_judged_as_its_user_is_now(void **state)
{
	char token[SECRET_CHARS + 1];
	struct member m;
	struct session s;
	struct error e = {0};

	(void)state;
	assert_true(sign_in("anna", PASSWORD, true, &s, token, &e));
	assert_true(auth_sign_out(directory, s.public_id, &e));
	assert_true(auth_member_at(directory, arena, s.public_id, s.terminal, &m, &e));
	assert_string_equal(m.login, "anna");
	assert_true(m.active);
	assert_false(auth_member_at(directory, arena, s.public_id, "00000000000000000000000000000000", &m, &e));
	assert_int_equal(e.code, ERR_FORBIDDEN);
	users_sql("UPDATE users SET active = 0");
	e = (struct error){0};
	assert_true(auth_member_at(directory, arena, s.public_id, s.terminal, &m, &e));
	assert_false(m.active);
}

static void open_tenant(void)
{
	const char *file = scratch("tenant.db");
	struct error e = {0};

	unlink(file);
	tenant = db_open(file, STORE_WRITER);
	assert_true(migrate(tenant, "src/model/sql/tenant/", NULL, &e));
	db_exec(tenant, "INSERT INTO goods_owners (id, code, name) VALUES (3, 'ABC', 'ABC'), (5, 'ECOM', 'E-commerce')");
	db_exec(tenant, "INSERT INTO mfa_settings (id, code, who) VALUES (1, 'mail', 'chosen'), (2, 'app', 'chosen')");
	pool = pool_open(file, 2, &e);
	assert_non_null(pool);
}

static int set_up(void **state)
{
	struct error e = {0};
	struct store *s;

	(void)state;
	at(0);
	arena = arena_new();
	path = scratch("directory.db");
	unlink(path);
	s = db_open(path, STORE_WRITER);
	if (!migrate(s, "src/model/sql/directory/", NULL, &e))
		return -1;
	db_exec(s, "INSERT INTO meta VALUES ('epoch', '01890000-0000-7000-8000-000000000000')");
	db_exec(s, "INSERT INTO tenant VALUES ('main', 'Main')");
	store_close(&s);
	directory = directory_open(path, &e);
	open_tenant();
	directory_serve(directory, pool, &vault);
	secure_sign_key(&key);
	public_key = secure_base64(arena, key.public_key, sizeof key.public_key);
	return directory && add("anna", LEVEL_WAREHOUSE, MENU_WAREHOUSE, true, &e) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	directory_close(&directory);
	pool_close(&pool);
	store_close(&tenant);
	arena_free(&arena);
	clock_set_for_test(-1, -1);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_session_knows_its_member),
		TEST(unknown_and_wrong_are_the_same),
		TEST(idle_30_minutes_ends_it),
		TEST(twelve_hours_end_it),
		TEST(a_dashboard_stays),
		TEST(signing_out_ends_it),
		TEST(changes_hold_at_once),
		TEST(levels_of_other_doors_are_refused),
		TEST(guesses_are_throttled_but_not_at_a_known_machine),
		TEST(passwords_are_changed_by_the_rules),
		TEST(guesses_of_the_old_one_are_throttled),
		TEST(names_are_unique),
		TEST(a_terminal_is_known_by_its_key),
		TEST(the_first_floor_user_gives_the_scope),
		TEST(queued_work_is_judged_as_its_user_is_now),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
