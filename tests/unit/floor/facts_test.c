/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/facts.h"

#include "base/arena.h"
#include "base/json.h"
#include "lib/db.h"
#include "lib/fixture_db.h"
#include "lib/warehouse.h"
#include "model/kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct store *store;
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	store = warehouse_open(":memory:", DDL_REPLICA);
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	arena_free(&arena);
	return 0;
}

static struct facts known(const char *kind, const char *body, const char *row)
{
	return (struct facts){
		.store = store,
		.kind = kind_find(kind),
		.body = json_parse(arena, body, strlen(body), NULL),
		.row = row ? json_parse(arena, row, strlen(row), NULL) : NULL,
		.today = "2026-11-21",
		.warehouse = MAIN,
	};
}

static bool holds(const char *name, const char *kind, const char *body, const char *row)
{
	struct facts f = known(kind, body, row);

	assert_true(fact_known(name));
	return fact_holds(name, &f);
}

static const char *suggested(const char *name, const char *kind, const char *body, const char *row)
{
	struct facts f = known(kind, body, row);

	assert_true(suggestion_known(name));
	return suggestion_make(name, &f, arena);
}

static bool sure(const char *name, const char *kind, const char *body)
{
	struct facts f = known(kind, body, NULL);

	return suggestion_is_sure(name, &f);
}

static int64_t carrier(const char *sscc, int64_t location)
{
	char json[160];

	snprintf(json, sizeof(json), "{\"sscc\":\"%s\",\"goods_owner\":1,\"warehouse\":1,\"location\":%d}", sscc, (int)location);
	return fixture_row(store, "load-carriers", json);
}

static void the_article_asks(void **state)
{
	(void)state;
	assert_false(holds("asks_batch", "receive", "{\"article\":1}", NULL));
	assert_true(holds("asks_batch", "receive", "{\"article\":2}", NULL));
	assert_true(holds("asks_expiry", "receive", "{\"article\":2}", NULL));
	assert_false(holds("asks_serial", "receive", "{\"article\":2}", NULL));
	assert_true(holds("asks_serial", "receive", "{\"article\":3}", NULL));
	assert_false(holds("asks_serial", "receive", "{}", NULL));
	/* of the row in hand, before it was scanned */
	assert_true(holds("asks_batch", "pick", "{}", "{\"id\":1,\"article\":2}"));
}

static void a_purchase_order_row_waits_and_is_filled(void **state)
{
	(void)state;
	warehouse_purchase(store);
	assert_true(holds("waiting", "receive", "{\"article\":1}", NULL));
	assert_true(holds("waiting", "receive", "{\"article\":1,\"purchase_order\":1}", NULL));
	assert_false(holds("waiting", "receive", "{\"article\":1,\"purchase_order\":2}", NULL));
	assert_false(holds("waiting", "receive", "{\"article\":3}", NULL));
	assert_false(holds("waiting", "receive", "{\"article\":1,\"order_row\":1}", NULL));
	assert_true(holds("announced", "receive", "{\"purchase_order\":1}", NULL));
	assert_false(holds("announced", "receive", "{\"purchase_order\":2}", NULL));
	assert_false(holds("announced", "receive", "{\"purchase_order\":1,\"article\":1}", NULL));
	assert_false(holds("announced", "receive", "{\"purchase_order\":1,\"order_row\":1}", NULL));
	assert_false(holds("announced", "receive", "{}", NULL));
	assert_false(holds("over", "receive", "{\"article\":1,\"order_row\":1,\"quantity\":\"10\"}", NULL));
	assert_true(holds("over", "receive", "{\"article\":1,\"order_row\":1,\"quantity\":\"10.001\"}", NULL));
	assert_false(holds("over", "receive", "{\"article\":1,\"quantity\":\"100\"}", NULL));
	assert_true(holds("under", "receive_done", "{\"purchase_order\":1}", NULL));
	db_exec(store, "UPDATE purchase_order_rows SET remaining = 0");
	assert_false(holds("under", "receive_done", "{\"purchase_order\":1}", NULL));
	assert_false(holds("waiting", "receive", "{\"article\":1}", NULL));
	assert_false(holds("announced", "receive", "{\"purchase_order\":1}", NULL));
}

