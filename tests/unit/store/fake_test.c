/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/error.h"
#include "store/fake.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define LINES(...)                                                                                                                         \
	.lines = (const struct fake_line[]){__VA_ARGS__}, .n = sizeof((const struct fake_line[]){__VA_ARGS__}) / sizeof(struct fake_line)

static const char *const articles[] = {"7|Bolt|\\N", "8||0a", NULL};

static void it_answers_as_told(void **state)
{
	struct fake f = {LINES({.sql = "SELECT id, name, note FROM article WHERE id >= :id AND x = :x",
	        .binds = ":id=7|:x=\\N",
	        .columns = "id|name|note",
	        .rows = articles})};
	struct store *s = fake_open(&f);
	struct query *q = store_query(s, f.lines[0].sql, NULL);
	struct error e = {0};
	size_t n;

	(void)state;
	assert_int_equal(query_columns(q), 3);
	assert_string_equal(query_column_name(q, 1), "name");
	query_int(q, ":id", 7);
	query_text(q, ":x", NULL);
	assert_int_equal(query_step(q, &e), QUERY_ROW);
	assert_int_equal(query_get_int(q, 0), 7);
	assert_string_equal(query_get_text(q, 1), "Bolt");
	assert_true(query_is_null(q, 2));
	assert_int_equal(query_step(q, &e), QUERY_ROW);
	assert_string_equal(query_get_text(q, 1), "");
	assert_false(query_is_null(q, 1));
	assert_memory_equal(query_get_blob(q, 2, &n), "0a", 2);
	assert_int_equal(query_step(q, &e), QUERY_DONE);
	assert_true(fake_kept(&f));
	store_close(&s);
}

static void it_fails_where_told(void **state)
{
	struct fake f = {LINES({.sql = "BEGIN"}, {.sql = "INSERT", .fail = ERR_DISK_FULL}, {.sql = "BEGIN"},
	        {.sql = "COMMIT", .fail = ERR_BUSY}, {.sql = "ROLLBACK"}, {.sql = "EXPLAIN ME", .rows = articles})};
	struct store *s = fake_open(&f);
	struct arena *a = arena_new();
	struct error e = {0};

	(void)state;
	assert_true(store_begin(s, &e));
	assert_false(query_run(store_query(s, "INSERT", &e), &e));
	assert_int_equal(e.code, ERR_DISK_FULL);
	assert_false(store_in_transaction(s));
	assert_true(store_begin(s, NULL));
	e = (struct error){0};
	assert_false(store_commit(s, &e));
	assert_int_equal(e.code, ERR_BUSY);
	assert_false(store_in_transaction(s));
	assert_string_equal(store_plan(s, a, "EXPLAIN ME", NULL), "7|Bolt|\\N\n8||0a\n");
	assert_true(fake_kept(&f));
	arena_free(&a);
	store_close(&s);
}

static void what_is_not_in_the_script_is_told(void **state)
{
	struct fake f = {LINES({.sql = "A", .binds = ":a=1"}, {.sql = "B"})};
	struct store *s = fake_open(&f);
	struct query *q = store_query(s, "A", NULL);
	struct error e = {0};

	(void)state;
	query_int(q, ":a", 2);
	assert_false(query_run(q, &e));
	assert_int_equal(e.code, ERR_INTERNAL);
	assert_string_equal(f.wrong, "expected :a=1; got :a=2");
	f.wrong[0] = '\0';
	assert_false(store_exec(s, "B", NULL));
	assert_string_equal(f.wrong, "expected A; got B");
	assert_false(fake_kept(&f));
	f.wrong[0] = '\0';
	assert_false(fake_kept(&f));
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(it_answers_as_told),
	        cmocka_unit_test(it_fails_where_told),
	        cmocka_unit_test(what_is_not_in_the_script_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
