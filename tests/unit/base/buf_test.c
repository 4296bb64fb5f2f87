/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void buffer_grows_and_stays_terminated(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_string_equal(buf_str(&b), "");
	for (int i = 0; i < 1000; i++) {
		buf_addc(&b, (char)('a' + i % 26));
		assert_int_equal(b.len, i + 1);
		assert_int_equal(b.data[b.len], '\0');
		assert_true(b.cap > b.len);
	}
	assert_memory_equal(b.data + 996, "ijkl", 5);
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(buf_str(&b), "");
	buf_release(&b);
	assert_null(b.data);
	buf_clear(&b);
	assert_string_equal(buf_str(&b), "");
}

static void bytes_text_and_formats_are_added(void **state)
{
	struct buf b = BUF_INIT;
	char large[5000];

	(void)state;
	memset(large, 'x', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	buf_add(&b, "a\0b", 3);
	buf_adds(&b, "cd");
	buf_adds(&b, NULL);
	buf_add(&b, NULL, 0);
	buf_addf(&b, "%d%%", 50);
	assert_int_equal(b.len, 8);
	assert_memory_equal(b.data, "a\0bcd50%", 9);
	buf_addf(&b, "<%s>", large);
	assert_int_equal(b.len, 8 + 2 + sizeof large - 1);
	assert_string_equal(b.data + b.len - 2, "x>");
	buf_release(&b);
}

static void buffer_of_an_arena_dies_with_it(void **state)
{
	struct arena *a = arena_new();
	struct buf *b = buf_new(a);

	(void)state;
	assert_string_equal(buf_str(b), "");
	buf_adds(b, "the leak check finds this memory if it does not die");
	assert_int_equal(b->len, 51);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buffer_grows_and_stays_terminated),
		cmocka_unit_test(bytes_text_and_formats_are_added),
		cmocka_unit_test(buffer_of_an_arena_dies_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
