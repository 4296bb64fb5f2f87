/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "client/queue/queue_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static unsigned char key[SEAL_KEY_BYTES];

static struct queue_place place(int64_t seq)
{
	struct queue_place at = {.key = key, .terminal = "0123456789abcdef0123456789abcdef", .seq = seq};

	memset(at.before.bytes, (int)seq, HASH_BYTES);
	return at;
}

static void a_line_opens_at_its_place(void **state)
{
	struct arena *a = arena_new();
	struct queue_place at = place(7), other = at;
	struct queue_line line = {.line = "{\"seq\":7}", .len = 9, .login = "anna"}, out;
	unsigned char wrong_key[SEAL_KEY_BYTES] = {1};
	size_t len;
	void *sealed = queue_line_seal(a, &at, &line, &len);

	(void)state;
	assert_true(queue_line_open(a, &at, sealed, len, &out));
	assert_string_equal(out.line, line.line);
	assert_int_equal(out.len, 9);
	assert_string_equal(out.login, "anna");
	other.seq = 8;
	assert_false(queue_line_open(a, &other, sealed, len, &out));
	other = at;
	other.before.bytes[31] ^= 1;
	assert_false(queue_line_open(a, &other, sealed, len, &out));
	other = at;
	other.terminal = "0123456789abcdef0123456789abcdee";
	assert_false(queue_line_open(a, &other, sealed, len, &out));
	other = at;
	other.key = wrong_key;
	assert_false(queue_line_open(a, &other, sealed, len, &out));
	for (size_t cut = 0; cut < len; cut++)
		assert_false(queue_line_open(a, &at, sealed, cut, &out));
	arena_free(&a);
}

/* Ten records, each bit of each. */
static void every_flipped_bit_shows_G4(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int64_t seq = 1; seq <= 10; seq++) {
		struct queue_place at = place(seq);
		char *text = arena_printf(a, "{\"v\":1,\"seq\":%d,\"kind\":\"receive\",\"body\":{\"article\":%d}}", (int)seq, (int)seq * 17);
		struct queue_line line = {.line = text, .len = strlen(text), .login = NULL}, out;
		size_t len;
		unsigned char *sealed = queue_line_seal(a, &at, &line, &len);

		for (size_t bit = 0; bit < len * 8; bit++) {
			sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
			assert_false(queue_line_open(a, &at, sealed, len, &out));
			sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
		assert_true(queue_line_open(a, &at, sealed, len, &out));
		assert_string_equal(out.login, "");
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_opens_at_its_place),
		cmocka_unit_test(every_flipped_bit_shows_G4),
	};

	if (!secure_init())
		return 1;
	secure_random(key, sizeof(key));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
