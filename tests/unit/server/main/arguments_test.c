/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/arguments.h"

#include "base/error.h"
#include "server/main/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct command two = {
	.name = "thing", .word = "do", .options = " data port ", .flags = " json ", .operands = "A [B]", .least = 1, .most = 2,
};
static const struct command none = {.name = "thing", .options = " data "};

enum { MOST = 8 };

static bool read_them(const struct command *c, const char *const *given, struct options *o, char *args[MOST], struct error *e)
{
	size_t n = 0;

	for (; given[n]; n++)
		args[n] = (char *)(uintptr_t)given[n];
	args[n] = NULL;
	*e = (struct error){0};
	*o = (struct options){0};
	return arguments_read(args, c, o, e);
}

static void options_flags_and_operands_stand_in_any_order(void **state)
{
	static const char *const lines[][MOST] = {
		{"a", "b", "--json", "--data", "/d", "--port=7", NULL}, {"--json", "--data=/d", "a", "--port", "7", "b", NULL},
		{"--port", "7", "--data", "/d", "--json", "--", "a", "b"}, {"a", "--json", "--data=/d", "--port=7", "--", "b", NULL},
	};
	char *args[MOST + 1];
	struct options o;
	struct error e;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const char *given[MOST + 1] = {NULL};

		memcpy(given, lines[i], sizeof lines[i]);
		if (!read_them(&two, given, &o, args, &e))
			fail_msg("line %zu: %s: %s", i, e.field, e.detail);
		assert_true(o.json && !o.dry_run);
		assert_string_equal(o.data, "/d");
		assert_int_equal(o.port, 7);
		assert_int_equal(o.operand_count, 2);
		assert_string_equal(o.operands[0], "a");
		assert_string_equal(o.operands[1], "b");
	}
	config_release();
}

static void behind_two_dashes_nothing_is_an_option(void **state)
{
	const char *const given[] = {"--", "--json", "--", NULL};
	char *args[MOST];
	struct options o;
	struct error e;

	(void)state;
	assert_true(read_them(&two, given, &o, args, &e));
	assert_false(o.json);
	assert_int_equal(o.operand_count, 2);
	assert_string_equal(o.operands[0], "--json");
	assert_string_equal(o.operands[1], "--");
	config_release();
}

static void what_a_command_does_not_take_is_refused(void **state)
{
	static const struct {
		const struct command *command;
		const char *given[MOST];
		const char *field;
	} cases[] = {
		{&two, {NULL}, "usage"}, {&two, {"a", "b", "c", NULL}, "c"}, {&two, {"a", "--dry-run", NULL}, "--dry-run"}, {&two, {"a", "--json=1", NULL}, "--json=1"},
		{&two, {"a", "--port", NULL}, "--port"}, {&two, {"a", "--port", "x", NULL}, "port"}, {&two, {"a", "--name", "x", NULL}, "--name"},
		{&two, {"a", "--=x", NULL}, "--=x"}, {&two, {"a", "--json", "--nothing", NULL}, "--nothing"}, {&none, {"a", NULL}, "a"}, {&none, {"--json", NULL}, "--json"},
		{&none, {"--", "a", NULL}, "a"}, {&none, {"--operands", "x", NULL}, "--operands"},
	};
	char *args[MOST];
	struct options o;
	struct error e;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (read_them(cases[i].command, cases[i].given, &o, args, &e))
			fail_msg("case %zu was taken", i);
		assert_string_equal(e.field, cases[i].field);
	}
	config_release();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_flags_and_operands_stand_in_any_order),
		cmocka_unit_test(behind_two_dashes_nothing_is_an_option),
		cmocka_unit_test(what_a_command_does_not_take_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
