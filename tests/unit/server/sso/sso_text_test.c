/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_text.h"

#include "base/arena.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void addresses_that_are_taken(void **state)
{
	static const char *const good[] = {
		"https://id.example.com",
		"https://id.example.com/",
		"https://id.example.com:8443/a/b?c=d&e=%20",
		"https://[2001:db8::1]/x",
		"https://[2001:db8::1]:444",
		"https://id.example.com?code=ABCD-EFGH",
		"http://127.0.0.1:3000/x",
		"http://127.8.9.10",
		"http://[::1]:3000/x",
		"https://id.example.com/a@b",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!sso_is_address(good[i]))
			fail_msg("refused: %s", good[i]);
}

static void addresses_that_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"id.example.com",
		"//id.example.com/",
		"ftp://id.example.com/",
		"javascript:alert(1)",
		"https:/id.example.com",
		"https://",
		"https:///x",
		"https://:443/",
		"https://id.example.com:/",
		"https://id.example.com:443443/",
		"https://id.example.com:4a3/",
		"https://id.example.com@evil.example/",
		"https://u:p@evil.example",
		"https://id.example.com/#x",
		"https://id.example.com/a b",
		"https://id.example.com/\n",
		" https://id.example.com",
		"https://id.example.com/ ",
		"https://id.example.com/\x1b[2J",
		"https://id.example.com/\xc3\xa5",
		"https://id.example.com\\@evil",
		"https://id.example.com/<x>",
		"https://[::1",
		"https://[]/",
		"https://[::1]x/",
		"http://id.example.com/",
		"http://localhost/",
		"http://128.0.0.1/",
		"http://127.1/",
		"http://0x7f.0.0.1/",
		"http://[::2]/",
		"http://127.0.0.1.evil.example/",
		"HTTPS://id.example.com",
	};
	char longest[600];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (sso_is_address(bad[i]))
			fail_msg("taken: %s", bad[i]);
	assert_false(sso_is_address(NULL));
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "https://id/", 11);
	longest[512] = '\0';
	assert_true(sso_is_address(longest));
	longest[512] = 'a';
	longest[513] = '\0';
	assert_false(sso_is_address(longest));
}

static void plain_is_short_printable_ascii(void **state)
{
	(void)state;
	assert_true(sso_is_plain("ABCD-EFGH", 9));
	assert_true(sso_is_plain("AB CD", 9));
	assert_false(sso_is_plain("ABCD-EFGHI", 9));
	assert_false(sso_is_plain(NULL, 9));
	assert_false(sso_is_plain("", 9));
	assert_false(sso_is_plain(" A", 9));
	assert_false(sso_is_plain("A ", 9));
	assert_false(sso_is_plain("A\tB", 9));
	assert_false(sso_is_plain("A\x1b[31m", 9));
	assert_false(sso_is_plain("A\x7f", 9));
	assert_false(sso_is_plain("\xc3\x85", 9));
}

static void what_is_shown_is_short_and_plain(void **state)
{
	struct arena *a = arena_new();
	char many[100];

	(void)state;
	memset(many, 'x', 99);
	many[99] = '\0';
	assert_int_equal(strlen(sso_shown(a, many)), 60);
	assert_string_equal(sso_shown(a, "a\x1b[2J\n\xc3\xa5"), "a?[2J???");
	assert_string_equal(sso_shown(a, NULL), "");
	arena_free(&a);
}

static void forms_are_encoded(void **state)
{
	struct arena *a = arena_new();
	struct buf *form = buf_new(a);

	(void)state;
	sso_form_add(form, "grant_type", "urn:a");
	sso_form_add(form, "b", "1&2=3+4 %~-._\xc3\xa5");
	sso_form_add(form, "c", "");
	assert_string_equal(buf_str(form), "grant_type=urn%3Aa&b=1%262%3D3%2B4+%25%7E-._%C3%A5&c=");
	assert_string_equal(sso_form_encode(a, "a:b c"), "a%3Ab+c");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_that_are_taken),
		cmocka_unit_test(addresses_that_are_refused),
		cmocka_unit_test(plain_is_short_printable_ascii),
		cmocka_unit_test(what_is_shown_is_short_and_plain),
		cmocka_unit_test(forms_are_encoded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
