/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_TOTP_H
#define SECURE_TOTP_H

/* One-time codes of an authenticator app: six digits, 30 seconds, SHA-1, as
 * every app has them (RFC 6238 over RFC 4226).  The one owner of liboath. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define TOTP_SEED_BYTES 20
#define TOTP_DIGITS     6
#define TOTP_STEP_S     30

void totp_seed(unsigned char seed[TOTP_SEED_BYTES]);
/* The code of a counter (RFC 4226), `digits` 6 to 8. */
bool totp_hotp(const void *seed, size_t len, uint64_t counter, unsigned digits, char out[9]);
/* Right in this step or the last one; *step: which, so that the caller takes
 * none twice (a step at or below the last one taken is a replay). */
bool totp_check(const void *seed, size_t len, int64_t now_ms, const char *pin, int64_t *step);
/* What the QR code holds: otpauth://totp/ISSUER:LOGIN?secret=...&issuer=... */
char *totp_uri(struct arena *a, const char *issuer, const char *login, const void *seed, size_t len);
/* The seed to be typed: base32 in groups of four. */
char *totp_groups(struct arena *a, const void *seed, size_t len);

#endif
