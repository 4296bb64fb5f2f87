/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "client/net/auth.h"
#include "secure/secure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* G9: the queue's requests are authenticated by the terminal's key alone. */
static void signs_method_path_time_and_body(void **state)
{
	struct arena *a = arena_new();
	struct sign_key key;
	struct auth_request r = {.method = "POST", .path = "/api/terminal/v1/transactions?x=1", .body = "line\n", .len = 5};
	struct hash body = secure_hash_bytes("line\n", 5);
	const char *start = "Terminal 0123456789abcdef0123456789abcdef:1790000000000:";
	unsigned char signature[SIGNATURE_BYTES];
	char *header, *text;
	size_t n;

	(void)state;
	secure_sign_key(&key);
	header = auth_terminal(a, &key, "0123456789abcdef0123456789abcdef", 1790000000000, &r);
	assert_int_equal(strncmp(header, start, strlen(start)), 0);
	assert_true(secure_unbase64(header + strlen(start), signature, sizeof(signature), &n));
	assert_int_equal(n, SIGNATURE_BYTES);
	text = arena_printf(a, "POST\n/api/terminal/v1/transactions?x=1\n1790000000000\n%s", secure_base64(a, body.bytes, sizeof(body.bytes)));
	assert_true(secure_verify(key.public_key, text, strlen(text), signature));
	text[0] = 'G';
	assert_false(secure_verify(key.public_key, text, strlen(text), signature));
	arena_free(&a);
}

static void no_body_is_the_hash_of_nothing(void **state)
{
	struct arena *a = arena_new();
	struct sign_key key;
	struct auth_request none = {.method = "GET", .path = "/p"}, empty = {.method = "GET", .path = "/p", .body = "", .len = 0};

	(void)state;
	secure_sign_key(&key);
	/* Ed25519 signs the same the same way. */
	assert_string_equal(auth_terminal(a, &key, "t", 1, &none), auth_terminal(a, &key, "t", 1, &empty));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_method_path_time_and_body),
		cmocka_unit_test(no_body_is_the_hash_of_nothing),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
