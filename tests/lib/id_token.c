/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/id_token.h"

#include "base/arena.h"
#include "secure/secure.h"

#include <string.h>

static char *unsigned_part(struct arena *a, const char *header, const char *payload)
{
	return arena_printf(a, "%s.%s", secure_base64(a, header, strlen(header)), secure_base64(a, payload, strlen(payload)));
}

char *id_token_join(struct arena *a, const char *header, const char *payload, const void *signature, size_t len)
{
	return arena_printf(a, "%s.%s", unsigned_part(a, header, payload), secure_base64(a, signature, len));
}

char *id_token_sign(struct arena *a, const struct sign_key *key, const char *header, const char *payload)
{
	const char *text = unsigned_part(a, header, payload);
	unsigned char signature[SIGNATURE_BYTES];

	secure_sign(key, text, strlen(text), signature);
	return id_token_join(a, header, payload, signature, sizeof(signature));
}

char *id_token_make(struct arena *a, const struct sign_key *key, const char *kid, const char *payload)
{
	return id_token_sign(a, key, arena_printf(a, "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"%s\"}", kid), payload);
}

char *id_token_jwks(struct arena *a, const struct sign_key *key, const char *kid)
{
	return arena_printf(a, "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"kid\":\"%s\",\"x\":\"%s\"}]}", kid,
		secure_base64(a, key->public_key, sizeof(key->public_key)));
}
