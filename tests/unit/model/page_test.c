/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"
#include "lib/fixture.h"
#include "model/kind.h"
#include "model/page.h"
#include "model/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static int load_fixture(void **state)
{
	(void)state;
	fixture_must_load();
	return 0;
}

static void pages_stand_in_the_catalogues_order(void **state)
{
	(void)state;
	assert_string_equal(page_at(0)->id, "orders");
	assert_string_equal(page_at(6)->id, "password");
	assert_string_equal(page_at(8)->id, "house");
	assert_null(page_at(9));
	assert_null(page_find("nothing"));
	assert_string_equal(page_find("orders")->subsection.text[SWEDISH], "Utgående");
	assert_string_equal(page_find("stock")->subsection.text[ENGLISH], "");
}

static void menus_are_as_the_catalogue_says(void **state)
{
	const struct page *p = page_find("order-statuses");

	(void)state;
	assert_true(p->in_menu[MENU_ADMINISTRATOR]);
	assert_false(p->in_menu[MENU_WAREHOUSE]);
	assert_true(p->in_menu[MENU_CUSTOMER]);
	assert_true(p->in_system[MENU_CUSTOMER]);
	assert_false(p->in_system[MENU_ADMINISTRATOR]);
	assert_true(page_find("dashboard")->in_menu[MENU_DASHBOARD]);
	assert_false(p->in_menu[MENU_DASHBOARD]);
}

static void actions_have_class_right_and_words(void **state)
{
	const struct page *p = page_find("orders");
	const struct action *release = action_find(p, "release");

	(void)state;
	assert_int_equal(p->action_count, 5);
	assert_string_equal(release->right, "approve");
	assert_string_equal(release->label.text[SWEDISH], "Släpp");
	assert_true(release->on_row);
	assert_ptr_equal(release->class, class_find("orders"));
	assert_true(action_find(p, "update")->on_row);
	assert_false(action_find(p, "create")->on_row);
	assert_null(action_find(p, "read")->right);
	assert_false(action_find(page_find("picks"), "next")->on_row);
	assert_null(action_find(p, "import"));
	assert_int_equal(page_find("dashboard")->action_count, 0);
}

static void classes_are_held_by_levels(void **state)
{
	(void)state;
	assert_true(class_find("orders")->held[LEVEL_RESELLER]);
	assert_false(class_find("orders")->held[LEVEL_SUPPLIER]);
	assert_null(class_find("nothing"));
}

/* A1, A3 */
static void levels_and_menus_are_those_of_the_documents(void **state)
{
	(void)state;
	assert_int_equal(LEVELS, 8);
	assert_int_equal(MENU_DASHBOARD, 6);
	for (int i = 0; i < LEVELS; i++)
		assert_false(str_empty(levels[i].label.text[SWEDISH]));
	assert_string_equal(levels[LEVEL_WAREHOUSE].label.text[SWEDISH], "Lagerarbetare");
	assert_int_equal(menus[MENU_CUSTOMER_EXTENDED].level, LEVEL_CUSTOMER);
	assert_string_equal(menus[MENU_CUSTOMER_EXTENDED].label.text[ENGLISH], "Order handling, statistics and purchase order");
}

static void screens_are_read_to_their_pages(void **state)
{
	const struct view *list = page_find("orders")->view, *stock = page_find("stock")->view;
	const struct view *task = page_find("picks")->view, *form = page_find("password")->view;

	(void)state;
	assert_int_equal(list->kind, VIEW_LIST);
	assert_int_equal(list->column_count, 4);
	assert_string_equal(list->columns[3]->name, "rows_count");
	assert_string_equal(list->jumps[0], "stock");
	assert_string_equal(stock->resource->id, "article-items");
	assert_int_equal(stock->fixed[0].value.number, 1);
	assert_int_equal(task->kind, VIEW_TASK);
	assert_string_equal(task->lead->name, "rows");
	assert_string_equal(task->take, "take");
	assert_null(task->fills[0].from);
	assert_string_equal(task->fills[1].from->name, "article");
	assert_string_equal(task->finish->id, "stage");
	assert_string_equal(task->finish_steps[0].ask->name, "to_location");
	assert_true(task->steps[0].confirm);
	assert_string_equal(task->steps[1].suggest, "left");
	assert_true(form->form_fields[0].secret);
	assert_int_equal(form->form_fields[0].max, 128);
	assert_false(form->form_fields[1].secret);
	assert_null(page_find("dashboard")->view);
	task = page_find("receive")->view;
	assert_null(task->resource);
	assert_string_equal(task->steps[1].when, "asks_batch");
	assert_string_equal(task->steps[3].unless, "placed");
	assert_true(task->steps[4].optional);
}

