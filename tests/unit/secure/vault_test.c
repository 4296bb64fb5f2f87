/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/vault.h"

#include "base/error.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[128];
static char path[160];
static struct vault vault;

static const char text[] = "12345678901234567890";
#define TEXT_LEN (sizeof text - 1)

static void the_key_is_made_once(void **state)
{
	(void)state;
	struct error e = {.code = ERR_NONE};
	struct vault again;
	struct stat st;

	assert_false(vault_open(path, false, &again, &e));
	assert_int_equal(e.code, ERR_IO);
	assert_int_not_equal(access(path, F_OK), 0);

	e = (struct error){.code = ERR_NONE};
	assert_true(vault_open(path, true, &vault, &e));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(vault_open(path, true, &again, &e));
	assert_memory_equal(vault.key, again.key, sizeof vault.key);
	assert_true(vault_open(path, false, &again, &e));
	assert_memory_equal(vault.key, again.key, sizeof vault.key);
}

static void another_file_is_another_key(void **state)
{
	(void)state;
	char other_path[200];
	struct error e = {.code = ERR_NONE};
	struct vault other;

	snprintf(other_path, sizeof other_path, "%s/other.key", folder);
	assert_true(vault_open(other_path, true, &other, &e));
	assert_memory_not_equal(vault.key, other.key, sizeof vault.key);
	unlink(other_path);
}

static void what_others_may_touch_is_refused(void **state)
{
	(void)state;
	static const mode_t bad[] = {0644, 0640, 0660, 0604, 0601, 0700, 0200, 0000, 01600, 04600};
	static const mode_t good[] = {0400, 0600};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {.code = ERR_NONE};
		struct vault v;

		assert_int_equal(chmod(path, bad[i]), 0);
		assert_false(vault_open(path, true, &v, &e));
		assert_int_equal(e.code, ERR_IO);
		assert_non_null(strstr(e.detail, path));
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct error e = {.code = ERR_NONE};
		struct vault v;

		assert_int_equal(chmod(path, good[i]), 0);
		assert_true(vault_open(path, false, &v, &e));
		assert_memory_equal(vault.key, v.key, sizeof v.key);
	}
}

static void what_is_no_key_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "\n", "secret\n", "TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs",
		"TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs\n\n", "TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs\n"};
	char other_path[200];

	snprintf(other_path, sizeof other_path, "%s/other.key", folder);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {.code = ERR_NONE};
		struct vault v;
		int fd = open(other_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

		assert_true(fd >= 0);
		assert_int_equal(write(fd, bad[i], strlen(bad[i])), strlen(bad[i]));
		close(fd);
		assert_false(vault_open(other_path, true, &v, &e));
		assert_int_equal(e.code, ERR_CORRUPT);
	}
	unlink(other_path);
}

static bool opens(const struct vault *v, const char *purpose, const char *context, const unsigned char *sealed, size_t n)
{
	char out[TEXT_LEN + 1] = "";

	return vault_unseal(v, purpose, context, strlen(context), sealed, n, out) && !memcmp(out, text, TEXT_LEN);
}

/* C2: a seed is sealed, by a key outside the database, to its account. */
static void opens_only_where_it_was_sealed(void **state)
{
	(void)state;
	unsigned char sealed[TEXT_LEN + VAULT_EXTRA];
	struct vault other = vault;

	vault_seal(&vault, "totp", "account 1", 9, text, TEXT_LEN, sealed);
	assert_true(opens(&vault, "totp", "account 1", sealed, sizeof sealed));
	assert_false(opens(&vault, "totp", "account 2", sealed, sizeof sealed));
	assert_false(opens(&vault, "totp", "account 1 ", sealed, sizeof sealed));
	assert_false(opens(&vault, "totp", "account ", sealed, sizeof sealed));
	assert_false(opens(&vault, "totp", "", sealed, sizeof sealed));
	assert_false(opens(&vault, "mail", "account 1", sealed, sizeof sealed));
	assert_false(opens(&vault, "tot", "paccount 1", sealed, sizeof sealed));
	assert_false(opens(&vault, "totp ", "account 1", sealed, sizeof sealed));
	assert_false(opens(&vault, "", "account 1", sealed, sizeof sealed));
	other.key[31] ^= 1;
	assert_false(opens(&other, "totp", "account 1", sealed, sizeof sealed));
}

