/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/fixture.h"
#include "lib/fixture_db.h"
#include "model/list.h"
#include "model/page.h"
#include "model/row.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct arena *arena;
static struct store *db;
static const struct scope everything = {.all = {true, true, true, true}};
static const int64_t first_two[] = {2, 1, 2}, second[] = {2};

static int load_fixture(void **state)
{
	(void)state;
	fixture_must_load();
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_close(&db);
	arena_free(&arena);
	return 0;
}

/* Three goods owners, two warehouses, 60 articles whose names repeat, their
 * stock, 40 orders of 4 customers. */
static int begin(void **state)
{
	static const char *const names[] = {"Bolt", "bolt", "Ångström", "Zink", "Skruv M8", "Äpple", "\\\"Citat\\\"", "Öl"};

	(void)state;
	arena = arena_new();
	db = fixture_db(DDL_SERVER);
	for (int i = 1; i <= 3; i++)
		fixture_row(db, "goods-owners", arena_printf(arena, "{\"code\":\"G%d\",\"name\":\"Owner %d\"}", i, i));
	for (int i = 1; i <= 2; i++)
		fixture_row(db, "warehouses", arena_printf(arena, "{\"code\":\"W%d\",\"name\":\"House %d\"}", i, i));
	for (int i = 1; i <= 3; i++)
		fixture_row(db, "order-statuses",
			arena_printf(arena, "{\"code\":\"S%d\",\"name_en\":\"State %d\",\"name_sv\":\"Läge %d\",\"position\":%d,\"active\":%s}", i, i, i,
				10 - i, i == 3 ? "false" : "true"));
	fixture_row(db, "locations", "{\"warehouse\":1,\"name\":\"A-01\"}");
	fixture_row(db, "locations", "{\"warehouse\":2,\"name\":\"B-01\"}");
	for (int i = 0; i < 60; i++)
		fixture_row(db, "articles",
			arena_printf(arena, "{\"goods_owner\":%d,\"number\":\"%c%02d\",\"name\":\"%s\"}", i % 3 + 1, "xXaB"[i % 4], i * 7 % 60,
				names[i % 8]));
	for (int i = 0; i < 60; i++)
		fixture_row(db, "article-items",
			arena_printf(arena,
				"{\"goods_owner\":%d,\"warehouse\":%d,\"article\":%d,\"location\":%d,\"batch\":\"b%d\",\"quantity\":\"%d.5\",\"in_stock\":%s,"
				"\"state\":\"%s\"}",
				i / 2 % 3 + 1, i % 2 + 1, i / 2 + 1, i % 2 + 1, i, i, i % 5 ? "true" : "false", i % 3 ? "free" : "locked"));
	for (int i = 1; i <= 4; i++)
		fixture_row(db, "customers", arena_printf(arena, "{\"goods_owner\":%d,\"number\":\"K%d\",\"name\":\"Kund %d\"}", i % 3 + 1, i, i));
	for (int i = 1; i <= 40; i++)
		fixture_row(db, "orders",
			arena_printf(arena,
				"{\"number\":\"%d\",\"goods_owner\":%d,\"warehouse\":%d,\"customer\":%d,\"status\":%d,\"delivery_date\":\"%s\",\"open\":%s}",
				1000 + i, i % 3 + 1, i % 2 + 1, i % 4 + 1, i % 4, i % 3 ? arena_printf(arena, "2026-01-%02d", i % 9 + 1) : "",
				i % 5 ? "true" : "false"));
	return 0;
}

static struct list_request ask(const char *resource)
{
	return (struct list_request){.resource = resource_find(resource), .scope = &everything, .limit = 7};
}

static struct json *must_read(const struct list_request *q)
{
	struct error e = {0};
	struct json *out = list_read(db, arena, q, &e);

	if (!out)
		fail_msg("%s %s %s", error_rows[e.code].code, e.field, e.detail);
	return out;
}

