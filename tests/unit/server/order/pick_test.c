/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/order/rules.h"

#include "base/arena.h"
#include "base/clock.h"
#include "lib/floor.h"
#include "lib/warehouse.h"
#include "server/order/lease.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct floor f;
static int64_t lease;

static const struct member anna = {.user = 1, .active = true, .mobile = true, .all_goods_owners = true, .all_warehouses = true};

static void make(struct store *s)
{
	warehouse_pick(s);
	warehouse_stock(s, PLAIN, A_01, "", "", "", 0, 9000);
	lease = lease_take(s, resource_find("pick-orders"), 1, &anna, f.one.id, false, clock_now_ms(), NULL);
}

static int set_up(void **state)
{
	(void)state;
	floor_open(&f);
	floor_make(&f, make);
	assert_int_equal(lease, 1);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	floor_close(&f);
	return 0;
}

#define ROW "\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":1,\"article\":1,\"location\":1"

static const char *pick(const char *body)
{
	return floor_do(&f, &f.one, "pick", body);
}

static const char *stage(void)
{
	return floor_do(&f, &f.one, "stage", "{\"pick_order\":1,\"lease\":1,\"to_location\":6}");
}

static int64_t order_status(void)
{
	return floor_ask(&f, "SELECT s.number FROM orders AS o JOIN order_statuses AS s ON s.id = o.status WHERE o.id = 1");
}

static int64_t is_row(const char *status)
{
	return floor_ask(&f, arena_printf(f.arena, "SELECT count(*) FROM pick_rows WHERE id = 1 AND status = '%s'", status));
}

static int64_t is_order(const char *status)
{
	return floor_ask(&f, arena_printf(f.arena, "SELECT count(*) FROM pick_orders WHERE id = 1 AND status = '%s'", status));
}

static void an_order_is_picked_and_staged(void **state)
{
	(void)state;
	assert_int_equal(order_status(), 200);
	assert_string_equal(pick("{" ROW ",\"quantity\":\"4\",\"to_location\":8}"), "done");
	assert_int_equal(order_status(), 300);
	assert_int_equal(is_order("picking"), 1);
	assert_int_equal(is_row("open"), 1);
	assert_int_equal(warehouse_at(f.store, PLAIN, CART_1), 4000);
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM article_items WHERE location = 8 AND state = 'booked' AND \"order\" = 1"), 1);
	/* what is not picked yet stays open when the rest is staged */
	assert_string_equal(stage(), "done");
	assert_int_equal(is_order("picking"), 1);
	assert_string_equal(pick("{" ROW ",\"quantity\":\"2\",\"to_load_carrier\":\"" SSCC_1 "\"}"), "done");
	assert_int_equal(is_row("done"), 1);
	assert_int_equal(floor_ask(&f, "SELECT location FROM load_carriers"), TRANSIT_1);
	assert_int_equal(floor_ask(&f, "SELECT picked FROM order_rows WHERE id = 1"), 6000);
	assert_string_equal(stage(), "done");
	assert_int_equal(is_order("picked"), 1);
	assert_int_equal(floor_ask(&f, "SELECT open FROM pick_orders"), 0);
	assert_int_equal(order_status(), 400);
	assert_int_equal(warehouse_at(f.store, PLAIN, STAGE_1), 6000);
	assert_int_equal(floor_ask(&f, "SELECT location FROM load_carriers"), STAGE_1);
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 3000);
	assert_string_equal(stage(), "refused status pick_order");
	assert_int_equal(floor_check(&f), 0);
}

static void what_is_missing_needs_a_cause(void **state)
{
	(void)state;
	assert_string_equal(pick("{" ROW ",\"quantity\":\"4\",\"short\":true,\"to_location\":8}"), "refused required cause");
	assert_string_equal(pick("{" ROW ",\"quantity\":\"4\",\"short\":true,\"cause\":1,\"to_location\":8}"), "done");
	assert_int_equal(is_row("short"), 1);
	assert_int_equal(floor_ask(&f, "SELECT short FROM pick_rows WHERE id = 1"), 2000);
	assert_int_equal(floor_ask(&f, "SELECT quantity FROM goods_transactions WHERE kind = 'short' AND cause = 1 AND user = 1"), 2000);
	assert_string_equal(stage(), "done");
	assert_int_equal(order_status(), 400);
	assert_int_equal(floor_check(&f), 0);
}

