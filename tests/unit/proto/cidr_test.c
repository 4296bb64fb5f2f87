/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/cidr.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* `range`: what it is read as; NULL: refused, and `why` is said. */
struct reading {
	const char *text, *range, *why;
};

static const struct reading readings[] = {
	{"192.0.2.0/24", "192.0.2.0/24", NULL},
	{"192.0.2.7", "192.0.2.7/32", NULL},
	{"192.0.2.7/32", "192.0.2.7/32", NULL},
	{"0.0.0.0/0", "0.0.0.0/0", NULL},
	{"0.0.0.0", "0.0.0.0/32", NULL},
	{"255.255.255.255", "255.255.255.255/32", NULL},
	{"128.0.0.0/1", "128.0.0.0/1", NULL},
	{"10.0.0.0/8", "10.0.0.0/8", NULL},
	{"172.16.0.0/12", "172.16.0.0/12", NULL},
	{"192.0.2.254/31", "192.0.2.254/31", NULL},
	{"::/0", "::/0", NULL},
	{"::", "::/128", NULL},
	{"::1", "::1/128", NULL},
	{"2001:db8::/32", "2001:db8::/32", NULL},
	{"2001:DB8::/32", "2001:db8::/32", NULL},
	{"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1/128", NULL},
	{"fe80::/10", "fe80::/10", NULL},
	{"8000::/1", "8000::/1", NULL},
	{"2001:db8::fffe/127", "2001:db8::fffe/127", NULL},
	{"64:ff9b::192.0.2.0/120", "64:ff9b::c000:200/120", NULL},
	{"::192.0.2.1", "::192.0.2.1/128", NULL},
	{"::ffff:192.0.2.1", "192.0.2.1/32", NULL},
	{"::ffff:c000:201", "192.0.2.1/32", NULL},
	{"::FFFF:192.0.2.1/128", "192.0.2.1/32", NULL},
	{"::ffff:10.0.0.0/104", "10.0.0.0/8", NULL},
	{"::ffff:0:0/96", "0.0.0.0/0", NULL},
	{"0:0:0:0:0:ffff:10.0.0.0/104", "10.0.0.0/8", NULL},
	/* Bits behind the prefix. */
	{"192.0.2.1/24", NULL, "the range is 192.0.2.0/24"},
	{"10.1.0.0/8", NULL, "the range is 10.0.0.0/8"},
	{"0.0.0.1/0", NULL, "the range is 0.0.0.0/0"},
	{"192.0.2.255/31", NULL, "the range is 192.0.2.254/31"},
	{"2001:db8::1/32", NULL, "the range is 2001:db8::/32"},
	{"::1/0", NULL, "the range is ::/0"},
	{"::ffff:10.0.0.1/104", NULL, "the range is ::ffff:10.0.0.0/104"},
	{"::ffff:0:0/95", NULL, "bits set behind its prefix"},
	{"::ffff:10.0.0.0/8", NULL, "the range is ::/8"},
	/* Octal, hexadecimal, short. */
	{"010.0.0.1", NULL, "begins with 0"},
	{"10.00.0.1", NULL, "begins with 0"},
	{"10.0.0.01/32", NULL, "begins with 0"},
	{"192.168.010.0/24", NULL, "begins with 0"},
	{"::ffff:010.0.0.1", NULL, "no IPv6 address"},
	{"0x0a.0.0.1", NULL, "no IPv4 or IPv6 address"},
	{"10", NULL, "four numbers"},
	{"10.1", NULL, "four numbers"},
	{"10.0.1", NULL, "four numbers"},
	{"10/8", NULL, "four numbers"},
	{"192.168/16", NULL, "four numbers"},
	{"3221225985", NULL, "four numbers"},
	{"192.0.2.0.0", NULL, "four numbers"},
	{"192.0.2.256", NULL, "0 to 255"},
	{"192.0.2.", NULL, "0 to 255"},
	{".192.0.2", NULL, "0 to 255"},
	{"192..2.1", NULL, "0 to 255"},
	{"-1.0.0.0", NULL, "no IPv4 or IPv6 address"},
	{"+1.0.0.0", NULL, "no IPv4 or IPv6 address"},
	{"1.2.3.*", NULL, "no IPv4 or IPv6 address"},
	/* Prefixes. */
	{"192.0.2.0/33", NULL, "over 32"},
	{"2001:db8::/129", NULL, "over 128"},
	{"192.0.2.0/64", NULL, "over 32"},
	{"::ffff:10.0.0.0/129", NULL, "over 128"},
	{"192.0.2.0/", NULL, "no prefix"},
	{"192.0.2.0/024", NULL, "no number"},
	{"192.0.2.0/00", NULL, "no number"},
	{"2001:db8::/032", NULL, "no number"},
	{"192.0.2.0/-1", NULL, "no number"},
	{"192.0.2.0/+24", NULL, "no number"},
	{"192.0.2.0/ 24", NULL, "no number"},
	{"192.0.2.0/24 ", NULL, "no number"},
	{"192.0.2.0/2 4", NULL, "no number"},
	{"192.0.2.0/24x", NULL, "no number"},
	{"192.0.2.0/24/24", NULL, "no number"},
	{"192.0.2.0//24", NULL, "no number"},
	{"192.0.2.0/0x18", NULL, "no number"},
	{"192.0.2.0/18446744073709551640", NULL, "no number"},
	{"192.0.2.0/4294967320", NULL, "over 32"},
	{"192.0.2.0/255.255.255.0", NULL, "number of bits"},
	{"2001:db8::/ffff:ffff::", NULL, "number of bits"},
	{"/24", NULL, "no address before"},
	{"/", NULL, "no address before"},
	{"", NULL, "missing"},
	/* What else is no address. */
	{" 192.0.2.1", NULL, "no IPv4 or IPv6 address"},
	{"192.0.2.1 ", NULL, "no IPv4 or IPv6 address"},
	{"192.0.2.1\n", NULL, "no IPv4 or IPv6 address"},
	{"192.0.2.1\t/32", NULL, "no IPv4 or IPv6 address"},
	{"192.0.2.1,192.0.2.2", NULL, "no IPv4 or IPv6 address"},
	{"192.0.2.1-9", NULL, "no IPv4 or IPv6 address"},
	{"fe80::1%eth0", NULL, "zone"},
	{"fe80::%1/64", NULL, "zone"},
	{"192.0.2.1%lo", NULL, "zone"},
	{"[::1]", NULL, "no IPv6 address"},
	{"::1]", NULL, "no IPv6 address"},
	{"[::1]:443", NULL, "no IPv6 address"},
	{"192.0.2.1:443", NULL, "no IPv6 address"},
	{"1:2:3:4:5:6:7", NULL, "no IPv6 address"},
	{"1:2:3:4:5:6:7:8:9", NULL, "no IPv6 address"},
	{"1::2::3", NULL, "no IPv6 address"},
	{":::", NULL, "no IPv6 address"},
	{":1", NULL, "no IPv6 address"},
	{"1:", NULL, "no IPv6 address"},
	{"12345::", NULL, "no IPv6 address"},
	{"00001::", NULL, "no IPv6 address"},
	{"g::", NULL, "no IPv6 address"},
	{"::ffff:1.2.3", NULL, "no IPv6 address"},
	{"1.2.3.4::", NULL, "no IPv6 address"},
	{"localhost", NULL, "no IPv4 or IPv6 address"},
	{"\xd9\xa1.2.3.4", NULL, "no IPv4 or IPv6 address"}, /* an Arabic digit */
	{"1111:2222:3333:4444:5555:6666:7777:88888888888", NULL, "too long"},
	{"1111111111111111111111111111111111111111111111111111111111111111111111111111111111111", NULL, "too long"},
};

