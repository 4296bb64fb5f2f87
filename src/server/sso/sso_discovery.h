/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SSO_SSO_DISCOVERY_H
#define SSO_SSO_DISCOVERY_H

/* What a provider says of itself (OpenID Connect Discovery 1.0) and its keys.
 * A document is kept only when it was right, and looked at again at each use. */

#include <stdbool.h>

struct arena;
struct error;
struct jws_keys;
struct json;
struct sso_kept;
struct sso_provider;

struct sso_endpoints {
	const char *device, *token, *keys;
	const char *userinfo; /* NULL: none */
	bool secret_in_body;  /* it does not take the client's secret by HTTP Basic */
};
/* The document itself, for an issuer; the pure part. */
bool sso_endpoints_read(struct arena *a, const struct json *document, const char *issuer, struct sso_endpoints *out, struct error *e);
bool sso_endpoints_get(struct sso_kept *k, struct arena *a, const struct sso_provider *p, struct sso_endpoints *out, struct error *e);
/* The keys.  When `token` (or NULL) names one that is not among them they are
 * fetched anew, at most once a minute. */
struct jws_keys *sso_keys_get(
	struct sso_kept *k, struct arena *a, const struct sso_provider *p, const char *url, const char *token, struct error *e);

#endif