static void a_list_says_how_its_rows_are_written(void **state)
{
	const struct view *v = page_find("workers")->view;

	(void)state;
	assert_int_equal(v->form_count, 4);
	assert_string_equal(v->form[0]->name, "level");
	assert_ptr_equal(v->form[3], field_find(v->resource, "goods_owners"));
	assert_int_equal(v->extra_count, 1);
	assert_true(v->extras[0].secret);
	assert_int_equal(v->order_count, 5);
	assert_string_equal(v->order[3], "password");
	assert_int_equal(v->when_count, 1);
	assert_string_equal(v->whens[0].field, "customer");
	assert_ptr_equal(v->whens[0].other, field_find(v->resource, "level"));
	assert_string_equal(v->whens[0].values[0], "reseller");
	assert_int_equal(v->asks[0].field_count, 1);
	assert_string_equal(v->asks[0].action, "token");
	assert_string_equal(v->parts[0].rows->name, "visits");
	assert_string_equal(v->parts[0].action, "end-visit");
	assert_string_equal(v->links[0], "password");
	assert_true(v->single && v->own);
	assert_string_equal(v->note.text[SWEDISH], "Se upp");
}

static void a_form_not_described_has_all_that_a_person_sets(void **state)
{
	const struct view *v = page_find("orders")->view;

	(void)state;
	assert_int_equal(v->form_count, 5);
	assert_string_equal(v->form[0]->name, "goods_owner");
	assert_string_equal(v->form[4]->name, "reference");
	assert_int_equal(v->order_count, 5);
	assert_string_equal(v->order[4], "reference");
	assert_false(v->single || v->own);
	assert_null(v->note.text[ENGLISH]);
}

static void a_dashboard_is_of_tiles(void **state)
{
	const struct view *v = page_find("house")->view;

	(void)state;
	assert_int_equal(v->kind, VIEW_DASHBOARD);
	assert_int_equal(v->tile_count, 2);
	assert_string_equal(v->tiles[0].page, "orders");
	assert_string_equal(v->tiles[1].label.text[SWEDISH], "Öppna");
	assert_null(v->tiles[1].page);
}

#define ACTIONS "src/model/actions.tsv"
#define ACTION_HEAD "page\taction\tclass\tright\tlabel_en\tlabel_sv\ton\n"
#define CLASSES "src/model/classes.tsv"
#define CLASS_HEAD "class\tadministrator\twarehouse\tcustomer\tapi\tautomation\treseller\tsupplier\tdashboard\n"
#define LIST "screens/x/orders.json"
#define TASK "screens/warehouse/receive.json"
#define WORKERS "screens/system/workers.json"
#define HOUSE "screens/system/house.json"
#define NOTE "{\"name\":\"note\",\"type\":\"text\",\"label\":[\"Note\",\"Notering\"]}"
#define STEPS "{\"kind\":\"task\",\"send\":\"receive\",\"steps\":["

