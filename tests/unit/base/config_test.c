/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/config.h"
#include "base/error.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct settings {
	const char *host, *mode, *note;
	int port, offset;
	bool tls;
};

static const struct config_option options[] = {
	{"server", "host", CONFIG_TEXT, "localhost", NULL, "where", offsetof(struct settings, host)},
	{"server", "port", CONFIG_INT, "8443", "1..65535", "port", offsetof(struct settings, port)},
	{"server", "tls", CONFIG_BOOL, "yes", NULL, "encrypt", offsetof(struct settings, tls)},
	{"screen", "mode", CONFIG_CHOICE, "auto", "auto|always|never", "colours", offsetof(struct settings, mode)},
	{"screen", "offset", CONFIG_INT, "-3", "-5..5", "offset", offsetof(struct settings, offset)},
	{"screen", "note", CONFIG_TEXT, NULL, NULL, "note", offsetof(struct settings, note)},
};

enum { OPTIONS = sizeof options / sizeof *options };

static bool read_bytes(const char *text, size_t len, struct settings *s, struct error *e)
{
	char path[] = "/tmp/config_test.XXXXXX";
	int fd = mkstemp(path);
	bool ok;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	config_defaults(options, OPTIONS, s);
	ok = config_read(path, true, options, OPTIONS, s, e);
	if (!ok)
		assert_non_null(strstr(e->detail, path));
	unlink(path);
	return ok;
}

static bool read_text(const char *text, struct settings *s, struct error *e)
{
	return read_bytes(text, strlen(text), s, e);
}

static void fallbacks_come_from_the_table(void **state)
{
	struct settings s;

	(void)state;
	memset(&s, 0xff, sizeof s);
	config_defaults(options, OPTIONS, &s);
	assert_string_equal(s.host, "localhost");
	assert_string_equal(s.mode, "auto");
	assert_null(s.note);
	assert_int_equal(s.port, 8443);
	assert_int_equal(s.offset, -3);
	assert_true(s.tls);
	config_release();
}

static void a_file_is_read(void **state)
{
	struct error e = {0};
	struct settings s;

	(void)state;
	assert_true(read_text("# comment\r\n; other\n\n[server]\nhost = wms.example.org\nport=1\ntls : no\n[screen]\nmode = never\n"
			      "note = l\xc3\xa4ger = 7 # all\noffset = -5", &s, &e));
	assert_string_equal(s.host, "wms.example.org");
	assert_int_equal(s.port, 1);
	assert_false(s.tls);
	assert_string_equal(s.mode, "never");
	assert_string_equal(s.note, "l\xc3\xa4ger = 7 # all");
	assert_int_equal(s.offset, -5);
	assert_true(read_text("", &s, &e));
	assert_true(read_text("[server]\nhost =\n", &s, &e));
	assert_string_equal(s.host, "");
	config_release();
}

static void every_mistake_names_file_line_and_option(void **state)
{
	static const struct {
		const char *text, *field, *where;
	} rows[] = {
		{"[server]\nport = 0\n", "port", ":2: not a number within 1..65535"},
		{"[server]\n\nport = 65536\n", "port", ":3: "},
		{"[server]\nport = 8a\n", "port", ":2: "},
		{"[server]\nport =\n", "port", ":2: "},
		{"[server]\ntls = maybe\n", "tls", ":2: neither yes nor no"},
		{"[screen]\nmode = alway\n", "mode", ":2: not one of auto|always|never"},
		{"[screen]\nmode = auto|always\n", "mode", ":2: not one of"},
		{"[screen]\nmode =\n", "mode", ":2: not one of"},
		{"[screen]\nport = 5\n", "port", ":2: no such option in section screen"},
		{"port = 5\n", "port", ":1: no such option in section (none)"},
		{"[Server]\nport = 5\n", "port", ":2: no such option"},
		{"[server]\nPort = 5\n", "Port", ":2: no such option"},
		{"[server]\nport = 5\nport = 6\n", "port", ":3: given twice"},
		{"[server]\nport = 5\n  tls = no\n", "port", ":3: given twice"},
		{"[server]\nnonsense\n", "file", ":2: neither"},
		{"[server\n", "file", ":1: neither"},
		{"[server]\nnonsense\nport = x\n", "file", ":2: neither"},
		{"[server]\nport = x\nnonsense\n", "port", ":2: "},
		{"[server]\nhost = \xe5\n", "file", ":2: not UTF-8"},
		{"[server]\nhost = a\x1b[0m\n", "file", ":2: a control character"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct error e = {0};
		struct settings s;

		if (read_text(rows[i].text, &s, &e))
			fail_msg("accepted: %s", rows[i].text);
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.field, rows[i].field);
		if (!strstr(e.detail, rows[i].where))
			fail_msg("%s: %s", rows[i].text, e.detail);
	}
	config_release();
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	static char large[2000000], line[400] = "[server]\nhost=";
	struct error e = {0};
	struct settings s;

	(void)state;
	assert_false(read_bytes("[server]\nport = 1\0" "2\n", 20, &s, &e));
	assert_non_null(strstr(e.detail, ":2: a control character"));
	e = (struct error){0};
	memset(line + strlen(line), 'x', 300);
	assert_false(read_text(line, &s, &e));
	assert_non_null(strstr(e.detail, ":2: too long a line"));
	e = (struct error){0};
	memset(large, '\n', sizeof large);
	assert_false(read_bytes(large, sizeof large, &s, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
	config_release();
}

static void a_missing_file_may_be_missing(void **state)
{
	struct error e = {0};
	struct settings s;

	(void)state;
	config_defaults(options, OPTIONS, &s);
	assert_true(config_read("/tmp/no/such/file.conf", false, options, OPTIONS, &s, &e));
	assert_int_equal(e.code, ERR_NONE);
	assert_false(config_read("/tmp/no/such/file.conf", true, options, OPTIONS, &s, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct error){0};
	assert_false(config_read("/tmp", false, options, OPTIONS, &s, &e));
	assert_int_equal(e.code, ERR_IO);
	config_release();
}

static void command_line_sets_one_option(void **state)
{
	struct error e = {0};
	struct settings s;

	(void)state;
	config_defaults(options, OPTIONS, &s);
	assert_true(config_set("port", "99", options, OPTIONS, &s, &e));
	assert_int_equal(s.port, 99);
	assert_true(config_set("tls", "off", options, OPTIONS, &s, &e));
	assert_false(s.tls);
	assert_true(config_set("tls", NULL, options, OPTIONS, &s, &e));
	assert_true(s.tls);
	assert_true(config_set("mode", "always", options, OPTIONS, &s, &e));
	assert_string_equal(s.mode, "always");
	assert_false(config_set("port", "+1", options, OPTIONS, &s, &e));
	assert_string_equal(e.field, "port");
	assert_int_equal(s.port, 99);
	e = (struct error){0};
	assert_false(config_set("host", NULL, options, OPTIONS, &s, &e));
	assert_string_equal(e.detail, "a value is missing");
	e = (struct error){0};
	assert_false(config_set("hos", "x", options, OPTIONS, &s, &e));
	assert_string_equal(e.detail, "no such option");
	config_release();
	config_release();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fallbacks_come_from_the_table),
		cmocka_unit_test(a_file_is_read),
		cmocka_unit_test(every_mistake_names_file_line_and_option),
		cmocka_unit_test(bytes_that_are_no_text_are_refused),
		cmocka_unit_test(a_missing_file_may_be_missing),
		cmocka_unit_test(command_line_sets_one_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
