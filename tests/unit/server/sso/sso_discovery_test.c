/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_discovery.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "lib/idp.h"
#include "lib/tls_server.h"
#include "secure/secure.h"
#include "server/remote/remote.h"
#include "server/sso/sso.h"
#include "server/sso/sso_kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *a;
static struct sso *sso;
static struct tls_server *good_server;
static struct idp idp;
static struct sso_provider provider;

static void use_server(struct tls_server *s)
{
	idp_use(&idp, s, a);
	provider = (struct sso_provider){
		.issuer = idp_url(&idp),
		.client_id = "wms",
		.client_secret = "",
		.scope = "",
		.ca_file = tls_server_ca(s),
	};
}

static void assert_error(const struct error *e, const char *words, const char *what)
{
	assert_int_equal(e->code, ERR_PROVIDER);
	if (!strstr(e->detail, words))
		fail_msg("%s: %s, not: %s", what, e->detail, words);
}

struct bad {
	const char *lines, *words;
};

static void discoveries_that_are_refused(void **state)
{
	static const struct bad cases[] = {
		{"200 " IDP_DOCUMENT("https://evil.example", "$URL/device", "$URL/token", "$URL/keys", ""),
			"says that it is https://evil.example"},
		{"200 " IDP_DOCUMENT("$URL/", "$URL/device", "$URL/token", "$URL/keys", ""), "says that it is"},
		{"200 " IDP_DOCUMENT("\\u001b[2J", "$URL/device", "$URL/token", "$URL/keys", ""), "says that it is ?[2J"},
		{"200 {\"device_authorization_endpoint\":\"$URL/device\"}", "says that it is nobody"},
		{"200 {\"issuer\":\"$URL\"}", "has no device_authorization_endpoint"},
		{"200 " IDP_DOCUMENT("$URL", "http://id.example.com/device", "$URL/token", "$URL/keys", ""),
			"device_authorization_endpoint is not"},
		{"200 " IDP_DOCUMENT("$URL", "$URL/device", "http://id.example.com/token", "$URL/keys", ""), "token_endpoint is not an https"},
		{"200 " IDP_DOCUMENT("$URL", "$URL/device", "$URL/token", "http://id.example.com/keys", ""), "jwks_uri is not an https"},
		{"200 " IDP_DOCUMENT("$URL", "file:///etc/passwd", "$URL/token", "$URL/keys", ""), "device_authorization_endpoint is not"},
		{"200 " IDP_DOCUMENT_WITH(",\"userinfo_endpoint\":\"http://id.example.com/me\""), "userinfo_endpoint is not"},
		{"200 " IDP_DOCUMENT_WITH(",\"issuer\":\"$URL\""), "without a JSON object"},
		{"200 [\"issuer\"]", "without a JSON object"},
		{"200 {\"issuer\":", "without a JSON object"},
		{"text200 <html><title>Sign in</title></html>", "without a JSON object: text/plain"},
		{"200", "without a JSON object"},
		{"big", "too large"},
		{"302 $URL/elsewhere", "answers 302"},
		{"404 {}", "answers 404"},
		{"500 {\"error\":\"server_error\"}", "answers 500"},
		{"drop", "no contact"},
		{"short {}", "no contact"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error e = {0};
		idp_say(&idp, &(struct idp_says){.discovery = cases[i].lines});
		if (sso_discover(sso, a, &provider, &e))
			fail_msg("taken: %s", cases[i].lines);
		assert_error(&e, cases[i].words, cases[i].lines);
	}
	assert_int_equal(idp_asked(&idp, "GET /keys", NULL) + idp_asked(&idp, "POST /device", NULL) + idp_asked(&idp, "GET /elsewhere", NULL), 0);
	/* What was refused is not kept. */
	idp_say(&idp, &(struct idp_says){0});
	assert_true(sso_discover(sso, a, &provider, NULL));
}

static void issuers_that_are_refused(void **state)
{
	static const char *const issuers[] = {
		"http://id.example.com", "id.example.com", "", "https://id.example.com/?x=1", "https://id.example.com/#x"};

	(void)state;
	for (size_t i = 0; i < sizeof(issuers) / sizeof(*issuers); i++) {
		struct error e = {0};
		provider.issuer = issuers[i];
		assert_false(sso_discover(sso, a, &provider, &e));
		assert_error(&e, "the issuer is not an https address", issuers[i]);
	}
	assert_int_equal(idp_asked(&idp, NULL, NULL), 0);
}

static void keys_that_are_refused(void **state)
{
	static const struct bad cases[] = {
		{"200 {}", "no keys"},
		{"200 {\"keys\":[]}", "no keys"},
		{"200 {\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}", "no keys"},
		{"200 {\"keys\":\"none\"}", "no keys"},
		{"text200 <html>", "without a JSON object"},
		{"big", "too large"},
		{"503 {}", "answers 503"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error e = {0};
		idp_say(&idp, &(struct idp_says){.keys = cases[i].lines});
		if (sso_discover(sso, a, &provider, &e))
			fail_msg("taken: %s", cases[i].lines);
		assert_error(&e, cases[i].words, cases[i].lines);
	}
}

static void documents_are_fetched_again_after_ten_minutes(void **state)
{
	int64_t now_ms = clock_now_ms();

	(void)state;
	clock_set_for_test(now_ms, 1000000);
	for (int i = 0; i < 3; i++)
		assert_true(sso_discover(sso, a, &provider, NULL));
	assert_int_equal(idp_asked(&idp, "GET /.well-known/openid-configuration", NULL), 1);
	assert_int_equal(idp_asked(&idp, "GET /keys", NULL), 1);
	clock_set_for_test(now_ms, 1000000 + SSO_KEPT_MS);
	assert_true(sso_discover(sso, a, &provider, NULL));
	assert_int_equal(idp_asked(&idp, "GET /.well-known/openid-configuration", NULL), 2);
	assert_int_equal(idp_asked(&idp, "GET /keys", NULL), 2);
	/* Another authority vouches for nothing that this one did. */
	provider.ca_file = "/dev/null";
	assert_false(sso_discover(sso, a, &provider, NULL));
}

static void an_issuer_with_a_path_has_its_document_below_it(void **state)
{
	(void)state;
	tls_server_script(idp.server, idp_text(&idp, "GET /realms/wms/.well-known/openid-configuration 200 " IDP_DOCUMENT(
					  "$URL/realms/wms/", "$URL/device", "$URL/token", "$URL/keys", "") "\n"
													    "GET /keys 200 {}\n"));
	provider.issuer = idp_text(&idp, "$URL/realms/wms/");
	struct error e = {0};
	assert_false(sso_discover(sso, a, &provider, &e));
	assert_error(&e, "no keys", "the document was found");
}

static int start(void **state)
{
	(void)state;
	if (!secure_init() || !remote_init())
		return -1;
	secure_sign_key(&idp.key);
	good_server = tls_server_start("none");
	return 0;
}

static int stop(void **state)
{
	(void)state;
	tls_server_stop(&good_server);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	sso = sso_new();
	use_server(good_server);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	clock_set_for_test(-1, -1);
	sso_free(&sso);
	arena_free(&a);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(discoveries_that_are_refused),
		TEST(issuers_that_are_refused),
		TEST(keys_that_are_refused),
		TEST(documents_are_fetched_again_after_ten_minutes),
		TEST(an_issuer_with_a_path_has_its_document_below_it),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
