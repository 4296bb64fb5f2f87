/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"
#include "client/net/retry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void after_1_2_4_to_30(void **state)
{
	static const int pauses[] = {1000, 2000, 4000, 8000, 16000, 30000, 30000};
	struct retry r = {0};

	(void)state;
	clock_set_for_test(1790000000000, 5000);
	assert_true(r.at_ms <= clock_mono_ms());
	for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
		retry_failed(&r, 1000);
		assert_int_equal(r.at_ms, 5000 + pauses[i]);
	}
	retry_now(&r);
	assert_true(r.at_ms <= clock_mono_ms());
	retry_failed(&r, 1000);
	assert_int_equal(r.at_ms, 6000);
	clock_set_for_test(-1, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after_1_2_4_to_30),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
