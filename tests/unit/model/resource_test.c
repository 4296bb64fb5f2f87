/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"
#include "lib/fixture.h"
#include "model/resource.h"

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

static void a_resource_is_what_its_file_says(void **state)
{
	const struct resource *r = resource_find("orders");

	(void)state;
	assert_non_null(r);
	assert_string_equal(r->table, "orders");
	assert_string_equal(r->name.text[SWEDISH], "Order");
	assert_string_equal(r->key->name, "number");
	assert_int_equal(r->lead, SCOPE_GOODS_OWNER);
	assert_string_equal(r->scope[SCOPE_CONSIGNEE]->name, "customer");
	assert_null(r->scope[SCOPE_SUPPLIER]);
	assert_int_equal(r->sort_count, 3);
	assert_true(r->newest_first);
	assert_string_equal(r->rules, "order");
	assert_int_equal(field_find(r, "number")->max, 30);
	assert_int_equal(field_find(r, "number")->set, SET_SERIES);
	assert_true(field_find(r, "number")->folded);
	assert_false(field_find(r, "reference")->folded);
	assert_string_equal(field_find(r, "customer")->label.text[ENGLISH], "Customer");
	assert_null(resource_find("nothing"));
	assert_null(field_find(r, "nothing"));
}

static void tables_have_underscores(void **state)
{
	(void)state;
	assert_string_equal(resource_find("article-items")->table, "article_items");
}

static void own_scope_is_no_field(void **state)
{
	const struct resource *r = resource_find("customers");

	(void)state;
	assert_int_equal(r->own_scope, SCOPE_CONSIGNEE);
	assert_int_equal(r->lead, SCOPE_GOODS_OWNER);
	assert_int_equal(resource_find("warehouses")->lead, -1);
	assert_int_equal(resource_find("articles")->own_scope, -1);
}

static void registers_are_like_each_other(void **state)
{
	const struct resource *r = resource_find("order-statuses"), *units = resource_find("units");

	(void)state;
	assert_string_equal(r->name.text[SWEDISH], "Orderstatusar");
	assert_string_equal(units->name.text[SWEDISH], "Enhet");
	assert_int_equal(r->field_count, 6);
	assert_string_equal(r->fields[5].name, "number");
	assert_int_equal(units->field_count, 5);
	assert_true(units->replica);
	assert_false(r->replica);
	assert_string_equal(r->titles[SWEDISH]->name, "name_sv");
	assert_string_equal(field_find(r, "active")->fallback, "1");
}

static void rows_and_sums_know_their_way_back(void **state)
{
	const struct resource *articles = resource_find("articles"), *items = resource_find("article-items");
	const struct field *sum = field_find(articles, "in_stock"), *count = field_find(articles, "places");

	(void)state;
	assert_ptr_equal(sum->sum->of, items);
	assert_string_equal(sum->sum->field->name, "quantity");
	assert_string_equal(sum->sum->where->name, "in_stock");
	assert_int_equal(sum->sum->equals.number, 1);
	assert_string_equal(field_find(articles, "locked")->sum->equals.text, "locked");
	assert_null(count->sum->field);
	assert_string_equal(field_find(articles, "items")->back, "article");
	assert_int_equal(items->index_count, 1);
	assert_string_equal(items->index[0]->name, "article");
	assert_int_equal(resource_find("order-rows")->index_count, 2);
}

static void what_is_unique_stands_in_one_list(void **state)
{
	const struct resource *r = resource_find("articles"), *items = resource_find("article-items");

	(void)state;
	assert_int_equal(r->unique_count, 1);
	assert_int_equal(r->uniques[0].count, 2);
	assert_string_equal(r->uniques[0].fields[0]->name, "goods_owner");
	assert_string_equal(r->uniques[0].fields[1]->name, "number");
	assert_int_equal(items->uniques[0].count, 5);
	assert_string_equal(field_find(items, "quantity")->fallback, "1000");
	assert_string_equal(field_find(items, "state")->fallback, "'free'");
}

static void sets_and_what_is_kept_elsewhere_are_read(void **state)
{
	const struct resource *r = resource_find("workers");
	const struct field *set = field_find(r, "units");

	(void)state;
	assert_int_equal(set->type, TYPE_REFS);
	assert_string_equal(set->to->id, "units");
	assert_string_equal(set->label.text[SWEDISH], "Enhet");
	assert_int_equal(set->set, SET_CREATE);
	assert_true(field_find(r, "goods_owners")->required);
	assert_true(field_find(r, "seen")->quiet);
	assert_false(field_find(r, "login")->quiet);
	assert_true(resource_find("visits")->outside);
	assert_false(r->outside);
}

