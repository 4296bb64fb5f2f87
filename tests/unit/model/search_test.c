/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "lib/db.h"
#include "lib/fixture.h"
#include "lib/fixture_db.h"
#include "model/list.h"
#include "model/row.h"
#include "model/search.h"
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
static const int64_t first[] = {1};
static const struct scope only_first = {.all = {false, true, true, true}, .ids = {first}, .count = {1}};

static void article(int goods_owner, const char *number, const char *name)
{
	const struct resource *r = resource_find("articles");
	const struct row_value v[] = {
		{field_find(r, "goods_owner"), value_int(goods_owner)},
		{field_find(r, "number"), value_text(number)},
		{field_find(r, "name"), value_text(name)},
	};
	struct error e = {0};

	if (!row_insert(db, r, 0, v, 3, &e))
		fail_msg("%s: %s %s", number, error_rows[e.code].code, e.detail);
}

static int begin(void **state)
{
	(void)state;
	fixture_must_load();
	arena = arena_new();
	db = fixture_db(DDL_SERVER);
	fixture_row(db, "goods-owners", "{\"code\":\"G1\",\"name\":\"Owner 1\"}");
	fixture_row(db, "goods-owners", "{\"code\":\"G2\",\"name\":\"Owner 2\"}");
	article(1, "A-100", "Bolt M8 rostfri");           /* 1 */
	article(1, "A-200", "Mutter M8");                 /* 2 */
	article(2, "B-100", "BOLT, Ångström-gänga");      /* 3 */
	article(1, "M8", "Sats \"stor\" 100% a_b");       /* 4 */
	article(2, "Ö-1", "Öl och \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"); /* 5: three wide characters */
	article(1, "Z", "100");                           /* 6 */
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_close(&db);
	arena_free(&arena);
	return 0;
}

static const char *ids_of(const struct json *rows)
{
	struct buf *out = buf_new(arena);

	for (const struct json *row = json_first(rows); row; row = json_next(row))
		buf_addf(out, "%d ", (int)json_int(row, "id", 0));
	return buf_str(out);
}

static const char *found(const char *what, const struct scope *scope)
{
	struct list_request q = {.resource = resource_find("articles"), .scope = scope, .limit = 50, .search = what};
	struct error e = {0};
	struct json *answer = list_read(db, arena, &q, &e);
	int64_t count;
	bool more;

	if (!answer)
		fail_msg("%s: %s %s", what, error_rows[e.code].code, e.detail);
	assert_true(list_count(db, arena, &q, 10000, &count, &more, &e));
	assert_int_equal(count, json_len(json_get(answer, "rows")));
	return ids_of(json_get(answer, "rows"));
}

static const struct {
	const char *what, *ids;
} searches[] = {
	{"bolt", "1 3 "},
	{"BOLT", "1 3 "},
	{"olt", "1 3 "},
	{"bolt m8", "1 "},
	{"m8 bolt", "1 "},
	{"  bolt   rost ", "1 "},
	{"m8", "4 "},           /* under three characters: begins with */
	{"M8", "4 "},
	{"a-", "1 2 "},
	{"ö", "5 "},
	{"b", "1 3 "},
	{"z", "6 "},
	{"100", "1 3 4 6 "},
	{"ångström", "3 "},
	{"angstrom", ""},       /* Å is a letter of its own */
	{"\"stor\"", "4 "},
	{"\"", ""},
	{"100%", "4 "},
	{"a_b", "4 "},
	{"bolt' OR 1=1 --", ""},
	{"bolt\" OR \"mut", ""},
	{"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "5 "},
	{"och \xe6\x97\xa5", "5 "},
	{"boltm8", ""},
	{"rostfri a-200", ""},
	{"", "1 2 3 4 6 5 "},
	{"   ", "1 2 3 4 6 5 "},
};

static void words_are_found_wherever_they_stand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof searches / sizeof searches[0]; i++) {
		const char *got = found(searches[i].what, &everything);

		if (strcmp(got, searches[i].ids) != 0)
			fail_msg("\"%s\": %s, not %s", searches[i].what, got, searches[i].ids);
	}
}

static void the_scope_holds_in_a_search(void **state)
{
	(void)state;
	assert_string_equal(found("bolt", &only_first), "1 ");
	assert_string_equal(found("b", &only_first), "1 ");
	assert_string_equal(found("ångström", &only_first), "");
}

/* More than the index is asked for: then the order is walked. */
static void many_matches_are_walked_in_order(void **state)
{
	struct list_request q = {.resource = resource_find("articles"), .scope = &everything, .limit = 2, .search = "many thing"};
	struct search plan;
	struct json *answer;
	int64_t count;
	bool more;

	(void)state;
	db_exec(db, "BEGIN");
	for (int i = 0; i < SEARCH_PICKED + 500; i++)
		article(i % 2 + 1, arena_printf(arena, "T%05d", i), i % 2 ? "Many things" : "Many, many THINGS");
	db_exec(db, "COMMIT");
	assert_true(search_plan(db, arena, q.resource, "many", &plan, NULL));
	assert_null(plan.picked);
	assert_true(search_plan(db, arena, q.resource, "T0001", &plan, NULL));
	assert_non_null(plan.picked);
	answer = list_read(db, arena, &q, NULL);
	assert_string_equal(ids_of(json_get(answer, "rows")), "7 8 ");
	q.cursor = json_str(answer, "next");
	assert_string_equal(ids_of(json_get(list_read(db, arena, &q, NULL), "rows")), "9 10 ");
	q.cursor = NULL;
	q.backward = true;
	assert_string_equal(ids_of(json_get(list_read(db, arena, &q, NULL), "rows")), "5505 5506 ");
	assert_true(list_count(db, arena, &q, 10000, &count, &more, NULL));
	assert_int_equal(count, SEARCH_PICKED + 500);
}

