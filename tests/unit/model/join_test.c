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
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

static struct arena *arena;
static struct store *db;
static const struct scope everything = {.all = {true, true, true, true}};

static int load_fixture(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Stockholm", 1);
	tzset();
	fixture_must_load();
	return 0;
}

static void worker(const char *login, const char *goods_owners, const char *seen)
{
	fixture_row(db, "workers",
		arena_printf(arena, "{\"login\":\"%s\",\"name\":\"N %s\",\"goods_owners\":%s,\"seen\":\"%s\"}", login, login, goods_owners, seen));
}

/* Goods owners C, b, A; workers of some of them. */
static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	db = fixture_db(DDL_SERVER);
	fixture_row(db, "goods-owners", "{\"code\":\"C\",\"name\":\"Third\"}");
	fixture_row(db, "goods-owners", "{\"code\":\"b\",\"name\":\"Second\"}");
	fixture_row(db, "goods-owners", "{\"code\":\"A\",\"name\":\"First\"}");
	fixture_row(db, "units", "{\"code\":\"PCS\",\"name_en\":\"Piece\",\"name_sv\":\"Styck\"}");
	worker("dan", "[1,2,3]", "2026-01-10T12:00:00Z");
	worker("asa", "[1]", "");
	worker("bo", "[]", "2026-01-31T22:59:59Z");
	worker("cia", "[3,1]", "2026-01-31T23:00:00Z");
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_close(&db);
	arena_free(&arena);
	return 0;
}

static struct list_request ask(void)
{
	return (struct list_request){.resource = resource_find("workers"), .scope = &everything, .limit = 50};
}

static struct json *must_read(const struct list_request *q)
{
	struct error e = {0};
	struct json *out = list_read(db, arena, q, &e);

	if (!out)
		fail_msg("%s %s %s", error_rows[e.code].code, e.field, e.detail);
	return out;
}

/* Logins in the list's order; the count must agree. */
static const char *logins(const struct list_request *q)
{
	const struct json *answer = must_read(q);
	struct buf *out = buf_new(arena);
	struct error e = {0};
	int64_t count;
	bool more;

	for (const struct json *row = json_first(json_get(answer, "rows")); row; row = json_next(row))
		buf_addf(out, "%s%s", out->len ? " " : "", json_str(row, "login"));
	assert_true(list_count(db, arena, q, 1000, &count, &more, &e));
	assert_int_equal(count, json_len(json_get(answer, "rows")));
	return buf_str(out);
}

static const char *owners(const struct json *row)
{
	return json_print(arena, json_get(row, "goods_owners"));
}

static void a_set_comes_as_refs_by_code(void **state)
{
	const struct field *columns[] = {field_find(resource_find("workers"), "login"), field_find(resource_find("workers"), "goods_owners"),
		field_find(resource_find("workers"), "name")};
	struct list_request q = ask();
	const struct json *row;

	(void)state;
	q.columns = columns;
	q.column_count = 3;
	row = json_first(json_get(must_read(&q), "rows"));
	assert_string_equal(json_print(arena, row),
		"{\"id\":2,\"rev\":1,\"login\":\"asa\",\"goods_owners\":[{\"id\":1,\"code\":\"C\",\"name\":\"Third\"}],\"name\":\"N asa\"}");
	assert_string_equal(owners(row = json_next(row)), "[]");
	assert_string_equal(owners(row = json_next(row)),
		"[{\"id\":3,\"code\":\"A\",\"name\":\"First\"},{\"id\":1,\"code\":\"C\",\"name\":\"Third\"}]");
	assert_string_equal(owners(json_next(row)),
		"[{\"id\":3,\"code\":\"A\",\"name\":\"First\"},{\"id\":2,\"code\":\"b\",\"name\":\"Second\"},{\"id\":1,\"code\":\"C\",\"name\":\"Third\"}]");
}

static void one_row_has_all_its_sets(void **state)
{
	struct list_request q = ask();
	struct json *row;

	(void)state;
	db_exec(db, "INSERT INTO workers_units (\"row\", \"ref\") VALUES (1, 1)");
	q.language = SWEDISH;
	row = list_one(db, arena, &q, 1, NULL);
	assert_int_equal(json_len(json_get(row, "goods_owners")), 3);
	assert_string_equal(json_print(arena, json_get(row, "units")), "[{\"id\":1,\"code\":\"PCS\",\"name\":\"Styck\"}]");
	assert_string_equal(json_print(arena, json_get(list_one(db, arena, &q, 3, NULL), "units")), "[]");
	assert_false(json_has(row, "visits"));
}

