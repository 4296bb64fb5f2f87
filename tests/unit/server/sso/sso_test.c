/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "lib/id_token.h"
#include "lib/idp.h"
#include "lib/tls_server.h"
#include "secure/secure.h"
#include "server/remote/remote.h"
#include "server/sso/sso_kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SLOW_DOWN   "400 {\"error\":\"slow_down\"}"
#define PATIENCE_MS 2000 /* for a provider that does not answer */

static struct arena *a;
static struct sso *sso;
static struct tls_server *good_server;
static struct idp idp;
static struct sso_provider provider;
static struct sign_key next_key;

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

static struct sso_code begin(void)
{
	struct sso_code code;
	struct error e = {0};

	if (!sso_begin(sso, a, &provider, &code, &e))
		fail_msg("%s", e.detail);
	return code;
}

static enum sso_state poll_once(int *interval_s, struct sso_identity *who, struct error *e)
{
	*e = (struct error){0};
	return sso_poll(sso, a, &provider, begin().secret, interval_s, who, e);
}

static void assert_error(const struct error *e, const char *words, const char *what)
{
	assert_int_equal(e->code, ERR_PROVIDER);
	if (!strstr(e->detail, words))
		fail_msg("%s: %s, not: %s", what, e->detail, words);
}

/* --- beginning --- */

static void a_code_and_an_address_are_given(void **state)
{
	const char *asked_for;

	(void)state;
	idp_say(&idp, &(struct idp_says){.device = "200 " IDP_DEVICE("ABCD-EFGH", "$URL/go",
		"\"verification_uri_complete\":\"$URL/go?user_code=ABCD-EFGH\",\"expires_in\":600,\"interval\":7")});
	struct sso_code code = begin();
	int64_t left_ms = code.expires_ms - clock_now_ms();
	assert_string_equal(code.user_code, "ABCD-EFGH");
	assert_string_equal(code.address, idp_text(&idp, "$URL/go"));
	assert_string_equal(code.complete, idp_text(&idp, "$URL/go?user_code=ABCD-EFGH"));
	assert_int_equal(code.interval_s, 7);
	assert_true(left_ms > 500000 && left_ms <= 600000);
	assert_int_equal(idp_asked(&idp, "POST /device", &asked_for), 1);
	assert_non_null(strstr(asked_for, "\r\n\r\nscope=openid+email+profile&nonce="));
	assert_true(str_ends(asked_for, "&client_id=wms"));
	assert_null(strstr(asked_for, "Authorization:"));
}

/* RFC 8628 section 3.2: five seconds when nothing is said. */
static void what_is_not_said_is_five_seconds_and_no_address_with_the_code(void **state)
{
	(void)state;
	struct sso_code code = begin();
	assert_int_equal(code.interval_s, 5);
	assert_null(code.complete);
}

static void the_name_of_the_draft_is_known(void **state)
{
	(void)state;
	idp_say(&idp, &(struct idp_says){
		.device = "200 {\"device_code\":\"d\",\"user_code\":\"u\",\"verification_url\":\"$URL/go\",\"expires_in\":99999}"});
	struct sso_code code = begin();
	assert_string_equal(code.address, idp_text(&idp, "$URL/go"));
	assert_true(code.expires_ms - clock_now_ms() <= 1800 * 1000);
}

static void the_secret_goes_in_front_or_into_the_form(void **state)
{
	const char *asked_for;

	(void)state;
	provider.client_secret = "s:1 &";
	provider.scope = "openid groups";
	begin();
	assert_int_equal(idp_asked(&idp, "POST /device", &asked_for), 1);
	/* "wms:s%3A1+%26" */
	assert_non_null(strstr(asked_for, "\r\nAuthorization: Basic d21zOnMlM0ExKyUyNg==\r\n"));
	assert_non_null(strstr(asked_for, "\r\n\r\nscope=openid+groups&nonce="));
	assert_null(strstr(asked_for, "client_"));
	idp_say(&idp, &(struct idp_says){
		.discovery = "200 " IDP_DOCUMENT_WITH(",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"),
	});
	sso_free(&sso);
	sso = sso_new();
	begin();
	assert_int_equal(idp_asked(&idp, "POST /device", &asked_for), 2);
	assert_true(str_ends(asked_for, "&client_id=wms&client_secret=s%3A1+%26"));
	assert_null(strstr(asked_for, "Authorization:"));
}

