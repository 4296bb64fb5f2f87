/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/totp.h"

#include "base/arena.h"
#include "base/thread.h"
#include "secure/secure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The secret of both documents. */
static const char seed[] = "12345678901234567890";
#define SEED_LEN (sizeof seed - 1)

/* RFC 4226, appendix D. */
static const char *const hotps[] = {
	"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
};

/* RFC 6238, appendix B, SHA-1. */
static const struct {
	int64_t s;
	const char *code;
} totps[] = {
	{59, "94287082"},
	{1111111109, "07081804"},
	{1111111111, "14050471"},
	{1234567890, "89005924"},
	{2000000000, "69279037"},
	{INT64_C(20000000000), "65353130"},
};

/* C2 */
static void codes_of_rfc_4226(void **state)
{
	(void)state;
	char out[9];

	for (uint64_t i = 0; i < sizeof hotps / sizeof *hotps; i++) {
		assert_true(totp_hotp(seed, SEED_LEN, i, 6, out));
		assert_string_equal(out, hotps[i]);
	}
}

/* C2: 8 digits as they are printed there, of which ours are the last six. */
static void codes_of_rfc_6238(void **state)
{
	(void)state;
	char out[9];

	for (size_t i = 0; i < sizeof totps / sizeof *totps; i++) {
		int64_t step = -1;

		assert_true(totp_hotp(seed, SEED_LEN, (uint64_t)totps[i].s / TOTP_STEP_S, 8, out));
		assert_string_equal(out, totps[i].code);
		assert_true(totp_check(seed, SEED_LEN, totps[i].s * 1000, totps[i].code + 2, &step));
		assert_int_equal(step, totps[i].s / TOTP_STEP_S);
	}
}

static void six_to_eight_digits(void **state)
{
	(void)state;
	char out[9] = "";

	assert_true(totp_hotp(seed, SEED_LEN, 0, 7, out));
	assert_string_equal(out, "4755224");
	assert_false(totp_hotp(seed, SEED_LEN, 0, 5, out));
	assert_false(totp_hotp(seed, SEED_LEN, 0, 9, out));
	assert_false(totp_hotp(seed, 0, 0, 6, out));
}

/* C2: right in this step and the last, not before and not after. */
static void this_step_and_the_last(void **state)
{
	(void)state;
	int64_t at = 5;

	for (int64_t ms = at * 30000; ms < (at + 1) * 30000; ms += 29999) /* the first and the last of the step */
		for (int64_t i = 0; i < (int64_t)(sizeof hotps / sizeof *hotps); i++) {
			int64_t step = -1;
			bool right = i == at || i == at - 1;

			assert_int_equal(totp_check(seed, SEED_LEN, ms, hotps[i], &step), right);
			assert_int_equal(step, right ? i : -1);
		}
}

static void nothing_is_before_the_first_step(void **state)
{
	(void)state;
	int64_t step = -1;
	char before[9];

	assert_true(totp_check(seed, SEED_LEN, 0, hotps[0], &step));
	assert_int_equal(step, 0);
	assert_true(totp_hotp(seed, SEED_LEN, UINT64_MAX, 6, before));
	assert_false(totp_check(seed, SEED_LEN, 0, before, &step));
	assert_false(totp_check(seed, SEED_LEN, -1, hotps[0], &step));
	assert_false(totp_check(seed, SEED_LEN, INT64_MIN, hotps[0], &step));
	assert_false(totp_check(seed, SEED_LEN, INT64_MAX, hotps[0], &step));
}

static void only_six_digits_are_a_code(void **state)
{
	(void)state;
	static const char *const good[] = {"755224", "755 224", " 755224", "755224 ", "7 5 5 2 2 4", "75 52 24"};
	static const char *const bad[] = {"", " ", "75522", "7552244", "0755224", "755224x", "75522x", "x55224", "755-224", "755\t224", "755224\n",
		"+755224", "-755224", "755.224", "0x755224", "seven!", "755 22", "755 2244", ("755\xc2\xa0" "224"), "\xd9\xa7\xd9\xa5\xd9\xa5",
		"000000", "755225", "655224"};
	int64_t step;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!totp_check(seed, SEED_LEN, 1000, good[i], &step))
			fail_msg("\"%s\" was refused", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (totp_check(seed, SEED_LEN, 1000, bad[i], &step))
			fail_msg("\"%s\" was taken", bad[i]);
	assert_false(totp_check(seed, 0, 1000, "755224", &step));
	assert_false(totp_check("another secret 12345", 20, 1000, "755224", &step));
}

/* C2: what the app reads, and what is typed where there is no camera. */
static void what_an_app_is_given(void **state)
{
	(void)state;
	struct arena *a = arena_new();

	assert_string_equal(totp_uri(a, "Acme", "anna", seed, SEED_LEN),
		"otpauth://totp/Acme:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme");
	assert_string_equal(totp_uri(a, "Lager & S\xc3\xb6ner: nr 1", "anna@example.com?x=1#/%", seed, 1),
		"otpauth://totp/Lager%20%26%20S%C3%B6ner%3A%20nr%201:anna%40example.com%3Fx%3D1%23%2F%25?secret=GE"
		"&issuer=Lager%20%26%20S%C3%B6ner%3A%20nr%201");
	assert_string_equal(totp_groups(a, seed, SEED_LEN), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
	assert_string_equal(totp_groups(a, "1234", 4), "GEZD GNA");
	arena_free(&a);
}

static void seeds_differ(void **state)
{
	(void)state;
	unsigned char one[TOTP_SEED_BYTES] = {0}, other[TOTP_SEED_BYTES] = {0};

	totp_seed(one);
	totp_seed(other);
	assert_memory_not_equal(one, other, sizeof one);
}

static void check_many(void *arg)
{
	bool *right = arg;
	int64_t step;

	*right = true;
	for (int i = 0; i < 200; i++)
		*right &= totp_check(seed, SEED_LEN, 1000, hotps[0], &step) && !totp_check(seed, SEED_LEN, 1000, hotps[1], &step);
}

static void threads_check_at_once(void **state)
{
	(void)state;
	struct thread *threads[4];
	bool right[4];

	for (int i = 0; i < 4; i++)
		threads[i] = thread_start("totp", check_many, &right[i]);
	for (int i = 0; i < 4; i++) {
		thread_join(&threads[i]);
		assert_true(right[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_check_at_once), /* before any other has started the library */
		cmocka_unit_test(codes_of_rfc_4226),
		cmocka_unit_test(codes_of_rfc_6238),
		cmocka_unit_test(six_to_eight_digits),
		cmocka_unit_test(this_step_and_the_last),
		cmocka_unit_test(nothing_is_before_the_first_step),
		cmocka_unit_test(only_six_digits_are_a_code),
		cmocka_unit_test(what_an_app_is_given),
		cmocka_unit_test(seeds_differ),
	};

	return secure_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
