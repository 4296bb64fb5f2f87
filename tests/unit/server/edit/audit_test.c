/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit's chain: whatever is done to it is found, and named. */
#include "server/edit/audit.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"
#include "lib/db.h"
#include "lib/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct store *store;
static struct arena *arena;
static struct vault vault;

static void add(const char *title)
{
	struct json *before = json_object(arena), *after = json_object(arena);
	struct error e = {0};

	json_set_str(before, "name", "Old");
	json_set_str(after, "name", title);
	assert_true(audit_add(store, &vault,
		&(struct audit){.user = 1, .login = "anna", .address = "192.0.2.1", .source = "api", .page = "sites", .action = "update",
			.resource = "sites", .row = 7, .title = title, .before = before, .after = after},
		&e));
}

static int set_up(void **state)
{
	(void)state;
	secure_init();
	store = warehouse_open(":memory:", DDL_SERVER);
	arena = arena_new();
	secure_random(vault.key, sizeof vault.key);
	for (int i = 0; i < 10; i++)
		add("Dock");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	store_close(&store);
	return 0;
}

/* What verify says: "" when all is well. */
static const char *verify(int64_t *rows)
{
	struct error e = {0};

	if (audit_verify(store, &vault, rows, &e))
		return "";
	assert_int_equal(e.code, ERR_CORRUPT);
	return arena_strdup(arena, e.detail);
}

static void says(const char *what)
{
	int64_t rows;

	if (!strstr(verify(&rows), what))
		fail_msg("\"%s\" says nothing of \"%s\"", verify(&rows), what);
}

static void a_whole_chain_is_whole(void **state)
{
	int64_t rows;

	(void)state;
	assert_string_equal(verify(&rows), "");
	assert_int_equal(rows, 10);
	assert_int_equal(db_ask(store, "SELECT max(id) FROM audit_rows"), 10);
	assert_int_equal(db_ask(store, "SELECT count(DISTINCT hash) FROM audit_rows"), 10);
	assert_int_equal(db_ask(store, "SELECT length(hash) FROM audit_rows LIMIT 1"), 64);
	assert_int_equal(db_ask(store, "SELECT count(*) FROM audit_rows WHERE \"before\" = '{\"name\":\"Old\"}' AND \"after\" = '{\"name\":\"Dock\"}'"),
		10);
	db_exec(store, "DELETE FROM audit_rows");
	db_exec(store, "DELETE FROM meta WHERE name LIKE 'audit%'");
	assert_string_equal(verify(&rows), "");
	assert_int_equal(rows, 0);
}

static void every_column_of_a_row_is_vouched_for(void **state)
{
	static const char *const columns[] = {"time", "user", "login", "address", "terminal", "source", "page", "action", "resource", "row",
		"about", "title", "before", "after", "hash"};

	(void)state;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		db_exec(store, "SAVEPOINT one");
		db_exec(store, arena_printf(arena, "UPDATE audit_rows SET \"%s\" = \"%s\" || '1' WHERE id = 4", columns[i], columns[i]));
		says("audit row 4 was changed");
		db_exec(store, "ROLLBACK TO one");
		db_exec(store, "RELEASE one");
	}
	/* What moves from one column to the next is seen, too. */
	db_exec(store, "UPDATE audit_rows SET login = 'ann', address = 'a' || address WHERE id = 4");
	says("audit row 4 was changed");
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	db_exec(store, "DELETE FROM audit_rows WHERE id = 4");
	says("audit row 4 is missing");
}

static void the_first_is_missed_too(void **state)
{
	(void)state;
	db_exec(store, "DELETE FROM audit_rows WHERE id = 1");
	says("audit row 1 is missing");
}

static void what_was_pulled_together_over_a_gap_is_seen(void **state)
{
	(void)state;
	db_exec(store, "DELETE FROM audit_rows WHERE id = 4");
	db_exec(store, "UPDATE audit_rows SET id = id - 1 WHERE id > 4");
	says("audit row 4 was changed, or does not follow");
}

static void what_was_inserted_is_named(void **state)
{
	static const char *const where[] = {"0", "-3", "11"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		db_exec(store, "SAVEPOINT one");
		db_exec(store, arena_printf(arena,
			"INSERT INTO audit_rows (id, time, title, hash) SELECT %s, time, title, hash FROM audit_rows WHERE id = 10", where[i]));
		says(arena_printf(arena, "audit row %s was inserted", where[i]));
		db_exec(store, "ROLLBACK TO one");
		db_exec(store, "RELEASE one");
	}
}

static void what_was_put_behind_the_end_stays_found(void **state)
{
	(void)state;
	db_exec(store, "INSERT INTO audit_rows (id, time, title, hash) SELECT 11, time, title, hash FROM audit_rows WHERE id = 10");
	add("Later");
	assert_int_equal(db_ask(store, "SELECT max(id) FROM audit_rows"), 12);
	says("audit row 11 was changed, or does not follow");
}

