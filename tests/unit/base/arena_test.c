/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t size = 0; size < 3000; size += 7) {
			unsigned char *p = arena_alloc(a, size);

			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xee, size);
		}
		arena_clear(a);
	}
	arena_free(&a);
	assert_null(a);
	arena_free(&a);
}

static void pieces_do_not_overlap(void **state)
{
	struct arena *a = arena_new();
	unsigned char *pieces[300];
	size_t size = 1;

	(void)state;
	for (int i = 0; i < 300; i++) {
		size = (size * 37 + 11) % 70001;
		pieces[i] = memset(arena_alloc(a, size), i % 251, size);
	}
	size = 1;
	for (int i = 0; i < 300; i++) {
		size = (size * 37 + 11) % 70001;
		for (size_t k = 0; k < size; k++)
			assert_int_equal(pieces[i][k], i % 251);
	}
	arena_free(&a);
}

static void strings_are_copied(void **state)
{
	struct arena *a = arena_new();
	char text[] = "hello";
	int numbers[] = {1, 2, 3}, *copy;

	(void)state;
	assert_string_equal(arena_strdup(a, text), "hello");
	assert_ptr_not_equal(arena_strdup(a, text), text);
	assert_null(arena_strdup(a, NULL));
	assert_string_equal(arena_strndup(a, text, 2), "he");
	assert_string_equal(arena_strndup(a, text, 99), "hello");
	assert_string_equal(arena_strndup(a, NULL, 5), "");
	assert_string_equal(arena_printf(a, "%s-%05d", text, 42), "hello-00042");
	copy = arena_memdup(a, numbers, sizeof numbers);
	assert_memory_equal(copy, numbers, sizeof numbers);
	assert_non_null(arena_memdup(a, NULL, 0));
	assert_int_equal(arena_array(a, int, 5)[4], 0);
	arena_free(&a);
}

static char order[16];
static char one[] = "1", two[] = "2", three[] = "3";

static void note(void *arg)
{
	strcat(order, arg);
}

static void deferred_functions_run_last_first(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	order[0] = '\0';
	arena_defer(a, note, one);
	arena_defer(a, note, two);
	arena_clear(a);
	assert_string_equal(order, "21");
	arena_defer(a, note, three);
	arena_free(&a);
	assert_string_equal(order, "213");
}

static void x_functions_copy(void **state)
{
	char *p = xstrdup("abc");
	int *zeros = xcalloc(4, sizeof *zeros);

	(void)state;
	p = xrealloc(p, 100);
	assert_string_equal(p, "abc");
	assert_int_equal(zeros[3], 0);
	zeros = xrealloc(zeros, 0);
	assert_non_null(zeros);
	free(zeros);
	free(p);
	p = xmalloc(0);
	assert_non_null(p);
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(deferred_functions_run_last_first),
		cmocka_unit_test(x_functions_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
