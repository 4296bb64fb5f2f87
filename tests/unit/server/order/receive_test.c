/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/order/receive.h"

#include "lib/floor.h"
#include "lib/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct floor f;

static void make(struct store *s)
{
	warehouse_purchase(s);
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

#define BOLTS "\"article\":1,\"location\":1,\"order_row\":1"
#define MILK  "\"article\":2,\"location\":2,\"order_row\":2,\"batch\":\"B1\",\"expiry\":\"2027-01-01\""

static const char *receive(const char *body)
{
	return floor_do(&f, &f.one, "receive", body);
}

/* What a row is of is told to whoever may see it (B4), and what it has had
 * stays countable. */
static void a_row_tells_nothing_to_strangers(void **state)
{
	(void)state;
	floor_sign_in(&f, &f.two, "bo");
	assert_string_equal(floor_do(&f, &f.two, "receive", "{\"article\":2,\"location\":1,\"order_row\":1,\"quantity\":\"1\",\"batch\":\"B\","
		"\"expiry\":\"2027-01-01\"}"), "parked no-warehouse warehouse");
	floor_exec(&f, "UPDATE purchase_order_rows SET received = 999999999999999, remaining = 0 WHERE id = 1");
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"0.001\",\"cause\":2}"), "refused invalid quantity");
}

static int64_t status(void)
{
	return floor_ask(&f, "SELECT s.number FROM purchase_orders AS p JOIN purchase_order_statuses AS s ON s.id = p.status WHERE p.id = 1");
}

static void an_order_arrives_in_part_and_is_received(void **state)
{
	(void)state;
	assert_int_equal(status(), 100);
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"4\"}"), "done");
	assert_int_equal(status(), 200);
	assert_int_equal(floor_ask(&f, "SELECT received FROM purchase_order_rows WHERE id = 1"), 4000);
	assert_int_equal(floor_ask(&f, "SELECT remaining FROM purchase_order_rows WHERE id = 1"), 6000);
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"6\"}"), "done");
	assert_int_equal(status(), 200);
	assert_string_equal(receive("{" MILK ",\"quantity\":\"5\"}"), "done");
	assert_int_equal(status(), 300);
	assert_int_equal(floor_ask(&f, "SELECT open FROM purchase_orders WHERE id = 1"), 0);
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM purchase_order_rows WHERE open = 1 AND purchase_order = 1"), 0);
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"1\",\"cause\":2}"), "refused status purchase_order");
	/* the worker says that all is here; it was known */
	assert_string_equal(floor_do(&f, &f.one, "receive_done", "{\"purchase_order\":1}"), "done");
	assert_int_equal(status(), 300);
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM goods_transactions WHERE purchase_order = 1"), 3);
	assert_int_equal(floor_check(&f), 0);
}

static void more_than_advised_needs_a_cause(void **state)
{
	(void)state;
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"11\"}"), "refused required cause");
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"11\",\"cause\":2}"), "done");
	assert_string_equal(receive("{" MILK ",\"quantity\":\"5\"}"), "done");
	assert_int_equal(status(), 350);
	assert_int_equal(floor_ask(&f, "SELECT cause FROM purchase_orders WHERE id = 1"), CAUSE_OVER);
	assert_int_equal(floor_ask(&f, "SELECT remaining FROM purchase_order_rows WHERE id = 1"), 0);
	assert_int_equal(floor_ask(&f, "SELECT cause FROM goods_transactions WHERE quantity = 11000"), CAUSE_OVER);
	assert_int_equal(floor_check(&f), 0);
}

static void less_than_advised_needs_a_cause(void **state)
{
	(void)state;
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"9\"}"), "done");
	assert_string_equal(floor_do(&f, &f.one, "receive_done", "{\"purchase_order\":1}"), "refused required cause");
	assert_string_equal(floor_do(&f, &f.one, "receive_done", "{\"purchase_order\":1,\"cause\":1}"), "done");
	assert_int_equal(status(), 350);
	assert_int_equal(floor_ask(&f, "SELECT open FROM purchase_orders WHERE id = 1"), 0);
	assert_int_equal(floor_check(&f), 0);
}

static void goods_must_be_those_of_the_row(void **state)
{
	(void)state;
	assert_string_equal(receive("{\"article\":1,\"location\":1,\"order_row\":2,\"quantity\":\"1\"}"), "refused wrong-article article");
	assert_string_equal(receive("{\"article\":1,\"location\":10,\"order_row\":1,\"quantity\":\"1\"}"), "refused wrong-location location");
	assert_string_equal(receive("{\"article\":4,\"location\":1,\"purchase_order\":1,\"quantity\":\"1\"}"), "refused wrong-article purchase_order");
	assert_string_equal(receive("{" BOLTS ",\"purchase_order\":2,\"quantity\":\"1\"}"), "refused not-found purchase_order");
	floor_exec(&f, "UPDATE purchase_order_rows SET batch = 'B7' WHERE id = 2");
	assert_string_equal(receive("{" MILK ",\"quantity\":\"1\"}"), "refused wrong-batch batch");
	assert_int_equal(floor_ask(&f, "SELECT count(*) FROM goods_transactions"), 0);
}

/* What was not advised may come with an order, or with none. */
static void goods_may_come_unannounced(void **state)
{
	(void)state;
	assert_string_equal(receive("{\"article\":1,\"location\":1,\"quantity\":\"1\"}"), "done");
	assert_string_equal(receive("{\"article\":3,\"location\":1,\"purchase_order\":1,\"quantity\":\"1\",\"serial\":\"S1\"}"), "done");
	assert_int_equal(status(), 200);
	assert_string_equal(receive("{\"article\":1,\"location\":4,\"quantity\":\"1\"}"), "refused locked to_location");
	assert_int_equal(floor_check(&f), 0);
}

static void a_serial_number_is_in_stock_once(void **state)
{
	(void)state;
	assert_string_equal(receive("{\"article\":3,\"location\":1,\"quantity\":\"1\",\"serial\":\"S1\"}"), "done");
	assert_string_equal(receive("{\"article\":3,\"location\":2,\"quantity\":\"1\",\"serial\":\"S1\"}"), "refused in-use serial");
	assert_string_equal(receive("{\"article\":3,\"location\":2,\"quantity\":\"1\",\"serial\":\"S2\"}"), "done");
}

static void an_unknown_sscc_makes_the_carrier(void **state)
{
	(void)state;
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"4\",\"load_carrier\":\"" SSCC_1 "\"}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT location FROM load_carriers WHERE sscc = '" SSCC_1 "' AND in_stock = 1 AND warehouse = 1"), A_01);
	assert_string_equal(receive("{\"article\":1,\"quantity\":\"4\",\"load_carrier\":\"" SSCC_1 "\"}"), "done");
	assert_int_equal(floor_ask(&f, "SELECT quantity FROM article_items WHERE load_carrier = 1"), 8000);
	assert_string_equal(receive("{" BOLTS ",\"quantity\":\"4\",\"load_carrier\":\"373123450000000019\"}"), "refused check-digit load_carrier");
	assert_int_equal(floor_check(&f), 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_row_tells_nothing_to_strangers),
		test(an_order_arrives_in_part_and_is_received),
		test(more_than_advised_needs_a_cause),
		test(less_than_advised_needs_a_cause),
		test(goods_must_be_those_of_the_row),
		test(goods_may_come_unannounced),
		test(a_serial_number_is_in_stock_once),
		test(an_unknown_sscc_makes_the_carrier),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