static char *written(const struct cidr *c)
{
	static char out[64];
	char base[INET6_ADDRSTRLEN];

	assert_non_null(inet_ntop(c->base.six ? AF_INET6 : AF_INET, c->base.bytes, base, sizeof base));
	snprintf(out, sizeof out, "%s/%d", base, c->bits);
	return out;
}

/* C6: a range is read as it is meant or refused with the reason. */
static void a_range_is_read_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
		const struct reading *r = &readings[i];
		struct error e = {.code = ERR_NONE};
		struct cidr c;

		if (cidr_read(r->text, "ranges", &c, &e) != (r->range != NULL))
			fail_msg("\"%s\": %s", r->text, r->range ? e.detail : "was taken");
		if (r->range) {
			assert_string_equal(written(&c), r->range);
			continue;
		}
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.field, "ranges");
		if (!strstr(e.detail, r->why))
			fail_msg("\"%s\": \"%s\" does not say \"%s\"", r->text, e.detail, r->why);
	}
}

static void an_address_is_read_as_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
		struct address a;
		bool alone = readings[i].range && !strchr(readings[i].text, '/');

		assert_int_equal(address_read(readings[i].text, &a), alone);
	}
}

struct held {
	const char *range, *address;
	bool holds;
};

static const struct held helds[] = {
	{"192.0.2.0/24", "192.0.2.0", true},
	{"192.0.2.0/24", "192.0.2.255", true},
	{"192.0.2.0/24", "192.0.3.0", false},
	{"192.0.2.0/24", "192.0.1.255", false},
	{"192.0.2.128/25", "192.0.2.127", false},
	{"192.0.2.128/25", "192.0.2.128", true},
	{"172.16.0.0/12", "172.31.255.255", true},
	{"172.16.0.0/12", "172.32.0.0", false},
	{"192.0.2.7", "192.0.2.7", true},
	{"192.0.2.7", "192.0.2.6", false},
	{"0.0.0.0/0", "203.0.113.9", true},
	{"0.0.0.0/0", "::1", false},
	{"0.0.0.0/0", "::ffff:203.0.113.9", true},
	{"::/0", "203.0.113.9", false},
	{"::/0", "::ffff:203.0.113.9", false},
	{"::/0", "2001:db8::1", true},
	{"::ffff:10.0.0.0/104", "10.255.0.1", true},
	{"::ffff:10.0.0.0/104", "11.0.0.1", false},
	{"10.0.0.0/8", "::ffff:10.1.2.3", true},
	{"2001:db8::/33", "2001:db8:7fff::", true},
	{"2001:db8::/33", "2001:db8:8000::", false},
	{"2001:db8::1", "2001:db8::1", true},
	{"2001:db8::1", "2001:db8::2", false},
	{"10.0.0.0/8", "10.0.0.1 ", false},
	{"10.0.0.0/8", "010.0.0.1", false},
	{"10.0.0.0/8", "10.0.0.1/32", false},
	{"10.0.0.0/8", "10.1", false},
	{"10.0.0.0/8", "", false},
	{"fe80::/10", "fe80::1%eth0", false},
};

