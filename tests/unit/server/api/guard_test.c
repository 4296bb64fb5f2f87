/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/guard.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
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

/* A request as bytes, and where its parts are in them: as the library hands it over. */
struct sent {
	char bytes[16384];
	size_t len;
	struct guard_header headers[GUARD_HEADERS + 1];
	size_t count;
};

static const char *put(struct sent *s, const char *text, size_t len)
{
	char *at = s->bytes + s->len;

	memcpy(at, text, len);
	at[len] = '\0';
	s->len += len;
	return at;
}

static struct guard_request sent_line(struct sent *s, const char *method, const char *target, const char *version)
{
	struct guard_request r = {.target = target, .headers = s->headers, .body_most = 100};

	*s = (struct sent){.len = 0};
	r.method = put(s, method, strlen(method));
	s->len++; /* a NUL instead of the space */
	put(s, target, strlen(target));
	s->len++;
	r.version = put(s, version, strlen(version));
	s->len += 2;
	return r;
}

static void sent_header(struct sent *s, struct guard_request *r, const char *name, size_t name_len, const char *value, size_t value_len)
{
	struct guard_header *h = &s->headers[s->count++];

	h->name = put(s, name, name_len);
	h->name_len = name_len;
	s->len += 2;
	h->value = put(s, value, value_len);
	h->value_len = value_len;
	s->len += 2;
	r->header_count = s->count;
}

static bool sent_check(struct sent *s, struct guard_request *r, size_t *body_len, struct error *e)
{
	r->size = s->len + 2;
	return guard_check(r, body_len, e);
}

static bool check(const struct sample *sample, size_t *body_len, struct error *e)
{
	static struct sent s;
	struct guard_request r = sent_line(&s, sample->method, sample->target, sample->version);

	for (size_t n = 0; n < 6 && sample->headers[n][0]; n++)
		sent_header(&s, &r, sample->headers[n][0], strlen(sample->headers[n][0]), sample->headers[n][1], strlen(sample->headers[n][1]));
	return sent_check(&s, &r, body_len, e);
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
	static struct sent s;
	struct guard_request r = sent_line(&s, "GET", "/", "HTTP/1.0");
	struct error e = {0};
	size_t len;

	(void)state;
	sent_header(&s, &r, "B", 1, "b\0c", 3);
	assert_false(sent_check(&s, &r, &len, &e));
	r = sent_line(&s, "GET", "/", "HTTP/1.0");
	sent_header(&s, &r, "B\0c", 3, "b", 1);
	assert_false(sent_check(&s, &r, &len, &e));
}

/* What the library passed over: a line without a name, a fold, a bare line feed, a cut. */
static void refuses_holes(void **state)
{
	static struct sent s;
	struct guard_request r = sent_line(&s, "GET", "/", "HTTP/1.0");
	struct error e = {0};
	size_t len;

	(void)state;
	sent_header(&s, &r, "A", 1, "1", 1);
	s.len += 3; /* ": x" before the next */
	sent_header(&s, &r, "B", 1, "2", 1);
	assert_false(sent_check(&s, &r, &len, &e));
	r = sent_line(&s, "GET", "/", "HTTP/1.0");
	sent_header(&s, &r, "A", 1, "1", 1);
	s.len -= 1; /* ended by LF alone */
	sent_header(&s, &r, "B", 1, "2", 1);
	assert_false(sent_check(&s, &r, &len, &e));
	r = sent_line(&s, "GET", "/", "HTTP/1.0");
	sent_header(&s, &r, "A", 1, "1", 1);
	s.len += 3; /* something before the end */
	assert_false(sent_check(&s, &r, &len, &e));
}

static void takes_any_white_space_before_a_value(void **state)
{
	static struct sent s;
	struct guard_request r = sent_line(&s, "GET", "/", "HTTP/1.0");
	struct error e = {0};
	size_t len;

	(void)state;
	sent_header(&s, &r, "A", 1, "  1", 3);
	s.headers[0].value += 2;
	s.headers[0].value_len = 1;
	sent_header(&s, &r, "B", 1, "", 0);
	s.headers[1].value -= 1;
	s.len -= 1;
	assert_true(sent_check(&s, &r, &len, &e));
}

static void counts_headers(void **state)
{
	static struct sent s;
	struct guard_request r = sent_line(&s, "GET", "/", "HTTP/1.0");
	struct error e = {0};
	size_t len;

	(void)state;
	for (int i = 0; i < GUARD_HEADERS; i++)
		sent_header(&s, &r, "A", 1, "1", 1);
	assert_true(sent_check(&s, &r, &len, &e));
	sent_header(&s, &r, "A", 1, "1", 1);
	assert_false(sent_check(&s, &r, &len, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
}

static void counts_bytes_of_the_target(void **state)
{
	static char target[GUARD_TARGET + 2];
	static struct sent s;
	struct guard_request r;
	struct error e = {0};
	size_t len;

	(void)state;
	memset(target, 'a', GUARD_TARGET + 1);
	target[0] = '/';
	r = sent_line(&s, "GET", target, "HTTP/1.0");
	assert_false(sent_check(&s, &r, &len, &e));
	assert_int_equal(e.code, ERR_TOO_LARGE);
	target[GUARD_TARGET] = '\0';
	r = sent_line(&s, "GET", target, "HTTP/1.0");
	e = (struct error){0};
	assert_true(sent_check(&s, &r, &len, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_good_ones_pass),
		cmocka_unit_test(refuses_bad_ones),
		cmocka_unit_test(refuses_a_nul_in_a_header),
		cmocka_unit_test(refuses_holes),
		cmocka_unit_test(takes_any_white_space_before_a_value),
		cmocka_unit_test(counts_headers),
		cmocka_unit_test(counts_bytes_of_the_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
