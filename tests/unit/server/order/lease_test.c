/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/order/lease.h"

#include "base/error.h"
#include "lib/db.h"
#include "lib/warehouse.h"
#include "server/access/access.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct store *store;
static const struct resource *orders;
static const struct scope everything = {.all = {true, true, true, true}};

static struct member person(int64_t user, const char *privileges)
{
	struct member m = {.user = user, .level = LEVEL_WAREHOUSE, .active = true, .mobile = true, .all_goods_owners = true, .all_warehouses = true};

	for (size_t i = 0; privileges[i]; i++)
		m.privileges[i] = privileges[i];
	return m;
}

static int set_up(void **state)
{
	(void)state;
	store = warehouse_open(":memory:", DDL_SERVER);
	orders = resource_find("pick-orders");
	warehouse_pick(store);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(&store);
	return 0;
}

static int64_t take(const struct member *m, const char *terminal, bool over, int64_t now, struct error *e)
{
	*e = (struct error){0};
	return lease_take(store, orders, 1, m, terminal, over, now, e);
}

static void a_lease_is_taken_renewed_and_released(void **state)
{
	struct member anna = person(1, "pick"), bo = person(2, "pick");
	struct error e;

	(void)state;
	assert_int_equal(take(&anna, "t1", false, 1000, &e), 1);
	assert_int_equal(db_ask(store, "SELECT lease_until FROM pick_orders"), 1000 + LEASE_MS);
	assert_int_equal(take(&anna, "t1", false, 2000, &e), 1);
	assert_int_equal(db_ask(store, "SELECT lease_until FROM pick_orders"), 2000 + LEASE_MS);
	assert_int_equal(take(&bo, "t2", false, 3000, &e), 0);
	assert_int_equal(e.code, ERR_LEASED);
	assert_string_equal(e.detail, "Anna");
	e = (struct error){0};
	assert_false(lease_release(store, orders, 1, &bo, "t2", &e));
	assert_int_equal(e.code, ERR_LEASED);
	assert_true(lease_release(store, orders, 1, &anna, "t1", NULL));
	assert_true(lease_release(store, orders, 1, &anna, "t1", NULL));
	assert_int_equal(take(&bo, "t2", false, 3000, &e), 2);
}

/* A shift changes at the terminal: the next worker goes on with it. */
static void users_of_one_terminal_share_it(void **state)
{
	struct member anna = person(1, "pick"), bo = person(2, "pick");
	char holder[65];
	struct error e;

	(void)state;
	assert_int_equal(take(&anna, "t1", false, 1000, &e), 1);
	assert_int_equal(take(&bo, "t1", false, 1000, &e), 1);
	assert_int_equal(db_ask(store, "SELECT lease_user FROM pick_orders"), 2);
	assert_true(lease_holds(store, orders, 1, "t1", 1, holder, NULL));
}

static void it_is_lost_only_when_somebody_takes_it(void **state)
{
	struct member anna = person(1, "pick"), bo = person(2, "pick");
	char holder[65];
	struct error e;

	(void)state;
	assert_int_equal(take(&anna, "t1", false, 1000, &e), 1);
	assert_true(lease_holds(store, orders, 1, "t1", 1, holder, NULL));
	assert_int_equal(take(&bo, "t2", false, 1000 + LEASE_MS - 1, &e), 0);
	assert_int_equal(take(&bo, "t2", false, 1000 + LEASE_MS, &e), 2);
	assert_false(lease_holds(store, orders, 1, "t1", 1, holder, &e));
	assert_int_equal(e.code, ERR_CLAIM_LOST);
	assert_string_equal(holder, "Bo");
	assert_true(lease_holds(store, orders, 1, "t2", 2, holder, NULL));
	/* given back, it can still be worked off */
	assert_true(lease_release(store, orders, 1, &bo, "t2", NULL));
	assert_true(lease_holds(store, orders, 1, "t2", 2, holder, NULL));
}

