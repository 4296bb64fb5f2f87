/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/seal.h"

#include "secure/secure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char text[] = "one line of a queue";
static const char context[] = "terminal 7, line 12";

static void sealed_opens_again(void **state)
{
	(void)state;
	unsigned char key[SEAL_KEY_BYTES], sealed[sizeof(text) + SEAL_EXTRA], again[sizeof(text) + SEAL_EXTRA], out[sizeof(text)];
	secure_random(key, sizeof(key));
	secure_seal(key, text, sizeof(text), context, sizeof(context), sealed);
	assert_true(secure_open(key, sealed, sizeof(sealed), context, sizeof(context), out));
	assert_string_equal(out, text);
	secure_seal(key, text, sizeof(text), context, sizeof(context), again);
	assert_memory_not_equal(sealed, again, sizeof(sealed)); /* a nonce of its own */
	assert_memory_not_equal(sealed + 24, again + 24, sizeof(text));
}

static void nothing_can_be_sealed_too(void **state)
{
	(void)state;
	unsigned char key[SEAL_KEY_BYTES] = {1}, sealed[SEAL_EXTRA], out[1];
	secure_seal(key, NULL, 0, NULL, 0, sealed);
	assert_true(secure_open(key, sealed, sizeof(sealed), NULL, 0, out));
	assert_false(secure_open(key, sealed, sizeof(sealed), "x", 1, out));
	for (size_t n = 0; n < SEAL_EXTRA; n++)
		assert_false(secure_open(key, sealed, n, NULL, 0, out));
}

/* Sealed at rest; every bit of nonce, text, tag, key and context counts. */
static void every_bit_counts(void **state)
{
	(void)state;
	unsigned char key[SEAL_KEY_BYTES], sealed[sizeof(text) + SEAL_EXTRA], ctx[sizeof(context)], out[sizeof(text)];
	struct {
		unsigned char *bytes;
		size_t n;
	} parts[] = {{key, sizeof(key)}, {sealed, sizeof(sealed)}, {ctx, sizeof(ctx)}};
	secure_random(key, sizeof(key));
	memcpy(ctx, context, sizeof(ctx));
	secure_seal(key, text, sizeof(text), ctx, sizeof(ctx), sealed);
	for (size_t p = 0; p < 3; p++)
		for (size_t i = 0; i < parts[p].n * 8; i++) {
			parts[p].bytes[i / 8] ^= (unsigned char)(1 << i % 8);
			assert_false(secure_open(key, sealed, sizeof(sealed), ctx, sizeof(ctx), out));
			parts[p].bytes[i / 8] ^= (unsigned char)(1 << i % 8);
		}
	assert_false(secure_open(key, sealed, sizeof(sealed) - 1, ctx, sizeof(ctx), out));
	assert_false(secure_open(key, sealed, sizeof(sealed), ctx, sizeof(ctx) - 1, out));
	assert_true(secure_open(key, sealed, sizeof(sealed), ctx, sizeof(ctx), out));
}

static void derived_keys_are_one_a_purpose(void **state)
{
	(void)state;
	struct sign_key k, other;
	unsigned char a[SEAL_KEY_BYTES], b[SEAL_KEY_BYTES];
	secure_sign_key(&k);
	secure_sign_key(&other);
	secure_derive(&k, "queue", a);
	secure_derive(&k, "queue", b);
	assert_memory_equal(a, b, sizeof(a));
	secure_derive(&k, "draft", b);
	assert_memory_not_equal(a, b, sizeof(a));
	secure_derive(&other, "queue", b);
	assert_memory_not_equal(a, b, sizeof(a));
	assert_memory_not_equal(a, k.secret_key, sizeof(a));
}

static void box_opens_with_its_key_alone(void **state)
{
	(void)state;
	unsigned char pub[32], secret[32], pub2[32], secret2[32], sealed[sizeof(text) + BOX_EXTRA], out[sizeof(text)];
	secure_box_key(pub, secret);
	secure_box_key(pub2, secret2);
	assert_true(secure_box_seal(pub, text, sizeof(text), sealed));
	assert_true(secure_box_open(pub, secret, sealed, sizeof(sealed), out));
	assert_string_equal(out, text);
	assert_false(secure_box_open(pub2, secret2, sealed, sizeof(sealed), out));
	assert_false(secure_box_open(pub, secret2, sealed, sizeof(sealed), out));
	for (size_t n = 0; n < sizeof(sealed); n++)
		assert_false(secure_box_open(pub, secret, sealed, n, out));
	for (size_t i = 0; i < sizeof(sealed); i++) {
		sealed[i] ^= 1;
		assert_false(secure_box_open(pub, secret, sealed, sizeof(sealed), out));
		sealed[i] ^= 1;
	}
}

static void no_box_for_a_key_that_is_none(void **state)
{
	(void)state;
	static const unsigned char zero[32];
	unsigned char sealed[sizeof(text) + BOX_EXTRA];
	assert_false(secure_box_seal(zero, text, sizeof(text), sealed));
}

static int init(void **state)
{
	(void)state;
	return secure_init() ? 0 : 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sealed_opens_again),
		cmocka_unit_test(nothing_can_be_sealed_too),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(derived_keys_are_one_a_purpose),
		cmocka_unit_test(box_opens_with_its_key_alone),
		cmocka_unit_test(no_box_for_a_key_that_is_none),
	};
	return cmocka_run_group_tests(tests, init, NULL);
}
