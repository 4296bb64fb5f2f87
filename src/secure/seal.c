/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/seal.h"

#include "secure/secure.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

static_assert(SEAL_EXTRA == NONCE_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES, "nonce and tag");
static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");
static_assert(BOX_EXTRA == crypto_box_SEALBYTES, "sealed box");

void secure_seal(const unsigned char key[SEAL_KEY_BYTES], const void *p, size_t n, const void *context, size_t context_len, void *out)
{
	unsigned char *nonce = out;
	secure_random(nonce, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_BYTES, NULL, p, n, context, context_len, NULL, nonce, key);
}

bool secure_open(const unsigned char key[SEAL_KEY_BYTES], const void *sealed, size_t n, const void *context, size_t context_len, void *out)
{
	const unsigned char *nonce = sealed;
	if (n < SEAL_EXTRA)
		return false;
	return crypto_aead_xchacha20poly1305_ietf_decrypt(
		       out, NULL, NULL, nonce + NONCE_BYTES, n - NONCE_BYTES, context, context_len, nonce, key) == 0;
}

void secure_derive(const struct sign_key *k, const char *purpose, unsigned char out[SEAL_KEY_BYTES])
{
	/* The seed, the one secret the rest of the key is made of, keys the hash. */
	unsigned char seed[crypto_sign_SEEDBYTES];
	crypto_sign_ed25519_sk_to_seed(seed, k->secret_key);
	crypto_generichash(out, SEAL_KEY_BYTES, (const unsigned char *)purpose, strlen(purpose), seed, sizeof(seed));
	secure_wipe(seed, sizeof(seed));
}

void secure_box_key(unsigned char public_key[32], unsigned char secret_key[32])
{
	crypto_box_keypair(public_key, secret_key);
}

bool secure_box_seal(const unsigned char public_key[32], const void *p, size_t n, void *out)
{
	return crypto_box_seal(out, p, n, public_key) == 0;
}

bool secure_box_open(const unsigned char public_key[32], const unsigned char secret_key[32], const void *sealed, size_t n, void *out)
{
	return crypto_box_seal_open(out, sealed, n, public_key, secret_key) == 0;
}
