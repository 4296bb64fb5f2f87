/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/guard.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A request as one writes it: name and value pairs, NULL after the last. */
struct sample {
	const char *method, *version, *target;
	const char *headers[6][2];
	enum error_code code;
	size_t body_len;
};

static const struct sample good[] = {
	{"GET", "HTTP/1.1", "/", {{"Host", "localhost"}}, ERR_NONE, 0},
	{"GET", "HTTP/1.0", "/a", {{NULL, NULL}}, ERR_NONE, 0},
	{"HEAD", "HTTP/1.1", "/a?b=c&d=%20", {{"host", "[::1]:8443"}}, ERR_NONE, 0},
	{"POST", "HTTP/1.1", "/a", {{"Host", "x"}, {"Content-Length", "0"}}, ERR_NONE, 0},
	{"POST", "HTTP/1.1", "/a", {{"Host", "x"}, {"content-length", "100"}, {"Content-Type", "application/json"}, {"Expect", "100-continue"}},
		ERR_NONE, 100},
	{"PUT", "HTTP/1.1", "/a", {{"Host", "x"}, {"Content-Length", "007"}}, ERR_NONE, 7},
	{"DELETE", "HTTP/1.1", "/a", {{"Host", "x"}, {"Content-Length", "0"}, {"X-Other", "a\tb \xc3\xa5"}}, ERR_NONE, 0},
	{"GET", "HTTP/1.1", "/a", {{"Host", "x"}, {"Accept", "a"}, {"Accept", "b"}}, ERR_NONE, 0},
};

static const struct sample bad[] = {
	{"GET", "HTTP/1.1", "/", {{NULL, NULL}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", ""}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a b"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a@b"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"Authorization", "x"}, {"authorization", "y"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host ", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"", "b"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"B(", "b"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"B", "b\x01"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"B", "b\x7f"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"B", "b\rc"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.2", "/", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.9", "/", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/2.0", "/", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "http/1.1", "/", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "", "/", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"TRACE", "HTTP/1.1", "/", {{"Host", "a"}}, ERR_METHOD, 0},
	{"CONNECT", "HTTP/1.1", "/", {{"Host", "a"}}, ERR_METHOD, 0},
	{"get", "HTTP/1.1", "/", {{"Host", "a"}}, ERR_METHOD, 0},
	{"G ET", "HTTP/1.1", "/", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"", "HTTP/1.1", "/", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "*", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "http://a/", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/a b", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/a\xc3\xa5", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/a\x01", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/a#b", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/a\\b", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/a%", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/a%2", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/a%zz", {{"Host", "a"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "1"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"transfer-encoding", "xchunked"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", ""}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "+1"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "-1"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "1,1"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "0x10"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "99999999999999999999"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "101"}}, ERR_TOO_LARGE, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Expect", "200-ok"}}, ERR_BAD_REQUEST, 0},
	{"POST", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Encoding", "gzip"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"Content-Length", "1"}}, ERR_BAD_REQUEST, 0},
	{"GET", "HTTP/1.1", "/", {{"Host", "a"}, {"Upgrade", "h2c"}}, ERR_BAD_REQUEST, 0},
};

static bool check(const struct sample *s, size_t *body_len, struct error *e)
{
	struct guard_header headers[6];
	size_t n = 0;

	for (; n < 6 && s->headers[n][0]; n++)
		headers[n] = (struct guard_header){s->headers[n][0], s->headers[n][1], strlen(s->headers[n][0]), strlen(s->headers[n][1])};
	return guard_check(&(struct guard_request){s->method, s->version, s->target, headers, n, 100}, body_len, e);
}

static void lets_good_ones_pass(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct error e = {0};
		size_t len = 99;

		if (!check(&good[i], &len, &e))
			fail_msg("good %zu: %s", i, e.detail);
		assert_int_equal(len, good[i].body_len);
	}
}

static void refuses_bad_ones(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {0};
		size_t len;

		if (check(&bad[i], &len, &e) || e.code != bad[i].code)
			fail_msg("bad %zu: %s %s: got %d", i, bad[i].method, bad[i].target, e.code);
	}
}

static void refuses_a_nul_in_a_header(void **state)
{
	struct guard_header h[] = {{"Host", "a", 4, 1}, {"B", "b\0c", 1, 3}};
	struct error e = {0};
	size_t len;

	(void)state;
	assert_false(guard_check(&(struct guard_request){"GET", "HTTP/1.1", "/", h, 2, 100}, &len, &e));
	h[1] = (struct guard_header){"B\0c", "b", 3, 1};
	assert_false(guard_check(&(struct guard_request){"GET", "HTTP/1.1", "/", h, 2, 100}, &len, &e));
}

static void counts_headers_and_bytes(void **state)
{
	static struct guard_header many[GUARD_HEADERS + 1];
	static char names[GUARD_HEADERS + 1][8], target[GUARD_TARGET + 2];
	struct error e = {0};
	size_t len;

	(void)state;
	for (int i = 0; i <= GUARD_HEADERS; i++) {
		snprintf(names[i], sizeof names[i], "X-%d", i);
		many[i] = (struct guard_header){names[i], "v", strlen(names[i]), 1};
	}
	many[0] = (struct guard_header){"Host", "a", 4, 1};
	assert_true(guard_check(&(struct guard_request){"GET", "HTTP/1.1", "/", many, GUARD_HEADERS, 100}, &len, &e));
	assert_false(guard_check(&(struct guard_request){"GET", "HTTP/1.1", "/", many, GUARD_HEADERS + 1, 100}, &len, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
	memset(target, 'a', GUARD_TARGET + 1);
	target[0] = '/';
	e = (struct error){0};
	assert_false(guard_check(&(struct guard_request){"GET", "HTTP/1.1", target, many, 1, 100}, &len, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
	target[GUARD_TARGET] = '\0';
	assert_true(guard_check(&(struct guard_request){"GET", "HTTP/1.1", target, many, 1, 100}, &len, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_good_ones_pass),
		cmocka_unit_test(refuses_bad_ones),
		cmocka_unit_test(refuses_a_nul_in_a_header),
		cmocka_unit_test(counts_headers_and_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
