/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_token.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "lib/id_token.h"
#include "secure/jws.h"
#include "secure/secure.h"
#include "server/sso/sso.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#define NOW_S 1800000000
/* The members of a good token, to be put together with bad ones. */
#define ISS "\"iss\":\"https://id.example.com/\","
#define AUD "\"aud\":\"wms\","
#define IAT "\"iat\":1800000000,"
#define EXP "\"exp\":1800000300,"
#define SUB "\"sub\":\"u-1\""
#define ALL ISS AUD IAT EXP SUB
#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10

static struct arena *a;
static struct sign_key key;
static const struct sso_expected want = {
	.issuer = "https://id.example.com/", .client_id = "wms", .nonce = "n-1", .now_ms = NOW_S * INT64_C(1000)};

static bool read_claims(const char *text, struct sso_identity *out, struct error *e)
{
	const struct json *claims = json_parse(a, text, strlen(text), e);

	return claims && sso_claims_read(a, claims, &want, out, e);
}

struct claims_case {
	const char *what, *claims;
};

static void claims_that_are_refused(void **state)
{
	static const struct claims_case cases[] = {
		{"iss", "{" AUD IAT EXP SUB "}"},
		{"iss", "{\"iss\":\"https://id.example.com\"," AUD IAT EXP SUB "}"},
		{"iss", "{\"iss\":\"https://ID.example.com/\"," AUD IAT EXP SUB "}"},
		{"iss", "{\"iss\":\"https://evil.example/\"," AUD IAT EXP SUB "}"},
		{"iss", "{\"iss\":[\"https://id.example.com/\"]," AUD IAT EXP SUB "}"},
		{"iss", "{\"iss\":null," AUD IAT EXP SUB "}"},
		{"iss", "{\"Iss\":\"https://id.example.com/\"," AUD IAT EXP SUB "}"},
		{"aud", "{" ISS IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":\"wms2\"," IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":\"WMS\"," IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":\"\"," IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":[]," IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":[\"other\"]," IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":[\"wms\",7]," IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":[[\"wms\"]]," IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":{\"wms\":\"wms\"}," IAT EXP SUB "}"},
		{"aud", "{" ISS "\"aud\":[\"wms\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\",\"14\","
				"\"15\",\"16\",\"17\"],"
			"\"azp\":\"wms\"," IAT EXP SUB "}"},
		{"azp", "{" ISS "\"aud\":[\"wms\",\"other\"]," IAT EXP SUB "}"},
		{"azp", "{" ISS "\"aud\":[\"wms\",\"other\"],\"azp\":\"other\"," IAT EXP SUB "}"},
		{"azp", "{" ISS AUD "\"azp\":\"other\"," IAT EXP SUB "}"},
		{"azp", "{" ISS AUD "\"azp\":[\"wms\"]," IAT EXP SUB "}"},
		{"azp", "{" ISS AUD "\"azp\":null," IAT EXP SUB "}"},
		{"exp", "{" ISS AUD IAT SUB "}"},
		{"exp", "{" ISS AUD "\"iat\":1799999000,\"exp\":1799999880," SUB "}"},
		{"exp", "{" ISS AUD IAT "\"exp\":\"1800000300\"," SUB "}"},
		{"exp", "{" ISS AUD IAT "\"exp\":0," SUB "}"},
		{"exp", "{" ISS AUD IAT "\"exp\":-1800000300," SUB "}"},
		{"exp", "{" ISS AUD IAT "\"exp\":1e300," SUB "}"},
		{"exp", "{" ISS AUD IAT "\"exp\":1800000300000," SUB "}"},
		{"exp", "{" ISS AUD IAT "\"exp\":true," SUB "}"},
		{"exp", "{" ISS AUD IAT "\"exp\":1799999999," SUB "}"},
		{"iat", "{" ISS AUD EXP SUB "}"},
		{"iat", "{" ISS AUD "\"iat\":1800000121," EXP SUB "}"},
		{"iat", "{" ISS AUD "\"iat\":\"1800000000\"," EXP SUB "}"},
		{"nbf", "{\"nbf\":1800000121," ALL "}"},
		{"nbf", "{\"nbf\":\"now\"," ALL "}"},
		{"nonce", "{\"nonce\":\"n-2\"," ALL "}"},
		{"nonce", "{\"nonce\":\"\"," ALL "}"},
		{"nonce", "{\"nonce\":null," ALL "}"},
		{"nonce", "{\"nonce\":[\"n-1\"]," ALL "}"},
		{"sub", "{" ISS AUD EXP "\"iat\":1800000000}"},
		{"sub", "{" ISS AUD EXP IAT "\"sub\":\"\"}"},
		{"sub", "{" ISS AUD EXP IAT "\"sub\":17}"},
		{"sub", "{" ISS AUD EXP IAT "\"sub\":null}"},
		{"sub", "{" ISS AUD EXP IAT "\"sub\":\"\xc3\xa5sa\"}"},
		{"sub", "{" ISS AUD EXP IAT "\"sub\":\"a\\nb\"}"},
		{"sub", "{" ISS AUD EXP IAT "\"sub\":\" u-1\"}"},
		{"sub", "{" ISS AUD EXP IAT "\"sub\":\"" X50 X50 X50 X50 X50 "xxxxxx\"}"},
		{"object", "[]"},
		{"object", "\"sub\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sso_identity who;
		struct error e = {0};
		if (read_claims(cases[i].claims, &who, &e))
			fail_msg("taken: %s", cases[i].claims);
		assert_int_equal(e.code, ERR_PROVIDER);
		if (!strstr(e.detail, cases[i].what))
			fail_msg("%s: %s", cases[i].claims, e.detail);
	}
}

static void claims_that_are_taken(void **state)
{
	static const char *const cases[] = {
		"{" ALL "}",
		"{\"nonce\":\"n-1\"," ALL "}",
		"{\"azp\":\"wms\"," ALL "}",
		"{" ISS "\"aud\":[\"wms\"]," IAT EXP SUB "}",
		"{" ISS "\"aud\":[\"other\",\"wms\"],\"azp\":\"wms\"," IAT EXP SUB "}",
		"{" ISS AUD "\"iat\":1800000120,\"exp\":1800000420.5," SUB "}",
		"{" ISS AUD "\"iat\":1799999000.25,\"exp\":1799999881," SUB "}",
		"{\"nbf\":1800000120," ALL "}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sso_identity who;
		struct error e = {0};
		if (!read_claims(cases[i], &who, &e))
			fail_msg("%s: %s", cases[i], e.detail);
		assert_string_equal(who.issuer, "https://id.example.com/");
		assert_string_equal(who.subject, "u-1");
		assert_string_equal(who.email, "");
		assert_string_equal(who.name, "");
	}
}

static void a_subject_has_255_characters_at_most(void **state)
{
	struct sso_identity who;

	(void)state;
	assert_true(read_claims("{" ISS AUD EXP IAT "\"sub\":\"" X50 X50 X50 X50 X50 "xxxxx\"}", &who, NULL));
	assert_int_equal(strlen(who.subject), 255);
}

/* Only a verified address can link an account. */
static void an_address_counts_when_it_is_verified(void **state)
{
	static const struct {
		const char *members, *email;
	} cases[] = {
		{"\"email\":\"j@example.com\",\"email_verified\":true", "j@example.com"},
		{"\"email\":\"j@example.com\"", ""},
		{"\"email\":\"j@example.com\",\"email_verified\":false", ""},
		{"\"email\":\"j@example.com\",\"email_verified\":\"true\"", ""},
		{"\"email\":\"j@example.com\",\"email_verified\":1", ""},
		{"\"email\":\"j@example.com\",\"email_verified\":null", ""},
		{"\"email\":\"j@example.com\",\"email_verified\":[true]", ""},
		{"\"email\":[\"j@example.com\"],\"email_verified\":true", ""},
		{"\"email\":\"\",\"email_verified\":true", ""},
		{"\"email\":\"example.com\",\"email_verified\":true", ""},
		{"\"email\":\"@example.com\",\"email_verified\":true", ""},
		{"\"email\":\"j@\",\"email_verified\":true", ""},
		{"\"email\":\"j@evil@example.com\",\"email_verified\":true", ""},
		{"\"email\":\"j@example.com\\r\\nBcc: x@y\",\"email_verified\":true", ""},
		{"\"email\":\"j x@example.com\",\"email_verified\":true", ""},
		{"\"email\":\"j\xc3\xb6@example.com\",\"email_verified\":true", ""},
		{"\"email\":\"" X50 X50 X50 X50 X50 "@x.se\",\"email_verified\":true", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sso_identity who;
		assert_true(read_claims(arena_printf(a, "{" ALL ",%s}", cases[i].members), &who, NULL));
		assert_string_equal(who.email, cases[i].email);
	}
}

static void a_name_is_cut_between_characters(void **state)
{
	struct sso_identity who;

	(void)state;
	assert_true(read_claims("{" ALL ",\"name\":\"\xc3\x85sa \xc3\x96st\"}", &who, NULL));
	assert_string_equal(who.name, "\xc3\x85sa \xc3\x96st");
	assert_true(read_claims("{" ALL ",\"name\":\"" X50 X50 X10 "xxxxxxxxx\xc3\x85\"}", &who, NULL));
	assert_int_equal(strlen(who.name), 119);
	assert_true(read_claims("{" ALL ",\"name\":{\"first\":\"x\"}}", &who, NULL));
	assert_string_equal(who.name, "");
}

static struct jws_keys *our_keys(void)
{
	const char *text = id_token_jwks(a, &key, "k1");
	struct jws_keys *keys = jws_keys_read(a, json_parse(a, text, strlen(text), NULL), NULL);

	assert_non_null(keys);
	return keys;
}

static void refuse_token(const char *what, const char *token)
{
	struct sso_identity who;
	struct error e = {0};

	if (sso_token_read(a, our_keys(), token, &want, &who, &e))
		fail_msg("taken: %s: %s", what, token);
	assert_int_equal(e.code, ERR_PROVIDER);
	if (!strstr(e.detail, "ID token is refused"))
		fail_msg("%s: %s", what, e.detail);
}

static void a_signed_token_is_taken(void **state)
{
	struct sso_identity who;
	struct error e = {0};

	(void)state;
	if (!sso_token_read(a, our_keys(), id_token_make(a, &key, "k1", "{" ALL ",\"name\":\"J\"}"), &want, &who, &e))
		fail_msg("%s", e.detail);
	assert_string_equal(who.subject, "u-1");
	assert_string_equal(who.name, "J");
	refuse_token("another issuer's", id_token_make(a, &key, "k1", "{\"iss\":\"https://evil.example/\"," AUD IAT EXP SUB "}"));
}

/* Signed by the right key: what its header says is wrong. */
static void headers_that_are_refused(void **state)
{
	static const char *const headers[] = {
		"{\"alg\":\"none\",\"kid\":\"k1\"}",
		"{\"alg\":\"None\",\"kid\":\"k1\"}",
		"{\"alg\":\"\",\"kid\":\"k1\"}",
		"{\"kid\":\"k1\"}",
		"{\"alg\":[\"EdDSA\"],\"kid\":\"k1\"}",
		"{\"alg\":\"HS256\",\"kid\":\"k1\"}",
		"{\"alg\":\"RS256\",\"kid\":\"k1\"}",
		"{\"alg\":\"ES256\",\"kid\":\"k1\"}",
		"{\"alg\":\"EdDSA\",\"kid\":\"k2\"}",
		"{\"alg\":\"EdDSA\",\"kid\":7}",
		"{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"crit\":[\"exp\"],\"exp\":1}",
		"{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"b64\":false,\"crit\":[\"b64\"]}",
		"{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\",\"kid\":\"k1\"}",
		"[]",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		refuse_token(headers[i], id_token_sign(a, &key, headers[i], "{" ALL "}"));
}

static void keys_of_others_are_refused(void **state)
{
	struct sign_key other;
	unsigned char mac[32];
	const char *header = "{\"alg\":\"HS256\",\"kid\":\"k1\"}", *text;

	(void)state;
	secure_sign_key(&other);
	refuse_token("signed by another", id_token_make(a, &other, "k1", "{" ALL "}"));
	refuse_token("brings its own key",
		id_token_sign(a, &other,
			arena_printf(a, "{\"alg\":\"EdDSA\",\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}}",
				secure_base64(a, other.public_key, sizeof(other.public_key))),
			"{" ALL "}"));
	/* The public key taken as a shared secret. */
	text = id_token_join(a, header, "{" ALL "}", "", 0);
	crypto_auth_hmacsha256_state hmac;
	crypto_auth_hmacsha256_init(&hmac, key.public_key, sizeof(key.public_key));
	crypto_auth_hmacsha256_update(&hmac, (const unsigned char *)text, strlen(text) - 1);
	crypto_auth_hmacsha256_final(&hmac, mac);
	refuse_token("HS256 by the public key", id_token_join(a, header, "{" ALL "}", mac, sizeof(mac)));
	refuse_token("no signature", id_token_join(a, "{\"alg\":\"none\"}", "{" ALL "}", "", 0));
}

static void damaged_tokens_are_refused(void **state)
{
	char *token = id_token_make(a, &key, "k1", "{" ALL "}");
	char *dot = strrchr(token, '.');

	(void)state;
	refuse_token("empty", "");
	refuse_token("dots", "..");
	refuse_token("no third part", arena_strndup(a, token, (size_t)(dot - token)));
	refuse_token("cut", arena_strndup(a, token, strlen(token) - 4));
	refuse_token("one more part", arena_printf(a, "%s.x", token));
	refuse_token("a JWE's five parts", arena_printf(a, "%s.x.y", token));
	refuse_token("padded", arena_printf(a, "%s=", token));
	refuse_token("with a space", arena_printf(a, "%s ", token));
	refuse_token("not JSON", id_token_make(a, &key, "k1", "sub=u-1"));
	refuse_token("twice the same", id_token_make(a, &key, "k1", "{" ALL ",\"sub\":\"u-2\"}"));
	for (char *c = token; *c; c++) {
		char was = *c;
		*c = was == 'A' ? 'Q' : 'A';
		refuse_token("one character changed", token);
		*c = was;
	}
}

static int start(void **state)
{
	(void)state;
	if (!secure_init())
		return -1;
	secure_sign_key(&key);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(claims_that_are_refused),
		TEST(claims_that_are_taken),
		TEST(a_subject_has_255_characters_at_most),
		TEST(an_address_counts_when_it_is_verified),
		TEST(a_name_is_cut_between_characters),
		TEST(a_signed_token_is_taken),
		TEST(headers_that_are_refused),
		TEST(keys_of_others_are_refused),
		TEST(damaged_tokens_are_refused),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
