/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ledger/ledger.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/fixture_db.h"
#include "lib/warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct store *store;
static const struct member anybody = {.user = 1, .active = true, .all_goods_owners = true, .all_warehouses = true};

static int set_up(void **state)
{
	(void)state;
	store = warehouse_open(":memory:", DDL_SERVER);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	return 0;
}

static struct item item_at(int64_t location, const char *sscc, const char *batch)
{
	struct item it = {.goods_owner = OWNER_ONE, .warehouse = location == SOUTH_1 ? SOUTH : MAIN, .article = BATCHED, .location = location,
		.expiry = "2027-01-01", .status = STATUS_OK};

	str_copy(it.load_carrier, sizeof(it.load_carrier), sscc);
	str_copy(it.batch, sizeof(it.batch), batch);
	return it;
}

static struct posting posting(const struct item *from, const struct item *to, int64_t milli)
{
	struct posting p = {.has_from = from, .has_to = to, .quantity_milli = milli};

	if (from)
		p.from = *from;
	if (to)
		p.to = *to;
	return p;
}

/* As the server does: judged, then booked. */
static enum error_code book(struct posting *list, size_t n)
{
	static int made;
	char id[37];
	struct ledger_entry l = {.kind = "move", .transaction = id, .terminal = "", .user = 1, .now_ms = 1000};
	struct postings p = {list, n};
	struct error e = {0};

	snprintf(id, sizeof(id), "id-%d", ++made);
	if (ledger_judge(store, &anybody, &p, &e) && !ledger_book(store, &l, &p, &e))
		fail_msg("booking: %s %s", e.field, e.detail);
	return e.code;
}

static int differences(void)
{
	struct buf report = BUF_INIT;
	int n = ledger_check(store, &report, NULL);

	if (n)
		printf("# %s", buf_str(&report));
	buf_release(&report);
	return n;
}

/* I2 */
static void balances_follow_from_the_ledger(void **state)
{
	struct item a = item_at(A_01, "", "B1"), b = item_at(A_02, SSCC_1, "B1"), c = item_at(A_03, SSCC_1, "B1");
	struct posting in = posting(NULL, &a, 5000), on = posting(&a, &b, 3000), along = posting(&b, &c, 3000), out = posting(&c, NULL, 1000);

	(void)state;
	assert_int_equal(book(&in, 1), ERR_NONE);
	assert_int_equal(warehouse_at(store, BATCHED, A_01), 5000);
	assert_int_equal(book(&on, 1), ERR_NONE);
	assert_int_equal(warehouse_at(store, BATCHED, A_01), 2000);
	assert_int_equal(db_ask(store, "SELECT location FROM load_carriers WHERE sscc = '" SSCC_1 "' AND in_stock = 1"), A_02);
	assert_int_equal(book(&along, 1), ERR_NONE);
	assert_int_equal(db_ask(store, "SELECT location FROM load_carriers"), A_03);
	assert_int_equal(book(&out, 1), ERR_NONE);
	assert_int_equal(db_ask(store, "SELECT quantity FROM article_items WHERE location = 3"), 2000);
	assert_int_equal(differences(), 0);
	/* a balance of nothing stays, and is not in stock */
	in = posting(&a, NULL, 2000);
	assert_int_equal(book(&in, 1), ERR_NONE);
	assert_int_equal(db_ask(store, "SELECT in_stock FROM article_items WHERE location = 1 AND quantity = 0"), 0);
	out = posting(&c, NULL, 2000);
	assert_int_equal(book(&out, 1), ERR_NONE);
	assert_int_equal(db_ask(store, "SELECT in_stock FROM load_carriers"), 0);
	assert_int_equal(differences(), 0);
}

/* I2: never below zero, not by two halves of one transaction either. */
static void nothing_goes_below_zero(void **state)
{
	struct item a = item_at(A_01, "", "B1"), b = item_at(A_02, "", "B1"), c = item_at(A_03, "", "B1");
	struct posting in = posting(NULL, &a, 5000), two[] = {posting(&a, &b, 3000), posting(&a, &c, 2001)};
	struct posting over = posting(&a, &b, 5001), none = posting(&c, &b, 1);
	struct error e = {0};
	struct postings p = {&over, 1};

	(void)state;
	book(&in, 1);
	assert_false(ledger_judge(store, &anybody, &p, &e));
	assert_int_equal(e.code, ERR_NO_STOCK);
	assert_string_equal(e.detail, "A-01: 5");
	assert_int_equal(book(two, 2), ERR_NO_STOCK);
	assert_int_equal(book(&none, 1), ERR_NO_STOCK);
	in.quantity_milli = INT64_C(999999999999999);
	assert_int_equal(book(&in, 1), ERR_INVALID);
	two[1].quantity_milli = 2000;
	assert_int_equal(book(two, 2), ERR_NONE);
	assert_int_equal(warehouse_at(store, BATCHED, A_01), 0);
	assert_int_equal(differences(), 0);
}

static void goods_do_not_enter_or_leave_a_locked_place(void **state)
{
	struct item a = item_at(A_01, "", "B1"), locked = item_at(A_LOCKED, "", "B1");
	struct posting in = posting(NULL, &locked, 1000), out = posting(&a, &locked, 1000);
	struct error e = {0};
	struct postings p = {&in, 1};

	(void)state;
	assert_false(ledger_judge(store, &anybody, &p, &e));
	assert_int_equal(e.code, ERR_LOCKED);
	assert_string_equal(e.field, "to_location");
	warehouse_stock(store, BATCHED, A_LOCKED, "B1", "2027-01-01", "", 0, 1000);
	out = posting(&locked, &a, 1000);
	assert_int_equal(book(&out, 1), ERR_LOCKED);
}

