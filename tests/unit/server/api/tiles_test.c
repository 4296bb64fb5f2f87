/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dashboard's tiles, F10: what they count, and that an index answers each. */
#include "server/api/tiles.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/warehouse.h"
#include "model/page.h"
#include "model/view.h"
#include "server/api/tiles_sql.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct store *store;
static struct arena *arena;
static struct session session;
static struct call call;
static const int64_t owners[] = {OWNER_ONE, OWNER_TWO}, houses[] = {MAIN, SOUTH};

/* Noon of 2026-11-21 where this runs. */
static int64_t noon_ms(void)
{
	struct tm t = {.tm_year = 126, .tm_mon = 10, .tm_mday = 21, .tm_hour = 12, .tm_isdst = -1};

	return (int64_t)mktime(&t) * 1000;
}

static int set_up(void **state)
{
	(void)state;
	clock_set_for_test(noon_ms(), 0);
	store = warehouse_open(":memory:", DDL_SERVER);
	arena = arena_new();
	session = (struct session){.member = {.user = 1, .level = LEVEL_ADMINISTRATOR, .menu = MENU_ADMINISTRATOR, .active = true,
						   .all_goods_owners = true, .all_warehouses = true}};
	call = (struct call){.arena = arena, .session = &session, .store = store,
		.scope = {.all = {true, true, true, true}, .ids = {owners, houses}, .count = {2, 2}}};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clock_set_for_test(-1, -1);
	arena_free(&arena);
	store_close(&store);
	return 0;
}

static void order(int owner, int house, int status, const char *number, const char *date)
{
	db_exec(store, arena_printf(arena,
		"INSERT INTO orders (goods_owner, warehouse, status, number, delivery_date, customer) VALUES (%d, %d, %d, '%s', '%s', 1)", owner, house,
		status, number, date));
}

static void pick_order(int owner, int house, int open, const char *number, const char *date)
{
	db_exec(store, arena_printf(arena,
		"INSERT INTO pick_orders (goods_owner, warehouse, open, number, ship_date, \"order\") VALUES (%d, %d, %d, '%s', '%s', 1)", owner, house,
		open, number, date));
}

static void moved(int owner, int house, const char *kind, int64_t time_ms, int line, int64_t milli)
{
	db_exec(store, arena_printf(arena,
		"INSERT INTO goods_transactions (goods_owner, warehouse, kind, time, quantity, article, status, \"transaction\", line)"
		" VALUES (%d, %d, '%s', %lld, %lld, 1, 1, 't', %d)", owner, house, kind, (long long)time_ms, (long long)milli, line));
}

/* "label=value/tone" of each row, with spaces between. */
static const char *rows_of(const char *tile)
{
	struct json *rows = json_array(arena);
	struct error e = {0};
	const char *out = "";

	assert_true(tile_rows_find(tile)->fill(&call, tile, rows, &e));
	for (const struct json *r = json_first(rows); r; r = json_next(r))
		out = arena_printf(arena, "%s%s%s=%s/%s", out, *out ? " " : "", json_str(r, "label"), json_str(r, "value"), json_str(r, "tone"));
	return out;
}

static void a_scope(size_t owner_count, size_t house_count)
{
	call.scope.all[SCOPE_GOODS_OWNER] = call.scope.all[SCOPE_WAREHOUSE] = false;
	call.scope.count[SCOPE_GOODS_OWNER] = owner_count;
	call.scope.count[SCOPE_WAREHOUSE] = house_count;
}

/* F10, A7 */
static void orders_are_counted_by_status(void **state)
{
	(void)state;
	order(1, 1, 1, "A", "2026-11-20");
	order(1, 1, 1, "B", "2026-11-20");
	order(1, 2, 2, "C", "2026-11-20");
	order(2, 1, 1, "D", "2026-11-20");
	assert_string_equal(rows_of("orders-by-status"), "Allocated=3/none Picking=1/none Picked=0/none");
	a_scope(1, 1);
	assert_string_equal(rows_of("orders-by-status"), "Allocated=2/none Picking=0/none Picked=0/none");
	a_scope(0, 2);
	assert_string_equal(rows_of("orders-by-status"), "Allocated=0/none Picking=0/none Picked=0/none");
	session.member.language = SWEDISH;
	assert_true(str_starts(rows_of("orders-by-status"), "Allokerad=0/none"));
	call.scope.all[SCOPE_CONSIGNEE] = false;
	assert_string_equal(rows_of("orders-by-status"), "");
	assert_string_equal(rows_of("done-today"), "");
	assert_string_equal(rows_of("oldest-waiting"), "");
}