static const struct {
	const char *path, *text, *mistake;
} mistakes[] = {
	{ACTIONS, NULL, "no such file"},
	{ACTIONS, "page\taction\n", "column 3"},
	{ACTIONS, ACTION_HEAD "orders\tread\torders\t-\t-\t-\n", "6 cells"},
	{ACTIONS, ACTION_HEAD "nothing\tread\torders\t-\t-\t-\t-\n", "no page \"nothing\""},
	{ACTIONS, ACTION_HEAD "orders\tread\tbosses\t-\t-\t-\t-\n", "unknown class \"bosses\""},
	{ACTIONS, ACTION_HEAD "orders\tread|read\torders\t-\t-\t-\t-\n", "twice"},
	{ACTIONS, ACTION_HEAD "orders\tread\torders\town\t-\t-\t-\n", "unknown right \"own\""},
	{ACTIONS, ACTION_HEAD "orders\trelease\torders\t-\tRelease\t-\trow\n", "no label"},
	{ACTIONS, ACTION_HEAD "orders\trelease\torders\t-\tRelease\tSläpp\t-\n", "row"},
	{ACTIONS, ACTION_HEAD "orders\tRelease\torders\t-\tRelease\tSläpp\trow\n", "not a name of an action"},
	{CLASSES, CLASS_HEAD "orders\tyes\tyes\tyes\tno\tno\tyes\tno\tmaybe\n", "maybe"},
	{CLASSES, CLASS_HEAD "a\tyes\tyes\tyes\tno\tno\tyes\tno\tno\na\tyes\tyes\tyes\tno\tno\tyes\tno\tno\n", "twice"},
	{"src/model/pages.tsv", "id\tsection\tsection_sv\tsubsection\tsubsection_sv\tname\tname_sv\norder-statuses\ta\ta\t\t\ta\ta\n", "column 6"},
	{"screens/x/nothing.json", "{\"kind\":\"menu\"}", "no page \"nothing\""},
	{LIST, "{\"kind\":\"menu\"}", "has a screen already"},
	{"screens/order/orders.json", "{\"kind\":\"table\"}", "unknown kind of screen \"table\""},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"width\":80}", "unknown member \"width\""},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"resource\":\"things\"}", "unknown resource \"things\""},
	{"screens/stock.json", "{\"kind\":\"list\"}", "unknown resource \"stock\""},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"columns\":[\"colour\"]}", "no field \"colour\""},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"columns\":[\"rows\"]}", "\"rows\" is a list"},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"filters\":[\"rows_count\"]}", "one cannot filter"},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"filter\":{\"customer\":1}}", "\"customer\" is no bool"},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"filter\":{\"open\":\"yes\"}}", "not a value of \"open\""},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"jumps\":[\"moon\"]}", "no page \"moon\""},
	{"screens/order/orders.json", "{\"kind\":\"list\",\"task\":\"moon\"}", "no page \"moon\""},
	{"screens/system/password.json", "{\"kind\":\"form\",\"fields\":[]}", "without \"action\""},
	{"screens/system/password.json", "{\"kind\":\"form\",\"action\":\"fly\",\"fields\":[]}", "no action \"fly\""},
	{"screens/system/password.json", "{\"kind\":\"form\",\"action\":\"change\",\"fields\":[]}", "without \"fields\""},
	{"screens/system/password.json", "{\"kind\":\"text\"}", "without \"text\""},
	{WORKERS, "{\"kind\":\"list\",\"form\":[\"colour\"]}", "no field \"colour\""},
	{WORKERS, "{\"kind\":\"list\",\"form\":[\"login\",\"login\"]}", "\"login\" twice"},
	{WORKERS, "{\"kind\":\"list\",\"form\":[\"seen\"]}", "\"seen\" cannot be set"},
	{WORKERS, "{\"kind\":\"list\",\"form\":[\"visits\"]}", "\"visits\" cannot be set"},
	{WORKERS, "{\"kind\":\"list\",\"form\":[\"login\"],\"extra\":[" NOTE "]}", "not in \"form\""},
	{WORKERS, "{\"kind\":\"list\",\"extra\":[" NOTE "," NOTE "]}", "\"note\" twice"},
	{WORKERS, "{\"kind\":\"list\",\"extra\":7}", "not a list"},
	{WORKERS, "{\"kind\":\"list\",\"extra\":[{\"name\":\"login\",\"type\":\"text\",\"label\":[\"a\",\"b\"]}]}", "has a field \"login\""},
	{WORKERS, "{\"kind\":\"list\",\"extra\":[{\"name\":\"x\",\"type\":\"bool\",\"secret\":true,\"label\":[\"a\",\"b\"]}]}", "\"secret\" does not go"},
	{WORKERS, "{\"kind\":\"list\",\"extra\":[{\"name\":\"x\",\"type\":\"rows\",\"of\":\"orders\"}]}", "type rows is for resources"},
	{WORKERS, "{\"kind\":\"list\",\"when\":[]}", "\"when\": not an object"},
	{WORKERS, "{\"kind\":\"list\",\"when\":{\"colour\":{\"level\":[\"reseller\"]}}}", "no field \"colour\""},
	{WORKERS, "{\"kind\":\"list\",\"when\":{\"home\":{\"login\":[\"x\"]}}}", "\"login\" is no choice or bool"},
	{WORKERS, "{\"kind\":\"list\",\"when\":{\"level\":{\"level\":[\"reseller\"]}}}", "\"level\" is no choice or bool"},
	{WORKERS, "{\"kind\":\"list\",\"when\":{\"home\":{\"level\":[\"boss\"]}}}", "not a value of \"level\": \"boss\""},
	{WORKERS, "{\"kind\":\"list\",\"when\":{\"home\":{\"level\":[]}}}", "home: no values"},
	{WORKERS, "{\"kind\":\"list\",\"when\":{\"home\":\"level\"}}", "not {field: [values]}"},
	{WORKERS, "{\"kind\":\"list\",\"ask\":{\"fly\":[" NOTE "]}}", "no action \"fly\""},
	{WORKERS, "{\"kind\":\"list\",\"ask\":{\"token\":[]}}", "token: no fields"},
	{WORKERS, "{\"kind\":\"list\",\"ask\":[]}", "\"ask\": not an object"},
	{WORKERS, "{\"kind\":\"list\",\"tell\":{\"fly\":[" NOTE "]}}", "no action \"fly\""},
	{WORKERS, "{\"kind\":\"list\",\"tell\":{\"token\":[]}}", "\"tell\": token: no fields"},
	{WORKERS, "{\"kind\":\"list\",\"parts\":{\"login\":\"end-visit\"}}", "no rows field \"login\""},
	{WORKERS, "{\"kind\":\"list\",\"parts\":{\"visits\":\"fly\"}}", "no action \"fly\""},
	{WORKERS, "{\"kind\":\"list\",\"parts\":{\"visits\":7}}", "no action \"\""},
	{WORKERS, "{\"kind\":\"list\",\"parts\":{\"visits\":\"review\"}}", "\"review\" is not done on a row"},
	{WORKERS, "{\"kind\":\"list\",\"links\":[\"moon\"]}", "no page \"moon\""},
	{WORKERS, "{\"kind\":\"list\",\"single\":1}", "\"single\": not true or false"},
	{WORKERS, "{\"kind\":\"list\",\"own\":\"yes\"}", "\"own\": not true or false"},
	{WORKERS, "{\"kind\":\"list\",\"note\":\"Mind the gap\"}", "\"note\": no label [English, Swedish]"},
	{WORKERS, "{\"kind\":\"list\",\"note\":[\"Mind the gap\",\"\"]}", "\"note\": no label in Swedish"},
	{WORKERS, "{\"kind\":\"list\",\"tiles\":[]}", "unknown member \"tiles\""},
	{WORKERS, "{\"kind\":\"list\",\"resource\":\"visits\"}", "\"visits\" is kept elsewhere"},
	{WORKERS, "{\"kind\":\"list\",\"filter\":{\"goods_owners\":1}}", "\"goods_owners\" is no bool"},
	{HOUSE, "{\"kind\":\"dashboard\"}", "without \"tiles\""},
	{HOUSE, "{\"kind\":\"dashboard\",\"tiles\":[]}", "without \"tiles\""},
	{HOUSE, "{\"kind\":\"dashboard\",\"tiles\":[{\"name\":\"Late\",\"label\":[\"a\",\"b\"]}]}", "not a name: \"Late\""},
	{HOUSE, "{\"kind\":\"dashboard\",\"tiles\":[{\"name\":\"late\"}]}", "late: no label"},
	{HOUSE, "{\"kind\":\"dashboard\",\"tiles\":[{\"name\":\"late\",\"label\":[\"a\",\"b\"],\"page\":\"moon\"}]}", "no page \"moon\""},
	{HOUSE, "{\"kind\":\"dashboard\",\"tiles\":[{\"name\":\"late\",\"label\":[\"a\",\"b\"],\"colour\":1}]}", "unknown member \"colour\""},
	{HOUSE, "{\"kind\":\"dashboard\",\"tiles\":[{\"name\":\"late\",\"label\":[\"a\",\"b\"]},{\"name\":\"late\",\"label\":[\"a\",\"b\"]}]}", "\"late\" twice"},
	{TASK, "{\"kind\":\"task\",\"steps\":[]}", "without \"send\""},
	{TASK, "{\"kind\":\"task\",\"send\":\"fly\",\"steps\":[]}", "unknown kind \"fly\""},
	{TASK, "{\"kind\":\"task\",\"send\":\"receive\",\"steps\":[]}", "without \"steps\""},
	{TASK, STEPS "{\"ask\":\"wings\"}]}", "no field \"wings\""},
	{TASK, STEPS "{\"ask\":\"batch\",\"if\":\"tired\"}]}", "no fact \"tired\""},
	{TASK, STEPS "{\"ask\":\"batch\",\"scan\":[\"gs1 X\"]}]}", "unknown scan \"gs1 X\""},
	{TASK, STEPS "{\"ask\":\"batch\",\"colour\":1}]}", "unknown member \"colour\""},
	{TASK, STEPS "{\"ask\":\"batch\"}],\"again\":\"article\"}", "no step asks for \"article\""},
	{TASK, STEPS "{\"ask\":\"batch\"}],\"take\":\"fly\"}", "no action \"fly\""},
	{TASK, STEPS "{\"ask\":\"batch\"}],\"rows\":\"rows\"}", "no rows field"},
	{TASK, STEPS "{\"ask\":\"batch\"}],\"fill\":{\"batch\":\"id\"}}", "no row is in hand"},
	{TASK, STEPS "{\"ask\":\"batch\"}],\"finish_steps\":[{\"ask\":\"batch\"}]}", "nothing is sent"},
	{TASK, STEPS "{\"ask\":\"batch\"}],\"columns\":[\"batch\"]}", "no resource"},
	{TASK, STEPS "{\"ask\":\"batch\"}],\"resource\":\"orders\",\"fill\":{\"colour\":\"id\"}}", "no field \"colour\""},
	{TASK, STEPS "{\"ask\":\"batch\"}],\"resource\":\"orders\",\"fill\":{\"batch\":\"colour\"}}", "no field \"colour\""},
};

