/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "lib/db.h"
#include "lib/fixture.h"
#include "model/ddl.h"
#include "model/order.h"
#include "model/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static int load_fixture(void **state)
{
	(void)state;
	fixture_must_load();
	return 0;
}

static const char *ddl_of(struct arena *a, const char *id, enum ddl_use use)
{
	struct buf *out = buf_new(a);

	ddl_resource(out, resource_find(id), use);
	return buf_str(out);
}

static void a_table_is_as_the_description_says(void **state)
{
	struct arena *a = arena_new();
	const char *sql = ddl_of(a, "articles", DDL_SERVER);

	(void)state;
	assert_non_null(strstr(sql, "CREATE TABLE \"articles\" (\n\t\"id\" INTEGER PRIMARY KEY,\n"));
	assert_non_null(strstr(sql, "\"goods_owner\" INTEGER NOT NULL DEFAULT 0 REFERENCES \"goods_owners\" (\"id\"),\n"));
	assert_non_null(strstr(sql, "\"number\" TEXT NOT NULL DEFAULT '',\n\t\"number_fold\" TEXT NOT NULL DEFAULT '',\n"));
	assert_non_null(strstr(sql, "\"unit\" INTEGER NOT NULL DEFAULT 0,\n"));
	assert_non_null(strstr(sql, "\"find\" TEXT NOT NULL DEFAULT '',\n\t\"rev\" INTEGER NOT NULL DEFAULT 1\n);\n"));
	assert_null(strstr(sql, "in_stock"));
	assert_non_null(strstr(sql, "CREATE UNIQUE INDEX \"articles_one_goods_owner_number\" ON \"articles\" (\"goods_owner\", \"number\");\n"));
	assert_non_null(strstr(sql, "CREATE INDEX \"articles_by_goods_owner_name\" ON \"articles\" (\"goods_owner\", \"name_fold\");\n"));
	assert_non_null(strstr(sql, "CREATE VIRTUAL TABLE \"articles_find\" USING fts5 (find, content='articles'"));
	arena_free(&a);
}

static void a_set_has_a_table_of_its_own(void **state)
{
	struct arena *a = arena_new();
	const char *sql = ddl_of(a, "workers", DDL_SERVER);

	(void)state;
	assert_non_null(strstr(sql,
		"CREATE TABLE \"workers_goods_owners\" (\n\t\"row\" INTEGER NOT NULL REFERENCES \"workers\" (\"id\") ON DELETE CASCADE,\n"
		"\t\"ref\" INTEGER NOT NULL REFERENCES \"goods_owners\" (\"id\"),\n\tPRIMARY KEY (\"row\", \"ref\")\n) WITHOUT ROWID;\n"
		"CREATE INDEX \"workers_goods_owners_by_ref\" ON \"workers_goods_owners\" (\"ref\", \"row\");\n"));
	assert_null(strstr(sql, "\"goods_owners\" INTEGER"));
	arena_free(&a);
}

static void what_is_kept_elsewhere_has_no_table(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (enum ddl_use use = DDL_SERVER; use <= DDL_REPLICA; use++) {
		struct buf *out = buf_new(a);

		ddl_all(out, use);
		assert_null(strstr(buf_str(out), "\"visits"));
	}
	arena_free(&a);
}

static void a_default_is_the_columns_own(void **state)
{
	struct arena *a = arena_new();
	const char *sql = ddl_of(a, "article-items", DDL_SERVER);

	(void)state;
	assert_non_null(strstr(sql, "\"state\" TEXT NOT NULL DEFAULT 'free'"));
	assert_non_null(strstr(sql, "\"quantity\" INTEGER NOT NULL DEFAULT 1000"));
	assert_non_null(strstr(sql, "\"order\" INTEGER NOT NULL DEFAULT 0,"));
	arena_free(&a);
}

/* Pages with a fixed filter have it in their indexes; where all have one,
 * nothing is indexed without it but what a look-up walks by. */
static void indexes_are_those_that_lists_walk_by(void **state)
{
	struct arena *a = arena_new();
	const char *items = ddl_of(a, "article-items", DDL_SERVER), *orders = ddl_of(a, "orders", DDL_SERVER);

	(void)state;
	assert_non_null(strstr(items, "(\"goods_owner\", \"in_stock\", \"batch_fold\");\n"));
	assert_null(strstr(items, "(\"goods_owner\", \"batch_fold\");\n"));
	assert_non_null(strstr(items, "\"article_items_by_article\" ON \"article_items\" (\"article\");\n"));
	assert_non_null(strstr(orders, "(\"goods_owner\", \"open\", \"number_fold\");\n"));
	assert_non_null(strstr(orders, "(\"goods_owner\", \"number_fold\");\n"));
	assert_non_null(strstr(orders, "(\"customer\", \"status\");\n"));
	assert_null(strstr(orders, "(\"warehouse\""));
	arena_free(&a);
}

static void the_replica_has_what_it_needs(void **state)
{
	struct arena *a = arena_new();
	struct buf *out = buf_new(a);

	(void)state;
	ddl_all(out, DDL_REPLICA);
	assert_null(strstr(buf_str(out), "REFERENCES"));
	assert_null(strstr(buf_str(out), "UNIQUE"));
	assert_non_null(strstr(buf_str(out), "CREATE TABLE \"articles\""));
	assert_non_null(strstr(buf_str(out), "CREATE TABLE \"orders\""));
	assert_null(strstr(buf_str(out), "\"orders_by"));
	assert_null(strstr(buf_str(out), "CREATE TABLE \"order_rows\""));
	arena_free(&a);
}

static void databases_take_it(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (enum ddl_use use = DDL_SERVER; use <= DDL_REPLICA; use++) {
		struct store *s = db_open(":memory:", STORE_WRITER);
		struct buf *out = buf_new(a);

		ddl_all(out, use);
		db_exec(s, buf_str(out));
		assert_int_equal(db_ask(s, "SELECT count(*) FROM \"articles\""), 0);
		store_close(&s);
	}
	arena_free(&a);
}

static void no_order_is_there_twice(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; resource_at(i); i++) {
		size_t n;
		struct order *o = orders_of(a, resource_at(i), &n);

		assert_true(n > 0);
		for (size_t j = 0; j < n; j++)
			for (size_t k = 0; k < j; k++)
				assert_false(order_same(&o[j], &o[k]));
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_is_as_the_description_says),
		cmocka_unit_test(a_set_has_a_table_of_its_own),
		cmocka_unit_test(what_is_kept_elsewhere_has_no_table),
		cmocka_unit_test(a_default_is_the_columns_own),
		cmocka_unit_test(indexes_are_those_that_lists_walk_by),
		cmocka_unit_test(the_replica_has_what_it_needs),
		cmocka_unit_test(databases_take_it),
		cmocka_unit_test(no_order_is_there_twice),
	};

	return cmocka_run_group_tests(tests, load_fixture, NULL);
}
