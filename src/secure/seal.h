/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_SEAL_H
#define SECURE_SEAL_H

/* Sealing: what is written may lie where others read, and any change shows. */

#include <stdbool.h>
#include <stddef.h>

#include "secure/sign.h"

/* XChaCha20-Poly1305 with a random nonce in front; `context` is authenticated
 * and must be given again to open. */
#define SEAL_KEY_BYTES 32
#define SEAL_EXTRA 40 /* bytes a sealed thing is longer */
void secure_seal(const unsigned char key[SEAL_KEY_BYTES], const void *p, size_t n, const void *context, size_t context_len,
	void *out /* n + SEAL_EXTRA */);
bool secure_open(const unsigned char key[SEAL_KEY_BYTES], const void *sealed, size_t n, const void *context, size_t context_len,
	void *out /* n - SEAL_EXTRA */);
/* A seal key derived from the signing key, for one purpose ("queue"). */
void secure_derive(const struct sign_key *k, const char *purpose, unsigned char out[SEAL_KEY_BYTES]);
/* Sealed boxes (X25519): the server's box key, and sealing to its public half. */
#define BOX_EXTRA 48
void secure_box_key(unsigned char public_key[32], unsigned char secret_key[32]);
bool secure_box_seal(const unsigned char public_key[32], const void *p, size_t n, void *out /* n + BOX_EXTRA */);
bool secure_box_open(const unsigned char public_key[32], const unsigned char secret_key[32], const void *sealed, size_t n, void *out);

#endif
