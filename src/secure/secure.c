/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/secure.h"

#include "base/arena.h"

#include <sodium.h>
#include <string.h>

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

bool secure_init(void)
{
	if (sodium_init() < 0)
		return false;
	secure_password_init();
	return true;
}

void secure_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void secure_random(void *p, size_t n)
{
	randombytes_buf(p, n);
}

bool secure_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

struct hash secure_hash(const struct part *parts, size_t n)
{
	struct hash h;
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, sizeof(h.bytes));
	for (size_t i = 0; i < n; i++)
		if (parts[i].len > 0)
			crypto_generichash_update(&state, parts[i].data, parts[i].len);
	crypto_generichash_final(&state, h.bytes, sizeof(h.bytes));
	secure_wipe(&state, sizeof(state));
	return h;
}

struct hash secure_hash_bytes(const void *p, size_t n)
{
	return secure_hash(&(struct part){p, n}, 1);
}

void secure_secret(char out[SECRET_CHARS + 1])
{
	unsigned char bits[32];
	secure_random(bits, sizeof(bits));
	sodium_bin2base64(out, SECRET_CHARS + 1, bits, sizeof(bits), BASE64);
	secure_wipe(bits, sizeof(bits));
}

static char *base64(struct arena *a, const void *p, size_t n, int variant)
{
	size_t size = sodium_base64_encoded_len(n, variant);
	return sodium_bin2base64(arena_alloc(a, size), size, p, n, variant);
}

char *secure_base64(struct arena *a, const void *p, size_t n)
{
	return base64(a, p, n, BASE64);
}

char *secure_base64_padded(struct arena *a, const void *p, size_t n)
{
	return base64(a, p, n, sodium_base64_VARIANT_ORIGINAL);
}

bool secure_unbase64(const char *s, void *out, size_t max, size_t *n)
{
	/* Without an end pointer the whole string must have been understood. */
	if (sodium_base642bin(out, max, s, strlen(s), NULL, n, NULL, BASE64) == 0)
		return true;
	*n = 0;
	return false;
}