struct bad {
	const char *lines, *words;
};

static void device_answers_that_are_refused(void **state)
{
#define GOOD_TIME "\"expires_in\":600"
	static const struct bad cases[] = {
		{"200 " IDP_DEVICE("AB\\u001b[2JCD", "$URL/go", GOOD_TIME), "user_code"},
		{"200 " IDP_DEVICE("\\u009b31m", "$URL/go", GOOD_TIME), "user_code"},
		{"200 " IDP_DEVICE("\\u202eABCD", "$URL/go", GOOD_TIME), "user_code"},
		{"200 " IDP_DEVICE("AB\\nCD", "$URL/go", GOOD_TIME), "user_code"},
		{"200 " IDP_DEVICE("", "$URL/go", GOOD_TIME), "user_code"},
		{"200 " IDP_DEVICE("ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJA", "$URL/go", GOOD_TIME), "user_code"},
		{"200 {\"user_code\":\"u\",\"verification_uri\":\"$URL/go\",\"expires_in\":600}", "device_code"},
		{"200 {\"device_code\":[\"d\"],\"user_code\":\"u\",\"verification_uri\":\"$URL/go\",\"expires_in\":600}", "device_code"},
		{"200 {\"device_code\":\"a\\r\\nb\",\"user_code\":\"u\",\"verification_uri\":\"$URL/go\",\"expires_in\":600}",
			"device_code"},
		{"200 {\"device_code\":\"d\",\"user_code\":\"u\",\"expires_in\":600}", "verification_uri"},
		{"200 " IDP_DEVICE("ABCD", "http://id.example.com/go", GOOD_TIME), "verification_uri"},
		{"200 " IDP_DEVICE("ABCD", "javascript:alert(1)", GOOD_TIME), "verification_uri"},
		{"200 " IDP_DEVICE("ABCD", "https://id.example.com@evil.example/", GOOD_TIME), "verification_uri"},
		{"200 " IDP_DEVICE("ABCD", "https://id.example.com/\\u001b]0;x\\u0007", GOOD_TIME), "verification_uri"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", GOOD_TIME ",\"verification_uri_complete\":\"http://evil.example/\""),
			"verification_uri_complete"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", GOOD_TIME ",\"verification_uri_complete\":7"), "verification_uri_complete"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", "\"expires_in\":0"), "expires_in"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", "\"expires_in\":-600"), "expires_in"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", "\"expires_in\":\"600\""), "expires_in"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", "\"interval\":5"), "expires_in"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", GOOD_TIME ",\"interval\":0"), "interval"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", GOOD_TIME ",\"interval\":-5"), "interval"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", GOOD_TIME ",\"interval\":100000"), "interval"},
		{"200 " IDP_DEVICE("ABCD", "$URL/go", GOOD_TIME ",\"interval\":\"5\""), "interval"},
		{"200 {\"error\":\"invalid_scope\"}", "refuses: invalid_scope"},
		{"401 {\"error\":\"invalid_client\"}", "refuses: invalid_client (401)"},
		{"400 {\"error\":\"\\u001b[31m\"}", "refuses: ?[31m"},
		{"400 {\"error\":{\"code\":1}}", "refuses: no reason"},
		{"500 {\"error\":\"server_error\"}", "refuses: server_error (500)"},
		{"text502 <html>Bad gateway</html>", "without a JSON object"},
		{"text200 <html>Sign in</html>", "without a JSON object"},
		{"302 $URL/elsewhere", "without a JSON object"},
		{"big", "too large"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sso_code code;
		struct error e = {0};
		idp_say(&idp, &(struct idp_says){.device = cases[i].lines});
		if (sso_begin(sso, a, &provider, &code, &e))
			fail_msg("taken: %s", cases[i].lines);
		assert_error(&e, cases[i].words, cases[i].lines);
	}
	assert_int_equal(idp_asked(&idp, "GET /elsewhere", NULL), 0);
}

