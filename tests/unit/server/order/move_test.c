/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/order/rules.h"

#include "base/clock.h"
#include "lib/db.h"
#include "lib/fixture_db.h"
#include "lib/floor.h"
#include "lib/warehouse.h"
#include "server/order/lease.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct floor f;

static const struct member anna = {.user = 1, .active = true, .mobile = true, .all_goods_owners = true, .all_warehouses = true};

static void make(struct store *s)
{
	warehouse_stock(s, PLAIN, A_01, "", "", "", 0, 9000);
	fixture_row(s, "load-carriers", "{\"sscc\":\"" SSCC_1 "\",\"goods_owner\":1,\"warehouse\":1,\"location\":5}");
	fixture_row(s, "load-carriers", "{\"sscc\":\"" SSCC_2 "\",\"goods_owner\":1,\"warehouse\":1,\"location\":5}");
	warehouse_stock(s, PLAIN, BUFFER_1, "", "", "", 1, 4000);
	warehouse_stock(s, BATCHED, BUFFER_1, "B1", "2027-01-01", "", 1, 2000);
	warehouse_movement(s, PLAIN, A_01, A_02, 6000);
	warehouse_movement(s, PLAIN, BUFFER_1, A_03, 0);
	db_exec(s, "UPDATE movement_orders SET article = 0, from_load_carrier = 1 WHERE id = 2");
	for (int64_t id = 1; id <= 2; id++)
		lease_take(s, resource_find("movement-orders"), id, &anna, f.one.id, false, clock_now_ms(), NULL);
}

static int set_up(void **state)
{
	(void)state;
	floor_open(&f);
	floor_make(&f, make);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	floor_close(&f);
	return 0;
}

static const char *move(const char *body)
{
	return floor_do(&f, &f.one, "move", body);
}

static void goods_move_by_piece_and_by_carrier(void **state)
{
	(void)state;
	assert_string_equal(move("{\"article\":1,\"quantity\":\"2.5\",\"location\":1,\"to_location\":3}"), "done");
	assert_int_equal(warehouse_at(f.store, PLAIN, A_03), 2500);
	assert_string_equal(move("{\"load_carrier\":\"" SSCC_1 "\",\"to_location\":2}"), "done");
	assert_int_equal(warehouse_at(f.store, PLAIN, A_02), 4000);
	assert_int_equal(warehouse_at(f.store, BATCHED, A_02), 2000);
	assert_int_equal(floor_ask(&f, "SELECT location FROM load_carriers WHERE id = 1"), A_02);
	/* an empty one goes too, and takes goods where it stands */
	assert_string_equal(floor_do(&f, &f.one, "move_carrier", "{\"load_carrier\":\"" SSCC_2 "\",\"to_location\":3}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT location FROM load_carriers WHERE id = 2"), A_03);
	assert_string_equal(move("{\"article\":1,\"quantity\":\"2.5\",\"location\":3,\"to_load_carrier\":\"" SSCC_2 "\"}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT quantity FROM article_items WHERE load_carrier = 2"), 2500);
	/* from one carrier to another */
	assert_string_equal(move("{\"load_carrier\":\"" SSCC_1 "\",\"to_load_carrier\":\"" SSCC_2 "\"}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT in_stock FROM load_carriers WHERE id = 1"), 0);
	assert_int_equal(floor_ask(&f, "SELECT sum(quantity) FROM article_items WHERE load_carrier = 2"), 8500);
	assert_int_equal(floor_check(&f), 0);
}

static void moves_that_cannot_be_are_refused(void **state)
{
	(void)state;
	assert_string_equal(move("{\"article\":1,\"quantity\":\"9.001\",\"location\":1,\"to_location\":2}"), "refused no-stock quantity");
	assert_string_equal(move("{\"article\":1,\"quantity\":\"1\",\"location\":1,\"to_location\":4}"), "refused locked to_location");
	assert_string_equal(move("{\"article\":1,\"quantity\":\"1\",\"location\":1,\"to_location\":10}"), "refused invalid to_location");
	assert_string_equal(move("{\"article\":1,\"quantity\":\"1\",\"location\":1,\"to_location\":1,\"to_load_carrier\":\"" SSCC_1 "\"}"),
		"refused wrong-location to_load_carrier");
	assert_string_equal(move("{\"article\":1,\"quantity\":\"1\",\"location\":1,\"to_location\":2,\"hurry\":true}"), "refused unknown-field hurry");
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM goods_transactions WHERE kind = 'move'"), 0);
}

