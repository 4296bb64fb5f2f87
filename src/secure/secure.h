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

/* Secrets: 256 random bits as 43 characters of base64url (RFC 4648 section 5). */
#define SECRET_CHARS 43
void secure_secret(char out[SECRET_CHARS + 1]);
/* base64url without padding. */
char *secure_base64(struct arena *a, const void *p, size_t n);
/* The other alphabet with padding (RFC 4648 section 4), as terminals and mail want it. */
char *secure_base64_padded(struct arena *a, const void *p, size_t n);
bool secure_unbase64(const char *s, void *out, size_t max, size_t *n);

/* The rest of it, by what it is for. */
#include "secure/password.h"
#include "secure/seal.h"
#include "secure/sign.h"

#endif
