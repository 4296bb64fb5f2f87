/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/posting.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "lib/db.h"
#include "lib/fixture_db.h"
#include "lib/warehouse.h"

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

static enum error_code make(const char *kind, const char *body, struct postings *out, struct error *e)
{
	const struct json *in = json_parse(arena, body, strlen(body), NULL);
	bool good;

	assert_non_null(in);
	*e = (struct error){0};
	good = postings_of(store, arena, kind_find(kind), in, out, e);
	assert_int_equal(good, e->code == ERR_NONE);
	return e->code;
}

/* The error's code, and its field. */
static void refused(const char *kind, const char *body, enum error_code code, const char *field)
{
	struct postings p;
	struct error e;

	assert_int_equal(make(kind, body, &p, &e), code);
	assert_string_equal(e.field, field);
}

static struct postings made(const char *kind, const char *body)
{
	struct postings p;
	struct error e;

	if (make(kind, body, &p, &e) != ERR_NONE)
		fail_msg("%s: %s %s %s", body, error_rows[e.code].code, e.field, e.detail);
	return p;
}

static void a_receipt_comes_from_nowhere(void **state)
{
	struct postings p = made("receive", "{\"article\":1,\"quantity\":\"12.5\",\"location\":1}");

	(void)state;
	assert_int_equal(p.count, 1);
	assert_false(p.list[0].has_from);
	assert_true(p.list[0].has_to);
	assert_int_equal(p.list[0].quantity_milli, 12500);
	assert_int_equal(p.list[0].to.goods_owner, OWNER_ONE);
	assert_int_equal(p.list[0].to.warehouse, MAIN);
	assert_int_equal(p.list[0].to.location, A_01);
	assert_int_equal(p.list[0].to.status, STATUS_OK);
	assert_int_equal(p.list[0].to.order, 0);
}

static void what_the_article_asks_for_must_be_told(void **state)
{
	(void)state;
	refused("receive", "{\"article\":2,\"quantity\":\"1\",\"location\":1}", ERR_REQUIRED, "batch");
	refused("receive", "{\"article\":2,\"quantity\":\"1\",\"location\":1,\"batch\":\"B1\"}", ERR_REQUIRED, "expiry");
	refused("receive", "{\"article\":3,\"quantity\":\"1\",\"location\":1}", ERR_REQUIRED, "serial");
	refused("receive", "{\"article\":3,\"quantity\":\"2\",\"location\":1,\"serial\":\"S1\"}", ERR_INVALID, "quantity");
	made("receive", "{\"article\":3,\"quantity\":\"1\",\"location\":1,\"serial\":\"S1\"}");
	made("receive", "{\"article\":2,\"quantity\":\"1\",\"location\":1,\"batch\":\"B1\",\"expiry\":\"2027-01-31\"}");
}

static void bodies_are_checked_by_field(void **state)
{
	(void)state;
	refused("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"colour\":\"red\"}", ERR_UNKNOWN_FIELD, "colour");
	refused("receive", "{\"quantity\":\"1\",\"location\":1}", ERR_REQUIRED, "article");
	refused("receive", "{\"article\":null,\"quantity\":\"1\",\"location\":1}", ERR_REQUIRED, "article");
	refused("receive", "{\"article\":99,\"quantity\":\"1\",\"location\":1}", ERR_NOT_FOUND, "article");
	refused("receive", "{\"article\":\"1\",\"quantity\":\"1\",\"location\":1}", ERR_INVALID, "article");
	refused("receive", "{\"article\":1,\"quantity\":1,\"location\":1}", ERR_INVALID, "quantity");
	refused("receive", "{\"article\":1,\"quantity\":\"0.0001\",\"location\":1}", ERR_PRECISION, "quantity");
	refused("receive", "{\"article\":1,\"quantity\":\"0\",\"location\":1}", ERR_INVALID, "quantity");
	refused("receive", "{\"article\":1,\"quantity\":\"-1\",\"location\":1}", ERR_INVALID, "quantity");
	refused("receive", "{\"article\":1,\"quantity\":\"1000000000\",\"location\":1}", ERR_INVALID, "quantity");
	refused("receive", "{\"article\":1,\"location\":1}", ERR_REQUIRED, "quantity");
	refused("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":99}", ERR_NOT_FOUND, "location");
	refused("receive", "{\"article\":1,\"quantity\":\"1\"}", ERR_REQUIRED, "location");
	refused("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"load_carrier\":\"373123450000000019\"}", ERR_CHECK_DIGIT, "load_carrier");
	refused("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"batch\":\"123456789012345678901\"}", ERR_TOO_LONG, "batch");
	refused("receive", "{\"article\":2,\"quantity\":\"1\",\"location\":1,\"batch\":\"B\",\"expiry\":\"2026-02-30\"}", ERR_INVALID, "expiry");
}