static void nothing_may_be_there(void **state)
{
	(void)state;
	assert_string_equal(pick("{" ROW ",\"quantity\":\"0\",\"short\":true,\"cause\":1}"), "done");
	assert_int_equal(is_row("short"), 1);
	assert_int_equal(floor_ask(&f, "SELECT short FROM pick_rows WHERE id = 1"), 6000);
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 9000);
	assert_string_equal(pick("{" ROW ",\"quantity\":\"1\",\"to_location\":8}"), "refused status pick_row");
	assert_int_equal(floor_check(&f), 0);
}

static void bad_goods(struct store *s)
{
	warehouse_stock(s, BATCHED, A_02, "B1", "2020-01-01", "", 0, 5000);
	warehouse_stock(s, BATCHED, A_02, "B2", "2099-01-01", "", 0, 5000);
}

static void wrong_goods_are_refused(void **state)
{
	(void)state;
	assert_string_equal(pick("{\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":1,\"article\":2,\"batch\":\"B\",\"location\":1,\"quantity\":\"1\"}"),
		"refused wrong-article article");
	assert_string_equal(pick("{\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":1,\"article\":1,\"location\":2,\"quantity\":\"1\"}"),
		"refused wrong-location location");
	assert_string_equal(pick("{\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":2,\"article\":1,\"location\":1,\"quantity\":\"1\"}"),
		"refused invalid order");
	assert_string_equal(pick("{" ROW ",\"quantity\":\"7\",\"to_location\":8}"), "refused invalid quantity");
	floor_make(&f, bad_goods);
	floor_exec(&f, "UPDATE pick_rows SET article = 2, location = 2, batch = 'B2', quantity = 6000");
#define MILK "\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":1,\"article\":2,\"location\":2,\"quantity\":\"1\",\"to_location\":8"
	assert_string_equal(pick("{" MILK ",\"batch\":\"B1\"}"), "refused wrong-batch batch");
	floor_exec(&f, "UPDATE pick_rows SET batch = ''");
	assert_string_equal(pick("{" MILK ",\"batch\":\"B1\"}"), "refused expired expiry");
	assert_string_equal(pick("{" MILK "}"), "refused required batch");
	floor_exec(&f, "UPDATE article_items SET status = 2, state = 'locked' WHERE batch = 'B2'");
	floor_exec(&f, "UPDATE goods_transactions SET status = 2 WHERE batch = 'B2'");
	assert_string_equal(pick("{" MILK ",\"batch\":\"B2\"}"), "refused locked status");
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM goods_transactions WHERE kind = 'pick'"), 0);
	assert_int_equal(floor_check(&f), 0);
}

static void too_little(struct store *s)
{
	warehouse_stock(s, PLAIN, A_03, "", "", "", 0, 1000);
}

static void more_than_there_is_is_refused(void **state)
{
	(void)state;
	floor_make(&f, too_little);
	floor_exec(&f, "UPDATE pick_rows SET location = 3");
	assert_string_equal(pick("{\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":1,\"article\":1,\"location\":3,\"quantity\":\"2\",\"to_location\":8}"),
		"refused no-stock quantity");
	assert_int_equal(is_row("open"), 1);
}

static void goods_are_staged_at_a_staging_place(void **state)
{
	(void)state;
	assert_string_equal(pick("{" ROW ",\"quantity\":\"6\",\"to_location\":8}"), "done");
	assert_string_equal(floor_do(&f, &f.one, "stage", "{\"pick_order\":1,\"lease\":1,\"to_location\":2}"), "refused wrong-location to_location");
	assert_string_equal(floor_do(&f, &f.one, "stage", "{\"pick_order\":1,\"lease\":1,\"to_location\":10}"), "refused wrong-location to_location");
	assert_string_equal(floor_do(&f, &f.one, "stage", "{\"pick_order\":9,\"lease\":1,\"to_location\":6}"), "refused not-found pick_order");
}

/* Two orders on one load carrier: it goes as a whole. */
static void second(struct store *s)
{
	warehouse_pick(s);
	lease = lease_take(s, resource_find("pick-orders"), 2, &anna, f.one.id, false, clock_now_ms(), NULL);
}

