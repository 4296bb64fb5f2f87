/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "secure/jws.h"
#include "secure/secure.h"
#include "server/sso/sso_discovery.h"
#include "server/sso/sso_http.h"
#include "server/sso/sso_kept.h"
#include "server/sso/sso_text.h"
#include "server/sso/sso_token.h"

#include <stdlib.h>
#include <string.h>

#define GRANT             "urn:ietf:params:oauth:grant-type:device_code"
#define DEVICE_CODE_MOST  2048
#define USER_CODE_MOST    40
#define ACCESS_TOKEN_MOST 8192
#define EXPIRES_MOST_S    1800 /* longer is cut: nobody walks to another device for half an hour */
#define INTERVAL_S        5    /* when nothing is said */
#define INTERVAL_MOST_S   300

struct sso {
	struct sso_kept *kept;
};

struct sso *sso_new(void)
{
	struct sso *s = xcalloc(1, sizeof(*s));

	s->kept = sso_kept_new();
	return s;
}

void sso_free(struct sso **s)
{
	if (!*s)
		return;
	sso_kept_free(&(*s)->kept);
	free(*s);
	*s = NULL;
}

/* Outside this folder there is one error. */
static bool pass_on(const struct error *own, struct error *e)
{
	return error_set(e, ERR_PROVIDER, own->field, "%s", own->detail);
}

/* The keys are fetched before they are needed: a code is good for one token,
 * which must not be lost because the keys could not be had afterwards. */
static bool get_ready(struct sso *s, struct arena *a, const struct sso_provider *p, struct sso_endpoints *at, struct error *e)
{
	return sso_endpoints_get(s->kept, a, p, at, e) && sso_keys_get(s->kept, a, p, at->keys, NULL, e);
}

bool sso_discover(struct sso *s, struct arena *a, const struct sso_provider *p, struct error *e)
{
	struct sso_endpoints at;
	struct error own = {0};

	return get_ready(s, a, p, &at, &own) || pass_on(&own, e);
}

/* --- the code --- */

static bool take_addresses(struct arena *a, const struct json *answer, struct sso_code *out, struct error *e)
{
	/* The name of the draft, which one large provider kept. */
	const char *address = json_str(answer, json_has(answer, "verification_uri") ? "verification_uri" : "verification_url");
	const char *complete = json_str(answer, "verification_uri_complete");

	if (!sso_is_address(address))
		return error_set(e, ERR_PROVIDER, NULL, "its verification_uri is not an https address");
	if (json_has(answer, "verification_uri_complete") && !sso_is_address(complete))
		return error_set(e, ERR_PROVIDER, NULL, "its verification_uri_complete is not an https address");
	out->address = arena_strdup(a, address);
	out->complete = arena_strdup(a, complete);
	return true;
}

static bool take_times(const struct json *answer, struct sso_code *out, struct error *e)
{
	int64_t expires_s = json_int(answer, "expires_in", 0);
	int64_t interval_s = json_has(answer, "interval") ? json_int(answer, "interval", 0) : INTERVAL_S;

	if (expires_s < 1)
		return error_set(e, ERR_PROVIDER, NULL, "its expires_in is not a number of seconds");
	if (interval_s < 1 || interval_s > INTERVAL_MOST_S)
		return error_set(e, ERR_PROVIDER, NULL, "its interval is not 1 to %d seconds", INTERVAL_MOST_S);
	out->expires_ms = clock_now_ms() + 1000 * (expires_s < EXPIRES_MOST_S ? expires_s : EXPIRES_MOST_S);
	out->interval_s = (int)interval_s;
	return true;
}

static bool take_code(struct arena *a, const struct json *answer, const char *nonce, struct sso_code *out, struct error *e)
{
	const char *device = json_str(answer, "device_code"), *user = json_str(answer, "user_code");

	if (!sso_is_plain(device, DEVICE_CODE_MOST))
		return error_set(e, ERR_PROVIDER, NULL, "its device_code is not plain text");
	if (!sso_is_plain(user, USER_CODE_MOST))
		return error_set(e, ERR_PROVIDER, NULL, "its user_code is not a short plain text");
	out->user_code = arena_strdup(a, user);
	out->secret = arena_printf(a, "%s.%s", nonce, device);
	return take_addresses(a, answer, out, e) && take_times(answer, out, e);
}

/* With the error's name (RFC 6749 section 5.2), as it may be shown. */
static bool refused(struct arena *a, int status, const struct json *answer, struct error *e)
{
	const char *name = json_str(answer, "error");
	bool for_now = status >= 500 || status == 429 || str_eq(name, "temporarily_unavailable") || str_eq(name, "server_error");

	return error_set(
		e, for_now ? ERR_BUSY : ERR_PROVIDER, NULL, "it refuses: %s (%d)", name ? sso_shown(a, name) : "no reason", status);
}