/* The likeliest goods are taken: free ones, those that expire first. */
static void goods_that_are_not_named_are_taken_in_turn(void **state)
{
	struct postings p;

	(void)state;
	warehouse_stock(store, BATCHED, A_01, "B2", "2027-06-01", "", 0, 3000);
	warehouse_stock(store, BATCHED, A_01, "B2", "2027-03-01", "", 0, 2000);
	p = made("move", "{\"article\":2,\"batch\":\"B2\",\"quantity\":\"5\",\"location\":1,\"to_location\":2}");
	assert_int_equal(p.count, 2);
	assert_string_equal(p.list[0].from.expiry, "2027-03-01");
	assert_int_equal(p.list[0].quantity_milli, 2000);
	assert_string_equal(p.list[1].to.expiry, "2027-06-01");
	assert_int_equal(p.list[1].quantity_milli, 3000);
	assert_int_equal(p.list[1].to.location, A_02);
	/* some of two kinds: it must be said which */
	refused("move", "{\"article\":2,\"batch\":\"B2\",\"quantity\":\"4\",\"location\":1,\"to_location\":2}", ERR_REQUIRED, "expiry");
	refused("move", "{\"article\":2,\"batch\":\"B2\",\"quantity\":\"2\",\"location\":1,\"to_location\":2}", ERR_REQUIRED, "expiry");
	p = made("move", "{\"article\":2,\"batch\":\"B2\",\"expiry\":\"2027-06-01\",\"quantity\":\"2\",\"location\":1,\"to_location\":2}");
	assert_int_equal(p.count, 1);
	warehouse_stock(store, BATCHED, A_01, "B3", "2027-03-01", "", 0, 2000);
	refused("move", "{\"article\":2,\"quantity\":\"2\",\"location\":1,\"to_location\":2}", ERR_REQUIRED, "batch");
}

static void more_than_there_is_is_still_a_posting(void **state)
{
	struct postings p;

	(void)state;
	warehouse_stock(store, PLAIN, A_01, "", "", "", 0, 3000);
	p = made("move", "{\"article\":1,\"quantity\":\"5\",\"location\":1,\"to_location\":2}");
	assert_int_equal(p.count, 1);
	assert_int_equal(p.list[0].quantity_milli, 5000);
	p = made("move", "{\"article\":1,\"quantity\":\"5\",\"location\":3,\"to_location\":2}");
	assert_int_equal(p.count, 1);
	assert_int_equal(p.list[0].from.location, A_03);
	assert_int_equal(p.list[0].from.status, STATUS_OK);
}

static int64_t carrier(const char *sscc, int64_t location)
{
	char json[160];

	snprintf(json, sizeof(json), "{\"sscc\":\"%s\",\"goods_owner\":1,\"warehouse\":1,\"location\":%d}", sscc, (int)location);
	return fixture_row(store, "load-carriers", json);
}