/* B4 */
static void a_warehouse_not_given_is_not_worked_in(void **state)
{
	static const int64_t south[] = {SOUTH}, two[] = {OWNER_TWO};
	struct member m = {.active = true, .all_goods_owners = true, .warehouses = south, .warehouse_count = 1};
	struct item a = item_at(A_01, "", "B1"), s = item_at(SOUTH_1, "", "B1");
	struct posting in = posting(NULL, &a, 1000), there = posting(NULL, &s, 1000);
	struct postings p = {&in, 1}, q = {&there, 1};
	struct error e = {0};

	(void)state;
	assert_false(ledger_judge(store, &m, &p, &e));
	assert_int_equal(e.code, ERR_NO_WAREHOUSE);
	assert_true(ledger_judge(store, &m, &q, NULL));
	m.all_goods_owners = false;
	m.goods_owners = two;
	m.goods_owner_count = 1;
	e = (struct error){0};
	assert_false(ledger_judge(store, &m, &q, &e));
	assert_int_equal(e.code, ERR_FORBIDDEN);
}

static void the_feed_hears_of_each_balance_and_carrier(void **state)
{
	struct item a = item_at(A_01, SSCC_1, "B1"), b = item_at(A_02, "", "B1");
	struct posting in = posting(NULL, &a, 5000), out = posting(&a, &b, 5000);
	int64_t before;

	(void)state;
	book(&in, 1);
	before = db_ask(store, "SELECT max(n) FROM change");
	book(&out, 1);
	assert_int_equal(db_ask(store, "SELECT count(DISTINCT resource || row) FROM change WHERE resource = 'article-items'"), 2);
	assert_int_equal(before, db_ask(store, "SELECT max(n) FROM change") - 3); /* both balances, the emptied carrier */
	assert_int_equal(db_ask(store, "SELECT rev FROM article_items WHERE location = 1"), 2);
}

static void what_does_not_add_up_is_found(void **state)
{
	static const struct {
		const char *spoil, *mend;
	} faults[] = {
		{"UPDATE article_items SET quantity = quantity + 1 WHERE location = 2", "UPDATE article_items SET quantity = quantity - 1 WHERE location = 2"},
		{"UPDATE article_items SET in_stock = 0 WHERE location = 2", "UPDATE article_items SET in_stock = 1 WHERE location = 2"},
		{"UPDATE article_items SET state = 'booked' WHERE location = 2", "UPDATE article_items SET state = 'free' WHERE location = 2"},
		{"UPDATE load_carriers SET location = 3", "UPDATE load_carriers SET location = 2"},
		{"UPDATE load_carriers SET in_stock = 0", "UPDATE load_carriers SET in_stock = 1"},
		{"UPDATE purchase_order_rows SET remaining = 1 WHERE id = 1", "UPDATE purchase_order_rows SET remaining = 10000 WHERE id = 1"},
		{"UPDATE pick_rows SET picked = 6001", "UPDATE pick_rows SET picked = 0"},
		{"UPDATE pick_rows SET status = 'done'", "UPDATE pick_rows SET status = 'open'"},
		{"INSERT INTO goods_transactions (article, quantity, to_location, status, goods_owner, warehouse, \"transaction\")"
			" VALUES (1, 1000, 3, 1, 1, 1, 'x')", "DELETE FROM goods_transactions WHERE \"transaction\" = 'x'"},
	};
	struct item a = item_at(A_01, "", "B1"), b = item_at(A_02, SSCC_1, "B1");
	struct posting p[] = {posting(NULL, &a, 5000), posting(&a, &b, 3000)};

	(void)state;
	book(p, 1);
	book(p + 1, 1);
	warehouse_purchase(store);
	warehouse_pick(store);
	assert_int_equal(differences(), 0);
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		db_exec(store, faults[i].spoil);
		assert_true(differences() > 0);
		db_exec(store, faults[i].mend);
		assert_int_equal(differences(), 0);
	}
}

static void a_note_moves_nothing(void **state)
{
	struct item a = item_at(A_01, "", "B1");
	struct posting in = posting(NULL, &a, 5000);
	struct ledger_entry l = {.kind = "short", .transaction = "note", .terminal = "", .user = 1, .cause = CAUSE_MISSING};

	(void)state;
	book(&in, 1);
	assert_true(ledger_note(store, &l, &a, 2000, NULL));
	assert_int_equal(l.document, db_ask(store, "SELECT id FROM goods_transactions WHERE kind = 'short' AND cause = 1 AND quantity = 2000"));
	assert_int_equal(warehouse_at(store, BATCHED, A_01), 5000);
	assert_int_equal(differences(), 0);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(balances_follow_from_the_ledger),
		test(nothing_goes_below_zero),
		test(goods_do_not_enter_or_leave_a_locked_place),
		test(a_warehouse_not_given_is_not_worked_in),
		test(the_feed_hears_of_each_balance_and_carrier),
		test(what_does_not_add_up_is_found),
		test(a_note_moves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
