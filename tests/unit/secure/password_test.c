/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/password.h"

#include "base/thread.h"
#include "secure/secure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PARAMETERS "$argon2id$v=19$m=47104,t=1,p=1$"

static void right_password_alone_fits(void **state)
{
	(void)state;
	char hash[PASSWORD_HASH_BYTES];
	assert_true(secure_password_hash("Lager-2026", hash));
	assert_memory_equal(hash, PARAMETERS, strlen(PARAMETERS));
	assert_true(secure_password_verify(hash, "Lager-2026"));
	assert_false(secure_password_verify(hash, "lager-2026"));
	assert_false(secure_password_verify(hash, "Lager-2026 "));
	assert_false(secure_password_verify(hash, ""));
}

static void same_password_hashes_differently(void **state)
{
	(void)state;
	char a[PASSWORD_HASH_BYTES], b[PASSWORD_HASH_BYTES];
	assert_true(secure_password_hash("Lösen-1", a));
	assert_true(secure_password_hash("Lösen-1", b));
	assert_string_not_equal(a, b);
	assert_true(secure_password_verify(a, "Lösen-1"));
	assert_true(secure_password_verify(b, "Lösen-1"));
}

static void what_is_no_hash_fits_nothing(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"", "x", "Lager-2026", PARAMETERS, "$argon2id$v=19$m=47104,t=1,p=1$AAAA$AAAA", "$2b$10$abcdefghijklmnopqrstuv"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(secure_password_verify(wrong[i], "Lager-2026"));
}

static unsigned parts_of(const char *hash, size_t lengths[6])
{
	unsigned n = 0;
	for (const char *s = hash; *s == '$' && n < 6; n++) {
		lengths[n] = strcspn(s + 1, "$");
		s += 1 + lengths[n];
	}
	return n;
}

/* Nobody's hash costs what a user's costs: same algorithm, parameters and
 * lengths, so that all of it is computed before it is found wrong. */
static void nobody_costs_the_same(void **state)
{
	(void)state;
	char hash[PASSWORD_HASH_BYTES];
	size_t ours[6], theirs[6];
	const char *nobody = secure_password_nobody();
	assert_true(secure_password_hash("", hash));
	assert_memory_equal(nobody, PARAMETERS, strlen(PARAMETERS));
	assert_int_equal(parts_of(nobody, ours), 5);
	assert_int_equal(parts_of(hash, theirs), 5);
	assert_memory_equal(ours, theirs, 5 * sizeof(ours[0]));
	assert_false(secure_password_verify(nobody, ""));
	assert_false(secure_password_verify(nobody, "Lager-2026"));
	assert_ptr_equal(nobody, secure_password_nobody());
	char before[PASSWORD_HASH_BYTES];
	memcpy(before, nobody, sizeof(before));
	assert_true(secure_init());
	assert_string_equal(secure_password_nobody(), before);
}

static void history_tells_used_from_new(void **state)
{
	(void)state;
	static const unsigned char salt[16] = "one salt a user", other[16] = "another salt...";
	struct hash a, b;
	assert_true(secure_password_history("Lager-2026", salt, &a));
	assert_true(secure_password_history("Lager-2026", salt, &b));
	assert_memory_equal(a.bytes, b.bytes, HASH_BYTES);
	assert_true(secure_password_history("Lager-2027", salt, &b));
	assert_memory_not_equal(a.bytes, b.bytes, HASH_BYTES);
	assert_true(secure_password_history("Lager-2026", other, &b));
	assert_memory_not_equal(a.bytes, b.bytes, HASH_BYTES);
}

static void hash_one(void *arg)
{
	char hash[PASSWORD_HASH_BYTES];
	*(bool *)arg = secure_password_hash("Lager-2026", hash) && secure_password_verify(hash, "Lager-2026");
}

static void many_at_once_all_come_through(void **state)
{
	(void)state;
	enum { MANY = 6 };
	bool right[MANY] = {false};
	struct thread *threads[MANY];
	for (int i = 0; i < MANY; i++)
		threads[i] = thread_start("hash", hash_one, &right[i]);
	for (int i = 0; i < MANY; i++) {
		thread_join(&threads[i]);
		assert_true(right[i]);
	}
}

static int count_in(const char *s, const char *set)
{
	int n = 0;
	for (; *s; s++)
		n += strchr(set, *s) != NULL;
	return n;
}

/* C1 */
static void generated_passwords_obey_the_rule(void **state)
{
	(void)state;
	static const struct password_rule rules[] = {{8, 1, 1, 1}, {20, 1, 1, 1}, {20, 0, 0, 20}, {20, 9, 9, 2}, {0, 0, 0, 0}};
	char one[21], other[21];
	for (int i = 0; i < 2000; i++) {
		const struct password_rule *r = &rules[i % 5];
		secure_password_generate(one, sizeof(one), r);
		secure_password_generate(other, sizeof(other), r);
		assert_int_equal(strlen(one), 20);
		assert_true(count_in(one, "abcdefghijkmnopqrstuvwxyz") >= r->lower);
		assert_true(count_in(one, "ABCDEFGHJKLMNPQRSTUVWXYZ") >= r->upper);
		assert_true(count_in(one, "23456789") >= r->digits);
		assert_int_equal(count_in(one, "0O1lI"), 0);
		assert_string_not_equal(one, other);
	}
}

/* What the rule asks for does not always stand first. */
static void generated_passwords_are_shuffled(void **state)
{
	(void)state;
	const struct password_rule rule = {2, 1, 0, 1};
	char out[3];
	int digit_first = 0;
	for (int i = 0; i < 400; i++) {
		secure_password_generate(out, sizeof(out), &rule);
		digit_first += out[0] >= '2' && out[0] <= '9';
	}
	assert_in_range(digit_first, 100, 300);
}

static int init(void **state)
{
	(void)state;
	return secure_init() ? 0 : 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_password_alone_fits),
		cmocka_unit_test(same_password_hashes_differently),
		cmocka_unit_test(what_is_no_hash_fits_nothing),
		cmocka_unit_test(nobody_costs_the_same),
		cmocka_unit_test(history_tells_used_from_new),
		cmocka_unit_test(generated_passwords_obey_the_rule),
		cmocka_unit_test(generated_passwords_are_shuffled),
		cmocka_unit_test(many_at_once_all_come_through),
	};
	return cmocka_run_group_tests(tests, init, NULL);
}