/* Many match elsewhere, nothing in the rows that may be looked at here: the
 * page says where one may go on, and there it is. */
static void a_long_walk_is_broken_off_and_goes_on(void **state)
{
	struct list_request q = {.resource = resource_find("articles"), .scope = &only_first, .limit = 5, .search = "wanted"};
	struct json *answer;
	int64_t count;
	int pages = 1;
	bool more;

	(void)state;
	db_exec(db, "BEGIN");
	for (int i = 0; i < SEARCH_WALKED + 5000; i++)
		article(1, arena_printf(arena, "t%05d", i), "x");
	for (int i = 0; i <= SEARCH_PICKED; i++)
		article(2, arena_printf(arena, "u%05d", i), "wanted");
	article(1, "y1", "wanted");
	db_exec(db, "COMMIT");
	/* counting stops with its budget, though hardly anything matches */
	assert_true(list_count(db, arena, &q, 0, &count, &more, NULL));
	assert_true(more);
	assert_true(count <= 1);
	answer = list_read(db, arena, &q, NULL);
	assert_string_equal(ids_of(json_get(answer, "rows")), "");
	while (!json_len(json_get(answer, "rows"))) {
		q.cursor = json_str(answer, "next");
		assert_non_null(q.cursor);
		answer = list_read(db, arena, &q, NULL);
		pages++;
	}
	assert_int_equal(pages, 2);
	assert_string_equal(ids_of(json_get(answer, "rows")), arena_printf(arena, "%d ", SEARCH_WALKED + 5000 + SEARCH_PICKED + 1 + 7));
	assert_null(json_str(answer, "next"));
}

static const char *looked_up(const char *resource, const char *what, size_t limit)
{
	struct error e = {0};
	struct json *out = lookup_read(db, arena, resource_find(resource), &everything, what, limit, SWEDISH, &e);

	if (!out)
		fail_msg("%s: %s %s", what, error_rows[e.code].code, e.detail);
	return json_print(arena, out);
}

static void a_lookup_gives_what_begins_with_it_first(void **state)
{
	(void)state;
	assert_string_equal(looked_up("articles", "b-1", 9), "[{\"id\":3,\"code\":\"B-100\",\"name\":\"BOLT, Ångström-gänga\"}]");
	assert_string_equal(looked_up("articles", "m8", 9), "[{\"id\":4,\"code\":\"M8\",\"name\":\"Sats \\\"stor\\\" 100% a_b\"}]");
	assert_string_equal(ids_of(json_parse(arena, looked_up("articles", "b", 9), strlen(looked_up("articles", "b", 9)), NULL)), "3 1 ");
	assert_string_equal(ids_of(json_parse(arena, looked_up("articles", "100", 9), strlen(looked_up("articles", "100", 9)), NULL)), "1 3 4 6 ");
	assert_string_equal(looked_up("articles", "", 1), "[{\"id\":1,\"code\":\"A-100\",\"name\":\"Bolt M8 rostfri\"}]");
	assert_string_equal(looked_up("articles", "nowhere", 9), "[]");
}

static void what_is_inactive_is_not_offered(void **state)
{
	(void)state;
	fixture_row(db, "units", "{\"code\":\"PCS\",\"name_en\":\"Piece\",\"name_sv\":\"Styck\",\"active\":false}");
	fixture_row(db, "units", "{\"code\":\"PAIR\",\"name_en\":\"Pair\",\"name_sv\":\"Par\"}");
	assert_string_equal(looked_up("units", "p", 9), "[{\"id\":2,\"code\":\"PAIR\",\"name\":\"Par\"}]");
	assert_string_equal(looked_up("units", "", 9), "[{\"id\":2,\"code\":\"PAIR\",\"name\":\"Par\"}]");
	assert_string_equal(looked_up("units", "styck", 9), "[]");
}

static void a_lookup_stays_in_scope(void **state)
{
	struct error e = {0};

	(void)state;
	assert_string_equal(json_print(arena, lookup_read(db, arena, resource_find("articles"), &only_first, "b-1", 9, ENGLISH, &e)), "[]");
	assert_null(lookup_read(db, arena, resource_find("articles"), &only_first, "b", 0, ENGLISH, &e));
	assert_string_equal(e.field, "limit");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(words_are_found_wherever_they_stand, begin, end),
		cmocka_unit_test_setup_teardown(the_scope_holds_in_a_search, begin, end),
		cmocka_unit_test_setup_teardown(many_matches_are_walked_in_order, begin, end),
		cmocka_unit_test_setup_teardown(a_long_walk_is_broken_off_and_goes_on, begin, end),
		cmocka_unit_test_setup_teardown(a_lookup_gives_what_begins_with_it_first, begin, end),
		cmocka_unit_test_setup_teardown(what_is_inactive_is_not_offered, begin, end),
		cmocka_unit_test_setup_teardown(a_lookup_stays_in_scope, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
