/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "base/thread.h"
#include "base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void ids_have_time_version_and_variant(void **state)
{
	char id[UUID_LEN + 1];

	(void)state;
	clock_set_for_test(INT64_C(0x7fffffffff00), -1);
	uuid_new(id);
	clock_set_for_test(-1, -1);
	assert_memory_equal(id, "7fffffff-ff00-7", 15);
	assert_non_null(strchr("89ab", id[19]));
	assert_true(uuid_valid(id));
	assert_int_equal(strlen(id), UUID_LEN);
}

static void ids_rise_within_a_millisecond_and_when_time_goes_back(void **state)
{
	char before[UUID_LEN + 1] = "", id[UUID_LEN + 1];
	int64_t now = INT64_C(0x7fffffffff10);

	(void)state;
	for (int i = 0; i < 20000; i++) {
		clock_set_for_test(i % 3 ? now : now - 3600000, -1);
		uuid_new(id);
		assert_true(strcmp(before, id) < 0);
		memcpy(before, id, sizeof before);
	}
	clock_set_for_test(-1, -1);
}

enum { EACH = 5000, WORKERS = 4 };

static void make_many(void *arg)
{
	char(*ids)[UUID_LEN + 1] = arg;

	for (int i = 0; i < EACH; i++)
		uuid_new(ids[i]);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void threads_never_make_the_same_time(void **state)
{
	static char ids[WORKERS * EACH][UUID_LEN + 1];
	struct thread *workers[WORKERS];

	(void)state;
	for (int i = 0; i < WORKERS; i++)
		workers[i] = thread_start("ids", make_many, ids + i * EACH);
	for (int i = 0; i < WORKERS; i++)
		thread_join(&workers[i]);
	qsort(ids, WORKERS * EACH, sizeof ids[0], by_text);
	/* The 18 first characters are time and counter: no luck is needed. */
	for (int i = 1; i < WORKERS * EACH; i++)
		assert_true(strncmp(ids[i - 1], ids[i], 18) < 0);
}

static void only_lower_case_ids_of_the_usual_form_are_valid(void **state)
{
	static const char *const bad[] = {"", "018f3b5a-1c2d-7e3f-8a4b-5c6d7e8f9a0", "018f3b5a-1c2d-7e3f-8a4b-5c6d7e8f9a0bc",
		"018F3B5A-1C2D-7E3F-8A4B-5C6D7E8F9A0B", "018f3b5a1c2d7e3f8a4b5c6d7e8f9a0b", "{018f3b5a-1c2d-7e3f-8a4b-5c6d7e8f9a}",
		"018f3b5a-1c2d-7e3f-8a4b-5c6d7e8f9a0g", "018f3b5a-1c2d-7e3f-8a4b5-c6d7e8f9a0b", "018f3b5a-1c2d-7e3f-8a4b-5c6d7e8f9a0\n",
		"------------------------------------"};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(uuid_valid(bad[i]));
	assert_false(uuid_valid(NULL));
	assert_true(uuid_valid("018f3b5a-1c2d-7e3f-8a4b-5c6d7e8f9a0b"));
	assert_true(uuid_valid("00000000-0000-0000-0000-000000000000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_have_time_version_and_variant),
		cmocka_unit_test(ids_rise_within_a_millisecond_and_when_time_goes_back),
		cmocka_unit_test(threads_never_make_the_same_time),
		cmocka_unit_test(only_lower_case_ids_of_the_usual_form_are_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
