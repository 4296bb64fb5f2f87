/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/json.h"
#include "client/screen/show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct field goods_owners = {.name = "goods_owners", .type = TYPE_REFS, .label = {{"Goods owners", "Godsägare"}}};

static const struct {
	const char *row, *shown, *codes;
} sets[] = {
	{"{\"goods_owners\":[]}", "", ""},
	{"{}", "", ""},
	{"{\"goods_owners\":[{\"id\":1,\"code\":\"ABC\",\"name\":\"ABC Computers\"}]}", "1: ABC", "ABC"},
	{"{\"goods_owners\":[{\"id\":1,\"code\":\"ABC\",\"name\":\"a\"},{\"id\":2,\"code\":\"\",\"name\":\"Eva\"}]}", "2: ABC, Eva", "ABC, Eva"},
	{"{\"goods_owners\":[{\"id\":1,\"code\":\"ABC\",\"name\":\"a\"},{\"id\":2,\"code\":\"ECOMMERCE\",\"name\":\"b\"},"
	 "{\"id\":3,\"code\":\"ÅÄÖ-NORD\",\"name\":\"c\"}]}",
		"3: ABC, ECOMMERCE, ÅÄÖ-NORD", "ABC, ECOMMERCE, ÅÄÖ-NORD"},
};

static void a_set_is_shown_by_its_codes(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
		const struct json *row = json_parse(a, sets[i].row, strlen(sets[i].row), NULL);

		assert_string_equal(show_value(&goods_owners, row, ENGLISH, a), sets[i].shown);
		assert_string_equal(show_codes(json_get(row, "goods_owners"), a), sets[i].codes);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_is_shown_by_its_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
