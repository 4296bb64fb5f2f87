/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_token.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "secure/jws.h"
#include "server/sso/sso.h"
#include "server/sso/sso_text.h"

#include <math.h>
#include <string.h>

#define SUBJECT_MOST   255
#define AUDIENCES_MOST 16
#define EMAIL_MOST     254
#define NAME_SIZE      121

static bool refuse(struct error *e, const char *claim, const char *what)
{
	return error_set(e, ERR_PROVIDER, NULL, "its ID token is refused: %s %s", claim, what);
}

static bool issuer_is_ours(const struct json *c, const struct sso_expected *want, struct error *e)
{
	const char *iss = json_str(c, "iss");

	return (iss && str_eq(iss, want->issuer)) || refuse(e, "iss", "names another issuer");
}

static bool lists_us(const struct json *aud, const char *client_id)
{
	bool found = false;

	if (json_len(aud) > AUDIENCES_MOST)
		return false;
	for (const struct json *x = json_first(aud); x; x = json_next(x)) {
		if (!json_as_str(x))
			return false;
		found |= str_eq(json_as_str(x), client_id);
	}
	return found;
}

static bool audience_is_us(const struct json *c, const struct sso_expected *want, struct error *e)
{
	const struct json *aud = json_get(c, "aud");
	const char *one = json_as_str(aud), *party = json_str(c, "azp");
	bool many = json_type(aud) == JSON_ARRAY;

	if (one ? !str_eq(one, want->client_id) : !many || !lists_us(aud, want->client_id))
		return refuse(e, "aud", "is not this client");
	if (json_has(c, "azp") ? !party || !str_eq(party, want->client_id) : many && json_len(aud) > 1)
		return refuse(e, "azp", "is not this client");
	return true;
}

/* A NumericDate may have a fraction (RFC 7519 section 2). */
static bool date_s(const struct json *c, const char *claim, double *out, struct error *e)
{
	if (!json_as_double(json_get(c, claim), out) || !(*out > 0) || *out > 1e11)
		return refuse(e, claim, "is not a time");
	return true;
}

static bool times_are_right(const struct json *c, const struct sso_expected *want, struct error *e)
{
	double now_s = floor((double)want->now_ms / 1000), exp, iat, nbf;

	if (!date_s(c, "exp", &exp, e) || !date_s(c, "iat", &iat, e))
		return false;
	if (now_s >= exp + SSO_LEEWAY_S)
		return refuse(e, "exp", "is past");
	if (iat > now_s + SSO_LEEWAY_S)
		return refuse(e, "iat", "is in the future");
	if (iat > exp)
		return refuse(e, "exp", "is before iat");
	if (json_has(c, "nbf") && (!date_s(c, "nbf", &nbf, e) || nbf > now_s + SSO_LEEWAY_S))
		return refuse(e, "nbf", "is in the future");
	return true;
}

static bool nonce_is_ours(const struct json *c, const struct sso_expected *want, struct error *e)
{
	const char *nonce = json_str(c, "nonce");

	if (!json_has(c, "nonce"))
		return true;
	return (nonce && want->nonce && str_eq(nonce, want->nonce)) || refuse(e, "nonce", "is not the one that was sent");
}

const char *sso_claims_email(struct arena *a, const struct json *claims)
{
	const char *email = json_str(claims, "email"), *at = email ? strchr(email, '@') : NULL;

	if (!json_bool(claims, "email_verified", false) || !sso_is_plain(email, EMAIL_MOST) || strchr(email, ' '))
		return "";
	return at && at > email && at[1] && !strchr(at + 1, '@') ? arena_strdup(a, email) : "";
}

const char *sso_claims_name(struct arena *a, const struct json *claims)
{
	char name[NAME_SIZE];

	str_copy(name, sizeof(name), json_str(claims, "name"));
	return arena_strdup(a, name);
}

bool sso_claims_read(struct arena *a, const struct json *claims, const struct sso_expected *want, struct sso_identity *out, struct error *e)
{
	const char *subject = json_str(claims, "sub");

	if (json_type(claims) != JSON_OBJECT)
		return refuse(e, "it", "is not an object");
	if (!issuer_is_ours(claims, want, e) || !audience_is_us(claims, want, e) || !times_are_right(claims, want, e) ||
		!nonce_is_ours(claims, want, e))
		return false;
	if (!sso_is_plain(subject, SUBJECT_MOST))
		return refuse(e, "sub", "is not 1 to 255 ASCII characters");
	*out = (struct sso_identity){
		.issuer = arena_strdup(a, want->issuer),
		.subject = arena_strdup(a, subject),
		.email = sso_claims_email(a, claims),
		.name = sso_claims_name(a, claims),
	};
	return true;
}

bool sso_token_read(struct arena *a, const struct jws_keys *keys, const char *token, const struct sso_expected *want,
	struct sso_identity *out, struct error *e)
{
	struct error why = {0};
	size_t len;
	const char *payload = jws_verify(a, keys, token, &len, &why);
	const struct json *claims = payload ? json_parse(a, payload, len, &why) : NULL;

	if (!claims)
		return refuse(e, "its", payload ? "payload is not JSON" : "signature does not match");
	return sso_claims_read(a, claims, want, out, e);
}