#define ZONE "src/model/resources/zones.json"
#define HEAD "{\"name\":[\"Zone\",\"Zon\"],\"key\":\"code\","
#define CODE "{\"name\":\"code\",\"type\":\"code(20)\",\"label\":[\"Code\",\"Kod\"]}"
#define SET "{\"name\":\"set\",\"type\":\"refs\",\"to\":\"units\"}"

/* A description, and a word of the mistake that must be found in it. */
static const struct {
	const char *path, *text, *mistake;
} mistakes[] = {
	{ZONE, "{", "byte"},
	{ZONE, "[]", "not an object"},
	{ZONE, HEAD "\"fields\":[" CODE "],\"colour\":1}", "unknown member \"colour\""},
	{ZONE, "{\"name\":[\"Zone\"],\"key\":\"code\",\"fields\":[" CODE "]}", "label"},
	{ZONE, "{\"name\":[\"Zone\",\"\"],\"key\":\"code\",\"fields\":[" CODE "]}", "Swedish"},
	{ZONE, "{\"key\":\"code\",\"fields\":[" CODE "]}", "label"},
	{ZONE, "{\"name\":[\"Zone\",\"Zon\"],\"fields\":[" CODE "]}", "\"key\""},
	{ZONE, HEAD "\"fields\":[]}", "no fields"},
	{ZONE, HEAD "\"fields\":[{\"name\":\"code\",\"type\":\"kode\",\"label\":[\"a\",\"b\"]}]}", "unknown type \"kode\""},
	{ZONE, HEAD "\"fields\":[{\"name\":\"code\",\"type\":\"code(x)\",\"label\":[\"a\",\"b\"]}]}", "limit"},
	{ZONE, HEAD "\"fields\":[{\"name\":\"code\",\"type\":\"integer(5)\",\"label\":[\"a\",\"b\"]}]}", "limit"},
	{ZONE, HEAD "\"fields\":[{\"name\":\"code\",\"type\":\"code\"}]}", "no label"},
	{ZONE, HEAD "\"fields\":[{\"name\":\"Code\",\"type\":\"code\",\"label\":[\"a\",\"b\"]}]}", "not a name of a field"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"id\",\"type\":\"integer\",\"label\":[\"a\",\"b\"]}]}", "cannot be called \"id\""},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"a_fold\",\"type\":\"integer\",\"label\":[\"a\",\"b\"]}]}", "a_fold"},
	{ZONE, HEAD "\"fields\":[" CODE "," CODE "]}", "twice"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"ref\",\"to\":\"nowhere\"}]}", "unknown resource \"nowhere\""},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"code\",\"to\":\"zones\",\"label\":[\"a\",\"b\"]}]}", "does not go"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"choice\",\"label\":[\"a\",\"b\"]}]}", "no choices"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"choice\",\"of\":[[\"a\",\"A\"]],\"label\":[\"a\",\"b\"]}]}", "a choice is"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"choice\",\"of\":[\"a\",\"a\"],\"label\":[\"a\",\"b\"]}]}", "twice"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"bool\",\"default\":7,\"label\":[\"a\",\"b\"]}]}", "not a default"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"bool\",\"set\":\"now\",\"label\":[\"a\",\"b\"]}]}", "\"set\""},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"bool\",\"required\":1,\"label\":[\"a\",\"b\"]}]}", "\"required\""},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"bool\",\"secret\":true,\"label\":[\"a\",\"b\"]}]}", "unknown member"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"rows\",\"of\":\"orders\",\"by\":\"customer\"}]}", "no ref"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"rows\",\"of\":\"orders\"}]}", "no ref"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"refs\",\"to\":\"nowhere\"}]}", "unknown resource \"nowhere\""},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"refs\"}]}", "unknown resource"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"refs\",\"to\":\"units\",\"default\":[]}]}", "does not go"},
	{ZONE, HEAD "\"fields\":[" CODE "," SET ",{\"name\":\"x\",\"type\":\"bool\",\"unique\":\"set\",\"label\":[\"a\",\"b\"]}]}", "within no field"},
	{ZONE, HEAD "\"fields\":[" CODE "," SET "],\"sort\":[\"set\"]}", "cannot sort by set"},
	{ZONE, HEAD "\"fields\":[" CODE "," SET "],\"find\":[\"set\"]}", "cannot search in set"},
	{ZONE, HEAD "\"fields\":[" CODE "," SET "],\"unique\":[\"set\"]}", "no such field \"set\""},
	{ZONE, HEAD "\"fields\":[" CODE "," SET "],\"index\":[\"set\"]}", "set has no column"},
	{ZONE, HEAD "\"fields\":[" CODE "," SET "],\"index\":[[\"code\",\"set\"]]}", "set has no column"},
	{ZONE, HEAD "\"fields\":[" CODE "],\"index\":[[\"code\"]]}", "2 to 8 fields"},
	{ZONE, HEAD "\"fields\":[" CODE "],\"index\":[[\"code\",\"name\"]]}", "no such field"},
	{ZONE, HEAD "\"fields\":[" CODE "],\"index\":\"code\"}", "not a list"},
	{ZONE, HEAD "\"fields\":[" CODE "," SET "],\"replica\":true}", "set: type refs does not go with \"replica\""},
	{"src/model/resources/article.json", HEAD "\"fields\":[" CODE ",{\"name\":\"items\",\"type\":\"refs\",\"to\":\"units\"}]}", "there is a table \"article_items\""},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"ref\",\"to\":\"visits\"}]}", "visits is kept elsewhere"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"refs\",\"to\":\"visits\"}]}", "visits is kept elsewhere"},
	{ZONE, HEAD "\"fields\":[" CODE "],\"outside\":true,\"replica\":true}", "\"outside\" goes with no replica"},
	{ZONE, HEAD "\"fields\":[" CODE "],\"outside\":1}", "\"outside\": not true"},
	{ZONE, HEAD "\"fields\":[" CODE ",{\"name\":\"x\",\"type\":\"bool\",\"quiet\":1,\"label\":[\"a\",\"b\"]}]}", "\"quiet\": not true"},
	{"src/model/resources/visits.json", HEAD "\"outside\":true,\"fields\":[" CODE ",{\"name\":\"worker\",\"type\":\"ref\",\"to\":\"workers\"},"
		"{\"name\":\"x\",\"type\":\"rows\",\"of\":\"article-items\",\"by\":\"article\"}]}", "does not go with \"outside\""},
	{ZONE, HEAD "\"fields\":[" CODE "],\"scope\":{\"country\":\"code\"}}", "unknown scope \"country\""},
	{ZONE, HEAD "\"fields\":[" CODE "],\"scope\":{\"warehouse\":\"code\"}}", "no ref"},
	{ZONE, HEAD "\"fields\":[" CODE "],\"sort\":[\"colour\"]}", "no field \"colour\""},
	{ZONE, HEAD "\"fields\":[" CODE "],\"sort\":[\"code\",\"code\"]}", "twice"},
	{ZONE, HEAD "\"fields\":[" CODE "],\"find\":[\"colour\"]}", "no field \"colour\""},
	{ZONE, HEAD "\"fields\":[" CODE "],\"unique\":[\"colour\"]}", "no such field \"colour\""},
	{ZONE, HEAD "\"fields\":[" CODE "],\"title\":\"colour\"}", "no such field \"colour\""},
	{ZONE, HEAD "\"fields\":[{\"name\":\"code\",\"type\":\"code\",\"unique\":\"colour\",\"label\":[\"a\",\"b\"]}]}", "colour"},
	{"src/model/resources/Zones.json", HEAD "\"fields\":[" CODE "]}", "not a name of a resource"},
	{"src/model/resources/zones.txt", HEAD "\"fields\":[" CODE "]}", ".json"},
	{"src/model/registers.json", "{}", "like"},
	{"src/model/registers.json", "{\"like\":{\"key\":\"code\",\"fields\":[" CODE "]},\"unheard\":{}}", "no page"},
	{"src/model/registers.json", "{\"like\":{\"key\":\"code\",\"fields\":[" CODE "]},\"orders\":{}}", "there is a resource"},
};