static void put_ids(struct buf *out, const struct json *answer)
{
	for (const struct json *row = json_first(json_get(answer, "rows")); row; row = json_next(row))
		buf_addf(out, "%d ", (int)json_int(row, "id", 0));
}

static const char *ids(const struct list_request *q)
{
	struct buf *out = buf_new(arena);

	put_ids(out, must_read(q));
	return buf_str(out);
}

/* All ids, page by page from the start. */
static const char *all_forward(struct list_request q)
{
	struct buf *out = buf_new(arena);
	const struct json *answer;

	do {
		answer = must_read(&q);
		put_ids(out, answer);
		assert_true(q.cursor || !json_str(answer, "previous"));
		q.cursor = json_str(answer, "next");
	} while (q.cursor);
	return buf_str(out);
}

/* The same from the end. */
static const char *all_backward(struct list_request q)
{
	const struct json *answer;
	const char *all = "";

	q.backward = true;
	do {
		struct buf *page = buf_new(arena);

		answer = must_read(&q);
		put_ids(page, answer);
		assert_true(q.cursor || !json_str(answer, "next"));
		all = arena_printf(arena, "%s%s", buf_str(page), all);
		q.cursor = json_str(answer, "previous");
	} while (q.cursor);
	return all;
}

static const char *expected(const char *sql)
{
	struct error e = {0};
	struct query *q = store_query(db, sql, &e);
	struct buf *out = buf_new(arena);

	if (!q)
		fail_msg("%s: %s", sql, e.detail);
	while (query_step(q, &e) == QUERY_ROW)
		buf_addf(out, "%d ", (int)query_get_int(q, 0));
	return buf_str(out);
}

static void check_all(const struct list_request *q, const char *where)
{
	const struct field *f = q->sort;
	const char *way = q->descending ? "DESC" : "", *want;

	want = expected(arena_printf(arena, "SELECT id FROM %s WHERE %s ORDER BY %s%s %s, id %s", q->resource->table, where, f->name,
		f->folded ? "_fold" : "", way, way));
	assert_true(*want);
	assert_string_equal(all_forward(*q), want);
	assert_string_equal(all_backward(*q), want);
}

