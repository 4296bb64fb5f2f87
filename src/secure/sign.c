/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/sign.h"

#include "base/error.h"
#include "base/str.h"
#include "secure/key_file.h"
#include "secure/secure.h"

#include <assert.h>
#include <sodium.h>

static_assert(crypto_sign_SEEDBYTES == KEY_FILE_BYTES, "a key file holds a seed");
static_assert(crypto_sign_SECRETKEYBYTES == 64, "room for the secret key");

void secure_sign_key(struct sign_key *k)
{
	crypto_sign_keypair(k->public_key, k->secret_key);
}

void secure_sign(const struct sign_key *k, const void *p, size_t n, unsigned char out[SIGNATURE_BYTES])
{
	crypto_sign_detached(out, NULL, p, n, k->secret_key);
}

bool secure_verify(const unsigned char public_key[32], const void *p, size_t n, const unsigned char signature[SIGNATURE_BYTES])
{
	return crypto_sign_verify_detached(signature, p, n, public_key) == 0;
}

void secure_terminal_id(const unsigned char public_key[32], char out[33])
{
	struct hash h = secure_hash_bytes(public_key, 32);
	str_hex(h.bytes, 16, out);
}

bool secure_sign_key_file(const char *path, struct sign_key *k, struct error *e)
{
	unsigned char seed[KEY_FILE_BYTES];
	bool done = key_file_read(path, true, seed, e);
	if (done)
		crypto_sign_seed_keypair(k->public_key, k->secret_key, seed);
	secure_wipe(seed, sizeof(seed));
	return done;
}