static void a_mistake_is_named_with_its_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct arena *a = arena_new();
		struct error e = {0};
		size_t n;
		const struct embed *files = fixture_with(a, mistakes[i].path, mistakes[i].text, &n);

		if (model_load_files(files, n, &e) || !strstr(e.detail, mistakes[i].mistake))
			fail_msg("%zu: %s, not \"%s\"", i, e.detail, mistakes[i].mistake);
		assert_int_equal(e.code, ERR_SCREEN_FILE);
		assert_string_equal(e.field, mistakes[i].path);
		assert_null(resource_at(0));
		arena_free(&a);
	}
	fixture_must_load();
}

static void the_products_own_descriptions_load(void **state)
{
	struct error e = {0};

	(void)state;
	if (!model_load(&e))
		fail_msg("%s: %s", e.field, e.detail);
	fixture_must_load();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_resource_is_what_its_file_says),
		cmocka_unit_test(tables_have_underscores),
		cmocka_unit_test(own_scope_is_no_field),
		cmocka_unit_test(registers_are_like_each_other),
		cmocka_unit_test(rows_and_sums_know_their_way_back),
		cmocka_unit_test(what_is_unique_stands_in_one_list),
		cmocka_unit_test(sets_and_what_is_kept_elsewhere_are_read),
		cmocka_unit_test(a_mistake_is_named_with_its_file),
		cmocka_unit_test(the_products_own_descriptions_load),
	};

	return cmocka_run_group_tests(tests, load_fixture, NULL);
}
