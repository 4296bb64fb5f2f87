/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "client/app/kept.h"
#include "lib/scratch.h"
#include "secure/secure.h"

#define TOKEN "wms_session_of_the_wall"

static struct arena *arena;
static char folder[300];
static struct sign_key key;

static char *path(void)
{
	return arena_printf(arena, "%s/kiosk.sealed", folder);
}

static int set_up(void **state)
{
	struct error e = {0};
	struct json *answer;

	(void)state;
	arena = arena_new();
	snprintf(folder, sizeof folder, "%s", scratch("kept"));
	assert_true(file_make_dirs(folder, 0700, &e));
	secure_sign_key(&key);
	answer = json_object(arena);
	json_set_str(answer, "token", TOKEN);
	kept_put(folder, &key, answer);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	kept_forget(folder);
	arena_free(&arena);
	return 0;
}

static void F10_the_sign_in_of_a_wall_outlives_the_program(void **state)
{
	(void)state;
	assert_string_equal(json_str(kept_get(folder, &key, arena), "token"), TOKEN);
}

static void the_file_alone_opens_nothing(void **state)
{
	struct sign_key other;
	struct error e = {0};
	struct stat st;
	size_t len;
	const char *bytes = file_read(arena, path(), 1 << 16, &len, &e);

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i + strlen(TOKEN) <= len; i++)
		assert_memory_not_equal(bytes + i, TOKEN, strlen(TOKEN));
	assert_int_equal(stat(path(), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	secure_sign_key(&other);
	assert_null(kept_get(folder, &other, arena));
}

static void what_was_changed_or_cut_is_none(void **state)
{
	struct error e = {0};
	size_t len;
	char *bytes = file_read(arena, path(), 1 << 16, &len, &e);

	(void)state;
	assert_non_null(bytes);
	bytes[len - 1] ^= 1;
	assert_true(file_write(path(), bytes, len, 0600, &e));
	assert_null(kept_get(folder, &key, arena));
	assert_true(file_write(path(), bytes, 7, 0600, &e));
	assert_null(kept_get(folder, &key, arena));
}

static void what_was_forgotten_is_gone(void **state)
{
	(void)state;
	kept_forget(folder);
	assert_false(file_exists(path()));
	assert_null(kept_get(folder, &key, arena));
	kept_forget(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(F10_the_sign_in_of_a_wall_outlives_the_program, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_file_alone_opens_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_changed_or_cut_is_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_forgotten_is_gone, set_up, tear_down),
	};

	if (!secure_init())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