static void what_is_cut_off_is_named(void **state)
{
	(void)state;
	db_exec(store, "DELETE FROM audit_rows WHERE id > 8");
	says("audit rows 9 to 10 are cut off");
	add("Later");
	says("audit row 9 is missing");
}

/* He who cuts off also mends the mark, as well as one can without the key. */
static void a_mended_end_is_seen_for_ever(void **state)
{
	(void)state;
	db_exec(store, "DELETE FROM audit_rows WHERE id > 8");
	db_exec(store, "UPDATE meta SET value = '8' WHERE name = 'audit_last'");
	says("the mark at the end of the audit, behind row 8");
	add("Later");
	says("audit row 9 was changed, or does not follow");
	db_exec(store, "UPDATE meta SET value = (SELECT hash FROM audit_rows WHERE id = 9) WHERE name = 'audit_hash'");
	says("audit row 9");
}

static void swapped_rows_are_seen(void **state)
{
	(void)state;
	add("Another");
	db_exec(store, "UPDATE audit_rows SET id = 99 WHERE id = 10");
	db_exec(store, "UPDATE audit_rows SET id = 10 WHERE id = 11");
	db_exec(store, "UPDATE audit_rows SET id = 11 WHERE id = 99");
	says("audit row 10 was changed, or does not follow");
}

static void another_key_vouches_for_nothing(void **state)
{
	(void)state;
	vault.key[0] ^= 1;
	says("audit row 1 was changed");
}

static void all_gone_is_seen(void **state)
{
	(void)state;
	db_exec(store, "DELETE FROM audit_rows");
	says("audit rows 1 to 10 are cut off");
}

static int64_t longest(void)
{
	return db_ask(store, "SELECT length(CAST(\"after\" AS BLOB)) FROM audit_rows ORDER BY id DESC LIMIT 1");
}

static const struct json *after_of_last(void)
{
	static char text[8192];
	struct error e = {0};
	const struct json *v;

	assert_true(store_ask_text(store, "SELECT \"after\" FROM audit_rows ORDER BY id DESC LIMIT 1", text, sizeof text));
	v = json_parse(arena, text, strlen(text), &e);
	assert_non_null(v);
	return v;
}

/* Cut, it is still JSON and UTF-8, and the chain holds. */
static void what_is_long_is_cut(void **state)
{
	struct json *after = json_object(arena), *many = json_object(arena);
	char *text = arena_alloc(arena, 20001);
	struct error e = {0};
	int64_t rows;

	(void)state;
	for (int i = 0; i < 20000; i += 2)
		memcpy(text + i, "å", 2);
	json_set_str(after, "a", text);
	json_set_str(after, "short", "s");
	json_set_str(after, "z", text + 2);
	assert_true(audit_add(store, &vault, &(struct audit){.login = "anna", .title = text, .after = after}, &e));
	assert_true(longest() <= 4000);
	assert_string_equal(json_str(after_of_last(), "short"), "s");
	assert_non_null(strstr(json_str(after_of_last(), "z"), "å…"));
	assert_int_equal(db_ask(store, "SELECT length(title) FROM audit_rows ORDER BY id DESC LIMIT 1"), 100);
	for (int i = 0; i < 900; i++)
		json_set_str(many, arena_printf(arena, "field_%d", i), text);
	assert_true(audit_add(store, &vault, &(struct audit){.login = "anna", .after = many}, &e));
	assert_true(longest() <= 4000);
	assert_true(longest() > 3000);
	assert_string_equal(json_str(after_of_last(), "…"), "…");
	assert_true(json_has(after_of_last(), "field_0"));
	assert_string_equal(verify(&rows), "");
	assert_int_equal(rows, 12);
}

static void a_failure_leaves_no_row(void **state)
{
	struct error e = {0};
	int64_t rows;

	(void)state;
	db_exec(store, "BEGIN");
	db_exec(store, "CREATE TEMP TRIGGER no BEFORE UPDATE ON meta BEGIN SELECT raise(ABORT, 'no'); END");
	assert_false(audit_add(store, &vault, &(struct audit){.login = "anna"}, &e));
	assert_int_not_equal(e.code, ERR_NONE);
	db_exec(store, "ROLLBACK");
	assert_string_equal(verify(&rows), "");
	assert_int_equal(rows, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_whole_chain_is_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_column_of_a_row_is_vouched_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_missing_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_first_is_missed_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_pulled_together_over_a_gap_is_seen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_inserted_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_put_behind_the_end_stays_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_cut_off_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_mended_end_is_seen_for_ever, set_up, tear_down),
		cmocka_unit_test_setup_teardown(swapped_rows_are_seen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_key_vouches_for_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_gone_is_seen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_long_is_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_failure_leaves_no_row, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
