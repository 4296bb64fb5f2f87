/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/jws.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "secure/secure.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdint.h>
#include <string.h>

#define MOST_TOKEN   65536 /* characters */
#define LEAST_RSA    2048  /* bits */
#define MOST_RSA     8192
#define MOST_KEYS    100
#define POINT_BYTES  32 /* of P-256 and Ed25519 */
#define ES256_BYTES  64

/* What signs how: the algorithms of RFC 7518 and RFC 8037 that are taken. */
struct algorithm {
	const char *name;
	const char *type;  /* "kty" of its keys */
	const char *curve; /* "crv"; NULL: none */
	gnutls_sign_algorithm_t sign;
};

static const struct algorithm algorithms[] = {
	{.name = "RS256", .type = "RSA", .sign = GNUTLS_SIGN_RSA_SHA256},
	{.name = "PS256", .type = "RSA", .sign = GNUTLS_SIGN_RSA_PSS_RSAE_SHA256},
	{.name = "ES256", .type = "EC", .curve = "P-256", .sign = GNUTLS_SIGN_ECDSA_SHA256},
	{.name = "EdDSA", .type = "OKP", .curve = "Ed25519", .sign = GNUTLS_SIGN_EDDSA_ED25519},
};
enum { ALGORITHMS = sizeof algorithms / sizeof *algorithms };

struct jws_key {
	gnutls_pubkey_t key;
	const char *id; /* NULL: none */
	bool may[ALGORITHMS];
	size_t rsa_bytes; /* of a signature; 0: no RSA */
};

struct jws_keys {
	struct jws_key *keys;
	size_t count;
};

/* A token in its parts, decoded. */
struct jws {
	gnutls_datum_t signed_text, payload, signature;
	const struct algorithm *algorithm;
	const char *id; /* NULL: it names no key */
};

static bool refused(struct error *e, const char *why)
{
	return error_set(e, ERR_SIGNATURE, NULL, "%s", why);
}

/* Strict base64url, NUL behind the bytes. */
static bool decode(struct arena *a, const char *text, gnutls_datum_t *out)
{
	size_t max = strlen(text) / 4 * 3 + 3, n = 0;

	out->data = arena_alloc(a, max + 1);
	if (!secure_unbase64(text, out->data, max, &n))
		return false;
	out->size = (unsigned)n;
	return true;
}

static bool member(struct arena *a, const struct json *jwk, const char *name, gnutls_datum_t *out)
{
	const char *text = json_str(jwk, name);

	return text && strlen(text) <= MOST_TOKEN && decode(a, text, out) && out->size > 0;
}

/* An exponent of 1 signs everything; real ones are 3 or 65537. */
static bool is_exponent(const gnutls_datum_t *e)
{
	return e->size <= 8 && (e->data[e->size - 1] & 1) && (e->size > 1 ? e->data[0] != 0 : e->data[0] >= 3);
}

static bool import_rsa(struct arena *a, const struct json *jwk, struct jws_key *k)
{
	gnutls_datum_t n, exponent;
	unsigned bits = 0;

	if (!member(a, jwk, "n", &n) || !member(a, jwk, "e", &exponent) || !is_exponent(&exponent) || n.size > MOST_RSA / 8 + 1)
		return false;
	if (gnutls_pubkey_import_rsa_raw(k->key, &n, &exponent) != 0 || gnutls_pubkey_get_pk_algorithm(k->key, &bits) < 0)
		return false;
	k->rsa_bytes = (bits + 7) / 8;
	return bits >= LEAST_RSA && bits <= MOST_RSA;
}

static bool import_point(struct arena *a, const struct json *jwk, gnutls_ecc_curve_t curve, bool two, struct jws_key *k)
{
	gnutls_datum_t x, y;

	if (!member(a, jwk, "x", &x) || x.size != POINT_BYTES)
		return false;
	if (two && (!member(a, jwk, "y", &y) || y.size != POINT_BYTES))
		return false;
	return gnutls_pubkey_import_ecc_raw(k->key, curve, &x, two ? &y : NULL) == 0;
}

