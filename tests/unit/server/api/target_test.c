/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/target.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static bool read(const char *sent, struct target *t)
{
	struct error e = {0};
	bool ok = target_read(arena, sent, t, &e);

	assert_int_equal(e.code, ok ? ERR_NONE : ERR_BAD_REQUEST);
	return ok;
}

static void decodes_once(void **state)
{
	struct target t;

	(void)state;
	assert_true(read("/a/b%20c/%C3%A5?x=1&y=%2525&z=a+b&flag&e=", &t));
	assert_string_equal(t.path, "/a/b c/å");
	assert_int_equal(t.count, 5);
	assert_string_equal(target_find(&t, "x"), "1");
	assert_string_equal(target_find(&t, "y"), "%25");
	assert_string_equal(target_find(&t, "z"), "a b");
	assert_string_equal(target_find(&t, "flag"), "");
	assert_string_equal(target_find(&t, "e"), "");
	assert_null(target_find(&t, "X"));
	assert_string_equal(t.parameters[0].name, "x");
}

static void keeps_what_is_data(void **state)
{
	struct target t;

	(void)state;
	assert_true(read("/", &t));
	assert_string_equal(t.path, "/");
	assert_true(read("/a+b?filter.name=%2F..%2F&q=a=b", &t));
	assert_string_equal(t.path, "/a+b");
	assert_string_equal(target_find(&t, "filter.name"), "/../");
	assert_string_equal(target_find(&t, "q"), "a=b");
	assert_true(read("/a?&&", &t));
	assert_int_equal(t.count, 0);
	assert_true(read("/...", &t));
}

static void refuses(void **state)
{
	static const char *const bad[] = {"//", "/a//b", "/a/", "/.", "/..", "/a/../b", "/a/./b", "/%2e%2e/b", "/a/%2E", "/a%2fb", "/a%2Fb",
		"/a%00", "/a%0a", "/%c3", "/%ff", "/%c0%af", "/a?x=%00", "/a?x=%ff", "/a?x%0d=1", "/a?x=1&x=2", "/a?x&x", "/a?%78=1&x=2",
		"/a?x=%ed%a0%80"};
	struct target t;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (read(bad[i], &t))
			fail_msg("%s was taken", bad[i]);
}

static void counts_parameters(void **state)
{
	struct buf *sent = buf_new(arena);
	struct target t;

	(void)state;
	buf_adds(sent, "/a?");
	for (int i = 0; i < TARGET_PARAMETERS; i++)
		buf_addf(sent, "p%d=1&", i);
	assert_true(read(buf_str(sent), &t));
	assert_int_equal(t.count, TARGET_PARAMETERS);
	buf_adds(sent, "more=1");
	assert_false(read(buf_str(sent), &t));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(decodes_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keeps_what_is_data, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(counts_parameters, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