static void a_provider_that_is_another_is_not_spoken_to(void **state)
{
	static const char *const faults[] = {"other-host", "other-ca", "expired", "self-signed"};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		struct sso_code code;
		struct error e = {0};
		struct tls_server *other = tls_server_start(faults[i]);
		use_server(other);
		assert_false(sso_begin(sso, a, &provider, &code, &e));
		assert_error(&e, "not the one that is trusted", faults[i]);
		assert_int_equal(idp_asked(&idp, NULL, NULL), 0);
		tls_server_stop(&other);
	}
}

/* --- asking whether it happened --- */

/* Another server of the installation, or this one started again, may ask. */
static void who_signed_in_is_known_then(void **state)
{
	struct sso_identity who;
	struct error e = {0};
	const char *asked_for;
	int interval_s = 5;

	(void)state;
	idp_say(&idp, &(struct idp_says){
		.token = arena_printf(a, IDP_PENDING "\n" SLOW_DOWN "\n" IDP_PENDING "\n%s",
			idp_gives(&idp, id_token_make(a, &idp.key, "k1", idp_claims(&idp)))),
	});
	struct sso_code code = begin();
	sso_free(&sso);
	sso = sso_new();
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, &e), SSO_PENDING);
	assert_int_equal(interval_s, 5);
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, &e), SSO_SLOW_DOWN);
	assert_int_equal(interval_s, 10);
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, &e), SSO_PENDING);
	assert_int_equal(interval_s, 10);
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, &e), SSO_DONE);
	assert_int_equal(e.code, ERR_NONE);
	assert_string_equal(who.issuer, idp_url(&idp));
	assert_string_equal(who.subject, "u-1");
	assert_string_equal(who.email, "j@example.com");
	assert_string_equal(who.name, "Johnny");
	assert_int_equal(idp_asked(&idp, "POST /token", &asked_for), 4);
	assert_true(str_ends(
		asked_for, "\r\n\r\ngrant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=d-1&client_id=wms"));
}

static void the_nonce_that_was_sent_may_come_back_and_no_other(void **state)
{
	struct sso_identity who;
	struct error e = {0};
	int interval_s = 5;

	(void)state;
	struct sso_code code = begin();
	const char *good = arena_printf(a, "{\"nonce\":\"%.*s\",%s", SECRET_CHARS, code.secret, idp_claims(&idp) + 1);
	const char *bad = arena_printf(a, "{\"nonce\":\"%.*s\",%s", SECRET_CHARS - 1, code.secret, idp_claims(&idp) + 1);
	idp_say(&idp, &(struct idp_says){.token = arena_printf(a, "%s\n%s", idp_gives(&idp, id_token_make(a, &idp.key, "k1", bad)),
					  idp_gives(&idp, id_token_make(a, &idp.key, "k1", good)))});
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, &e), SSO_FAILED);
	assert_error(&e, "nonce", "of another");
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, NULL), SSO_DONE);
}

struct ending {
	const char *lines;
	enum sso_state state;
	const char *words;
};

