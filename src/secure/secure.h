/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_SECURE_H
#define SECURE_SECURE_H

/* The one owner of libsodium: randomness, hashes, passwords, signatures,
 * sealing.  Call secure_init() once before threads start. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

bool secure_init(void);
void secure_wipe(void *p, size_t n);
void secure_random(void *p, size_t n);
bool secure_equal(const void *a, const void *b, size_t n); /* constant time */

/* BLAKE2b-256 of parts, one after another. */
#define HASH_BYTES 32
struct hash {
	unsigned char bytes[HASH_BYTES];
};
struct part {
	const void *data;
	size_t len;
};
struct hash secure_hash(const struct part *parts, size_t n);
struct hash secure_hash_bytes(const void *p, size_t n);

/* Argon2id, 46 MiB, one pass.  A verification of an unknown user is made
 * against secure_password_nobody() so that it costs the same. */
#define PASSWORD_HASH_BYTES 128
bool secure_password_hash(const char *password, char out[PASSWORD_HASH_BYTES]);
bool secure_password_verify(const char *hash, const char *password);
const char *secure_password_nobody(void);
/* For "never used before": one salt a user, raw 32 bytes. */
bool secure_password_history(const char *password, const unsigned char salt[16], struct hash *out);

/* Secrets: 256 random bits as 43 characters of base64url (RFC 4648 section 5). */
#define SECRET_CHARS 43
void secure_secret(char out[SECRET_CHARS + 1]);
/* base64url without padding. */
char *secure_base64(struct arena *a, const void *p, size_t n);
bool secure_unbase64(const char *s, void *out, size_t max, size_t *n);

/* Ed25519. */
struct sign_key {
	unsigned char public_key[32];
	unsigned char secret_key[64];
};
#define SIGNATURE_BYTES 64
void secure_sign_key(struct sign_key *k);
/* Reads the key file (0600, owned by us; anything else is refused), making it
 * when it is not there. */
bool secure_sign_key_file(const char *path, struct sign_key *k, struct error *e);
void secure_sign(const struct sign_key *k, const void *p, size_t n, unsigned char out[SIGNATURE_BYTES]);
bool secure_verify(const unsigned char public_key[32], const void *p, size_t n, const unsigned char signature[SIGNATURE_BYTES]);
/* The terminal's id: 32 hex digits, the first half of the hash of its public key. */
void secure_terminal_id(const unsigned char public_key[32], char out[33]);

/* XChaCha20-Poly1305 with a random nonce in front; `context` is authenticated
 * and must be given again to open. */
#define SEAL_KEY_BYTES 32
#define SEAL_EXTRA 40 /* bytes a sealed thing is longer */
void secure_seal(const unsigned char key[SEAL_KEY_BYTES], const void *p, size_t n, const void *context, size_t context_len, void *out /* n + SEAL_EXTRA */);
bool secure_open(const unsigned char key[SEAL_KEY_BYTES], const void *sealed, size_t n, const void *context, size_t context_len, void *out /* n - SEAL_EXTRA */);
/* A seal key derived from the signing key, for one purpose ("queue"). */
void secure_derive(const struct sign_key *k, const char *purpose, unsigned char out[SEAL_KEY_BYTES]);
/* Sealed boxes (X25519): the server's box key, and sealing to its public half. */
#define BOX_EXTRA 48
void secure_box_key(unsigned char public_key[32], unsigned char secret_key[32]);
bool secure_box_seal(const unsigned char public_key[32], const void *p, size_t n, void *out /* n + BOX_EXTRA */);
bool secure_box_open(const unsigned char public_key[32], const unsigned char secret_key[32], const void *sealed, size_t n, void *out);

#endif
