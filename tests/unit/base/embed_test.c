/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/embed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* In place of the table that the Makefile makes. */
const struct embed embed_table[] = {
	{"keymaps/default", "k", 1},
	{"screens/a.json", "{}", 2},
	{"screens/a/x.json", "", 0},
	{"screens/b.json", "[1]", 3},
	{"src/model/pages.tsv", "p\tq", 3},
};
const size_t embed_count = sizeof embed_table / sizeof *embed_table;

static void every_file_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < embed_count; i++)
		assert_ptr_equal(embed_find(embed_table[i].path), &embed_table[i]);
}

static void other_names_are_not_found(void **state)
{
	static const char *const others[] = {"", "a", "screens", "screens/", "screens/a.jso", "screens/a.jsonx", "zzz", "keymaps/default/"};

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_null(embed_find(others[i]));
}

static void those_under_a_folder_stand_together(void **state)
{
	size_t n = 99;

	(void)state;
	assert_ptr_equal(embed_under("screens/", &n), &embed_table[1]);
	assert_int_equal(n, 3);
	assert_ptr_equal(embed_under("", &n), &embed_table[0]);
	assert_int_equal(n, 5);
	assert_ptr_equal(embed_under("src/", &n), &embed_table[4]);
	assert_int_equal(n, 1);
	assert_null(embed_under("screens/c", &n));
	assert_int_equal(n, 0);
	assert_null(embed_under("zzz", &n));
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_found),
		cmocka_unit_test(other_names_are_not_found),
		cmocka_unit_test(those_under_a_folder_stand_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
