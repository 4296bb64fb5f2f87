/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

/* Stand in for the system's calls and fail the one whose turn it is. */
static int fail_at = -1, failure, calls;

static bool must_fail(void)
{
	if (fail_at < 0 || calls++ != fail_at)
		return false;
	errno = failure;
	return true;
}

ssize_t write(int fd, const void *p, size_t n)
{
	/* Half of what is asked for, so that the rest must be written too. */
	return must_fail() ? -1 : syscall(SYS_write, fd, p, n > 1 && fail_at >= 0 ? n / 2 : n);
}

int fsync(int fd)
{
	return must_fail() ? -1 : (int)syscall(SYS_fsync, fd);
}

int fchmod(int fd, mode_t mode)
{
	return must_fail() ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int rename(const char *from, const char *to)
{
	return must_fail() ? -1 : (int)syscall(SYS_renameat2, -100, from, -100, to, 0);
}

static char folder[] = "/tmp/file_test.XXXXXX", path[64];
static struct arena *a;

static int set_up(void **state)
{
	(void)state;
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	a = arena_new();
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/data", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fail_at = -1;
	unlink(path);
	arena_free(&a);
	return rmdir(folder);
}

static int entries(void)
{
	DIR *d = opendir(folder);
	int n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void a_file_is_written_and_read(void **state)
{
	static const char data[] = "a\0b\nc";
	struct error e = {0};
	struct stat st;
	size_t len = 0;
	char *back;

	(void)state;
	assert_true(file_write(path, data, sizeof data, 0640, &e));
	back = file_read(a, path, 100, &len, &e);
	assert_int_equal(len, sizeof data);
	assert_memory_equal(back, data, sizeof data);
	assert_int_equal(back[len], '\0');
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_true(file_write(path, NULL, 0, 0600, &e));
	assert_string_equal(file_read(a, path, 0, NULL, &e), "");
	assert_int_equal(entries(), 1);
}

static void mode_is_exact_whatever_the_umask(void **state)
{
	mode_t before = umask(077);
	struct stat st;

	(void)state;
	assert_true(file_write(path, "x", 1, 0664, NULL));
	umask(before);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0664);
}

static void sizes_are_limited_exactly(void **state)
{
	char large[10000];
	struct error e = {0};
	size_t len = 0;

	(void)state;
	memset(large, 'x', sizeof large);
	assert_true(file_write(path, large, sizeof large, 0600, &e));
	assert_non_null(file_read(a, path, sizeof large, &len, &e));
	assert_int_equal(len, sizeof large);
	assert_null(file_read(a, path, sizeof large - 1, &len, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
}

static void what_cannot_be_read_is_named(void **state)
{
	struct error e = {0};

	(void)state;
	assert_null(file_read(a, path, 100, NULL, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_string_equal(e.field, path);
	e = (struct error){0};
	assert_null(file_read(a, folder, 100, NULL, &e));
	assert_int_equal(e.code, ERR_IO);
	assert_true(str_starts(e.detail, folder));
	e = (struct error){0};
	assert_false(file_write("/proc/no-such-folder/x", "x", 1, 0600, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

/* Whichever call fails, the file is whole, the old one or the new one, and
 * nothing is left beside it. */
static void each_failing_call_leaves_a_whole_file(void **state)
{
	static const int failures[] = {ENOSPC, EDQUOT, EIO};
	int n = 0;

	(void)state;
	for (size_t f = 0; f < 3; f++)
		for (n = 0;; n++) {
			struct error e = {0};
			bool ok;

			fail_at = -1;
			assert_true(file_write(path, "old", 3, 0600, NULL));
			failure = failures[f];
			calls = 0;
			fail_at = n;
			ok = file_write(path, "new text", 8, 0600, &e);
			fail_at = -1;
			assert_int_equal(entries(), 1);
			if (ok) {
				assert_string_equal(file_read(a, path, 100, NULL, NULL), "new text");
				break;
			}
			assert_int_equal(e.code, failure == EIO ? ERR_IO : ERR_DISK_FULL);
			/* The folder is synced last, when the new file is there. */
			assert_true(str_eq(file_read(a, path, 100, NULL, NULL), "old") ||
				str_eq(file_read(a, path, 100, NULL, NULL), "new text"));
		}
	/* fchmod, four writes, fsync, rename, fsync of the folder. */
	assert_int_equal(n, 8);
}

static void interrupted_writes_go_on(void **state)
{
	(void)state;
	failure = EINTR;
	calls = 0;
	fail_at = 1;
	assert_true(file_write(path, "whole", 5, 0600, NULL));
	fail_at = -1;
	assert_string_equal(file_read(a, path, 100, NULL, NULL), "whole");
}

static void folders_are_made_as_needed(void **state)
{
	char deep[96], half[80], end[80];
	struct error e = {0};
	struct stat st;

	(void)state;
	snprintf(half, sizeof half, "%s/one", folder);
	snprintf(end, sizeof end, "%s/one/two", folder);
	snprintf(deep, sizeof deep, "%s//one/two///", folder);
	assert_false(file_exists(end));
	assert_true(file_make_dirs(deep, 0700, &e));
	assert_true(file_make_dirs(deep, 0700, &e));
	assert_true(file_exists(end));
	assert_int_equal(stat(end, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_true(file_make_dirs("/", 0700, &e));
	rmdir(end);
	rmdir(half);
}

static void a_file_in_the_way_is_an_error(void **state)
{
	char below[96];
	struct error e = {0};

	(void)state;
	assert_true(file_write(path, "x", 1, 0600, NULL));
	assert_false(file_make_dirs(path, 0700, &e));
	assert_int_equal(e.code, ERR_IO);
	e = (struct error){0};
	snprintf(below, sizeof below, "%s/below", path);
	assert_false(file_make_dirs(below, 0700, &e));
	assert_int_equal(e.code, ERR_IO);
	assert_string_equal(file_read(a, path, 9, NULL, NULL), "x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_is_written_and_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(mode_is_exact_whatever_the_umask, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sizes_are_limited_exactly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_failing_call_leaves_a_whole_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(interrupted_writes_go_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(folders_are_made_as_needed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_in_the_way_is_an_error, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