static void a_pick_row_may_stay_short(void **state)
{
	static const char row[] = "{\"id\":1,\"article\":1,\"quantity\":\"6\",\"picked\":\"2\",\"short\":\"0\"}";

	(void)state;
	warehouse_pick(store);
	assert_true(holds("under", "pick", "{\"quantity\":\"5\",\"pick_row\":1}", NULL));
	assert_false(holds("under", "pick", "{\"quantity\":\"6\",\"pick_row\":1}", NULL));
	/* the row in hand may know of own unanswered work */
	assert_false(holds("under", "pick", "{\"quantity\":\"4\"}", row));
	assert_true(holds("under", "pick", "{\"quantity\":\"3.999\"}", row));
	assert_false(holds("under", "pick", "{}", row));
	assert_true(holds("short", "pick", "{\"short\":true}", row));
	assert_false(holds("short", "pick", "{\"short\":false}", row));
	assert_true(holds("in_carrier", "pick", "{\"quantity\":\"0\"}", row));
	assert_true(holds("in_carrier", "pick", "{\"quantity\":\"1\",\"to_load_carrier\":\"" SSCC_1 "\"}", row));
	assert_false(holds("in_carrier", "pick", "{\"quantity\":\"1\"}", row));
	assert_true(holds("in_bin", "pick", "{\"quantity\":\"1\",\"to_location\":8}", row));
	assert_false(holds("in_bin", "pick", "{\"quantity\":\"1\"}", row));
	assert_true(holds("nothing", "pick", "{\"quantity\":\"0\"}", row));
	assert_true(holds("expired", "pick", "{\"expiry\":\"2026-11-20\"}", row));
	assert_false(holds("expired", "pick", "{\"expiry\":\"2026-11-21\"}", row));
}

static void carriers_are_here_and_there(void **state)
{
	int64_t id = carrier(SSCC_1, A_01);

	(void)state;
	warehouse_stock(store, PLAIN, A_01, "", "", "", id, 1000);
	assert_true(holds("carriers_here", "move", "{}", NULL));
	assert_true(holds("carriers_here", "move", "{\"location\":1}", NULL));
	assert_false(holds("carriers_here", "move", "{\"location\":2}", NULL));
	assert_true(holds("carriers_there", "move", "{\"to_location\":1}", NULL));
	assert_false(holds("carriers_there", "move", "{\"to_location\":2}", NULL));
	assert_true(holds("on_carrier", "move", "{\"load_carrier\":\"" SSCC_1 "\"}", NULL));
	assert_false(holds("on_carrier", "move", "{\"location\":1}", NULL));
	assert_true(holds("whole_carrier", "move", "{\"load_carrier\":\"" SSCC_1 "\"}", NULL));
	assert_false(holds("whole_carrier", "move", "{\"load_carrier\":\"" SSCC_1 "\",\"article\":1}", NULL));
	assert_true(holds("placed", "receive", "{\"load_carrier\":\"" SSCC_1 "\"}", NULL));
	assert_false(holds("placed", "receive", "{\"load_carrier\":\"" SSCC_2 "\"}", NULL));
	assert_false(holds("placed", "receive", "{}", NULL));
	assert_true(holds("placed", "move", "{\"to_load_carrier\":\"" SSCC_1 "\"}", NULL));
}

static void facts_that_nobody_knows_do_not_hold(void **state)
{
	struct facts f = known("move", "{}", NULL);

	(void)state;
	assert_false(fact_known("raining"));
	assert_false(fact_holds("raining", &f));
	assert_false(suggestion_known("umbrella"));
	assert_null(suggestion_make("umbrella", &f, arena));
	assert_false(suggestion_is_sure("umbrella", &f));
	assert_null(suggested("last", "move", "{}", NULL));
}

static int64_t nothing_left(void *arg, int64_t article, int64_t location)
{
	(void)article;
	return location == *(const int64_t *)arg ? 0 : 1000;
}