static void endings(void **state)
{
	static const struct ending cases[] = {
		{"400 {\"error\":\"access_denied\"}", SSO_DENIED, "denied"},
		{"403 {\"error\":\"access_denied\"}", SSO_DENIED, "denied"},
		{"400 {\"error\":\"expired_token\"}", SSO_EXPIRED, "expired"},
		{"400 {\"error\":\"invalid_grant\"}", SSO_FAILED, "refuses: invalid_grant (400)"},
		{"401 {\"error\":\"invalid_client\"}", SSO_FAILED, "refuses: invalid_client (401)"},
		{"400 {\"error\":\"Authorization_Pending\"}", SSO_FAILED, "refuses: Authorization_Pending"},
		{"400 {\"error\":[\"authorization_pending\"]}", SSO_FAILED, "refuses: no reason"},
		{"400 {}", SSO_FAILED, "refuses: no reason"},
		{"400 {\"error\":", SSO_FAILED, "without a JSON object"},
		{"text200 <html>Sign in</html>", SSO_FAILED, "without a JSON object"},
		{"302 $URL/elsewhere", SSO_FAILED, "without a JSON object"},
		{"big", SSO_FAILED, "too large"},
		{"200 {\"access_token\":\"x\"}", SSO_FAILED, "no ID token"},
		{"200 {\"id_token\":7}", SSO_FAILED, "no ID token"},
		{"200 {\"id_token\":\"\"}", SSO_FAILED, "ID token is refused"},
		{"200 {\"id_token\":\"eyJhbGciOiJub25lIn0.e30.\"}", SSO_FAILED, "ID token is refused"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sso_identity who;
		struct error e;
		int interval_s = 5;
		idp_say(&idp, &(struct idp_says){.token = cases[i].lines});
		if (poll_once(&interval_s, &who, &e) != cases[i].state)
			fail_msg("%s: %s", cases[i].lines, e.detail);
		assert_error(&e, cases[i].words, cases[i].lines);
		assert_int_equal(interval_s, 5);
	}
	assert_int_equal(idp_asked(&idp, "GET /elsewhere", NULL), 0);
}

/* Nothing was decided: it is asked again, less often. */
static void trouble_that_passes(void **state)
{
	static const struct bad cases[] = {
		{"500 {\"error\":\"server_error\"}", "server_error (500)"},
		{"400 {\"error\":\"temporarily_unavailable\"}", "temporarily_unavailable"},
		{"429 {}", "no reason (429)"},
		{"text503 <html>Back soon</html>", "answers 503"},
		{"drop", "no contact"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sso_identity who;
		struct error e;
		int interval_s = 5;
		idp_say(&idp, &(struct idp_says){.token = cases[i].lines});
		if (poll_once(&interval_s, &who, &e) != SSO_SLOW_DOWN)
			fail_msg("%s: %s", cases[i].lines, e.detail);
		assert_error(&e, cases[i].words, cases[i].lines);
		assert_int_equal(interval_s, 10);
	}
}

static void a_provider_that_does_not_answer_is_not_waited_for(void **state)
{
	static const char *const cases[] = {"hang", "slow {\"error\":\"authorization_pending\"}"};

	(void)state;
	provider.timeout_ms = PATIENCE_MS;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sso_identity who;
		struct error e;
		int interval_s = 5;
		int64_t start_ms = clock_mono_ms();
		idp_say(&idp, &(struct idp_says){.token = cases[i]});
		if (poll_once(&interval_s, &who, &e) != SSO_SLOW_DOWN)
			fail_msg("%s: %s", cases[i], e.detail);
		assert_error(&e, "did not answer in time", cases[i]);
		assert_int_equal(interval_s, 10);
		assert_true(clock_mono_ms() - start_ms < 10 * PATIENCE_MS);
	}
}

static char *claims_without_email(void)
{
	char *text = idp_claims(&idp);

	*strstr(text, ",\"name\"") = '}';
	strchr(text, '}')[1] = '\0';
	return text;
}

/* OpenID Connect Core 1.0, section 5.4: what the scopes ask for may stand there alone. */
static void an_address_may_be_had_at_the_userinfo_endpoint(void **state)
{
	struct sso_identity who;
	struct error e;
	const char *asked_for;
	int interval_s = 5;

	(void)state;
	idp_say(&idp, &(struct idp_says){
		.discovery = "200 " IDP_DOCUMENT_WITH(",\"userinfo_endpoint\":\"$URL/me\""),
		.token = arena_printf(a, "%s\n%s", idp_gives(&idp, id_token_make(a, &idp.key, "k1", claims_without_email())),
			idp_gives(&idp, id_token_make(a, &idp.key, "k1", idp_claims(&idp)))),
		.userinfo = "200 {\"sub\":\"u-1\",\"name\":\"Johnny\",\"email\":\"j@example.com\",\"email_verified\":true}",
	});
	if (poll_once(&interval_s, &who, &e) != SSO_DONE)
		fail_msg("%s", e.detail);
	assert_string_equal(who.email, "j@example.com");
	assert_string_equal(who.name, "Johnny");
	assert_int_equal(idp_asked(&idp, "GET /me", &asked_for), 1);
	assert_non_null(strstr(asked_for, "\r\nAuthorization: Bearer x\r\n"));
	/* Nor is it asked when the token says it. */
	assert_int_equal(poll_once(&interval_s, &who, &e), SSO_DONE);
	assert_string_equal(who.email, "j@example.com");
	assert_int_equal(idp_asked(&idp, "GET /me", NULL), 1);
}

static void what_is_wrong_there_counts_for_nothing(void **state)
{
	static const char *const cases[] = {
		"200 {\"sub\":\"u-2\",\"email\":\"j@example.com\",\"email_verified\":true}",
		"200 {\"email\":\"j@example.com\",\"email_verified\":true}",
		"200 {\"sub\":\"u-1\",\"email\":\"j@example.com\",\"email_verified\":\"true\"}",
		"401 {\"sub\":\"u-1\",\"email\":\"j@example.com\",\"email_verified\":true}",
		"text200 eyJhbGciOiJub25lIn0.e30.",
		"302 $URL/elsewhere",
		"big",
		"drop",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sso_identity who;
		struct error e;
		int interval_s = 5;
		idp_say(&idp, &(struct idp_says){
			.discovery = "200 " IDP_DOCUMENT_WITH(",\"userinfo_endpoint\":\"$URL/me\""),
			.token = idp_gives(&idp, id_token_make(a, &idp.key, "k1", claims_without_email())),
			.userinfo = cases[i],
		});
		if (poll_once(&interval_s, &who, &e) != SSO_DONE)
			fail_msg("%s: %s", cases[i], e.detail);
		assert_string_equal(who.subject, "u-1");
		assert_string_equal(who.email, "");
	}
	assert_int_equal(idp_asked(&idp, "GET /me", NULL), sizeof(cases) / sizeof(*cases));
	assert_int_equal(idp_asked(&idp, "GET /elsewhere", NULL), 0);
}

static void it_is_broken_off_when_the_server_stops(void **state)
{
	struct sso_identity who;
	struct error e;
	int interval_s = 5, stop_pipe[2];

	(void)state;
	assert_int_equal(pipe(stop_pipe), 0);
	idp_say(&idp, &(struct idp_says){.token = "hang"});
	struct sso_code code = begin();
	provider.stop_fd = stop_pipe[0];
	close(stop_pipe[1]);
	e = (struct error){0};
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, &e), SSO_SLOW_DOWN);
	assert_error(&e, "broken off", "stopped");
	close(stop_pipe[0]);
}

