/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/access/access.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/db.h"
#include "model/kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena *arena;

static struct member member_of(enum level level, enum menu_id menu)
{
	return (struct member){.level = level, .menu = menu, .active = true, .mobile = true, .privileges = PRIVILEGES_ALL,
		.manages_users = level == LEVEL_ADMINISTRATOR};
}

static bool may(const struct member *m, const char *page, const char *action)
{
	struct error e = {0};
	bool ok = access_may(m, page_find(page), action, &e);

	assert_int_equal(e.code, ok ? ERR_NONE : ERR_FORBIDDEN);
	assert_string_equal(e.field, "");
	return ok;
}

/* B7: an administrator who is not named for Users, nor what belongs to it. */
static void users_is_for_those_named(void **state)
{
	struct member admin = member_of(LEVEL_ADMINISTRATOR, MENU_ADMINISTRATOR);

	(void)state;
	admin.manages_users = false;
	for (size_t i = 0; i < 4; i++)
		assert_false(may(&admin, (const char *[]){"users", "ip-filters", "multifactor", "api-for-automation"}[i], "update"));
	assert_false(may(&admin, "users", "read"));
	assert_true(may(&admin, "goods-owners", "read"));
	assert_true(may(&admin, "audit", "read"));
}

/* A1, A3, A10 */
static void menu_and_class_decide(void **state)
{
	const struct member admin = member_of(LEVEL_ADMINISTRATOR, MENU_ADMINISTRATOR), worker = member_of(LEVEL_WAREHOUSE, MENU_WAREHOUSE),
			    customer = member_of(LEVEL_CUSTOMER, MENU_CUSTOMER), more = member_of(LEVEL_CUSTOMER, MENU_CUSTOMER_EXTENDED),
			    reseller = member_of(LEVEL_RESELLER, MENU_RESELLER), wall = member_of(LEVEL_DASHBOARD, MENU_DASHBOARD);

	(void)state;
	assert_true(may(&admin, "users", "read"));
	assert_true(may(&admin, "locations", "create"));
	assert_false(may(&admin, "change-password", "change"));
	assert_false(may(&worker, "users", "read"));
	assert_true(may(&worker, "receive-goods", "do"));
	assert_false(may(&worker, "stock-taking", "do"));
	assert_false(may(&customer, "order-overview", "read"));
	assert_true(may(&more, "order-overview", "read"));
	assert_false(may(&customer, "receive-goods", "read"));
	assert_true(may(&reseller, "order-list", "read"));
	assert_false(may(&reseller, "articles", "read"));
	assert_true(may(&wall, "dashboard", "read"));
	assert_false(may(&wall, "lobby", "read"));
	assert_false(may(&worker, "articles", "no-such-action"));
	assert_false(may(&worker, "no-such-page", "read"));
}

static void a_menu_of_another_level_gives_nothing(void **state)
{
	const struct member m = member_of(LEVEL_CUSTOMER, MENU_ADMINISTRATOR);

	(void)state;
	for (size_t i = 0; page_at(i); i++)
		assert_false(access_may(&m, page_at(i), ACCESS_LOOKUP, NULL));
	assert_int_equal(json_len(access_menu(&m, NULL, arena)), 0);
}

/* B11 */
static void whoever_is_not_active_may_nothing(void **state)
{
	struct member m = member_of(LEVEL_ADMINISTRATOR, MENU_ADMINISTRATOR);

	(void)state;
	m.active = false;
	assert_false(may(&m, "users", "read"));
	assert_false(access_privilege(&m, "lead"));
	assert_false(access_may_transact(&m, kind_find("sign_in"), NULL));
}