#define ORDER "\"movement_order\":1,\"lease\":1,\"article\":1"

static void a_movement_order_is_done_by_and_by(void **state)
{
	(void)state;
	assert_string_equal(move("{" ORDER ",\"quantity\":\"4\",\"location\":1,\"to_location\":2}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM movement_orders WHERE id = 1 AND status = 'moving' AND moved = 4000 AND open = 1"), 1);
	assert_string_equal(move("{" ORDER ",\"quantity\":\"3\",\"location\":1,\"to_location\":2}"), "refused invalid quantity");
	assert_string_equal(move("{" ORDER ",\"quantity\":\"2\",\"location\":1,\"to_location\":3}"), "refused wrong-location to_location");
	assert_string_equal(move("{\"movement_order\":1,\"lease\":1,\"load_carrier\":\"" SSCC_1 "\",\"to_location\":2}"), "refused wrong-location location");
	assert_string_equal(move("{" ORDER ",\"quantity\":\"2\",\"location\":1,\"to_location\":2}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM movement_orders WHERE id = 1 AND status = 'done' AND open = 0"), 1);
	assert_string_equal(move("{" ORDER ",\"quantity\":\"2\",\"location\":1,\"to_location\":2}"), "refused status movement_order");
	assert_int_equal(floor_check(&f), 0);
}

static void a_carrier_is_moved_by_order(void **state)
{
	(void)state;
	assert_string_equal(move("{\"movement_order\":2,\"lease\":1,\"load_carrier\":\"" SSCC_2 "\",\"to_location\":3}"), "refused wrong-location load_carrier");
	assert_string_equal(move("{\"movement_order\":2,\"lease\":1,\"load_carrier\":\"" SSCC_1 "\",\"to_location\":3}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT open FROM movement_orders WHERE id = 2"), 0);
	assert_int_equal(floor_ask(&f, "SELECT location FROM load_carriers WHERE id = 1"), A_03);
	assert_int_equal(floor_check(&f), 0);
}

/* B4: also what has nothing on it. */
static void an_empty_carrier_is_moved_by_those_who_may(void **state)
{
	(void)state;
	assert_string_equal(floor_do(&f, &f.one, "move_carrier", "{\"load_carrier\":\"" SSCC_2 "\",\"to_location\":4}"), "refused locked to_location");
	floor_sign_in(&f, &f.two, "bo");
	assert_string_equal(floor_do(&f, &f.two, "move_carrier", "{\"load_carrier\":\"" SSCC_2 "\",\"to_location\":3}"), "parked no-warehouse warehouse");
	assert_int_equal(floor_ask(&f, "SELECT location FROM load_carriers WHERE id = 2"), BUFFER_1);
}

static void take_over(struct store *s)
{
	lease_take(s, resource_find("movement-orders"), 1, &anna, f.two.id, false, clock_now_ms() + LEASE_MS + 1, NULL);
}

static void a_lost_order_is_not_filled(void **state)
{
	(void)state;
	floor_make(&f, take_over);
	assert_string_equal(move("{" ORDER ",\"quantity\":\"4\",\"location\":1,\"to_location\":2}"), "done claim-lost movement-orders");
	assert_int_equal(floor_ask(&f, "SELECT moved FROM movement_orders WHERE id = 1"), 0);
	assert_int_equal(warehouse_at(f.store, PLAIN, A_02), 4000);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(goods_move_by_piece_and_by_carrier),
		test(moves_that_cannot_be_are_refused),
		test(a_movement_order_is_done_by_and_by),
		test(a_carrier_is_moved_by_order),
		test(an_empty_carrier_is_moved_by_those_who_may),
		test(a_lost_order_is_not_filled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
