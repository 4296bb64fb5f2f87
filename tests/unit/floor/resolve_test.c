/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/resolve.h"

#include "base/arena.h"
#include "base/error.h"
#include "lib/db.h"
#include "lib/fixture_db.h"
#include "lib/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct store *store;
static struct arena *arena;
static struct resolved found[RESOLVE_MOST];
static const struct scope everything = {.all = {true, true, true, true}};

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

static size_t resolve(const char *bytes, const struct scope *scope)
{
	struct scan scan;
	struct error e = {0};

	if (!scan_read(bytes, strlen(bytes), 0, 2026, &scan, &e))
		fail_msg("%s: %s", bytes, e.detail);
	return resolve_scan(store, arena, &scan, scope, found);
}

static void articles_by_any_of_their_names(void **state)
{
	(void)state;
	assert_int_equal(resolve(&GTIN_PLAIN[1], &everything), 1);
	assert_int_equal(found[0].what, NAMED_ARTICLE);
	assert_int_equal(found[0].id, PLAIN);
	assert_string_equal(found[0].code, "1001");
	assert_string_equal(found[0].name, "Bolt");
	assert_int_equal(found[0].package_milli, 1000);
	assert_int_equal(resolve(GTIN_PLAIN_CASE, &everything), 1);
	assert_int_equal(found[0].package_milli, 12000);
	assert_int_equal(resolve("1002", &everything), 1);
	assert_int_equal(found[0].id, BATCHED);
	assert_int_equal(resolve("tape-1", &everything), 1);
	assert_int_equal(found[0].id, OTHERS);
	assert_int_equal(resolve("]C101" GTIN_PLAIN, &everything), 1);
	assert_int_equal(found[0].id, PLAIN);
	assert_int_equal(resolve("]C102" GTIN_PLAIN_CASE "3712", &everything), 1);
	assert_int_equal(found[0].package_milli, 12000);
	assert_int_equal(resolve("nothing of ours", &everything), 0);
}

static void locations_by_name_and_check_digits(void **state)
{
	(void)state;
	assert_int_equal(resolve("A-01", &everything), 1);
	assert_int_equal(found[0].what, NAMED_LOCATION);
	assert_int_equal(found[0].id, A_01);
	assert_int_equal(resolve("a-01", &everything), 1);
	assert_int_equal(resolve("A-0142", &everything), 1);
	assert_int_equal(found[0].id, A_01);
	assert_int_equal(resolve("A-01+42", &everything), 1);
	assert_int_equal(resolve("A-01+43", &everything), 0);
	assert_int_equal(resolve("A-0143", &everything), 0);
}

static void load_carriers_known_and_new(void **state)
{
	(void)state;
	fixture_row(store, "load-carriers", "{\"sscc\":\"" SSCC_1 "\",\"goods_owner\":1,\"warehouse\":1,\"location\":1}");
	assert_int_equal(resolve("]C100" SSCC_1, &everything), 1);
	assert_int_equal(found[0].what, NAMED_LOAD_CARRIER);
	assert_int_equal(found[0].id, 1);
	assert_int_equal(resolve(SSCC_1, &everything), 1);
	assert_int_equal(found[0].id, 1);
	assert_int_equal(resolve(SSCC_2, &everything), 1);
	assert_int_equal(found[0].what, NAMED_LOAD_CARRIER);
	assert_int_equal(found[0].id, 0);
	assert_string_equal(found[0].code, SSCC_2);
}

static void documents_by_number(void **state)
{
	(void)state;
	warehouse_purchase(store);
	warehouse_pick(store);
	warehouse_movement(store, PLAIN, A_01, A_02, 1000);
	assert_int_equal(resolve("PO1", &everything), 1);
	assert_int_equal(found[0].what, NAMED_PURCHASE_ORDER);
	assert_int_equal(resolve("p1", &everything), 1);
	assert_int_equal(found[0].what, NAMED_PICK_ORDER);
	assert_int_equal(resolve("F1", &everything), 1);
	assert_int_equal(found[0].what, NAMED_MOVEMENT_ORDER);
	assert_int_equal(resolve("]C1400PO1", &everything), 1);
	assert_int_equal(found[0].what, NAMED_PURCHASE_ORDER);
}

static void one_word_may_name_several_things(void **state)
{
	(void)state;
	fixture_row(store, "locations", "{\"warehouse\":1,\"name\":\"1001\",\"type\":1}");
	assert_int_equal(resolve("1001", &everything), 2);
	assert_int_equal(found[0].what, NAMED_ARTICLE);
	assert_int_equal(found[1].what, NAMED_LOCATION);
	/* barcode and number of one article are one */
	fixture_row(store, "article-barcodes", "{\"article\":2,\"goods_owner\":1,\"barcode\":\"1002\",\"quantity\":\"1\"}");
	assert_int_equal(resolve("1002", &everything), 1);
}

/* B4: what is not his is not named, and an SSCC of another warehouse is no new one. */
static void scope_hides_what_is_not_his(void **state)
{
	static const int64_t owner[] = {OWNER_TWO}, south[] = {SOUTH};
	struct scope his = {.ids = {owner, south}, .count = {1, 1}};

	(void)state;
	his.all[SCOPE_SUPPLIER] = his.all[SCOPE_CONSIGNEE] = true;
	fixture_row(store, "load-carriers", "{\"sscc\":\"" SSCC_1 "\",\"goods_owner\":1,\"warehouse\":1,\"location\":1}");
	assert_int_equal(resolve(GTIN_PLAIN, &his), 0);
	assert_int_equal(resolve("A-01", &his), 0);
	assert_int_equal(resolve(SSCC_1, &his), 0);
	assert_int_equal(resolve("S-01", &his), 1);
	assert_int_equal(resolve("TAPE-1", &his), 1);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(articles_by_any_of_their_names),
		test(locations_by_name_and_check_digits),
		test(load_carriers_known_and_new),
		test(documents_by_number),
		test(one_word_may_name_several_things),
		test(scope_hides_what_is_not_his),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