static void goods_are_put_where_the_same_lie(void **state)
{
	struct facts f = known("receive", "{\"article\":2,\"batch\":\"B2\"}", NULL);
	int64_t emptied = A_03;

	(void)state;
	/* the first empty open pickable place, by pick order: not the locked one, not the buffer */
	assert_string_equal(suggested("put_away", "receive", "{\"article\":1}", NULL), "A-01");
	warehouse_stock(store, PLAIN, A_01, "", "", "", 0, 1000);
	assert_string_equal(suggested("put_away", "receive", "{\"article\":2}", NULL), "A-02");
	assert_string_equal(suggested("put_away", "receive", "{\"article\":1}", NULL), "A-01");
	/* the same batch before another */
	warehouse_stock(store, BATCHED, A_02, "B1", "2027-01-01", "", 0, 1000);
	warehouse_stock(store, BATCHED, A_03, "B2", "2027-01-01", "", 0, 1000);
	assert_string_equal(suggested("put_away", "receive", "{\"article\":2,\"batch\":\"B2\"}", NULL), "A-03");
	assert_string_equal(suggested("put_away", "receive", "{\"article\":2,\"batch\":\"B9\"}", NULL), "A-02");
	/* own work has emptied it */
	f.expected = nothing_left;
	f.arg = &emptied;
	assert_string_equal(suggestion_make("put_away", &f, arena), "A-02");
	db_exec(store, "UPDATE locations SET locked = 1 WHERE name = 'A-03'");
	assert_string_equal(suggested("put_away", "receive", "{\"article\":2,\"batch\":\"B2\"}", NULL), "A-02");
	/* no place left for others */
	assert_null(suggested("put_away", "receive", "{\"article\":3}", NULL));
}

static void the_row_that_waits_is_found(void **state)
{
	(void)state;
	assert_null(suggested("waiting_row", "receive", "{\"article\":1}", NULL));
	warehouse_purchase(store);
	warehouse_purchase(store);
	db_exec(store, "UPDATE purchase_orders SET in_date = '2026-11-19' WHERE id = 2");
	assert_string_equal(suggested("waiting_row", "receive", "{\"article\":1}", NULL), "3");
	assert_string_equal(suggested("waiting_row", "receive", "{\"article\":1,\"purchase_order\":1}", NULL), "1");
	assert_false(sure("waiting_row", "receive", "{\"article\":1}"));
	assert_true(sure("waiting_row", "receive", "{\"article\":1,\"purchase_order\":1}"));
	db_exec(store, "UPDATE purchase_order_rows SET article = 1 WHERE id = 2");
	assert_false(sure("waiting_row", "receive", "{\"article\":1,\"purchase_order\":1}"));
}

static void what_is_left_is_suggested(void **state)
{
	(void)state;
	warehouse_purchase(store);
	warehouse_pick(store);
	warehouse_movement(store, PLAIN, A_01, A_02, 7000);
	assert_string_equal(suggested("left", "receive", "{\"order_row\":1}", NULL), "10");
	assert_null(suggested("left", "receive", "{}", NULL));
	assert_string_equal(suggested("left", "receive", "{\"serial\":\"S1\"}", NULL), "1");
	assert_true(sure("left", "receive", "{\"serial\":\"S1\"}"));
	assert_false(sure("left", "receive", "{\"order_row\":1}"));
	assert_string_equal(suggested("left", "pick", "{}", "{\"id\":1}"), "6");
	assert_string_equal(suggested("left", "pick", "{}", "{\"id\":1,\"quantity\":\"6\",\"picked\":\"2.5\",\"short\":\"1\"}"), "2.5");
	assert_string_equal(suggested("left", "move", "{\"movement_order\":1}", NULL), "7");
}

static void goods_are_staged_where_the_order_says(void **state)
{
	(void)state;
	warehouse_pick(store);
	fixture_row(store, "locations", "{\"warehouse\":1,\"name\":\"AAA\",\"type\":3}");
	assert_string_equal(suggested("staging", "stage", "{\"pick_order\":1}", NULL), "STAGE-1");
	db_exec(store, "UPDATE pick_orders SET staging = 0");
	assert_string_equal(suggested("staging", "stage", "{\"pick_order\":1}", NULL), "AAA");
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_article_asks),
		test(a_purchase_order_row_waits_and_is_filled),
		test(a_pick_row_may_stay_short),
		test(carriers_are_here_and_there),
		test(facts_that_nobody_knows_do_not_hold),
		test(goods_are_put_where_the_same_lie),
		test(the_row_that_waits_is_found),
		test(what_is_left_is_suggested),
		test(goods_are_staged_where_the_order_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