static void a_load_carrier_stands_somewhere(void **state)
{
	int64_t id = carrier(SSCC_1, BUFFER_1);
	struct postings p;

	(void)state;
	warehouse_stock(store, PLAIN, BUFFER_1, "", "", "", id, 4000);
	/* its place is taken from it, and must not be told otherwise */
	p = made("move", "{\"article\":1,\"quantity\":\"1\",\"load_carrier\":\"" SSCC_1 "\",\"to_location\":2}");
	assert_int_equal(p.list[0].from.location, BUFFER_1);
	assert_string_equal(p.list[0].from.load_carrier, SSCC_1);
	assert_string_equal(p.list[0].to.load_carrier, "");
	refused("move", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"load_carrier\":\"" SSCC_1 "\",\"to_location\":2}", ERR_WRONG_LOCATION, "load_carrier");
	refused("move", "{\"article\":1,\"quantity\":\"1\",\"load_carrier\":\"" SSCC_2 "\",\"to_location\":2}", ERR_NOT_FOUND, "load_carrier");
	/* goods put on one are where it is */
	p = made("receive", "{\"article\":1,\"quantity\":\"1\",\"load_carrier\":\"" SSCC_1 "\"}");
	assert_int_equal(p.list[0].to.location, BUFFER_1);
	refused("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"load_carrier\":\"" SSCC_1 "\"}", ERR_WRONG_LOCATION, "load_carrier");
	/* one nobody has seen needs a place; an empty one may be taken anywhere */
	refused("receive", "{\"article\":1,\"quantity\":\"1\",\"load_carrier\":\"" SSCC_2 "\"}", ERR_REQUIRED, "location");
	made("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"load_carrier\":\"" SSCC_2 "\"}");
	carrier(SSCC_3, BUFFER_1);
	p = made("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"load_carrier\":\"" SSCC_3 "\"}");
	assert_int_equal(p.list[0].to.location, A_01);
}

static void a_whole_carrier_takes_all_that_is_on_it(void **state)
{
	int64_t id = carrier(SSCC_1, BUFFER_1);
	struct postings p;

	(void)state;
	warehouse_stock(store, PLAIN, BUFFER_1, "", "", "", id, 4000);
	warehouse_stock(store, BATCHED, BUFFER_1, "B1", "2027-01-01", "", id, 2500);
	p = made("move", "{\"load_carrier\":\"" SSCC_1 "\",\"to_location\":2}");
	assert_int_equal(p.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(p.list[i].to.location, A_02);
		assert_string_equal(p.list[i].to.load_carrier, SSCC_1);
		assert_int_equal(p.list[i].from.location, BUFFER_1);
	}
	p = made("move_carrier", "{\"load_carrier\":\"" SSCC_1 "\",\"to_location\":2}");
	assert_int_equal(p.count, 2);
	p = made("move", "{\"load_carrier\":\"" SSCC_1 "\",\"to_location\":2,\"to_load_carrier\":\"" SSCC_2 "\"}");
	assert_string_equal(p.list[0].to.load_carrier, SSCC_2);
	refused("move", "{\"location\":1,\"to_location\":2}", ERR_REQUIRED, "article");
	refused("move_carrier", "{\"load_carrier\":\"" SSCC_3 "\",\"to_location\":2}", ERR_NOT_FOUND, "load_carrier");
	/* an empty one goes without postings */
	carrier(SSCC_3, BUFFER_1);
	assert_int_equal(made("move_carrier", "{\"load_carrier\":\"" SSCC_3 "\",\"to_location\":2}").count, 0);
}

#define PICK "\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":1,\"article\":1,\"location\":1"