static void a_carrier_of_two_orders_is_staged_whole(void **state)
{
	(void)state;
	floor_make(&f, second);
	assert_string_equal(pick("{" ROW ",\"quantity\":\"6\",\"to_load_carrier\":\"" SSCC_1 "\"}"), "done");
	assert_string_equal(pick("{\"pick_row\":2,\"pick_order\":2,\"lease\":1,\"order\":2,\"article\":1,\"location\":1,\"quantity\":\"3\","
		"\"to_load_carrier\":\"" SSCC_1 "\"}"), "done");
	assert_string_equal(stage(), "done");
	assert_int_equal(warehouse_at(f.store, PLAIN, STAGE_1), 9000);
	assert_int_equal(floor_ask(&f, "SELECT location FROM load_carriers"), STAGE_1);
	assert_int_equal(floor_ask(&f, "SELECT open FROM pick_orders WHERE id = 2"), 1);
	assert_int_equal(floor_check(&f), 0);
}

static void take_over(struct store *s)
{
	lease = lease_take(s, resource_find("pick-orders"), 1, &anna, f.two.id, false, clock_now_ms() + LEASE_MS + 1, NULL);
}

/* The loser's goods are where his hands put them; the row is the taker's. */
static void after_a_takeover_only_the_claim_is_refused(void **state)
{
	(void)state;
	floor_make(&f, take_over);
	assert_int_equal(lease, 2);
	assert_string_equal(pick("{" ROW ",\"quantity\":\"4\",\"to_location\":8}"), "done claim-lost pick-orders");
	assert_int_equal(warehouse_at(f.store, PLAIN, CART_1), 4000);
	assert_int_equal(floor_ask(&f, "SELECT picked FROM pick_rows WHERE id = 1"), 0);
	assert_int_equal(floor_ask(&f, "SELECT picked FROM order_rows WHERE id = 1"), 0);
	assert_string_equal(stage(), "done claim-lost pick-orders");
	assert_int_equal(warehouse_at(f.store, PLAIN, STAGE_1), 4000);
	assert_int_equal(is_order("picked"), 0);
	/* the taker goes on */
	assert_string_equal(floor_do(&f, &f.two, "pick",
		"{\"pick_row\":1,\"pick_order\":1,\"lease\":2,\"order\":1,\"article\":1,\"location\":1,\"quantity\":\"5\",\"short\":true,\"cause\":1,\"to_location\":9}"), "done");
	assert_int_equal(is_row("short"), 1);
	assert_int_equal(floor_check(&f), 0);
}

static void a_lease_must_have_been_given(void **state)
{
	(void)state;
	assert_string_equal(pick("{\"pick_row\":1,\"pick_order\":1,\"lease\":7,\"order\":1,\"article\":1,\"location\":1,\"quantity\":\"1\"}"), "refused invalid lease");
	assert_string_equal(pick("{\"pick_row\":1,\"pick_order\":1,\"lease\":-1,\"order\":1,\"article\":1,\"location\":1,\"quantity\":\"1\"}"), "refused invalid lease");
	assert_string_equal(floor_do(&f, &f.two, "pick", "{" ROW ",\"quantity\":\"1\"}"), "refused leased pick-orders");
	assert_int_equal(warehouse_at(f.store, PLAIN, A_01), 9000);
}

/* B4 */
static void picking_is_for_those_of_the_warehouse(void **state)
{
	(void)state;
	floor_sign_in(&f, &f.one, "bo");
	assert_string_equal(pick("{" ROW ",\"quantity\":\"1\",\"to_location\":8}"), "parked no-warehouse warehouse");
	assert_string_equal(pick("{" ROW ",\"quantity\":\"0\",\"short\":true,\"cause\":1}"), "parked no-warehouse warehouse");
	assert_string_equal(stage(), "parked no-warehouse warehouse");
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(an_order_is_picked_and_staged),
		test(what_is_missing_needs_a_cause),
		test(nothing_may_be_there),
		test(wrong_goods_are_refused),
		test(more_than_there_is_is_refused),
		test(goods_are_staged_at_a_staging_place),
		test(a_carrier_of_two_orders_is_staged_whole),
		test(after_a_takeover_only_the_claim_is_refused),
		test(a_lease_must_have_been_given),
		test(picking_is_for_those_of_the_warehouse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
