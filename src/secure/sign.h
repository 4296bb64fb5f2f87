/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_SIGN_H
#define SECURE_SIGN_H

/* Signatures by a key that a terminal keeps, and the key's file. */

#include <stdbool.h>
#include <stddef.h>

struct error;

/* Ed25519. */
struct sign_key {
	unsigned char public_key[32];
	unsigned char secret_key[64];
};
#define SIGNATURE_BYTES 64
void secure_sign_key(struct sign_key *k);
/* Reads the key file (key_file.h), which holds the seed; makes it when it is
 * not there. */
bool secure_sign_key_file(const char *path, struct sign_key *k, struct error *e);
void secure_sign(const struct sign_key *k, const void *p, size_t n, unsigned char out[SIGNATURE_BYTES]);
bool secure_verify(const unsigned char public_key[32], const void *p, size_t n, const unsigned char signature[SIGNATURE_BYTES]);
/* The terminal's id: 32 hex digits, the first half of the hash of its public key. */
void secure_terminal_id(const unsigned char public_key[32], char out[33]);

#endif
