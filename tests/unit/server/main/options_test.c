/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/options.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void same(const struct config_option *o, const struct options *a, const struct options *b)
{
	const void *x = (const char *)a + o->offset, *y = (const char *)b + o->offset;

	if (o->type == CONFIG_INT)
		assert_int_equal(*(const int *)x, *(const int *)y);
	else
		assert_string_equal(*(const char *const *)x, *(const char *const *)y);
}

static void the_example_is_complete_and_the_default(void **state)
{
	struct options fallback, read;
	struct error e = {0};
	struct arena *a = arena_new();
	const char *text = file_read(a, "config/wmsd.conf", 65536, NULL, &e);

	(void)state;
	memset(&fallback, 0, sizeof fallback);
	memset(&read, 0, sizeof read);
	config_defaults(option_table, option_count, &fallback);
	config_defaults(option_table, option_count, &read);
	if (!config_read("config/wmsd.conf", true, option_table, option_count, &read, &e))
		fail_msg("%s: %s", e.field, e.detail);
	for (size_t i = 0; i < option_count; i++) {
		assert_non_null(strstr(text, arena_printf(a, "\n%s =", option_table[i].name)));
		same(&option_table[i], &fallback, &read);
	}
	arena_free(&a);
	config_release();
}

static void the_manual_names_every_option(void **state)
{
	struct arena *a = arena_new();
	struct error e = {0};
	const char *text = file_read(a, "man/wmsd.8", 65536, NULL, &e);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < option_count; i++)
		if (!strstr(text, arena_printf(a, ".It Ic %s\n", option_table[i].name)) && !strstr(text, arena_printf(a, ".It Ic %s ,", option_table[i].name)) &&
			!strstr(text, arena_printf(a, ", %s\n", option_table[i].name)))
			fail_msg("man/wmsd.8 does not say what %s is", option_table[i].name);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_is_complete_and_the_default),
		cmocka_unit_test(the_manual_names_every_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
