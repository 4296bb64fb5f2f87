/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/app/files.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "lib/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define DAY "2026-11-21"

static char folder[160];
static struct arena *arena;

static const char *in_folder(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static void assert_file(const char *path, const char *name, const char *text)
{
	struct error e = {.code = ERR_NONE};
	struct stat st;

	assert_string_equal(path, in_folder(name));
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_string_equal(file_read(arena, path, 65536, NULL, &e), text);
}

static void an_export_is_put_together(void **state)
{
	(void)state;
	struct error e = {.code = ERR_NONE};
	char path[256];

	assert_true(files_export(folder, "articles.csv", DAY, "an old export\n", 14, true, path, &e));
	assert_true(files_export(folder, "articles.csv", DAY, "a\n", 2, true, path, &e));
	assert_true(files_export(folder, "articles.csv", DAY, "b\n", 2, false, path, &e));
	assert_file(path, "articles-2026-11-21.csv", "a\nb\n");
}

/* A secret never goes into a file that was there. */
static void a_secret_has_a_file_of_its_own(void **state)
{
	(void)state;
	struct error e = {.code = ERR_NONE};
	char path[256];

	assert_true(files_secret(folder, "password-anna", DAY, "one", path, &e));
	assert_file(path, "password-anna-2026-11-21.txt", "one\n");
	assert_true(files_secret(folder, "password-anna", DAY, "two", path, &e));
	assert_file(path, "password-anna-2026-11-21-2.txt", "two\n");
	assert_true(files_secret(folder, "password-anna", DAY, "three", path, &e));
	assert_file(path, "password-anna-2026-11-21-3.txt", "three\n");
	assert_file(in_folder("password-anna-2026-11-21.txt"), "password-anna-2026-11-21.txt", "one\n");
}

static void a_login_is_no_path(void **state)
{
	(void)state;
	static const struct {
		const char *name, *file;
	} names[] = {
		{"api-anna.berg@example.com", "api-anna.berg_example.com-2026-11-21.txt"},
		{"../../evil", "_._.._evil-2026-11-21.txt"},
		{".hidden", "_hidden-2026-11-21.txt"},
		{"a/b\nc d", "a_b_c_d-2026-11-21.txt"},
		{"\xc3\xa5sa", "__sa-2026-11-21.txt"},
	};
	struct error e = {.code = ERR_NONE};
	char path[256];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_true(files_secret(folder, names[i].name, DAY, "x", path, &e));
		assert_file(path, names[i].file, "x\n");
	}
}

static void no_link_is_followed(void **state)
{
	(void)state;
	struct error e = {.code = ERR_NONE};
	const char *target = in_folder("target");
	char path[256];

	assert_int_equal(symlink(target, in_folder("stock-2026-11-21.csv")), 0);
	assert_false(files_export(folder, "stock.csv", DAY, "x", 1, true, path, &e));
	assert_int_equal(e.code, ERR_IO);
	assert_int_equal(symlink(target, in_folder("token-2026-11-21.txt")), 0);
	e = (struct error){.code = ERR_NONE};
	assert_true(files_secret(folder, "token", DAY, "x", path, &e));
	assert_file(path, "token-2026-11-21-2.txt", "x\n");
	assert_int_not_equal(access(target, F_OK), 0);
}

static void what_cannot_be_written_is_told(void **state)
{
	(void)state;
	struct error e = {.code = ERR_NONE};
	char path[256], name[300];

	assert_false(files_secret(in_folder("nowhere"), "a", DAY, "x", path, &e));
	assert_int_equal(e.code, ERR_IO);
	assert_non_null(strstr(e.detail, "nowhere/a-2026-11-21.txt"));
	memset(name, 'a', sizeof name);
	name[sizeof name - 1] = '\0';
	e = (struct error){.code = ERR_NONE};
	assert_false(files_secret(folder, name, DAY, "x", path, &e));
	assert_int_equal(e.code, ERR_TOO_LONG);
	e = (struct error){.code = ERR_NONE};
	assert_false(files_export(folder, name, DAY, "x", 1, true, path, &e));
	assert_int_equal(e.code, ERR_TOO_LONG);
}

static void a_hundred_of_one_name_and_no_more(void **state)
{
	(void)state;
	struct error e = {.code = ERR_NONE};
	char path[256];

	for (int i = 0; i < 100; i++)
		assert_true(files_secret(folder, "many", DAY, "x", path, &e));
	assert_string_equal(path, in_folder("many-2026-11-21-100.txt"));
	assert_false(files_secret(folder, "many", DAY, "y", path, &e));
	assert_int_equal(e.code, ERR_IO);
	assert_file(in_folder("many-2026-11-21-100.txt"), "many-2026-11-21-100.txt", "x\n");
}

static int open_folder(void **state)
{
	(void)state;
	arena = arena_new();
	str_copy(folder, sizeof folder, scratch("exports"));
	return mkdir(folder, 0700);
}

static int forget(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_export_is_put_together),
		cmocka_unit_test(a_secret_has_a_file_of_its_own),
		cmocka_unit_test(a_login_is_no_path),
		cmocka_unit_test(no_link_is_followed),
		cmocka_unit_test(what_cannot_be_written_is_told),
		cmocka_unit_test(a_hundred_of_one_name_and_no_more),
	};

	return cmocka_run_group_tests(tests, open_folder, forget);
}
