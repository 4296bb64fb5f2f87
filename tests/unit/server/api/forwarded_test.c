/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/forwarded.h"

#include "base/arena.h"
#include "base/error.h"
#include "proto/cidr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* C11: two proxies of ours, 10.0.0.0/8 and ::1. */
static const struct {
	const char *peer, *lines[2], *address;
} cases[] = {
	{"192.0.2.9", {NULL}, "192.0.2.9"},
	{"192.0.2.9", {"203.0.113.5"}, "192.0.2.9"}, /* a stranger says what he likes */
	{"10.0.0.1", {NULL}, "10.0.0.1"},
	{"10.0.0.1", {"203.0.113.5"}, "203.0.113.5"},
	{"::1", {"203.0.113.5"}, "203.0.113.5"},
	{"10.0.0.1", {"198.51.100.7, 203.0.113.5"}, "203.0.113.5"}, /* what the client wrote in front is not looked at */
	{"10.0.0.1", {"203.0.113.5, 10.0.0.2"}, "203.0.113.5"},
	{"10.0.0.1", {"198.51.100.7", "203.0.113.5, 10.0.0.2"}, "203.0.113.5"},
	{"10.0.0.1", {"203.0.113.5", "10.0.0.2"}, "203.0.113.5"},
	{"10.0.0.1", {"10.0.0.3,10.0.0.2"}, "10.0.0.3"}, /* all are ours: the first hop */
	{"10.0.0.1", {"203.0.113.5, unknown"}, "10.0.0.1"},
	{"10.0.0.1", {"203.0.113.5, <script>, 10.0.0.2"}, "10.0.0.2"},
	{"10.0.0.1", {"203.0.113.5,"}, "10.0.0.1"},
	{"10.0.0.1", {""}, "10.0.0.1"},
	{"10.0.0.1", {"203.0.113.5:4711"}, "10.0.0.1"},
	{"10.0.0.1", {" \t203.0.113.5\t "}, "203.0.113.5"},
	{"10.0.0.1", {"2001:db8::7"}, "2001:db8::7"},
	{"10.0.0.1", {"010.0.0.9"}, "10.0.0.1"},
	{"10.0.0.1", {"::ffff:10.0.0.9, 10.0.0.2"}, "::ffff:10.0.0.9"},
	{"?", {"203.0.113.5"}, "?"},
};

static void the_address_is_whose_it_is(void **state)
{
	struct arena *a = arena_new();
	struct cidr *trusted;
	size_t n;

	(void)state;
	assert_true(cidr_list_read(a, "10.0.0.0/8 ::1", "trusted_proxies", &trusted, &n, NULL));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t lines = cases[i].lines[0] ? cases[i].lines[1] ? 2 : 1 : 0;

		assert_string_equal(forwarded_address(a, cases[i].peer, cases[i].lines, lines, trusted, n), cases[i].address);
	}
	assert_string_equal(forwarded_address(a, "10.0.0.1", cases[3].lines, 1, NULL, 0), "10.0.0.1");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_address_is_whose_it_is)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