/* G6 */
static void without_contact_it_is_worked_off_under_none(void **state)
{
	struct member anna = person(1, "pick"), bo = person(2, "pick");
	char holder[65];
	struct error e = {0};

	(void)state;
	assert_true(lease_holds(store, orders, 1, "t1", 0, holder, NULL));
	/* the same terminal took it since, and then another one */
	assert_int_equal(take(&anna, "t1", false, 1000, &e), 1);
	assert_true(lease_holds(store, orders, 1, "t1", 0, holder, NULL));
	assert_int_equal(take(&bo, "t2", false, 1000 + LEASE_MS, &e), 2);
	assert_false(lease_holds(store, orders, 1, "t1", 0, holder, &e));
	assert_int_equal(e.code, ERR_CLAIM_LOST);
	e = (struct error){0};
	assert_false(lease_holds(store, orders, 1, "t2", -1, holder, &e));
	assert_int_equal(e.code, ERR_INVALID);
}

/* A12 */
static void a_lead_may_take_it_over(void **state)
{
	static const int64_t south[] = {SOUTH};
	struct member anna = person(1, "pick"), bo = person(2, "pick"), lead = person(2, "pick,lead"), boss = person(1, "");
	struct error e;

	(void)state;
	assert_int_equal(take(&anna, "t1", false, 1000, &e), 1);
	assert_int_equal(take(&bo, "t2", true, 1000, &e), 0);
	assert_int_equal(e.code, ERR_LEASED);
	assert_int_equal(take(&lead, "t2", false, 1000, &e), 0);
	assert_int_equal(take(&lead, "t2", true, 1000, &e), 2);
	/* every administrator is one; in his warehouses */
	boss.level = LEVEL_ADMINISTRATOR;
	assert_int_equal(take(&boss, "t3", true, 1000, &e), 3);
	boss.all_warehouses = false;
	boss.warehouses = south;
	boss.warehouse_count = 1;
	assert_int_equal(take(&boss, "t4", true, 1000, &e), 0);
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

static void only_open_orders_of_the_scope_are_given(void **state)
{
	static const int64_t south[] = {SOUTH};
	struct member anna = person(1, "pick"), far = person(2, "pick");
	struct error e;

	(void)state;
	far.all_warehouses = false;
	far.warehouses = south;
	far.warehouse_count = 1;
	assert_int_equal(take(&far, "t2", false, 1000, &e), 0);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct error){0};
	assert_int_equal(lease_take(store, orders, 99, &anna, "t1", false, 1000, &e), 0);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	db_exec(store, "UPDATE pick_orders SET open = 0, status = 'picked'");
	assert_int_equal(take(&anna, "t1", false, 1000, &e), 0);
	assert_int_equal(e.code, ERR_STATUS);
}

static int64_t next(const struct member *m, const struct scope *scope, const char *terminal, struct error *e)
{
	int64_t lease;

	*e = (struct error){0};
	return lease_next(store, orders, m, scope, terminal, 1000, &lease, e);
}

static void the_next_is_the_most_urgent_that_is_free(void **state)
{
	static const int64_t south[] = {SOUTH};
	struct scope far = {.all = {true, false, true, true}, .ids = {[SCOPE_WAREHOUSE] = south}, .count = {[SCOPE_WAREHOUSE] = 1}};
	struct member anna = person(1, "pick"), bo = person(2, "pick");
	struct error e;

	(void)state;
	warehouse_pick(store);
	warehouse_pick(store);
	warehouse_pick(store);
	db_exec(store, "UPDATE pick_orders SET priority = 1 WHERE id = 3");
	db_exec(store, "UPDATE pick_orders SET ship_date = '2026-12-01' WHERE id = 4");
	assert_int_equal(next(&anna, &everything, "t1", &e), 3);
	assert_int_equal(next(&bo, &everything, "t2", &e), 4);
	assert_int_equal(next(&anna, &everything, "t1", &e), 3); /* his own first */
	assert_int_equal(next(&bo, &everything, "t3", &e), 1);
	assert_int_equal(next(&bo, &everything, "t4", &e), 2);
	assert_int_equal(next(&bo, &everything, "t5", &e), 0);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_int_equal(next(&bo, &far, "t2", &e), 0);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	orders = resource_find("movement-orders");
	warehouse_movement(store, PLAIN, A_01, A_02, 1000);
	assert_int_equal(next(&bo, &everything, "t2", &e), 1);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_lease_is_taken_renewed_and_released),
		test(users_of_one_terminal_share_it),
		test(it_is_lost_only_when_somebody_takes_it),
		test(without_contact_it_is_worked_off_under_none),
		test(a_lead_may_take_it_over),
		test(only_open_orders_of_the_scope_are_given),
		test(the_next_is_the_most_urgent_that_is_free),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