/* B2 */
static void read_only_makes_no_order(void **state)
{
	struct member m = member_of(LEVEL_CUSTOMER, MENU_CUSTOMER_EXTENDED), worker = member_of(LEVEL_WAREHOUSE, MENU_WAREHOUSE);

	(void)state;
	assert_true(may(&m, "create-order", "create"));
	assert_true(may(&m, "create-purchase-order", "create"));
	assert_true(may(&worker, "import-order", "import"));
	m.read_only = worker.read_only = true;
	assert_false(may(&m, "create-order", "create"));
	assert_false(may(&m, "orderable-articles", "start"));
	assert_false(may(&m, "create-purchase-order", "create"));
	assert_false(may(&worker, "import-order", "import"));
	assert_false(may(&worker, "import-purchase-order", "import"));
	assert_true(may(&m, "order-list", "read"));
	assert_true(may(&worker, "receive-goods", "do"));
	assert_true(may(&worker, "import-articles", "import"));
}

/* E8 */
static void privileges_decide_floor_actions(void **state)
{
	struct member m = member_of(LEVEL_WAREHOUSE, MENU_WAREHOUSE);

	(void)state;
	str_copy(m.privileges, sizeof m.privileges, "pick");
	assert_true(may(&m, "pick-orders", "do"));
	assert_true(may(&m, "pick-orders", "next"));
	assert_false(may(&m, "receive-goods", "do"));
	assert_true(may(&m, "receive-goods", "read"));
	assert_true(access_may_transact(&m, kind_find("pick"), NULL));
	assert_false(access_may_transact(&m, kind_find("receive"), NULL));
	m.mobile = false;
	assert_false(may(&m, "pick-orders", "do"));
	assert_false(may(&m, "deliver", "do"));
	assert_false(access_may_transact(&m, kind_find("pick"), NULL));
	assert_true(access_may_transact(&m, kind_find("sign_in"), NULL));
}

/* A word is whole: "pick" is not in "pick-up". */
static void a_privilege_is_a_whole_word(void **state)
{
	struct member m = member_of(LEVEL_WAREHOUSE, MENU_WAREHOUSE);

	(void)state;
	str_copy(m.privileges, sizeof m.privileges, "pick-up,unpick,receive");
	assert_false(access_privilege(&m, "pick"));
	assert_true(access_privilege(&m, "receive"));
	assert_false(access_privilege(&m, ""));
}

/* A12 */
static void every_administrator_is_a_lead(void **state)
{
	struct member admin = member_of(LEVEL_ADMINISTRATOR, MENU_ADMINISTRATOR), worker = member_of(LEVEL_WAREHOUSE, MENU_WAREHOUSE);

	(void)state;
	admin.mobile = worker.mobile = false;
	assert_true(access_privilege(&admin, "lead"));
	assert_false(access_privilege(&worker, "lead"));
	worker.mobile = true;
	assert_true(access_privilege(&worker, "lead"));
}

/* Kinds have no other door than their right: a customer moves nothing. */
static void customers_never_change_stock(void **state)
{
	const struct member m = member_of(LEVEL_CUSTOMER, MENU_CUSTOMER_EXTENDED);

	(void)state;
	for (size_t i = 0; kind_at(i); i++)
		if (kind_at(i)->page_count > 0)
			assert_false(access_may_transact(&m, kind_at(i), NULL));
}