static bool begin(struct sso *s, struct arena *a, const struct sso_provider *p, struct sso_code *out, struct error *e)
{
	char nonce[SECRET_CHARS + 1];
	const char *fields[] = {"scope", str_empty(p->scope) ? "openid email profile" : p->scope, "nonce", nonce, NULL};
	struct sso_endpoints at;
	int status;

	if (!get_ready(s, a, p, &at, e))
		return false;
	secure_secret(nonce);
	struct sso_form form = {.url = at.device, .fields = fields, .secret_in_body = at.secret_in_body};
	const struct json *answer = sso_http_post(a, p, &form, &status, e);
	if (!answer)
		return false;
	if (status != 200 || json_has(answer, "error"))
		return refused(a, status, answer, e);
	return take_code(a, answer, nonce, out, e);
}

bool sso_begin(struct sso *s, struct arena *a, const struct sso_provider *p, struct sso_code *out, struct error *e)
{
	struct error own = {0};

	return begin(s, a, p, out, &own) || pass_on(&own, e);
}

/* --- the token --- */

static enum sso_state not_a_token(struct arena *a, int status, const struct json *answer, struct error *e)
{
	const char *name = json_str(answer, "error");

	if (str_eq(name, "authorization_pending"))
		return SSO_PENDING;
	if (str_eq(name, "slow_down"))
		return SSO_SLOW_DOWN;
	if (str_eq(name, "access_denied")) {
		error_set(e, ERR_PROVIDER, NULL, "the sign-in was denied there");
		return SSO_DENIED;
	}
	if (str_eq(name, "expired_token")) {
		error_set(e, ERR_PROVIDER, NULL, "the code has expired");
		return SSO_EXPIRED;
	}
	refused(a, status, answer, e);
	return SSO_FAILED;
}

/* Scopes may be answered at the userinfo endpoint alone (Core 1.0, section 5.4).
 * Without it who signed in is known all the same: trouble there is no failure. */
static void ask_more(
	struct arena *a, const struct sso_provider *p, const struct sso_endpoints *at, const char *access_token, struct sso_identity *who)
{
	const char *text;

	if (*who->email || !at->userinfo || !sso_is_plain(access_token, ACCESS_TOKEN_MOST) || strchr(access_token, ' '))
		return;
	const struct json *more = sso_http_get(a, p, at->userinfo, access_token, &text, NULL);
	if (!more || !str_eq(json_str(more, "sub"), who->subject))
		return;
	who->email = sso_claims_email(a, more);
	if (!*who->name)
		who->name = sso_claims_name(a, more);
}

static enum sso_state identify(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_endpoints *at,
	const struct json *answer, const char *nonce, struct sso_identity *out, struct error *e)
{
	struct sso_expected want = {.issuer = p->issuer, .client_id = p->client_id, .nonce = nonce, .now_ms = clock_now_ms()};
	const char *token = json_str(answer, "id_token");

	if (!token) {
		error_set(e, ERR_PROVIDER, NULL, "it gives no ID token: is openid in the scope?");
		return SSO_FAILED;
	}
	const struct jws_keys *keys = sso_keys_get(s->kept, a, p, at->keys, token, e);
	if (!keys || !sso_token_read(a, keys, token, &want, out, e)) {
		e->code = ERR_PROVIDER; /* the code is used up: asking later does not help */
		return SSO_FAILED;
	}
	ask_more(a, p, at, json_str(answer, "access_token"), out);
	return SSO_DONE;
}

static enum sso_state poll(
	struct sso *s, struct arena *a, const struct sso_provider *p, const char *secret, struct sso_identity *out, struct error *e)
{
	const char *dot = strchr(secret, '.');
	const char *fields[] = {"grant_type", GRANT, "device_code", dot ? dot + 1 : "", NULL};
	struct sso_endpoints at;
	int status;

	if (!get_ready(s, a, p, &at, e))
		return SSO_FAILED;
	struct sso_form form = {.url = at.token, .fields = fields, .secret_in_body = at.secret_in_body};
	const struct json *answer = sso_http_post(a, p, &form, &status, e);
	if (!answer)
		return SSO_FAILED;
	if (status != 200 || json_has(answer, "error"))
		return not_a_token(a, status, answer, e);
	const char *nonce = arena_strndup(a, secret, dot ? (size_t)(dot - secret) : 0);
	return identify(s, a, p, &at, answer, nonce, out, e);
}

enum sso_state sso_poll(struct sso *s, struct arena *a, const struct sso_provider *p, const char *secret, int *interval_s,
	struct sso_identity *out, struct error *e)
{
	struct error own = {0};
	enum sso_state state = poll(s, a, p, secret, out, &own);

	/* One that was not to be had is asked less often, too (RFC 8628 section 3.5). */
	if (own.code == ERR_BUSY)
		state = SSO_SLOW_DOWN;
	if (state == SSO_SLOW_DOWN && *interval_s < INTERVAL_MOST_S)
		*interval_s += 5;
	if (own.code != ERR_NONE)
		pass_on(&own, e);
	return state;
}
