/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "lib/fixture.h"
#include "model/kind.h"

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

static void a_kind_says_its_postings(void **state)
{
	const struct kind *receive = kind_find("receive"), *pick = kind_find("pick"), *stage = kind_find("stage");

	(void)state;
	assert_true(receive->posts);
	assert_true(receive->from_nowhere);
	assert_false(receive->to_nowhere);
	assert_string_equal(receive->to.location->name, "location");
	assert_string_equal(receive->to.load_carrier->name, "load_carrier");
	assert_null(receive->from.location);
	assert_null(receive->order);
	assert_string_equal(pick->order->name, "order");
	assert_string_equal(pick->claims->name, "order_row");
	assert_string_equal(pick->from.location->name, "location");
	assert_null(pick->to.location);
	assert_false(stage->posts);
	assert_true(stage->whole);
}

static void a_kind_says_who_may_and_what_is_tested(void **state)
{
	const struct kind *receive = kind_find("receive"), *pick = kind_find("pick");

	(void)state;
	assert_string_equal(receive->privilege, "receive");
	assert_int_equal(receive->page_count, 1);
	assert_string_equal(receive->pages[0], "receive");
	assert_int_equal(receive->fact_count, 2);
	assert_string_equal(receive->facts[1], "placed");
	assert_null(receive->rules);
	assert_string_equal(pick->rules, "pick");
	assert_true(kind_field(pick, "quantity")->required);
	assert_null(kind_field(pick, "nothing"));
	assert_null(kind_find("nothing"));
	assert_ptr_equal(kind_at(0), pick);
	assert_null(kind_at(3));
}

#define COUNT "src/model/transactions/count.json"
#define HEAD "{\"name\":[\"Count\",\"Inventera\"],\"fields\":[" \
	"{\"name\":\"location\",\"type\":\"ref\",\"to\":\"locations\"},{\"name\":\"article\",\"type\":\"ref\",\"to\":\"articles\"}]"

static const struct {
	const char *path, *text, *mistake;
} mistakes[] = {
	{COUNT, "nonsense", "byte"},
	{COUNT, "{\"name\":[\"Count\",\"Inventera\"]}", "\"fields\""},
	{COUNT, HEAD ",\"posts\":1}", "unknown member \"posts\""},
	{COUNT, HEAD ",\"post\":{\"from\":null}}", "no \"to\""},
	{COUNT, HEAD ",\"post\":{\"from\":null,\"to\":null}}", "nowhere"},
	{COUNT, HEAD ",\"post\":{\"from\":null,\"to\":[]}}", "empty"},
	{COUNT, HEAD ",\"post\":{\"from\":null,\"to\":[\"article\"]}}", "neither a location"},
	{COUNT, HEAD ",\"post\":{\"from\":null,\"to\":[\"location\"],\"via\":1}}", "unknown member \"via\""},
	{COUNT, HEAD ",\"order\":\"order\"}", "no ref \"order\""},
	{COUNT, HEAD ",\"claims\":7}", "\"claims\""},
	{COUNT, HEAD ",\"facts\":[\"Over\"]}", "not a name of a fact"},
	{COUNT, HEAD ",\"facts\":[\"over\",\"over\"]}", "twice"},
	{COUNT, HEAD ",\"privilege\":\"x y\"}", "privilege"},
	{COUNT, HEAD ",\"whole\":\"yes\"}", "\"whole\""},
	{COUNT, "{\"name\":[\"Count\",\"Inventera\"],\"fields\":[{\"name\":\"r\",\"type\":\"rows\",\"of\":\"orders\"}]}", "for resources"},
	{COUNT, "{\"name\":[\"Count\",\"Inventera\"],\"fields\":[{\"name\":\"a\",\"type\":\"code\",\"label\":[\"a\",\"b\"]},"
		"{\"name\":\"a\",\"type\":\"code\",\"label\":[\"a\",\"b\"]}]}", "twice"},
	{"src/model/transactions/Count.json", HEAD "}", "not a name of a kind"},
	{"src/model/transactions/count", HEAD "}", ".json"},
};

static void a_mistake_is_named_with_its_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct arena *a = arena_new();
		struct error e = {0};
		size_t n;
		const struct embed *files = fixture_with(a, mistakes[i].path, mistakes[i].text, &n);

		assert_false(kinds_load_files(files, n, &e));
		if (!strstr(e.detail, mistakes[i].mistake))
			fail_msg("%zu: %s, not \"%s\"", i, e.detail, mistakes[i].mistake);
		assert_string_equal(e.field, mistakes[i].path);
		assert_null(kind_at(0));
		arena_free(&a);
	}
	fixture_must_load();
}

static void a_kind_of_no_page_is_refused(void **state)
{
	struct arena *a = arena_new();
	struct error e = {0};
	size_t n;
	const struct embed *files = fixture_with(a, COUNT, HEAD ",\"pages\":[\"counting\"]}", &n);

	(void)state;
	assert_false(fixture_load(files, n, &e));
	assert_string_equal(e.field, "count");
	assert_non_null(strstr(e.detail, "counting"));
	fixture_must_load();
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kind_says_its_postings),
		cmocka_unit_test(a_kind_says_who_may_and_what_is_tested),
		cmocka_unit_test(a_mistake_is_named_with_its_file),
		cmocka_unit_test(a_kind_of_no_page_is_refused),
	};

	return cmocka_run_group_tests(tests, load_fixture, NULL);
}
