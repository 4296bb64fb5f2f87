/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/password.h"

#include "secure/limit.h"
#include "secure/secure.h"

#include <assert.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MEMORY_BYTES ((size_t)46 * 1024 * 1024)
#define PASSES       1

static_assert(PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES, "room for a hash");
static_assert(crypto_pwhash_SALTBYTES == 16, "one salt a user is 16 bytes");

static struct limit *cores;
static char nobody[PASSWORD_HASH_BYTES];
static atomic_uint computed;

/* A hash nobody knows a password to costs nothing to make: its bytes are
 * random, only its parameters are those of a real one. */
static void nobody_make(void)
{
	enum { BASE64 = sodium_base64_VARIANT_ORIGINAL_NO_PADDING };
	unsigned char salt[16], hash[32];
	char salt_text[sodium_base64_ENCODED_LEN(sizeof(salt), BASE64)];
	char hash_text[sodium_base64_ENCODED_LEN(sizeof(hash), BASE64)];
	secure_random(salt, sizeof(salt));
	secure_random(hash, sizeof(hash));
	sodium_bin2base64(salt_text, sizeof(salt_text), salt, sizeof(salt), BASE64);
	sodium_bin2base64(hash_text, sizeof(hash_text), hash, sizeof(hash), BASE64);
	snprintf(nobody, sizeof(nobody), "$argon2id$v=19$m=%zu,t=%d,p=1$%s$%s", MEMORY_BYTES / 1024, PASSES, salt_text, hash_text);
}

void secure_password_init(void)
{
	if (cores)
		return;
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	cores = limit_new(n > 1 ? (unsigned)n : 1);
	nobody_make();
}

static void begin(void)
{
	atomic_fetch_add(&computed, 1);
	limit_enter(cores);
}

unsigned secure_password_count(void)
{
	return atomic_load(&computed);
}

bool secure_password_hash(const char *password, char out[PASSWORD_HASH_BYTES])
{
	begin();
	int rc = crypto_pwhash_str_alg(out, password, strlen(password), PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
	limit_leave(cores);
	return rc == 0;
}

bool secure_password_verify(const char *hash, const char *password)
{
	begin();
	int rc = crypto_pwhash_str_verify(hash, password, strlen(password));
	limit_leave(cores);
	return rc == 0;
}

const char *secure_password_nobody(void)
{
	return nobody;
}

bool secure_password_history(const char *password, const unsigned char salt[16], struct hash *out)
{
	begin();
	int rc = crypto_pwhash(
		out->bytes, sizeof(out->bytes), password, strlen(password), salt, PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
	limit_leave(cores);
	return rc == 0;
}

/* Without those that are mistaken for one another: 0 O, 1 l I. */
static const char lower[] = "abcdefghijkmnopqrstuvwxyz", upper[] = "ABCDEFGHJKLMNPQRSTUVWXYZ", digits[] = "23456789";
static const char all[] = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

static char *draw(char *at, const char *from, int n)
{
	while (n-- > 0)
		*at++ = from[randombytes_uniform((uint32_t)strlen(from))];
	return at;
}

void secure_password_generate(char *out, size_t size, const struct password_rule *rule)
{
	size_t length = size - 1, asked = (size_t)(rule->lower + rule->upper + rule->digits);
	assert(size > 0 && (size_t)rule->characters <= length && asked <= length);
	char *at = draw(draw(draw(out, lower, rule->lower), upper, rule->upper), digits, rule->digits);
	draw(at, all, (int)(length - asked));
	for (size_t i = length; i > 1; i--) {
		size_t with = randombytes_uniform((uint32_t)i);
		char c = out[i - 1];
		out[i - 1] = out[with];
		out[with] = c;
	}
	out[length] = '\0';
}
