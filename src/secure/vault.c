/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/vault.h"

#include "secure/key_file.h"

#include <assert.h>
#include <sodium.h>
#include <stdint.h>
#include <string.h>

static_assert(KEY_FILE_BYTES == sizeof(((struct vault *)0)->key), "a key file holds the vault's key");
static_assert(SEAL_KEY_BYTES == HASH_BYTES, "a derived key seals or keys a hash");

bool vault_open(const char *path, bool make, struct vault *out, struct error *e)
{
	return key_file_read(path, make, out->key, e);
}

/* `use` keeps a purpose's two keys apart: one seals, the other vouches. */
static void derive(const struct vault *v, const char *use, const char *purpose, unsigned char out[SEAL_KEY_BYTES])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, v->key, sizeof(v->key), SEAL_KEY_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)use, strlen(use) + 1);
	crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose));
	crypto_generichash_final(&state, out, SEAL_KEY_BYTES);
	secure_wipe(&state, sizeof(state));
}

void vault_seal(const struct vault *v, const char *purpose, const void *context, size_t context_len, const void *p, size_t n, void *out)
{
	unsigned char key[SEAL_KEY_BYTES];
	derive(v, "seal", purpose, key);
	secure_seal(key, p, n, context, context_len, out);
	secure_wipe(key, sizeof(key));
}

bool vault_unseal(const struct vault *v, const char *purpose, const void *context, size_t context_len, const void *sealed, size_t n, void *out)
{
	unsigned char key[SEAL_KEY_BYTES];
	derive(v, "seal", purpose, key);
	bool opened = secure_open(key, sealed, n, context, context_len, out);
	secure_wipe(key, sizeof(key));
	return opened;
}

static void add_part(crypto_generichash_state *state, const struct part *part)
{
	unsigned char len[8];
	for (int i = 0; i < 8; i++)
		len[i] = (unsigned char)((uint64_t)part->len >> (8 * i));
	crypto_generichash_update(state, len, sizeof(len));
	if (part->len > 0)
		crypto_generichash_update(state, part->data, part->len);
}

struct hash vault_mac(const struct vault *v, const char *purpose, const struct part *parts, size_t n)
{
	unsigned char key[SEAL_KEY_BYTES];
	crypto_generichash_state state;
	struct hash h;
	derive(v, "mac", purpose, key);
	crypto_generichash_init(&state, key, sizeof(key), sizeof(h.bytes));
	for (size_t i = 0; i < n; i++)
		add_part(&state, &parts[i]);
	crypto_generichash_final(&state, h.bytes, sizeof(h.bytes));
	secure_wipe(&state, sizeof(state));
	secure_wipe(key, sizeof(key));
	return h;
}
