/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "base/utf8.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char written[400000];

/* What was logged to a file by now. */
static const char *read_back(int fd)
{
	ssize_t n = pread(fd, written, sizeof written - 1, 0);

	assert_true(n >= 0);
	written[n] = '\0';
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return written;
}

static int scratch(void)
{
	char path[] = "/tmp/log_test.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	unlink(path);
	return fd;
}

static void an_event_is_one_line(void **state)
{
	int fd = scratch();

	(void)state;
	clock_set_for_test(1795292851004, -1);
	log_to(fd, LOG_INFO);
	log_event(LOG_WARN, "sign-in", "user", "anna", "from", "10.0.0.1", "why", NULL, NULL);
	assert_string_equal(read_back(fd), "2026-11-21T20:27:31.004Z warn sign-in user=anna from=10.0.0.1 why=-\n");
	log_event(LOG_INFO, "start", NULL);
	assert_string_equal(read_back(fd), "2026-11-21T20:27:31.004Z info start\n");
	clock_set_for_test(-1, -1);
	close(fd);
}

static void lower_levels_and_nowhere_are_silent(void **state)
{
	int fd = scratch();

	(void)state;
	log_to(fd, LOG_WARN);
	log_event(LOG_DEBUG, "a", NULL);
	log_event(LOG_INFO, "b", NULL);
	assert_string_equal(read_back(fd), "");
	log_event(LOG_ERROR, "c", NULL);
	assert_non_null(strstr(read_back(fd), " error c\n"));
	log_to(-1, LOG_DEBUG);
	log_event(LOG_ERROR, "d", NULL);
	assert_string_equal(read_back(fd), "");
	close(fd);
}

static const char *logged_value(int fd, const char *value)
{
	const char *line;

	log_event(LOG_INFO, "e", "k", value, NULL);
	line = strstr(read_back(fd), " k=");
	assert_non_null(line);
	return line + 3;
}

static void no_value_can_forge_a_line(void **state)
{
	static const char *const rows[][2] = {
		{"", "\"\"\n"},
		{"-", "\"-\"\n"},
		{"a b", "\"a b\"\n"},
		{"x\n2026 info forged", "\"x\\n2026 info forged\"\n"},
		{"a\" k2=\"b", "\"a\\\" k2=\\\"b\"\n"},
		{"back\\slash", "\"back\\\\slash\"\n"},
		{"\x1b[31m\r\x7f", "\"\\x1b[31m\\x0d\\x7f\"\n"},
		{"\xff\xc3(", "\"\\xff\\xc3(\"\n"},
		{"k=v", "\"k=v\"\n"},
		{"l\xc3\xa4ge", "\"l\xc3\xa4ge\"\n"},
		{"\xe2\x80\xae" "evil\xc2\x85", "\"\\u{202e}evil\\u{85}\"\n"},
	};
	int fd = scratch();

	(void)state;
	log_to(fd, LOG_INFO);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(logged_value(fd, rows[i][0]), rows[i][1]);
	close(fd);
}

static void every_byte_stays_within_its_line(void **state)
{
	int fd = scratch();

	(void)state;
	log_to(fd, LOG_INFO);
	for (int i = 1; i < 256; i++) {
		char value[] = {'a', (char)i, 'z', '\0'};
		const char *line = logged_value(fd, value);

		assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
		assert_true(utf8_valid(line, strlen(line)));
		for (const char *p = line; p[1]; p++)
			assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
	}
	close(fd);
}

static void long_values_and_lines_are_cut(void **state)
{
	char large[5000];
	int fd = scratch();
	const char *line;

	(void)state;
	memset(large, '\x01', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	log_to(fd, LOG_INFO);
	line = logged_value(fd, large);
	assert_string_equal(line + strlen(line) - 5, "\"...\n");
	log_event(LOG_INFO, "e", "a", large, "b", large, "c", large, "d", large, "e", large, NULL);
	line = read_back(fd);
	assert_in_range(strlen(line), 2900, 4095);
	assert_string_equal(line + strlen(line) - 5, " ...\n");
	memset(large, 'p', sizeof large - 1);
	line = logged_value(fd, large);
	assert_string_equal(line + strlen(line) - 5, "\"...\n");
	close(fd);
}

static void log_many(void *arg)
{
	for (int i = 0; i < 500; i++)
		log_event(LOG_INFO, "many", "who", arg, "text", "some words that are quoted", NULL);
}

static void lines_of_threads_stay_apart(void **state)
{
	static char names[3][2] = {"a", "b", "c"};
	struct thread *threads[3];
	int fd = scratch(), lines = 0;
	char who;

	(void)state;
	log_to(fd, LOG_INFO);
	for (int i = 0; i < 3; i++)
		threads[i] = thread_start("log", log_many, names[i]);
	for (int i = 0; i < 3; i++)
		thread_join(&threads[i]);
	read_back(fd);
	for (char *line = strtok(written, "\n"); line; line = strtok(NULL, "\n"), lines++) {
		assert_int_equal(sscanf(line, "%*24s info many who=%c text=\"some words that are quoted\"", &who), 1);
		assert_int_equal(strlen(line), strlen("2026-11-21T20:27:31.004Z info many who=a text=\"some words that are quoted\""));
	}
	assert_int_equal(lines, 1500);
	close(fd);
}

static void a_log_that_cannot_be_written_harms_nothing(void **state)
{
	(void)state;
	log_to(999, LOG_INFO);
	errno = EXDEV;
	log_event(LOG_INFO, "lost", NULL);
	assert_int_equal(errno, EXDEV);
	log_to(-1, LOG_INFO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_one_line),
		cmocka_unit_test(lower_levels_and_nowhere_are_silent),
		cmocka_unit_test(no_value_can_forge_a_line),
		cmocka_unit_test(every_byte_stays_within_its_line),
		cmocka_unit_test(long_values_and_lines_are_cut),
		cmocka_unit_test(lines_of_threads_stay_apart),
		cmocka_unit_test(a_log_that_cannot_be_written_harms_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
