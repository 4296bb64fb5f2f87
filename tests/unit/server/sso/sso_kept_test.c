/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_kept.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define START_MS 1000000

static void at(int64_t mono_ms)
{
	clock_set_for_test(1800000000000, START_MS + mono_ms);
}

static int real_clock(void **state)
{
	(void)state;
	clock_set_for_test(-1, -1);
	return 0;
}

static void a_document_is_kept_for_ten_minutes(void **state)
{
	struct arena *a = arena_new();
	struct sso_kept *k = sso_kept_new();

	(void)state;
	at(0);
	assert_null(sso_kept_find(k, a, "https://a", NULL));
	sso_kept_put(k, "https://a", NULL, "one");
	at(SSO_KEPT_MS - 1);
	assert_string_equal(sso_kept_find(k, a, "https://a", ""), "one");
	at(SSO_KEPT_MS);
	assert_null(sso_kept_find(k, a, "https://a", NULL));
	sso_kept_put(k, "https://a", NULL, "two");
	assert_string_equal(sso_kept_find(k, a, "https://a", NULL), "two");
	sso_kept_free(&k);
	assert_null(k);
	sso_kept_free(&k);
	arena_free(&a);
}

static void whom_another_authority_vouches_for_is_another(void **state)
{
	struct arena *a = arena_new();
	struct sso_kept *k = sso_kept_new();

	(void)state;
	at(0);
	sso_kept_put(k, "https://a", "/one.pem", "one");
	assert_null(sso_kept_find(k, a, "https://a", "/two.pem"));
	assert_null(sso_kept_find(k, a, "https://b", "/one.pem"));
	assert_string_equal(sso_kept_find(k, a, "https://a", "/one.pem"), "one");
	sso_kept_free(&k);
	arena_free(&a);
}

static void it_is_renewed_once_a_minute(void **state)
{
	struct sso_kept *k = sso_kept_new();

	(void)state;
	at(0);
	assert_true(sso_kept_may_renew(k, "https://a", NULL));
	sso_kept_put(k, "https://a", NULL, "one");
	assert_true(sso_kept_may_renew(k, "https://a", NULL));
	assert_false(sso_kept_may_renew(k, "https://a", NULL));
	sso_kept_put(k, "https://a", NULL, "two");
	at(SSO_RENEW_MS - 1);
	assert_false(sso_kept_may_renew(k, "https://a", NULL));
	at(SSO_RENEW_MS);
	assert_true(sso_kept_may_renew(k, "https://a", NULL));
	assert_false(sso_kept_may_renew(k, "https://a", NULL));
	sso_kept_free(&k);
}

static void the_oldest_makes_room(void **state)
{
	struct arena *a = arena_new();
	struct sso_kept *k = sso_kept_new();

	(void)state;
	for (int i = 0; i < 33; i++) {
		at(i);
		sso_kept_put(k, arena_printf(a, "https://%d", i), NULL, arena_printf(a, "%d", i));
	}
	assert_null(sso_kept_find(k, a, "https://0", NULL));
	for (int i = 1; i < 33; i++)
		assert_string_equal(sso_kept_find(k, a, arena_printf(a, "https://%d", i), NULL), arena_printf(a, "%d", i));
	sso_kept_free(&k);
	arena_free(&a);
}

/* Each thread reads whole texts of the others, never half ones. */
static void work(void *arg)
{
	struct sso_kept *k = arg;
	struct arena *a = arena_new();

	for (int i = 0; i < 2000; i++) {
		const char *text = sso_kept_find(k, a, "https://a", NULL);
		if (text && (strlen(text) != 64 || strspn(text, (char[]){text[0], '\0'}) != 64))
			abort();
		char next[65] = "";
		memset(next, 'a' + i % 26, 64);
		sso_kept_put(k, "https://a", NULL, next);
		sso_kept_may_renew(k, "https://a", NULL);
		if (i % 100 == 0)
			arena_clear(a);
	}
	arena_free(&a);
}

static void threads_share_it(void **state)
{
	struct sso_kept *k = sso_kept_new();
	struct thread *threads[4];
	struct arena *a = arena_new();

	(void)state;
	at(0);
	for (int i = 0; i < 4; i++)
		threads[i] = thread_start("kept", work, k);
	for (int i = 0; i < 4; i++)
		thread_join(&threads[i]);
	assert_int_equal(strlen(sso_kept_find(k, a, "https://a", NULL)), 64);
	sso_kept_free(&k);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_document_is_kept_for_ten_minutes, real_clock),
		cmocka_unit_test_teardown(whom_another_authority_vouches_for_is_another, real_clock),
		cmocka_unit_test_teardown(it_is_renewed_once_a_minute, real_clock),
		cmocka_unit_test_teardown(the_oldest_makes_room, real_clock),
		cmocka_unit_test_teardown(threads_share_it, real_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