static void every_flipped_bit_shows(void **state)
{
	(void)state;
	unsigned char sealed[TEXT_LEN + VAULT_EXTRA];

	vault_seal(&vault, "totp", "1", 1, text, TEXT_LEN, sealed);
	for (size_t i = 0; i < 8 * sizeof sealed; i++) {
		sealed[i / 8] ^= (unsigned char)(1u << (i % 8));
		assert_false(opens(&vault, "totp", "1", sealed, sizeof sealed));
		sealed[i / 8] ^= (unsigned char)(1u << (i % 8));
	}
	for (size_t n = 0; n < sizeof sealed; n++)
		assert_false(opens(&vault, "totp", "1", sealed, n));
	assert_true(opens(&vault, "totp", "1", sealed, sizeof sealed));
}

static void no_text_is_sealed_too_and_never_alike(void **state)
{
	(void)state;
	unsigned char one[VAULT_EXTRA], other[VAULT_EXTRA];
	char out;

	vault_seal(&vault, "mail", NULL, 0, "", 0, one);
	vault_seal(&vault, "mail", NULL, 0, "", 0, other);
	assert_memory_not_equal(one, other, sizeof one);
	assert_true(vault_unseal(&vault, "mail", NULL, 0, one, sizeof one, &out));
	assert_false(vault_unseal(&vault, "mail", "x", 1, one, sizeof one, &out));
}

static bool macs_differ(const char *purpose, struct part a, struct part b, const char *other_purpose, struct part c, struct part d)
{
	struct hash one = vault_mac(&vault, purpose, (struct part[]){a, b}, 2);
	struct hash other = vault_mac(&vault, other_purpose, (struct part[]){c, d}, 2);

	return !secure_equal(one.bytes, other.bytes, sizeof one.bytes);
}

#define PART(s) ((struct part){(s), sizeof(s) - 1})

static void a_mac_is_of_key_purpose_and_parts(void **state)
{
	(void)state;
	struct part part = PART("row");
	struct vault other = vault;
	struct hash one = vault_mac(&vault, "audit", &part, 1), same = vault_mac(&vault, "audit", &part, 1), changed;

	assert_memory_equal(one.bytes, same.bytes, sizeof one.bytes);
	other.key[0] ^= 1;
	changed = vault_mac(&other, "audit", &part, 1);
	assert_memory_not_equal(one.bytes, changed.bytes, sizeof one.bytes);
	assert_false(macs_differ("audit", PART("ab"), PART("c"), "audit", PART("ab"), PART("c")));
	assert_true(macs_differ("audit", PART("ab"), PART("c"), "audit", PART("a"), PART("bc")));
	assert_true(macs_differ("audit", PART("ab"), PART("c"), "audit", PART("abc"), PART("")));
	assert_true(macs_differ("audit", PART("ab"), PART("c"), "audit", PART("c"), PART("ab")));
	assert_true(macs_differ("audit", PART("ab"), PART("c"), "chain", PART("ab"), PART("c")));
	assert_true(macs_differ("audit", PART("ab"), PART("c"), "audi", PART("tab"), PART("c")));
}

static int open_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "%s/vault.XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!secure_init() || !mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/secret.key", folder);
	return 0;
}

static int close_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_is_made_once),
		cmocka_unit_test(another_file_is_another_key),
		cmocka_unit_test(what_others_may_touch_is_refused),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(opens_only_where_it_was_sealed),
		cmocka_unit_test(every_flipped_bit_shows),
		cmocka_unit_test(no_text_is_sealed_too_and_never_alike),
		cmocka_unit_test(a_mac_is_of_key_purpose_and_parts),
	};

	return cmocka_run_group_tests(tests, open_folder, close_folder);
}
