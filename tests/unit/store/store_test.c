/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "lib/db.h"
#include "store/store_driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void fill(struct store *s)
{
	db_exec(s, "CREATE TABLE t (x INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
}

static void the_same_text_is_the_same_statement(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct query *q = store_query(s, "SELECT :a, :b", NULL);

	(void)state;
	query_int(q, ":a", 1);
	query_int(q, ":b", 2);
	assert_int_equal(query_step(q, NULL), QUERY_ROW);
	query_done(q);
	assert_ptr_equal(store_query(s, "SELECT :a, :b", NULL), q);
	query_int(q, ":a", 3);
	assert_int_equal(query_step(q, NULL), QUERY_ROW);
	assert_int_equal(query_get_int(q, 0), 3);
	assert_true(query_is_null(q, 1));
	store_close(&s);
}

static void one_in_the_middle_of_its_rows_is_left_alone(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	const char *sql = "SELECT x FROM t ORDER BY x";
	struct query *outer, *inner;
	int before = s->queries;

	(void)state;
	fill(s);
	outer = store_query(s, sql, NULL);
	assert_int_equal(query_step(outer, NULL), QUERY_ROW);
	inner = store_query(s, sql, NULL);
	assert_ptr_not_equal(inner, outer);
	assert_int_equal(query_step(inner, NULL), QUERY_ROW);
	assert_int_equal(query_step(outer, NULL), QUERY_ROW);
	assert_int_equal(query_get_int(inner, 0), 1);
	assert_int_equal(query_get_int(outer, 0), 2);
	assert_true(store_end_queries(s));
	assert_false(store_end_queries(s));
	assert_int_equal(s->queries, before + 2);
	store_close(&s);
}

static void the_cache_has_a_limit(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct query *open;
	char sql[40];

	(void)state;
	fill(s);
	open = store_query(s, "SELECT x FROM t ORDER BY x", NULL);
	assert_int_equal(query_step(open, NULL), QUERY_ROW);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < STORE_QUERIES_MOST + 100; i++) {
			snprintf(sql, sizeof(sql), "SELECT %d", i);
			assert_int_equal(db_ask(s, sql), i);
			assert_true(s->queries <= STORE_QUERIES_MOST);
		}
	}
	assert_int_equal(s->queries, STORE_QUERIES_MOST);
	assert_int_equal(query_step(open, NULL), QUERY_ROW);
	assert_int_equal(query_get_int(open, 0), 2);
	store_close(&s);
}

static void an_unknown_parameter_fails_the_step(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct query *q = store_query(s, "SELECT :a", NULL);
	struct error e = {0};

	(void)state;
	query_int(q, ":b", 1);
	query_int(q, ":a", 1);
	assert_int_equal(query_step(q, &e), QUERY_FAIL);
	assert_int_equal(e.code, ERR_STORE);
	assert_non_null(strstr(e.detail, ":b"));
	q = store_query(s, "SELECT :a", NULL);
	query_int(q, ":a", 1);
	assert_int_equal(query_step(q, NULL), QUERY_ROW);
	store_close(&s);
}

static void a_statement_can_run_again_with_other_values(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct error e = {0};
	struct query *q;

	(void)state;
	fill(s);
	q = store_query(s, "INSERT INTO t (name) VALUES (:name)", &e);
	for (int i = 0; i < 3; i++) {
		query_text(q, ":name", "more");
		assert_true(query_run(q, &e));
		assert_int_equal(store_last_id(s), 4 + i);
		assert_int_equal(store_changes(s), 1);
	}
	db_exec(s, "DELETE FROM t WHERE name = 'more'");
	assert_int_equal(store_changes(s), 3);
	assert_int_equal(store_changes_ever(s), 9);
	store_close(&s);
}

static void rollback_undoes_and_ends_what_is_open(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct query *q;

	(void)state;
	fill(s);
	store_rollback(s);
	assert_true(store_begin(s, NULL));
	assert_true(store_in_transaction(s));
	db_exec(s, "DELETE FROM t");
	q = store_query(s, "SELECT 1 UNION ALL SELECT 2", NULL);
	assert_int_equal(query_step(q, NULL), QUERY_ROW);
	store_rollback(s);
	assert_false(store_in_transaction(s));
	assert_int_equal(s->open, 0);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM t"), 3);
	assert_true(store_begin(s, NULL));
	db_exec(s, "DELETE FROM t WHERE x = 1");
	assert_true(store_commit(s, NULL));
	assert_int_equal(db_ask(s, "SELECT count(*) FROM t"), 2);
	store_close(&s);
}

static void asking_has_an_answer_for_nothing(void **state)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	char text[4];

	(void)state;
	fill(s);
	assert_int_equal(store_ask_int(s, "SELECT x FROM t WHERE x = 9", -7), -7);
	assert_int_equal(store_ask_int(s, "SELECT max(x) FROM t WHERE x = 9", -7), -7);
	assert_int_equal(store_ask_int(s, "SELECT nothing", -7), -7);
	assert_int_equal(store_ask_int(s, "SELECT x FROM t ORDER BY x DESC", -7), 3);
	assert_int_equal(s->open, 0);
	assert_true(store_ask_text(s, "SELECT 'warehouse'", text, sizeof(text)));
	assert_string_equal(text, "war");
	assert_false(store_ask_text(s, "SELECT name FROM t WHERE x = 9", text, sizeof(text)));
	assert_string_equal(text, "");
	query_done(NULL);
	store_close(&s);
	store_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_same_text_is_the_same_statement),
	        cmocka_unit_test(one_in_the_middle_of_its_rows_is_left_alone),
	        cmocka_unit_test(the_cache_has_a_limit),
	        cmocka_unit_test(an_unknown_parameter_fails_the_step),
	        cmocka_unit_test(a_statement_can_run_again_with_other_values),
	        cmocka_unit_test(rollback_undoes_and_ends_what_is_open),
	        cmocka_unit_test(asking_has_an_answer_for_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