static bool import(struct arena *a, const struct json *jwk, struct jws_key *k)
{
	const char *type = json_str(jwk, "kty");

	if (str_eq(type, "RSA"))
		return import_rsa(a, jwk, k);
	if (str_eq(type, "EC"))
		return import_point(a, jwk, GNUTLS_ECC_CURVE_SECP256R1, true, k);
	return import_point(a, jwk, GNUTLS_ECC_CURVE_ED25519, false, k);
}

static bool lists(const struct json *array, const char *word)
{
	for (const struct json *x = json_first(array); x; x = json_next(x))
		if (str_eq(json_as_str(x), word))
			return true;
	return false;
}

/* For signatures; what it does not say is left open. */
static bool is_for_signatures(const struct json *jwk)
{
	if (json_has(jwk, "use") && !str_eq(json_str(jwk, "use"), "sig"))
		return false;
	if (json_has(jwk, "kid") && !json_str(jwk, "kid"))
		return false;
	return !json_has(jwk, "key_ops") ||
		(json_type(json_get(jwk, "key_ops")) == JSON_ARRAY && lists(json_get(jwk, "key_ops"), "verify"));
}

/* Which algorithms its type, curve and "alg" leave; any? */
static bool choose_algorithms(const struct json *jwk, struct jws_key *k)
{
	bool any = false;

	for (int i = 0; i < ALGORITHMS; i++) {
		const struct algorithm *x = &algorithms[i];

		k->may[i] = str_eq(json_str(jwk, "kty"), x->type) && (!x->curve || str_eq(json_str(jwk, "crv"), x->curve)) &&
			(!json_has(jwk, "alg") || str_eq(json_str(jwk, "alg"), x->name));
		any |= k->may[i];
	}
	return any;
}

static void give_back(void *key)
{
	gnutls_pubkey_deinit(key);
}

static bool key_read(struct arena *a, const struct json *jwk, struct jws_key *k)
{
	*k = (struct jws_key){.id = json_str(jwk, "kid")};
	if (json_type(jwk) != JSON_OBJECT || !is_for_signatures(jwk) || !choose_algorithms(jwk, k))
		return false;
	if (gnutls_pubkey_init(&k->key) != 0)
		xdie("out of memory");
	arena_defer(a, give_back, k->key);
	return import(a, jwk, k);
}

struct jws_keys *jws_keys_read(struct arena *a, const struct json *jwks, struct error *e)
{
	const struct json *list = json_get(jwks, "keys");
	struct jws_keys *keys = arena_new_of(a, struct jws_keys);

	if (json_type(list) != JSON_ARRAY) {
		error_set(e, ERR_INVALID, "keys", "the key set has no list \"keys\"");
		return NULL;
	}
	keys->keys = arena_array(a, struct jws_key, MOST_KEYS);
	for (const struct json *x = json_first(list); x && keys->count < MOST_KEYS; x = json_next(x))
		keys->count += key_read(a, x, &keys->keys[keys->count]);
	if (!keys->count) {
		error_set(e, ERR_INVALID, "keys", "the key set has no key for RS256, PS256, ES256 or EdDSA");
		return NULL;
	}
	return keys;
}

static const struct algorithm *algorithm_find(const char *name)
{
	for (int i = 0; i < ALGORITHMS; i++)
		if (str_eq(name, algorithms[i].name))
			return &algorithms[i];
	return NULL;
}

static bool header_read(struct arena *a, const char *text, struct jws *out, struct error *e)
{
	struct error why = {.code = ERR_NONE};
	gnutls_datum_t bytes;
	const struct json *header;

	if (!decode(a, text, &bytes))
		return refused(e, "the token's header is not base64url");
	header = json_parse(a, (const char *)bytes.data, bytes.size, &why);
	if (!header || json_type(header) != JSON_OBJECT)
		return error_set(e, ERR_SIGNATURE, NULL, "the token's header is no JSON object: %s", why.detail);
	if (json_has(header, "crit") || json_has(header, "b64"))
		return refused(e, "the token's header asks for an extension");
	if (json_has(header, "kid") && !json_str(header, "kid"))
		return refused(e, "the token's key id is no text");
	out->id = json_str(header, "kid");
	out->algorithm = algorithm_find(json_str(header, "alg"));
	return out->algorithm || refused(e, "the token's algorithm is not one of RS256, PS256, ES256, EdDSA");
}