static void scope_is_the_member_s(void **state)
{
	static const int64_t owners[] = {2, 7};
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct member m = member_of(LEVEL_RESELLER, MENU_RESELLER);
	struct scope scope;
	struct error e = {0};

	(void)state;
	db_exec(s, "CREATE TABLE goods_owners (id INTEGER PRIMARY KEY); INSERT INTO goods_owners VALUES (2), (3), (7)");
	db_exec(s, "CREATE TABLE warehouses (id INTEGER PRIMARY KEY); INSERT INTO warehouses VALUES (4), (9)");
	m.goods_owners = owners;
	m.goods_owner_count = 2;
	m.all_warehouses = true;
	m.consignee = 31;
	assert_true(access_scope(&m, s, arena, &scope, &e));
	assert_false(scope.all[SCOPE_GOODS_OWNER]);
	assert_int_equal(scope.count[SCOPE_GOODS_OWNER], 2);
	assert_true(scope.all[SCOPE_WAREHOUSE]);
	assert_int_equal(scope.count[SCOPE_WAREHOUSE], 2);
	assert_int_equal(scope.ids[SCOPE_WAREHOUSE][1], 9);
	assert_false(scope.all[SCOPE_CONSIGNEE]);
	assert_int_equal(scope.ids[SCOPE_CONSIGNEE][0], 31);
	assert_true(scope.all[SCOPE_SUPPLIER]);
	/* B15: without the record he sees none. */
	m.consignee = 0;
	assert_true(access_scope(&m, s, arena, &scope, &e));
	assert_false(scope.all[SCOPE_CONSIGNEE]);
	assert_int_equal(scope.count[SCOPE_CONSIGNEE], 0);
	m.level = LEVEL_SUPPLIER;
	assert_true(access_scope(&m, s, arena, &scope, &e));
	assert_false(scope.all[SCOPE_SUPPLIER]);
	assert_true(scope.all[SCOPE_CONSIGNEE]);
	store_close(&s);
}

static const struct json *place_of(const struct json *menu, const char *page)
{
	for (const struct json *place = json_first(menu); place; place = json_next(place))
		for (const struct json *p = json_first(json_get(place, "pages")); p; p = json_next(p))
			if (str_eq(json_str(p, "id"), page))
				return place;
	return NULL;
}

/* A5, A7 */
static void menu_is_in_order_and_language(void **state)
{
	struct member m = member_of(LEVEL_CUSTOMER, MENU_CUSTOMER_EXTENDED);
	const struct json *menu;

	(void)state;
	m.language = SWEDISH;
	menu = access_menu(&m, NULL, arena);
	assert_string_equal(json_str(json_first(menu), "section"), "Order");
	assert_string_equal(json_str(json_first(menu), "subsection"), "Utgående");
	assert_string_equal(json_str(json_first(json_get(json_first(menu), "pages")), "name"), "Skapa order");
	assert_null(place_of(menu, "users"));
	assert_string_equal(json_str(place_of(menu, "webhooks"), "section"), "System");
	assert_string_equal(json_str(place_of(menu, "webhooks"), "subsection"), "");
	assert_ptr_equal(place_of(menu, "webhooks"), place_of(menu, "change-password"));
	m = member_of(LEVEL_DASHBOARD, MENU_DASHBOARD);
	menu = access_menu(&m, NULL, arena);
	assert_int_equal(json_len(menu), 1);
	assert_int_equal(json_len(json_get(json_first(menu), "pages")), 1);
}

/* Every page a menu shows opens something, and nothing else does. */
static void menu_shows_what_may_be_opened(void **state)
{
	(void)state;
	for (int i = 0; i < MENUS; i++) {
		struct member m = member_of(menus[i].level, (enum menu_id)i);
		const struct json *menu = access_menu(&m, NULL, arena);

		for (size_t k = 0; page_at(k); k++)
			assert_int_equal(place_of(menu, page_at(k)->id) != NULL, access_may(&m, page_at(k), ACCESS_LOOKUP, NULL));
	}
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static int load(void **state)
{
	struct error e = {0};

	(void)state;
	if (model_load(&e) && kinds_load(&e) && pages_load(&e))
		return 0;
	print_error("%s: %s\n", e.field, e.detail);
	return -1;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(menu_and_class_decide),
		TEST(users_is_for_those_named),
		TEST(a_menu_of_another_level_gives_nothing),
		TEST(whoever_is_not_active_may_nothing),
		TEST(read_only_makes_no_order),
		TEST(privileges_decide_floor_actions),
		TEST(a_privilege_is_a_whole_word),
		TEST(every_administrator_is_a_lead),
		TEST(customers_never_change_stock),
		TEST(scope_is_the_member_s),
		TEST(menu_is_in_order_and_language),
		TEST(menu_shows_what_may_be_opened),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