/* Every sort, both ways, pages of several sizes, under several scopes. */
static void pages_join_to_the_whole(void **state)
{
	static const size_t limits[] = {1, 7, 200};
	static const struct {
		const char *resource, *where;
		struct scope scope;
	} cases[] = {
		{"articles", "1", {.all = {true, true, true, true}}},
		{"articles", "goods_owner IN (1, 2)", {.ids = {first_two}, .count = {3}, .all = {false, true, true, true}}},
		{"orders", "goods_owner = 2", {.ids = {second}, .count = {1}, .all = {false, true, true, true}}},
		{"orders", "warehouse = 2", {.ids = {NULL, second}, .count = {0, 1}, .all = {true, false, true, true}}},
		{"orders", "customer IN (1, 2)", {.ids = {NULL, NULL, NULL, first_two}, .count = {0, 0, 0, 3}, .all = {true, true, true, false}}},
		{"orders", "customer IN (1, 2) AND goods_owner = 2",
			{.ids = {second, NULL, NULL, first_two}, .count = {1, 0, 0, 3}, .all = {false, true, true, false}}},
		{"customers", "id = 2", {.ids = {NULL, NULL, NULL, second}, .count = {0, 0, 0, 1}, .all = {true, true, true, false}}},
		{"goods-owners", "id IN (1, 2)", {.ids = {first_two}, .count = {3}, .all = {false, true, true, true}}},
		{"order-statuses", "1", {.all = {true, true, true, true}}},
		{"article-items", "warehouse = 2 AND goods_owner IN (1, 2)",
			{.ids = {first_two, second}, .count = {3, 1}, .all = {false, false, true, true}}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct list_request q = ask(cases[i].resource);

		q.scope = &cases[i].scope;
		for (size_t j = 0; j < q.resource->sort_count * 6; j++) {
			q.sort = q.resource->sort[j / 6];
			q.descending = j % 2;
			q.limit = limits[j / 2 % 3];
			check_all(&q, cases[i].where);
		}
	}
}

static void nothing_in_scope_is_an_empty_page(void **state)
{
	const struct scope none = {.all = {false, true, true, true}};
	struct list_request q = ask("articles");
	const struct json *answer;

	(void)state;
	q.scope = &none;
	answer = must_read(&q);
	assert_int_equal(json_len(json_get(answer, "rows")), 0);
	assert_int_equal(json_type(json_get(answer, "next")), JSON_NULL);
	assert_int_equal(json_type(json_get(answer, "previous")), JSON_NULL);
}

static void the_default_sort_has_its_own_direction(void **state)
{
	struct list_request orders = ask("orders"), articles = ask("articles");

	(void)state;
	orders.limit = articles.limit = 3;
	assert_string_equal(ids(&orders), "40 39 38 ");
	assert_string_equal(ids(&articles), expected("SELECT id FROM articles ORDER BY number_fold, id LIMIT 3"));
}

static void the_fixed_filter_holds(void **state)
{
	struct list_request q = ask("article-items");
	const struct view *v = page_find("stock")->view;

	(void)state;
	q.fixed = v->fixed;
	q.fixed_count = v->fixed_count;
	for (size_t i = 0; i < q.resource->sort_count; i++) {
		q.sort = q.resource->sort[i];
		check_all(&q, "in_stock = 1");
	}
	assert_null(list_one(db, arena, &q, 1, NULL));
	assert_non_null(list_one(db, arena, &q, 2, NULL));
}

static void refs_come_with_code_and_name(void **state)
{
	const struct field *columns[] = {field_find(resource_find("orders"), "status"), field_find(resource_find("orders"), "customer"),
		field_find(resource_find("orders"), "delivery_date")};
	struct list_request q = ask("orders");

	(void)state;
	q.columns = columns;
	q.column_count = 3;
	q.limit = 1;
	q.language = SWEDISH;
	assert_string_equal(json_print(arena, json_get(must_read(&q), "rows")),
		"[{\"id\":40,\"rev\":1,\"status\":null,\"customer\":{\"id\":1,\"code\":\"K1\",\"name\":\"Kund 1\"},\"delivery_date\":\"2026-01-05\"}]");
	q.cursor = json_str(must_read(&q), "next");
	assert_string_equal(json_print(arena, json_get(json_first(json_get(must_read(&q), "rows")), "status")),
		"{\"id\":3,\"code\":\"S3\",\"name\":\"Läge 3\"}");
	q.language = ENGLISH;
	assert_string_equal(json_str(json_get(json_first(json_get(must_read(&q), "rows")), "status"), "name"), "State 3");
}

/* Items 1 and 2 are of article 1: 0.5 (not in stock, locked) and 1.5. */
static void sums_add_what_the_reader_may_see(void **state)
{
	const struct scope house = {.all = {true, false, true, true}, .ids = {NULL, second}, .count = {0, 1}};
	struct list_request q = ask("articles");
	struct error e = {0};
	struct json *row = list_one(db, arena, &q, 1, &e);

	(void)state;
	assert_string_equal(json_str(row, "in_stock"), "1.5");
	assert_string_equal(json_str(row, "locked"), "0.5");
	assert_string_equal(json_str(row, "places"), "2");
	assert_false(json_has(row, "items"));
	q.scope = &house;
	row = list_one(db, arena, &q, 1, &e);
	assert_string_equal(json_str(row, "locked"), "0");
	assert_string_equal(json_str(row, "places"), "1");
}

static void one_row_is_whole_or_not_found(void **state)
{
	const struct scope other = {.all = {false, true, true, true}, .ids = {second}, .count = {1}};
	struct list_request q = ask("articles");
	struct error foreign = {0}, absent = {0};

	(void)state;
	assert_int_equal(json_int(list_one(db, arena, &q, 1, NULL), "id", 0), 1);
	q.scope = &other;
	assert_null(list_one(db, arena, &q, 1, &foreign));
	assert_null(list_one(db, arena, &q, 4711, &absent));
	assert_int_equal(foreign.code, ERR_NOT_FOUND);
	assert_memory_equal(&foreign, &absent, sizeof foreign);
}

/* Field, operator, value typed, and what it stands for in SQL. */
static const struct {
	const char *resource, *field;
	char op;
	const char *typed, *where;
} filters[] = {
	{"orders", "status", 'e', "2", "status = 2"},
	{"orders", "customer", 'e', "3", "customer = 3"},
	{"orders", "goods_owner", 'e', "3", "goods_owner = 3"},
	{"orders", "delivery_date", '>', "2026-01-05", "delivery_date >= '2026-01-05'"},
	{"orders", "delivery_date", '<', "2026-01-05", "delivery_date <= '2026-01-05' AND delivery_date <> ''"},
	{"orders", "delivery_date", 'e', "2026-01-05", "delivery_date = '2026-01-05'"},
	{"orders", "open", 'e', "no", "open = 0"},
	{"orders", "number", 'b', "102", "number LIKE '102%'"},
	{"articles", "number", 'b', "x0", "number LIKE 'x0%'"},
	{"articles", "name", 'e', "BOLT", "name IN ('Bolt', 'bolt')"},
	{"articles", "name", 'b', "å", "name LIKE 'Å%'"},
	{"article-items", "article", 'e', "7", "article = 7"},
	{"article-items", "state", 'e', "locked", "state = 'locked'"},
	{"article-items", "quantity", '>', "50", "quantity >= 50000"},
	{"article-items", "quantity", '<', "3,5", "quantity <= 3500"},
	{"article-items", "batch", 'b', "B1", "batch LIKE 'b1%'"},
	{"customers", "name", 'b', "kund", "1"},
};

static void filters_narrow(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
		struct list_request q = ask(filters[i].resource);
		struct list_filter f = {.field = field_find(q.resource, filters[i].field), .op = filters[i].op};
		int64_t count;
		bool more;

		assert_true(types[f.field->type].read(f.field, filters[i].typed, arena, &f.value, NULL));
		q.filters = &f;
		q.filter_count = 1;
		for (size_t j = 0; j < q.resource->sort_count * 2; j++) {
			q.sort = q.resource->sort[j / 2];
			q.descending = j % 2;
			check_all(&q, filters[i].where);
		}
		assert_true(list_count(db, arena, &q, 1000, &count, &more, NULL));
		assert_false(more);
		assert_int_equal(count, db_ask(db, arena_printf(arena, "SELECT count(*) FROM %s WHERE %s", q.resource->table, filters[i].where)));
	}
}

