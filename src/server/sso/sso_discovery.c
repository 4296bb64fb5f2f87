/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_discovery.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "secure/jws.h"
#include "server/sso/sso.h"
#include "server/sso/sso_http.h"
#include "server/sso/sso_kept.h"
#include "server/sso/sso_text.h"

#include <string.h>

static bool take_address(struct arena *a, const struct json *document, const char *name, const char **out, struct error *e)
{
	const char *s = json_str(document, name);

	if (!json_has(document, name))
		return error_set(e, ERR_PROVIDER, NULL, "it has no %s", name);
	if (!sso_is_address(s))
		return error_set(e, ERR_PROVIDER, NULL, "its %s is not an https address", name);
	*out = arena_strdup(a, s);
	return true;
}

static bool lists(const struct json *array, const char *word)
{
	for (const struct json *x = json_first(array); x; x = json_next(x))
		if (json_as_str(x) && str_eq(json_as_str(x), word))
			return true;
	return false;
}

bool sso_endpoints_read(struct arena *a, const struct json *document, const char *issuer, struct sso_endpoints *out, struct error *e)
{
	const char *said = json_str(document, "issuer");
	const struct json *ways = json_get(document, "token_endpoint_auth_methods_supported");

	*out = (struct sso_endpoints){0};
	if (!said || !str_eq(said, issuer))
		return error_set(e, ERR_PROVIDER, NULL, "it says that it is %s", said ? sso_shown(a, said) : "nobody");
	/* HTTP Basic is what holds when nothing is said. */
	out->secret_in_body = lists(ways, "client_secret_post") && !lists(ways, "client_secret_basic");
	return take_address(a, document, "device_authorization_endpoint", &out->device, e) &&
	       take_address(a, document, "token_endpoint", &out->token, e) && take_address(a, document, "jwks_uri", &out->keys, e) &&
	       (!json_has(document, "userinfo_endpoint") || take_address(a, document, "userinfo_endpoint", &out->userinfo, e));
}

static const struct json *find_kept(struct sso_kept *k, struct arena *a, const struct sso_provider *p, const char *url)
{
	const char *text = sso_kept_find(k, a, url, p->ca_file);

	return text ? json_parse(a, text, strlen(text), NULL) : NULL;
}

bool sso_endpoints_get(struct sso_kept *k, struct arena *a, const struct sso_provider *p, struct sso_endpoints *out, struct error *e)
{
	size_t len = strlen(p->issuer);
	const char *text;

	if (!sso_is_address(p->issuer) || strchr(p->issuer, '?'))
		return error_set(e, ERR_PROVIDER, NULL, "the issuer is not an https address");
	const char *url = arena_printf(a, "%.*s/.well-known/openid-configuration", (int)(len - str_ends(p->issuer, "/")), p->issuer);
	const struct json *document = find_kept(k, a, p, url);
	if (document)
		return sso_endpoints_read(a, document, p->issuer, out, e);
	document = sso_http_get(a, p, url, NULL, &text, e);
	if (!document || !sso_endpoints_read(a, document, p->issuer, out, e))
		return false;
	sso_kept_put(k, url, p->ca_file, text);
	return true;
}

static struct jws_keys *read_keys(struct arena *a, const struct json *document, struct error *e)
{
	struct jws_keys *keys = document ? jws_keys_read(a, document, NULL) : NULL;

	if (document && !keys)
		error_set(e, ERR_PROVIDER, NULL, "it has no keys that can be used");
	return keys;
}

static struct jws_keys *fetch_keys(struct sso_kept *k, struct arena *a, const struct sso_provider *p, const char *url, struct error *e)
{
	const char *text;
	struct jws_keys *keys = read_keys(a, sso_http_get(a, p, url, NULL, &text, e), e);

	if (keys)
		sso_kept_put(k, url, p->ca_file, text);
	return keys;
}

struct jws_keys *sso_keys_get(
	struct sso_kept *k, struct arena *a, const struct sso_provider *p, const char *url, const char *token, struct error *e)
{
	struct jws_keys *keys = read_keys(a, find_kept(k, a, p, url), e);

	if (keys && (!token || jws_has_key(keys, token) || !sso_kept_may_renew(k, url, p->ca_file)))
		return keys;
	return fetch_keys(k, a, p, url, e);
}
