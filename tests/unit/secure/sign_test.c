/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/sign.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/thread.h"
#include "secure/secure.h"

#include <dirent.h>
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

/* RFC 8032, section 7.1, test 2: its seed as the line of a key file. */
#define SEED   "TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs"
#define PUBLIC "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define SIGNATURE                                                                                                                          \
	"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"

static char folder[128];
static char path[160];

static void put(const char *text, int mode)
{
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, (mode_t)mode), 0);
	close(fd);
}

static void assert_refused(enum error_code code)
{
	struct sign_key k;
	struct error e = {.code = ERR_NONE};
	assert_false(secure_sign_key_file(path, &k, &e));
	assert_int_equal(e.code, code);
	assert_non_null(strstr(e.detail, path));
}

static size_t files_in_folder(void)
{
	size_t n = 0;
	DIR *d = opendir(folder);
	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void signature_of_the_rfc(void **state)
{
	(void)state;
	struct sign_key k;
	struct error e = {.code = ERR_NONE};
	unsigned char signature[SIGNATURE_BYTES];
	char hex[2 * SIGNATURE_BYTES + 1];
	put(SEED "\n", 0600);
	assert_true(secure_sign_key_file(path, &k, &e));
	str_hex(k.public_key, 32, hex);
	assert_string_equal(hex, PUBLIC);
	secure_sign(&k, "\x72", 1, signature);
	str_hex(signature, sizeof(signature), hex);
	assert_string_equal(hex, SIGNATURE);
	assert_true(secure_verify(k.public_key, "\x72", 1, signature));
}

/* A batch is signed by the terminal's own key; no bit of batch, signature
 * or key can change. */
static void every_bit_counts(void **state)
{
	(void)state;
	struct sign_key k, other;
	unsigned char signature[SIGNATURE_BYTES], text[] = "lines of a batch";
	secure_sign_key(&k);
	secure_sign_key(&other);
	secure_sign(&k, text, sizeof(text), signature);
	assert_true(secure_verify(k.public_key, text, sizeof(text), signature));
	assert_false(secure_verify(k.public_key, text, sizeof(text) - 1, signature));
	assert_false(secure_verify(other.public_key, text, sizeof(text), signature));
	for (size_t i = 0; i < sizeof(text) * 8; i++) {
		text[i / 8] ^= (unsigned char)(1 << i % 8);
		assert_false(secure_verify(k.public_key, text, sizeof(text), signature));
		text[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	for (size_t i = 0; i < sizeof(signature) * 8; i++) {
		signature[i / 8] ^= (unsigned char)(1 << i % 8);
		assert_false(secure_verify(k.public_key, text, sizeof(text), signature));
		signature[i / 8] ^= (unsigned char)(1 << i % 8);
	}
}

static void terminal_id_is_half_a_hash(void **state)
{
	(void)state;
	struct sign_key k;
	char id[33], whole[65];
	secure_sign_key(&k);
	secure_terminal_id(k.public_key, id);
	struct hash h = secure_hash_bytes(k.public_key, 32);
	str_hex(h.bytes, 32, whole);
	assert_int_equal(strlen(id), 32);
	assert_memory_equal(id, whole, 32);
}

static void key_file_is_made_once(void **state)
{
	(void)state;
	struct sign_key a, b;
	struct error e = {.code = ERR_NONE};
	struct stat st;
	mode_t mask = umask(0);
	unlink(path);
	assert_true(secure_sign_key_file(path, &a, &e));
	umask(mask);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(files_in_folder(), 1);
	assert_true(secure_sign_key_file(path, &b, &e));
	assert_memory_equal(&a, &b, sizeof(a));
	unlink(path);
	assert_true(secure_sign_key_file(path, &b, &e));
	assert_memory_not_equal(a.public_key, b.public_key, 32);
}

static void read_key(void *arg)
{
	if (!secure_sign_key_file(path, arg, NULL))
		memset(arg, 0, sizeof(struct sign_key));
}

static void all_who_start_at_once_get_one_key(void **state)
{
	(void)state;
	enum { MANY = 8 };
	struct sign_key keys[MANY], zero = {{0}, {0}};
	struct thread *threads[MANY];
	for (int round = 0; round < 20; round++) {
		unlink(path);
		for (int i = 0; i < MANY; i++)
			threads[i] = thread_start("key", read_key, &keys[i]);
		for (int i = 0; i < MANY; i++)
			thread_join(&threads[i]);
		assert_memory_not_equal(&keys[0], &zero, sizeof(zero));
		for (int i = 1; i < MANY; i++)
			assert_memory_equal(&keys[i], &keys[0], sizeof(zero));
		assert_int_equal(files_in_folder(), 1);
	}
}

static void only_a_private_file_is_read(void **state)
{
	(void)state;
	struct sign_key k;
	static const int wrong[] = {0640, 0604, 0644, 0660, 0620, 0602, 0700, 0610, 04600, 0666};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		put(SEED "\n", wrong[i]);
		assert_refused(ERR_IO);
	}
	put(SEED "\n", 0400);
	assert_true(secure_sign_key_file(path, &k, NULL));
}

static void only_a_plain_file_is_read(void **state)
{
	(void)state;
	char beside[160];
	snprintf(beside, sizeof(beside), "%s/beside", folder);
	put(SEED "\n", 0600);
	assert_int_equal(rename(path, beside), 0);
	assert_int_equal(symlink(beside, path), 0);
	assert_refused(ERR_IO);
	unlink(path);
	unlink(beside);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_refused(ERR_IO);
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_refused(ERR_IO);
	rmdir(path);
}

static void anothers_file_is_not_read(void **state)
{
	(void)state;
	put(SEED "\n", 0600);
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 65534, 65534), 0);
		assert_refused(ERR_IO);
		return;
	}
	struct error e = {.code = ERR_NONE};
	struct sign_key k;
	assert_false(secure_sign_key_file("/etc/passwd", &k, &e)); /* root's */
	assert_int_equal(e.code, ERR_IO);
	assert_non_null(strstr(e.detail, "another user"));
}

static void damaged_files_are_kept_and_named(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "\n", SEED, SEED "\n\n", SEED "=\n", SEED SEED "\n",
		"TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4p\n", "!M0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs\n"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct stat st;
		put(wrong[i], 0600);
		assert_refused(ERR_CORRUPT);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_size, strlen(wrong[i]));
	}
}

static void no_folder_no_key(void **state)
{
	(void)state;
	struct sign_key k;
	struct error e = {.code = ERR_NONE};
	char deep[160];
	snprintf(deep, sizeof(deep), "%s/none/key", folder);
	assert_false(secure_sign_key_file(deep, &k, &e));
	assert_int_equal(e.code, ERR_IO);
	assert_non_null(strstr(e.detail, deep));
}

static int init(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof(folder), "%s/sign-test-XXXXXX", tmp ? tmp : "/tmp");
	if (!secure_init() || !mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/key", folder);
	return 0;
}

static int release(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signature_of_the_rfc),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(terminal_id_is_half_a_hash),
		cmocka_unit_test(key_file_is_made_once),
		cmocka_unit_test(all_who_start_at_once_get_one_key),
		cmocka_unit_test(only_a_private_file_is_read),
		cmocka_unit_test(only_a_plain_file_is_read),
		cmocka_unit_test(anothers_file_is_not_read),
		cmocka_unit_test(damaged_files_are_kept_and_named),
		cmocka_unit_test(no_folder_no_key),
	};
	return cmocka_run_group_tests(tests, init, release);
}