/* Few rows are picked by a filter's own index, many are met on the walk. */
static void a_filter_that_lets_much_through_is_walked(void **state)
{
	struct list_request q = ask("articles");
	struct list_filter f = {field_find(q.resource, "name"), 'e', value_text("dense")};

	(void)state;
	db_exec(db, "BEGIN");
	for (int i = 0; i < 5100; i++)
		fixture_row(db, "articles",
			arena_printf(arena, "{\"goods_owner\":%d,\"number\":\"d%d\",\"name\":\"Dense\"}", i % 3 + 1, i * 7919 % 5100));
	db_exec(db, "COMMIT");
	q.filters = &f;
	q.filter_count = 1;
	q.limit = 150;
	q.sort = q.resource->sort[0];
	check_all(&q, "name = 'Dense'");
	q.descending = true;
	check_all(&q, "name = 'Dense'");
}

static void two_filters_are_both_held(void **state)
{
	struct list_request q = ask("articles");
	struct list_filter f[] = {{field_find(q.resource, "number"), '>', value_text("a1")}, {field_find(q.resource, "number"), '<', value_text("B2")}};

	(void)state;
	q.filters = f;
	q.filter_count = 2;
	q.sort = q.resource->sort[0];
	check_all(&q, "number_fold >= 'a1' AND number_fold <= 'b2'");
}