static void the_interval_does_not_grow_for_ever(void **state)
{
	struct sso_identity who;
	struct error e;
	int interval_s = 300;

	(void)state;
	idp_say(&idp, &(struct idp_says){.token = SLOW_DOWN});
	assert_int_equal(poll_once(&interval_s, &who, &e), SSO_SLOW_DOWN);
	assert_int_equal(interval_s, 300);
}

/* --- what is kept --- */

static void a_key_that_was_changed_meanwhile_is_fetched(void **state)
{
	struct sso_identity who;
	struct error e;
	int interval_s = 5;

	(void)state;
	idp_say(&idp, &(struct idp_says){
		.keys = arena_printf(a, "200 %s\n200 %s", id_token_jwks(a, &idp.key, "k1"), id_token_jwks(a, &next_key, "k2")),
		.token = idp_gives(&idp, id_token_make(a, &next_key, "k2", idp_claims(&idp))),
	});
	if (poll_once(&interval_s, &who, &e) != SSO_DONE)
		fail_msg("%s", e.detail);
	assert_string_equal(who.subject, "u-1");
	assert_int_equal(idp_asked(&idp, "GET /keys", NULL), 2);
	/* It is kept now. */
	assert_int_equal(poll_once(&interval_s, &who, &e), SSO_DONE);
	assert_int_equal(idp_asked(&idp, "GET /keys", NULL), 2);
}

