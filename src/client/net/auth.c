/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/auth.h"

#include "base/arena.h"

#include <inttypes.h>
#include <string.h>

char *auth_terminal(struct arena *a, const struct sign_key *key, const char *terminal, int64_t now_ms, const struct auth_request *r)
{
	struct hash body = secure_hash_bytes(r->body, r->len);
	unsigned char signature[SIGNATURE_BYTES];
	char *text = arena_printf(a, "%s\n%s\n%" PRId64 "\n%s", r->method, r->path, now_ms, secure_base64(a, body.bytes, sizeof(body.bytes)));

	secure_sign(key, text, strlen(text), signature);
	return arena_printf(a, "Terminal %s:%" PRId64 ":%s", terminal, now_ms, secure_base64(a, signature, sizeof(signature)));
}
