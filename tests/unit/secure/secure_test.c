/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/secure.h"

#include "base/arena.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_hex(const void *p, size_t n, const char *hex)
{
	char text[129];
	assert_in_range(n, 1, 64);
	str_hex(p, n, text);
	assert_string_equal(text, hex);
}

/* BLAKE2b-256 of "abc" and of nothing. */
static void hash_is_blake2b_256(void **state)
{
	(void)state;
	struct hash h = secure_hash_bytes("abc", 3);
	assert_hex(h.bytes, 32, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	h = secure_hash_bytes(NULL, 0);
	assert_hex(h.bytes, 32, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

static void parts_are_hashed_one_after_another(void **state)
{
	(void)state;
	struct part parts[] = {{"a", 1}, {NULL, 0}, {"bc", 2}};
	struct hash h = secure_hash(parts, 3), whole = secure_hash_bytes("abc", 3), other = secure_hash(parts, 2);
	assert_true(secure_equal(h.bytes, whole.bytes, HASH_BYTES));
	assert_false(secure_equal(h.bytes, other.bytes, HASH_BYTES));
}

static void equal_sees_every_byte(void **state)
{
	(void)state;
	unsigned char a[32] = {0}, b[32] = {0};
	assert_true(secure_equal(a, b, 32));
	for (int i = 0; i < 32 * 8; i++) {
		b[i / 8] ^= (unsigned char)(1 << i % 8);
		assert_false(secure_equal(a, b, 32));
		b[i / 8] = 0;
	}
}

static void wiped_is_zero(void **state)
{
	(void)state;
	unsigned char a[100], zero[100] = {0};
	memset(a, 'x', sizeof(a));
	secure_wipe(a, 99);
	assert_memory_equal(a, zero, 99);
	assert_int_equal(a[99], 'x');
}

static void random_fills_all(void **state)
{
	(void)state;
	unsigned char seen[64] = {0}, a[64];
	for (int i = 0; i < 64; i++) {
		secure_random(a, sizeof(a));
		for (size_t j = 0; j < sizeof(a); j++)
			seen[j] |= a[j];
	}
	for (size_t j = 0; j < sizeof(seen); j++)
		assert_int_equal(seen[j], 0xff);
}

static void secrets_are_43_characters_and_differ(void **state)
{
	(void)state;
	char a[SECRET_CHARS + 1], b[SECRET_CHARS + 1];
	unsigned char bits[32];
	size_t n = 0;
	secure_secret(a);
	secure_secret(b);
	assert_int_equal(strlen(a), SECRET_CHARS);
	assert_string_not_equal(a, b);
	assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), SECRET_CHARS);
	assert_true(secure_unbase64(a, bits, sizeof(bits), &n));
	assert_int_equal(n, 32);
}

/* RFC 4648, section 10, and the two characters of section 5. */
static void base64url_both_ways(void **state)
{
	(void)state;
	static const char *const rows[][2] = {{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"},
		{"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
	struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned char out[8];
		size_t n = 99;
		assert_string_equal(secure_base64(a, rows[i][0], strlen(rows[i][0])), rows[i][1]);
		assert_true(secure_unbase64(rows[i][1], out, sizeof(out), &n));
		assert_int_equal(n, strlen(rows[i][0]));
		assert_memory_equal(out, rows[i][0], n);
	}
	arena_free(&a);
}

static void base64_with_its_padding(void **state)
{
	(void)state;
	static const char *const rows[][2] = {
		{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xef\xbe", "/+++"}};
	struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(secure_base64_padded(a, rows[i][0], strlen(rows[i][0])), rows[i][1]);
	arena_free(&a);
}

static void wrong_base64url_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"A", "Zg==", "Zh", "Zm9=", "Zm 9v", "Zm9v\n", "+/8", "Zm9\xc3\xa5", "Zm9vYmFyZg"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		unsigned char out[6];
		size_t n = 99;
		assert_false(secure_unbase64(wrong[i], out, sizeof(out), &n));
		assert_int_equal(n, 0);
	}
}

static int init(void **state)
{
	(void)state;
	return secure_init() && secure_init() ? 0 : 1; /* twice is no harm */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_is_blake2b_256),
		cmocka_unit_test(parts_are_hashed_one_after_another),
		cmocka_unit_test(equal_sees_every_byte),
		cmocka_unit_test(wiped_is_zero),
		cmocka_unit_test(random_fills_all),
		cmocka_unit_test(secrets_are_43_characters_and_differ),
		cmocka_unit_test(base64url_both_ways),
		cmocka_unit_test(base64_with_its_padding),
		cmocka_unit_test(wrong_base64url_is_refused),
	};
	return cmocka_run_group_tests(tests, init, NULL);
}