static bool token_read(struct arena *a, const char *token, struct jws *out, struct error *e)
{
	size_t len = strnlen(token, MOST_TOKEN + 1), count;
	char **parts;

	if (len > MOST_TOKEN)
		return refused(e, "the token is too long");
	parts = str_split(a, token, '.', &count);
	if (count != 3)
		return refused(e, "the token has not three parts");
	if (!header_read(a, parts[0], out, e))
		return false;
	if (!decode(a, parts[1], &out->payload) || !out->payload.size)
		return refused(e, "the token's payload is not base64url");
	if (!decode(a, parts[2], &out->signature) || !out->signature.size)
		return refused(e, "the token's signature is not base64url");
	out->signed_text.data = (unsigned char *)arena_strdup(a, token);
	out->signed_text.size = (unsigned)(strrchr(token, '.') - token);
	return true;
}

static bool has_id(const struct jws_key *k, const char *id)
{
	return k->id && str_eq(k->id, id);
}

static bool fits(const struct jws_key *k, const struct jws *t)
{
	return k->may[t->algorithm - algorithms] && (!t->id || has_id(k, t->id));
}

/* The key that the token names; the only one that fits where it names none. */
static const struct jws_key *choose_key(const struct jws_keys *keys, const struct jws *t, struct error *e)
{
	const struct jws_key *found = NULL;

	for (size_t i = 0; i < keys->count; i++) {
		if (!fits(&keys->keys[i], t))
			continue;
		if (found) {
			refused(e, "the token does not say which of several keys it is signed by");
			return NULL;
		}
		found = &keys->keys[i];
	}
	if (!found)
		refused(e, t->id ? "no key has the token's key id and algorithm" : "no key has the token's algorithm");
	return found;
}

/* r and s, one behind the other, as X.509 has them. */
static bool to_der(gnutls_datum_t raw, gnutls_datum_t *der)
{
	gnutls_datum_t r = {raw.data, ES256_BYTES / 2}, s = {raw.data + ES256_BYTES / 2, ES256_BYTES / 2};

	return raw.size == ES256_BYTES && gnutls_encode_rs_value(der, &r, &s) == 0;
}

static bool is_signed_by(const struct jws *t, const struct jws_key *k)
{
	gnutls_datum_t der;
	bool right;

	if (k->rsa_bytes && t->signature.size != k->rsa_bytes)
		return false;
	if (t->algorithm->sign != GNUTLS_SIGN_ECDSA_SHA256)
		return gnutls_pubkey_verify_data2(k->key, t->algorithm->sign, 0, &t->signed_text, &t->signature) >= 0;
	if (!to_der(t->signature, &der))
		return false;
	right = gnutls_pubkey_verify_data2(k->key, t->algorithm->sign, 0, &t->signed_text, &der) >= 0;
	gnutls_free(der.data);
	return right;
}

static bool any_key(const struct jws_keys *keys, const struct jws *t)
{
	for (size_t i = 0; i < keys->count; i++)
		if (t->id ? has_id(&keys->keys[i], t->id) : fits(&keys->keys[i], t))
			return true;
	return false;
}

bool jws_has_key(const struct jws_keys *keys, const char *token)
{
	struct arena *a = arena_new();
	struct jws t;
	bool has = token_read(a, token, &t, NULL) && any_key(keys, &t);

	arena_free(&a);
	return has;
}

char *jws_verify(struct arena *a, const struct jws_keys *keys, const char *token, size_t *len, struct error *e)
{
	const struct jws_key *key;
	struct jws t;

	if (!token_read(a, token, &t, e) || !(key = choose_key(keys, &t, e)))
		return NULL;
	if (!is_signed_by(&t, key)) {
		refused(e, "the token is not signed by that key");
		return NULL;
	}
	*len = t.payload.size;
	return (char *)t.payload.data;
}