static void a_list_is_narrowed_to_those_that_hold_one(void **state)
{
	struct list_filter f[] = {{field_find(resource_find("workers"), "goods_owners"), 'e', {.number = 1}},
		{field_find(resource_find("workers"), "goods_owners"), 'e', {.number = 3}}};
	struct list_request q = ask();
	struct error e = {0};

	(void)state;
	q.filters = f;
	q.filter_count = 1;
	assert_string_equal(logins(&q), "asa cia dan");
	q.limit = 2;
	q.cursor = json_str(must_read(&q), "next");
	assert_string_equal(json_str(json_first(json_get(must_read(&q), "rows")), "login"), "dan");
	q.cursor = NULL;
	q.limit = 50;
	q.filter_count = 2;
	assert_string_equal(logins(&q), "cia dan");
	q.search = "cia";
	assert_string_equal(logins(&q), "cia");
	assert_null(list_one(db, arena, &q, 2, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_non_null(list_one(db, arena, &q, 4, NULL));
	f[0].value.number = 99;
	assert_string_equal(logins(&q), "");
}

/* Many hold it: they are met on the walk. */
static void what_many_hold_is_walked(void **state)
{
	struct list_filter f = {field_find(resource_find("workers"), "goods_owners"), 'e', {.number = 2}};
	struct list_request q = ask();
	struct error e = {0};
	int64_t count;
	bool more;

	(void)state;
	db_exec(db, "BEGIN");
	for (int i = 0; i < 5100; i++)
		worker(arena_printf(arena, "w%04d", i), i % 51 ? "[2]" : "[1]", "");
	db_exec(db, "COMMIT");
	q.filters = &f;
	q.filter_count = 1;
	q.limit = 3;
	assert_true(list_count(db, arena, &q, 10000, &count, &more, &e));
	assert_int_equal(count, 5001);
	assert_string_equal(json_print(arena, json_get(json_first(json_get(must_read(&q), "rows")), "login")), "\"dan\"");
	assert_non_null(strstr(list_sql(arena, &q, &e), "EXISTS"));
	q.descending = true;
	q.sort = q.resource->sort[0];
	assert_string_equal(json_print(arena, json_get(json_first(json_get(must_read(&q), "rows")), "login")), "\"w5099\"");
}

/* A page of whoever asks: his row, and by no way another. */
static void one_row_alone_is_given(void **state)
{
	const int64_t others[] = {1};
	const struct scope other = {.all = {false, true, true, true}, .ids = {others}, .count = {1}};
	struct list_filter f = {field_find(resource_find("workers"), "goods_owners"), 'e', {.number = 2}};
	struct list_request q = ask();
	struct error e = {0};

	(void)state;
	q.only = 4;
	assert_string_equal(logins(&q), "cia");
	q.descending = true;
	q.sort = q.resource->sort[0];
	assert_string_equal(logins(&q), "cia");
	assert_int_equal(json_int(list_one(db, arena, &q, 4, NULL), "id", 0), 4);
	assert_null(list_one(db, arena, &q, 1, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	q.search = "dan";
	assert_string_equal(logins(&q), "");
	q.search = "cia";
	assert_string_equal(logins(&q), "cia");
	q.search = "c";
	assert_string_equal(logins(&q), "cia");
	q.search = NULL;
	q.filters = &f;
	q.filter_count = 1;
	assert_string_equal(logins(&q), "");
	q = (struct list_request){.resource = resource_find("goods-owners"), .scope = &other, .limit = 5, .only = 2};
	assert_int_equal(json_len(json_get(must_read(&q), "rows")), 0);
	assert_null(list_one(db, arena, &q, 2, NULL));
	q.only = 1;
	assert_int_equal(json_len(json_get(must_read(&q), "rows")), 1);
}

/* Seen before a day, on a day; whoever was never seen is not before one. */
static void a_time_is_a_range(void **state)
{
	static const struct {
		char op;
		const char *typed, *logins;
	} ranges[] = {
		{'<', "2026-01-31 23:59:59", "bo dan"},
		{'<', "2026-02-01", "bo cia dan"},
		{'>', "2026-02-01", "cia"},
		{'>', "2026-01-11", "bo cia"},
		{'<', "2026-01-10", ""},
	};
	const struct field *seen = field_find(resource_find("workers"), "seen");

	(void)state;
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		struct list_filter f = {.field = seen, .op = ranges[i].op};
		struct list_request q = ask();

		assert_true(types[TYPE_TIME].read(seen, ranges[i].typed, arena, &f.value, NULL));
		q.filters = &f;
		q.filter_count = 1;
		if (!str_eq(logins(&q), ranges[i].logins))
			fail_msg("%c %s: %s", ranges[i].op, ranges[i].typed, logins(&q));
	}
}

static void what_is_kept_elsewhere_is_not_listed_here(void **state)
{
	struct list_request q = {.resource = resource_find("visits"), .scope = &everything, .limit = 5};
	struct error e = {0};

	(void)state;
	assert_null(list_read(db, arena, &q, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_string_equal(e.field, "visits");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_set_comes_as_refs_by_code, begin, end),
		cmocka_unit_test_setup_teardown(one_row_has_all_its_sets, begin, end),
		cmocka_unit_test_setup_teardown(a_list_is_narrowed_to_those_that_hold_one, begin, end),
		cmocka_unit_test_setup_teardown(what_many_hold_is_walked, begin, end),
		cmocka_unit_test_setup_teardown(one_row_alone_is_given, begin, end),
		cmocka_unit_test_setup_teardown(a_time_is_a_range, begin, end),
		cmocka_unit_test_setup_teardown(what_is_kept_elsewhere_is_not_listed_here, begin, end),
	};

	return cmocka_run_group_tests(tests, load_fixture, NULL);
}
