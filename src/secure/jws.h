/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_JWS_H
#define SECURE_JWS_H

/* Compact JWS (RFC 7515) signed by one of a set of public keys (JWKS, RFC 7517):
 * RS256, PS256, ES256, EdDSA (Ed25519).  Nothing else: no "none", no HMAC, no
 * JWE, no "crit", no key taken from the token itself.  Which algorithm may be
 * used follows from the key, never from the token alone; RSA keys have 2,048
 * bits or more. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct json;
struct jws_keys;

/* Keys of other kinds and uses are left out; none left is an error (INVALID).
 * Lives in the arena, as long as `jwks` does; nothing to free. */
struct jws_keys *jws_keys_read(struct arena *a, const struct json *jwks, struct error *e);
/* Is there a key with the token's id, or one that would do when it has none?
 * (An unknown one is worth fetching the set again, once.) */
bool jws_has_key(const struct jws_keys *keys, const char *token);
/* The verified payload's bytes, NUL behind them, in the arena; NULL: *e, SIGNATURE.
 * The key is the one the token names, else the only one that fits. */
char *jws_verify(struct arena *a, const struct jws_keys *keys, const char *token, size_t *len, struct error *e);

#endif
