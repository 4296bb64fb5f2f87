/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_PASSWORD_H
#define SECURE_PASSWORD_H

/* Passwords: hashes that are slow on purpose.  Text in, text or 32 bytes out;
 * no more are computed at once than the machine has cores. */

#include <stdbool.h>
#include <stddef.h>

struct hash;

/* secure_init() calls it; nothing below works before. */
void secure_password_init(void);

/* Argon2id, 46 MiB, one pass.  A verification of an unknown user is made
 * against secure_password_nobody() so that it costs the same. */
#define PASSWORD_HASH_BYTES 128
/* False only when there is no memory for it. */
bool secure_password_hash(const char *password, char out[PASSWORD_HASH_BYTES]);
bool secure_password_verify(const char *hash, const char *password);
const char *secure_password_nobody(void);
/* For "never used before": one salt a user, raw 32 bytes. */
bool secure_password_history(const char *password, const unsigned char salt[16], struct hash *out);

/* How many of the slow ones were computed since the start. */
unsigned secure_password_count(void);

/* What a password must have at least. */
struct password_rule {
	int characters, lower, upper, digits;
};
/* A new one of size - 1 letters and digits, none of which is mistaken for
 * another; that must be room for the rule. */
void secure_password_generate(char *out, size_t size, const struct password_rule *rule);

#endif
