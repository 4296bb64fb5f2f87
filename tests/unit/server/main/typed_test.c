/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/typed.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "model/page.h"
#include "server/main/install.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct view *users(void)
{
	return page_find("users")->view;
}

static void a_field_has_three_names(void **state)
{
	static const char *const words[][2] = {
		{"level", "level"}, {"Permission level", "level"}, {"behörighetsnivå", "level"}, {"GOODS OWNERS", "goods_owners"}, {"Lösenord", "password"},
	};
	static const char *const strange[] = {"", "king", "active", "last_login", "id", "rev", "level ;", "\xff", "account", "LEVEL;name", "\x1b[1m"};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_string_equal(typed_field(a, users(), words[i][0], NULL)->name, words[i][1]);
	for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
		struct error e = {0};

		if (typed_field(a, users(), strange[i], &e))
			fail_msg("%s is a field", strange[i]);
		assert_int_equal(e.code, ERR_UNKNOWN_FIELD);
	}
	arena_free(&a);
}

static void values_are_read_as_people_type_them(void **state)
{
	static const struct {
		const char *field, *text;
		bool cell;
		const char *json;
	} cases[] = {
		{"name", " Karin Ek ", false, "{\"name\":\"Karin Ek\"}"}, {"level", "Lagerarbetare", false, "{\"level\":\"warehouse\"}"},
		{"read_only", "ja", false, "{\"read_only\":true}"}, {"origin", "MAIN", false, "{\"origin\":\"MAIN\"}"},
		{"goods_owners", "ABC,ECOM", false, "{\"goods_owners\":[\"ABC\",\"ECOM\"]}"}, {"goods_owners", "", false, "{\"goods_owners\":[]}"},
		{"goods_owners", "A B,C;D", false, "{\"goods_owners\":[\"A B\",\"C;D\"]}"}, {"goods_owners", "A B,C; D\n", true, "{\"goods_owners\":[\"A\",\"B\",\"C\",\"D\"]}"},
		{"password", "-", true, "{\"password\":\"-\"}"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json *out = json_object(a);

		assert_true(typed_put(a, typed_field(a, users(), cases[i].field, NULL), cases[i].text, cases[i].cell, out, NULL));
		assert_string_equal(json_print(a, out), cases[i].json);
	}
	arena_free(&a);
}

static void what_cannot_be_is_refused(void **state)
{
	static const char *const cases[][2] = {
		{"level", "king"}, {"read_only", "perhaps"}, {"name", "a\x1b[31mb"}, {"name", "\xff"}, {"goods_owners", "A,\xff"}, {"origin", "\xc3"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json *out = json_object(a);
		struct error e = {0};

		if (typed_put(a, typed_field(a, users(), cases[i][0], NULL), cases[i][1], false, out, &e))
			fail_msg("%s was taken", cases[i][0]);
		assert_string_equal(e.field, cases[i][0]);
		assert_int_equal(json_len(out), 0);
	}
	arena_free(&a);
}

static void what_is_given_says_what_it_depends_on(void **state)
{
	static const char *const cases[][2] = {
		{"{\"warehouses\":[\"W\"]}", "{\"warehouses\":[\"W\"],\"all_warehouses\":false}"},
		{"{\"warehouses\":[]}", "{\"warehouses\":[]}"},
		{"{\"warehouses\":[\"W\"],\"all_warehouses\":true}", "{\"warehouses\":[\"W\"],\"all_warehouses\":true}"},
		{"{\"supplier\":\"S\"}", "{\"supplier\":\"S\",\"level\":\"supplier\"}"},
		{"{\"manages_users\":false}", "{\"manages_users\":false}"},
		{"{\"name\":\"x\"}", "{\"name\":\"x\"}"},
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct json *body = json_parse(a, cases[i][0], strlen(cases[i][0]), NULL);

		typed_imply(users(), body);
		assert_string_equal(json_print(a, body), cases[i][1]);
	}
	arena_free(&a);
}

static int load(void **state)
{
	struct error e = {0};

	(void)state;
	return install_model(&e) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_has_three_names),
		cmocka_unit_test(values_are_read_as_people_type_them),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(what_is_given_says_what_it_depends_on),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
