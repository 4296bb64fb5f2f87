/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_ID_TOKEN_H
#define LIB_ID_TOKEN_H

/* ID tokens as an identity provider of the tests signs them (Ed25519). */

#include <stddef.h>

struct arena;
struct sign_key;

/* Header, payload and signature, whatever they are. */
char *id_token_join(struct arena *a, const char *header, const char *payload, const void *signature, size_t len);
char *id_token_sign(struct arena *a, const struct sign_key *key, const char *header, const char *payload);
/* The usual header: EdDSA and the key's id. */
char *id_token_make(struct arena *a, const struct sign_key *key, const char *kid, const char *payload);
/* {"keys":[...]} with this one. */
char *id_token_jwks(struct arena *a, const struct sign_key *key, const char *kid);

#endif