/* F10 */
static void what_was_done_since_midnight_is_counted(void **state)
{
	int64_t noon = noon_ms(), midnight = noon - INT64_C(12) * 3600 * 1000;
	struct json *rows = json_array(arena);
	struct error e = {0};

	(void)state;
	moved(1, 1, "pick", midnight, 1, 2000);
	moved(1, 1, "pick", noon, 2, 1500);
	moved(1, 1, "pick", midnight - 1, 3, 9000);
	moved(1, 2, "receive", noon, 4, 10000);
	moved(2, 1, "receive", noon, 5, 250);
	moved(1, 1, "move", noon, 6, 1000);
	assert_string_equal(rows_of("done-today"), "Picks=2/none Receipts=2/none");
	assert_true(tile_rows_find("done-today")->fill(&call, "done-today", rows, &e));
	assert_string_equal(json_str(json_first(rows), "detail"), "3.5");
	assert_string_equal(json_str(json_next(json_first(rows)), "detail"), "10.25");
	assert_string_equal(json_str(json_first(rows), "page"), "goods-transactions");
	a_scope(1, 1);
	assert_string_equal(rows_of("done-today"), "Picks=2/none Receipts=0/none");
}

/* F10 */
static void what_waits_longest_is_shown(void **state)
{
	(void)state;
	assert_string_equal(rows_of("oldest-waiting"), "Order=none/ok Pick order=none/ok");
	order(1, 1, 1, "NODATE", "");
	assert_string_equal(rows_of("oldest-waiting"), "Order NODATE=no date/none Pick order=none/ok");
	order(1, 2, 3, "NEXT", "2026-11-23");
	assert_string_equal(rows_of("oldest-waiting"), "Order NEXT=2 days left/ok Pick order=none/ok");
	order(2, 1, 2, "TODAY", "2026-11-21");
	assert_string_equal(rows_of("oldest-waiting"), "Order TODAY=today/warn Pick order=none/ok");
	order(2, 2, 1, "LATE", "2026-10-31");
	pick_order(1, 1, 1, "P1", "2026-11-19");
	pick_order(1, 1, 0, "P0", "2026-01-01");
	assert_string_equal(rows_of("oldest-waiting"), "Order LATE=21 days late/error Pick order P1=2 days late/error");
	db_exec(store, "UPDATE order_statuses SET number = 450 WHERE id = 1");
	assert_true(str_starts(rows_of("oldest-waiting"), "Order TODAY="));
	a_scope(1, 2);
	assert_true(str_starts(rows_of("oldest-waiting"), "Order NEXT="));
}

/* Of a large table nothing is read whole, and nothing is sorted but the few
 * that were found. */
static void an_index_answers_each(void **state)
{
	static const struct {
		const char *sql, *index;
		bool sorts;
	} plans[] = {
		{tile_orders_sql, "COVERING INDEX orders_by_goods_owner_warehouse_status_delivery_date (goods_owner=? AND warehouse=? AND status=?)", true},
		{tile_today_sql, "goods_transactions_by_goods_owner_time (goods_owner=? AND time>?)", false},
		{tile_oldest_order_sql, "orders_by_goods_owner_warehouse_status_delivery_date (goods_owner=? AND warehouse=? AND status=? AND delivery_date>?)",
			true},
		{tile_oldest_pick_sql, "pick_orders_by_goods_owner_open_ship_date (goods_owner=? AND open=? AND ship_date>?)", true},
	};
	struct error e = {0};

	(void)state;
	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
		char *plan = store_plan(store, arena, plans[i].sql, &e);
		size_t n, sorts = 0;
		char **lines;

		assert_non_null(plan);
		if (!strstr(plan, plans[i].index))
			fail_msg("%s\nnot by %s:\n%s", plans[i].sql, plans[i].index, plan);
		lines = str_split(arena, plan, '\n', &n);
		for (size_t k = 0; k < n; k++) {
			const char *line = lines[k] + strspn(lines[k], " |-");

			if (strstr(line, "SCAN") && !strstr(line, "VIRTUAL TABLE") && !strstr(line, "SCAN s"))
				fail_msg("%s\n%s", plans[i].sql, plan);
			sorts += strstr(line, "TEMP B-TREE") != NULL;
		}
		if (sorts > plans[i].sorts)
			fail_msg("%s\nsorts:\n%s", plans[i].sql, plan);
	}
}

static void every_tile_of_a_screen_is_known(void **state)
{
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; page_at(i); i++) {
		const struct view *v = page_at(i)->view;

		for (size_t k = 0; v && k < v->tile_count; k++, seen++)
			if (!tile_rows_find(v->tiles[k].name))
				fail_msg("%s: no tile %s", v->file, v->tiles[k].name);
	}
	assert_true(seen >= 3);
	assert_null(tile_rows_find("nothing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(orders_are_counted_by_status, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_done_since_midnight_is_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_waits_longest_is_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_index_answers_each, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_tile_of_a_screen_is_known, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