static void what_cannot_be_asked_is_refused(void **state)
{
	struct list_request q = ask("articles");
	struct error e = {0};

	(void)state;
	q.limit = 0;
	assert_null(list_read(db, arena, &q, &e));
	assert_string_equal(e.field, "limit");
	q.limit = LIST_MOST + 1;
	assert_null(list_read(db, arena, &q, &e));
	q.limit = 1;
	q.sort = field_find(q.resource, "weight");
	e = (struct error){0};
	assert_null(list_read(db, arena, &q, &e));
	assert_int_equal(e.code, ERR_BAD_REQUEST);
	assert_string_equal(e.field, "sort");
	q = ask("order-rows");
	q.search = "abc";
	e = (struct error){0};
	assert_null(list_read(db, arena, &q, &e));
	assert_string_equal(e.field, "search");
}

static void a_foreign_cursor_is_refused(void **state)
{
	struct list_request q = ask("articles");
	const char *mine = json_str(must_read(&q), "next");
	const char *bad[] = {"", "x", "!!!", "W10", "WyJudW1iZXIiLDEsMV0", "WyJudW1iZXIiLCJ4IiwieSJd", arena_printf(arena, "%sAA", mine), NULL};

	(void)state;
	q.sort = field_find(q.resource, "name");
	bad[7] = mine;
	for (size_t i = 0; i < 8; i++) {
		struct error e = {0};

		if (i < 7)
			q.sort = NULL;
		else
			q.sort = field_find(q.resource, "name");
		q.cursor = bad[i];
		assert_null(list_read(db, arena, &q, &e));
		assert_int_equal(e.code, ERR_BAD_REQUEST);
		assert_string_equal(e.field, "cursor");
	}
}

static void the_way_back_is_the_way_there(void **state)
{
	struct list_request q = ask("articles");
	const char *first = ids(&q), *there;

	(void)state;
	q.cursor = json_str(must_read(&q), "next");
	there = json_str(must_read(&q), "previous");
	q.cursor = there;
	q.backward = true;
	assert_string_equal(ids(&q), first);
	assert_int_equal(json_type(json_get(must_read(&q), "previous")), JSON_NULL);
	assert_non_null(json_str(must_read(&q), "next"));
}

static void counting_stops_with_its_budget(void **state)
{
	struct list_request q = ask("articles");
	int64_t count;
	bool more;

	(void)state;
	for (int i = 0; i < 1000; i++)
		fixture_row(db, "articles", arena_printf(arena, "{\"goods_owner\":1,\"number\":\"n%d\",\"name\":\"n\"}", i));
	assert_true(list_count(db, arena, &q, 60000, &count, &more, NULL));
	assert_int_equal(count, 1060);
	assert_false(more);
	assert_true(list_count(db, arena, &q, 0, &count, &more, NULL));
	assert_true(more);
	assert_int_equal(count, 512);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pages_join_to_the_whole, begin, end),
		cmocka_unit_test_setup_teardown(nothing_in_scope_is_an_empty_page, begin, end),
		cmocka_unit_test_setup_teardown(the_default_sort_has_its_own_direction, begin, end),
		cmocka_unit_test_setup_teardown(the_fixed_filter_holds, begin, end),
		cmocka_unit_test_setup_teardown(refs_come_with_code_and_name, begin, end),
		cmocka_unit_test_setup_teardown(sums_add_what_the_reader_may_see, begin, end),
		cmocka_unit_test_setup_teardown(one_row_is_whole_or_not_found, begin, end),
		cmocka_unit_test_setup_teardown(filters_narrow, begin, end),
		cmocka_unit_test_setup_teardown(a_filter_that_lets_much_through_is_walked, begin, end),
		cmocka_unit_test_setup_teardown(two_filters_are_both_held, begin, end),
		cmocka_unit_test_setup_teardown(what_cannot_be_asked_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(a_foreign_cursor_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(the_way_back_is_the_way_there, begin, end),
		cmocka_unit_test_setup_teardown(counting_stops_with_its_budget, begin, end),
	};

	return cmocka_run_group_tests(tests, load_fixture, NULL);
}