static void a_key_that_is_not_there_is_asked_for_once_a_minute(void **state)
{
	struct sso_identity who;
	struct error e;
	int interval_s = 5;
	int64_t now_ms = clock_now_ms();

	(void)state;
	clock_set_for_test(now_ms, 1000000);
	idp_say(&idp, &(struct idp_says){.token = idp_gives(&idp, id_token_make(a, &next_key, "k2", idp_claims(&idp)))});
	for (int i = 0; i < 3; i++) {
		assert_int_equal(poll_once(&interval_s, &who, &e), SSO_FAILED);
		assert_error(&e, "signature", "of an unknown key");
		assert_int_equal(idp_asked(&idp, "GET /keys", NULL), 2);
	}
	clock_set_for_test(now_ms, 1000000 + SSO_RENEW_MS);
	assert_int_equal(poll_once(&interval_s, &who, &e), SSO_FAILED);
	assert_int_equal(idp_asked(&idp, "GET /keys", NULL), 3);
}

static void keys_that_cannot_be_had_again_end_it(void **state)
{
	struct sso_identity who;
	struct error e;
	int interval_s = 5;

	(void)state;
	idp_say(&idp, &(struct idp_says){
		.keys = arena_printf(a, "200 %s\n500 {}", id_token_jwks(a, &idp.key, "k1")),
		.token = idp_gives(&idp, id_token_make(a, &next_key, "k2", idp_claims(&idp))),
	});
	assert_int_equal(poll_once(&interval_s, &who, &e), SSO_FAILED);
	assert_error(&e, "answers 500", "keys");
	assert_int_equal(interval_s, 5);
}

static void a_code_is_not_spent_when_there_are_no_keys(void **state)
{
	struct sso_identity who;
	struct error e = {0};
	int interval_s = 5;

	(void)state;
	struct sso_code code = begin();
	idp_say(&idp, &(struct idp_says){.keys = "500 {}", .token = idp_gives(&idp, id_token_make(a, &idp.key, "k1", idp_claims(&idp)))});
	sso_free(&sso);
	sso = sso_new();
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, &e), SSO_SLOW_DOWN);
	assert_int_equal(idp_asked(&idp, "POST /token", NULL), 0);
	idp_say(&idp, &(struct idp_says){.token = idp_gives(&idp, id_token_make(a, &idp.key, "k1", idp_claims(&idp)))});
	assert_int_equal(sso_poll(sso, a, &provider, code.secret, &interval_s, &who, NULL), SSO_DONE);
}

static int start(void **state)
{
	(void)state;
	if (!secure_init() || !remote_init())
		return -1;
	secure_sign_key(&idp.key);
	secure_sign_key(&next_key);
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
		TEST(a_code_and_an_address_are_given),
		TEST(what_is_not_said_is_five_seconds_and_no_address_with_the_code),
		TEST(the_name_of_the_draft_is_known),
		TEST(the_secret_goes_in_front_or_into_the_form),
		TEST(device_answers_that_are_refused),
		TEST(a_provider_that_is_another_is_not_spoken_to),
		TEST(who_signed_in_is_known_then),
		TEST(the_nonce_that_was_sent_may_come_back_and_no_other),
		TEST(endings),
		TEST(trouble_that_passes),
		TEST(a_provider_that_does_not_answer_is_not_waited_for),
		TEST(an_address_may_be_had_at_the_userinfo_endpoint),
		TEST(what_is_wrong_there_counts_for_nothing),
		TEST(it_is_broken_off_when_the_server_stops),
		TEST(the_interval_does_not_grow_for_ever),
		TEST(a_key_that_was_changed_meanwhile_is_fetched),
		TEST(a_key_that_is_not_there_is_asked_for_once_a_minute),
		TEST(keys_that_cannot_be_had_again_end_it),
		TEST(a_code_is_not_spent_when_there_are_no_keys),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