static void picked_goods_are_booked_for_the_order(void **state)
{
	struct postings p;

	(void)state;
	warehouse_pick(store);
	warehouse_stock(store, PLAIN, A_01, "", "", "", 0, 9000);
	p = made("pick", "{" PICK ",\"quantity\":\"6\",\"to_location\":8}");
	assert_int_equal(p.list[0].from.order, 0);
	assert_int_equal(p.list[0].to.order, 1);
	assert_int_equal(p.list[0].to.location, CART_1);
	/* in hand, or onto a carrier nobody has seen: the place for goods in hand */
	p = made("pick", "{" PICK ",\"quantity\":\"6\",\"to_load_carrier\":\"" SSCC_2 "\"}");
	assert_int_equal(p.list[0].to.location, TRANSIT_1);
	assert_string_equal(p.list[0].to.load_carrier, SSCC_2);
	p = made("pick", "{" PICK ",\"quantity\":\"6\"}");
	assert_int_equal(p.list[0].to.location, TRANSIT_1);
	/* nothing there */
	p = made("pick", "{" PICK ",\"quantity\":\"0\",\"short\":true}");
	assert_int_equal(p.count, 0);
	refused("pick", "{" PICK ",\"quantity\":\"0\"}", ERR_INVALID, "quantity");
	/* goods booked for another order are not taken */
	db_exec(store, "UPDATE article_items SET \"order\" = 7");
	p = made("pick", "{" PICK ",\"quantity\":\"6\"}");
	assert_int_equal(p.list[0].from.order, 0);
	db_exec(store, "UPDATE article_items SET \"order\" = 1");
	p = made("pick", "{" PICK ",\"quantity\":\"6\"}");
	assert_int_equal(p.list[0].from.order, 1);
}

static void goods_stay_in_their_warehouse(void **state)
{
	(void)state;
	warehouse_stock(store, PLAIN, A_01, "", "", "", 0, 9000);
	refused("move", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"to_location\":10}", ERR_INVALID, "to_location");
}

static void balances_are_found_by_all_that_they_are_of(void **state)
{
	struct item it = {.article = BATCHED, .location = A_01, .batch = "B1", .expiry = "2027-01-01", .status = STATUS_OK};
	int64_t id = carrier(SSCC_1, A_01), milli, row;

	(void)state;
	warehouse_stock(store, BATCHED, A_01, "B1", "2027-01-01", "", 0, 2000);
	warehouse_stock(store, BATCHED, A_01, "B1", "2027-01-01", "", id, 3000);
	assert_true(item_quantity(store, &it, &milli, &row, NULL));
	assert_int_equal(milli, 2000);
	assert_int_equal(row, 1);
	strcpy(it.load_carrier, SSCC_1);
	assert_true(item_quantity(store, &it, &milli, NULL, NULL));
	assert_int_equal(milli, 3000);
	strcpy(it.load_carrier, SSCC_2); /* that nobody has seen */
	assert_true(item_quantity(store, &it, &milli, &row, NULL));
	assert_int_equal(milli, 0);
	assert_int_equal(row, 0);
	*it.load_carrier = '\0';
	it.order = 4;
	assert_true(item_quantity(store, &it, &milli, NULL, NULL));
	assert_int_equal(milli, 0);
}

static void transactions_touch_by_goods_and_carriers(void **state)
{
	struct postings receive = made("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":1}");
	struct postings move = made("move", "{\"article\":1,\"quantity\":\"1\",\"location\":1,\"to_location\":2}");
	struct postings other = made("receive", "{\"article\":4,\"quantity\":\"1\",\"location\":1}");
	struct postings there = made("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":3}");
	struct postings on_one = made("receive", "{\"article\":1,\"quantity\":\"1\",\"location\":3,\"load_carrier\":\"" SSCC_1 "\"}");
	struct postings on_one_too = made("receive", "{\"article\":4,\"quantity\":\"1\",\"location\":3,\"load_carrier\":\"" SSCC_1 "\"}");

	(void)state;
	assert_true(postings_touch(&receive, &move));
	assert_true(postings_touch(&move, &receive));
	assert_false(postings_touch(&receive, &other));
	assert_false(postings_touch(&receive, &there));
	assert_false(postings_touch(&there, &on_one));
	assert_true(postings_touch(&on_one, &on_one_too));
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_receipt_comes_from_nowhere),
		test(what_the_article_asks_for_must_be_told),
		test(bodies_are_checked_by_field),
		test(goods_that_are_not_named_are_taken_in_turn),
		test(more_than_there_is_is_still_a_posting),
		test(a_load_carrier_stands_somewhere),
		test(a_whole_carrier_takes_all_that_is_on_it),
		test(picked_goods_are_booked_for_the_order),
		test(goods_stay_in_their_warehouse),
		test(balances_are_found_by_all_that_they_are_of),
		test(transactions_touch_by_goods_and_carriers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
