/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between directory and tenant: audit rows that are brought over exactly once,
 * and copies that are mended after a crash. */
#include "server/people/people.h"

#include "base/arena.h"
#include "base/error.h"
#include "lib/door.h"
#include "server/main/install.h"
#include "store/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct door w;
static struct house house;

static int64_t ask(const char *sql)
{
	struct store *s = pool_take(w.pool, NULL);
	int64_t n = db_ask(s, sql);

	pool_give(w.pool, s);
	return n;
}

static void check_chain(int64_t rows)
{
	struct store *s = pool_take(w.pool, NULL);
	int64_t n;

	assert_true(audit_verify(s, &w.vault, &n, &w.e));
	assert_int_equal(n, rows);
	pool_give(w.pool, s);
}

static const char entry[] = "{\"time\":1790000000000,\"user\":1,\"login\":\"admin\",\"address\":\"192.0.2.1\",\"terminal\":\"\",\"source\":\"terminal\","
	"\"page\":\"users\",\"action\":\"reset-factor\",\"resource\":\"users\",\"row\":1,\"about\":1,\"title\":\"anna\"}";

/* B13: who, when, from where; once, however often it is tried. */
static void an_entry_is_brought_over_once(void **state)
{
	(void)state;
	assert_true(auth_reset_factor(w.directory, w.anna, entry, &w.e));
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM audit_waiting"), 1);
	assert_true(people_audit(&house, &w.e));
	assert_true(people_audit(&house, &w.e));
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM audit_waiting"), 0);
	assert_int_equal(ask("SELECT count(*) FROM audit_rows WHERE login = 'admin' AND action = 'reset-factor' AND about = 1 AND time = 1790000000000"), 1);
	check_chain(1);
}

/* Cut off after the tenant had it, before the directory knew. */
static void a_crash_between_the_two_doubles_nothing(void **state)
{
	const char *id, *text;

	(void)state;
	assert_true(auth_reset_factor(w.directory, w.anna, entry, &w.e));
	assert_true(auth_audit_next(w.directory, w.arena, &id, &text, &w.e));
	assert_string_equal(text, entry);
	assert_true(people_audit(&house, &w.e));
	door_sql(&w, arena_printf(w.arena, "INSERT INTO audit_waiting (id, entry) VALUES ('%s', '%s')", id, text));
	house.directory = w.directory;
	if (!people_mend(&house, &w.e))
		fail_msg("%s %s %s", error_rows[w.e.code].code, w.e.field, w.e.detail);
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM audit_waiting"), 0);
	assert_int_equal(ask("SELECT count(*) FROM audit_rows WHERE action = 'reset-factor'"), 1);
}

/* What was refused leaves no row; what was done, in order. */
static void entries_stand_in_their_order(void **state)
{
	char token[TOKEN_CHARS + 1];

	(void)state;
	assert_false(auth_end_session(w.directory, w.anna, "main", 77, entry, &w.e));
	assert_int_equal(door_ask(&w, "SELECT count(*) FROM audit_waiting"), 0);
	w.e = (struct error){0};
	for (int i = 0; i < 5; i++)
		assert_true(auth_token_make(w.directory, w.anna, TOKEN_RESET, "admin", DOOR_START + DOOR_DAY, token,
			arena_printf(w.arena, "{\"login\":\"admin\",\"action\":\"token\",\"source\":\"terminal\",\"resource\":\"users\",\"row\":%d}", i + 1), &w.e));
	assert_true(people_audit(&house, &w.e));
	assert_int_equal(ask("SELECT count(*) FROM audit_rows WHERE \"row\" = id"), 5);
	check_chain(5);
	assert_int_equal(ask(arena_printf(w.arena, "SELECT count(*) FROM audit_rows WHERE instr(find || after || title, '%s')", token)), 0);
}

/* The account was written, the copies in the tenant were not. */
static void copies_are_mended(void **state)
{
	struct account x = {.id = w.anna, .name = "Anna Berg", .email = "berg@x.se", .language = "sv"};

	(void)state;
	assert_true(people_mend(&house, &w.e));
	assert_true(auth_accounts_write(w.directory, &x, 1, &w.e));
	assert_true(people_mend(&house, &w.e));
	assert_int_equal(ask("SELECT count(*) FROM users WHERE name = 'Anna Berg' AND email = 'berg@x.se' AND language = 'sv'"), 1);
	assert_int_equal(ask("SELECT count(*) FROM audit_rows WHERE action = 'mend' AND title = 'anna'"), 2);
	assert_true(people_mend(&house, &w.e));
	assert_int_equal(ask("SELECT count(*) FROM audit_rows"), 2); /* nothing is left to mend */
	check_chain(2);
}

static int set_up(void **state)
{
	struct error e = {0};

	(void)state;
	if (!install_model(&e))
		return -1;
	door_open(&w);
	db_exec(w.tenant, "INSERT INTO users_find (users_find) VALUES ('rebuild')");
	store_close(&w.tenant);
	house = (struct house){.directory = w.directory, .writer = writer_start(w.tenant_path, &e), .pool = w.pool, .tenant = "main", .vault = w.vault};
	return house.writer ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	writer_stop(&house.writer);
	door_close(&w);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_entry_is_brought_over_once),
		TEST(a_crash_between_the_two_doubles_nothing),
		TEST(entries_stand_in_their_order),
		TEST(copies_are_mended),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