static void a_mistake_is_named_with_its_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct arena *a = arena_new();
		struct error e = {0};
		size_t n;
		const struct embed *files = fixture_with(a, mistakes[i].path, mistakes[i].text, &n);

		if (fixture_load(files, n, &e) || !strstr(e.detail, mistakes[i].mistake))
			fail_msg("%zu: %s, not \"%s\"", i, e.detail, mistakes[i].mistake);
		assert_int_equal(e.code, ERR_SCREEN_FILE);
		assert_string_equal(e.field, mistakes[i].path);
		assert_null(page_at(0));
		arena_free(&a);
	}
	fixture_must_load();
}

static void a_file_of_the_site_is_read_by_itself(void **state)
{
	const char text[] = "{\"kind\":\"list\",\"columns\":[\"reference\",\"number\"]}";
	struct arena *a = arena_new();
	struct error e = {0};
	struct view *v = view_read(a, "/etc/wmsterm/screens/orders.json", "orders", text, strlen(text), &e);

	(void)state;
	assert_non_null(v);
	assert_string_equal(v->columns[0]->name, "reference");
	assert_string_equal(v->file, "/etc/wmsterm/screens/orders.json");
	assert_null(view_read(a, "/home/somebody/with/a/very/long/path/to/the/screens/orders.json", "orders", "{}", 2, &e));
	assert_non_null(strstr(e.field, "screens/orders.json"));
	arena_free(&a);
}

static void the_products_own_pages_load(void **state)
{
	struct error e = {0};

	(void)state;
	if (embed_find("src/model/actions.tsv") && (!model_load(&e) || !kinds_load(&e) || !pages_load(&e)))
		fail_msg("%s: %s", e.field, e.detail);
	fixture_must_load();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_stand_in_the_catalogues_order),
		cmocka_unit_test(menus_are_as_the_catalogue_says),
		cmocka_unit_test(actions_have_class_right_and_words),
		cmocka_unit_test(classes_are_held_by_levels),
		cmocka_unit_test(levels_and_menus_are_those_of_the_documents),
		cmocka_unit_test(screens_are_read_to_their_pages),
		cmocka_unit_test(a_list_says_how_its_rows_are_written),
		cmocka_unit_test(a_form_not_described_has_all_that_a_person_sets),
		cmocka_unit_test(a_dashboard_is_of_tiles),
		cmocka_unit_test(a_mistake_is_named_with_its_file),
		cmocka_unit_test(a_file_of_the_site_is_read_by_itself),
		cmocka_unit_test(the_products_own_pages_load),
	};

	return cmocka_run_group_tests(tests, load_fixture, NULL);
}
