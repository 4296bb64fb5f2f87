/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SSO_SSO_TOKEN_H
#define SSO_SSO_TOKEN_H

/* What an ID token must be before it is believed (OpenID Connect Core 1.0,
 * sections 2 and 3.1.3.7).  Errors are PROVIDER. */

#include <stdbool.h>
#include <stdint.h>

#define SSO_LEEWAY_S 120 /* how far two clocks may be apart */

struct arena;
struct error;
struct json;
struct jws_keys;
struct sso_identity;

struct sso_expected {
	const char *issuer, *client_id;
	/* One that was sent.  Providers need not know the parameter in this grant
	 * and the token comes straight from them, so it may be missing, not wrong. */
	const char *nonce;
	int64_t now_ms;
};
bool sso_token_read(struct arena *a, const struct jws_keys *keys, const char *token, const struct sso_expected *want,
	struct sso_identity *out, struct error *e);
/* The same without the signature. */
bool sso_claims_read(
	struct arena *a, const struct json *claims, const struct sso_expected *want, struct sso_identity *out, struct error *e);
/* The e-mail address, if the claims (of a token, or of the userinfo endpoint) say
 * by a boolean that it is verified, else "". */
const char *sso_claims_email(struct arena *a, const struct json *claims);
const char *sso_claims_name(struct arena *a, const struct json *claims);

#endif