/* C6 */
static void a_range_holds_its_addresses_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof helds / sizeof *helds; i++) {
		struct error e = {.code = ERR_NONE};
		struct cidr c;

		assert_true(cidr_read(helds[i].range, "ranges", &c, &e));
		if (cidr_list_holds(&c, 1, helds[i].address) != helds[i].holds)
			fail_msg("%s in %s", helds[i].address, helds[i].range);
	}
}

struct several {
	const char *text;
	int count; /* -1: refused */
	const char *why;
};

static const struct several severals[] = {
	{"", 0, NULL},
	{" \n\t", 0, NULL},
	{"10.0.0.0/8", 1, NULL},
	{" 10.0.0.0/8\n", 1, NULL},
	{"10.0.0.0/8,2001:db8::/32", 2, NULL},
	{"10.0.0.0/8;2001:db8::/32", 2, NULL},
	{"10.0.0.0/8 2001:db8::/32", 2, NULL},
	{"10.0.0.0/8\r\n2001:db8::/32\r\n", 2, NULL},
	{"10.0.0.0/8 , 2001:db8::/32 ;\t::1", 3, NULL},
	{":: :: :: ::", 4, NULL},
	{"::,::,::", 3, NULL},
	{",", -1, "range 1 is empty"},
	{";", -1, "range 1 is empty"},
	{",10.0.0.0/8", -1, "range 1 is empty"},
	{"10.0.0.0/8,", -1, "range 2 is empty"},
	{"10.0.0.0/8, ", -1, "range 2 is empty"},
	{"10.0.0.0/8,,::1", -1, "range 2 is empty"},
	{"10.0.0.0/8 , ; ::1", -1, "range 2 is empty"},
	{"10.0.0.0/8|::1", -1, "no number"},
	{"10.0.0.0/8, 10.0.0.1/8", -1, "10.0.0.1/8 has bits set"},
	{"10.0.0.0 /8", -1, "no address before"},
	{"10.0.0.0/ 8", -1, "no prefix"},
	{"10.0.0.0/8\v::1", -1, "no number"},
};

/* C6: several ranges in one filter. */
static void ranges_stand_in_a_list(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof severals / sizeof *severals; i++) {
		const struct several *s = &severals[i];
		struct arena *a = arena_new();
		struct error e = {.code = ERR_NONE};
		struct cidr *list;
		size_t count;

		if (cidr_list_read(a, s->text, "ranges", &list, &count, &e) != (s->count >= 0))
			fail_msg("\"%s\": %s", s->text, s->count < 0 ? "was taken" : e.detail);
		if (s->count >= 0)
			assert_int_equal(count, s->count);
		else if (!strstr(e.detail, s->why))
			fail_msg("\"%s\": \"%s\" does not say \"%s\"", s->text, e.detail, s->why);
		arena_free(&a);
	}
}

static void any_range_of_a_list_will_do(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct error e = {.code = ERR_NONE};
	struct cidr *list;
	size_t count;

	assert_true(cidr_list_read(a, "192.0.2.0/24, 2001:db8::/32", "ranges", &list, &count, &e));
	assert_true(cidr_list_holds(list, count, "192.0.2.3"));
	assert_true(cidr_list_holds(list, count, "2001:db8::3"));
	assert_false(cidr_list_holds(list, count, "198.51.100.3"));
	assert_false(cidr_list_holds(list, count, "no address"));
	assert_false(cidr_list_holds(list, 0, "192.0.2.3"));
	arena_free(&a);
}

/* What is wrong is cut between characters. */
static void a_long_text_is_cut_in_the_error(void **state)
{
	(void)state;
	char text[400];
	struct error e = {.code = ERR_NONE};
	struct cidr c;

	for (size_t i = 0; i + 2 < sizeof text; i += 2)
		memcpy(text + i, "\xc3\xa5", 3);
	assert_false(cidr_read(text, "ranges", &c, &e));
	assert_non_null(strstr(e.detail, "\xc3\xa5... is too long"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_is_read_or_refused),
		cmocka_unit_test(an_address_is_read_as_strictly),
		cmocka_unit_test(a_range_holds_its_addresses_alone),
		cmocka_unit_test(ranges_stand_in_a_list),
		cmocka_unit_test(any_range_of_a_list_will_do),
		cmocka_unit_test(a_long_text_is_cut_in_the_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
