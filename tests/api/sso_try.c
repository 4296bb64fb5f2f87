/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sso_try ISSUER CLIENT SECRET CA: begins to sign in by an identity provider and
 * says with what, then asks it once for each line of its standard input.  Each
 * answer is a line of JSON. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "secure/secure.h"
#include "server/remote/remote.h"
#include "server/sso/sso.h"

#include <stdio.h>

static const char *const states[] = {
	[SSO_PENDING] = "pending",
	[SSO_SLOW_DOWN] = "slow-down",
	[SSO_DENIED] = "denied",
	[SSO_EXPIRED] = "expired",
	[SSO_FAILED] = "failed",
	[SSO_DONE] = "done",
};

static void say(struct arena *a, const struct json *v)
{
	printf("%s\n", json_print(a, v));
	fflush(stdout);
}

static void say_code(struct arena *a, const struct sso_code *code)
{
	struct json *v = json_object(a);

	json_set_str(v, "code", code->user_code);
	json_set_str(v, "address", code->address);
	json_set_str(v, "complete", code->complete);
	json_set_int(v, "interval", code->interval_s);
	say(a, v);
}

static void ask(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_code *code)
{
	struct sso_identity who = {0};
	struct error e = {0};
	int interval_s = code->interval_s;
	struct json *v = json_object(a);

	json_set_str(v, "state", states[sso_poll(s, a, p, code->secret, &interval_s, &who, &e)]);
	json_set_str(v, "detail", e.detail);
	json_set_str(v, "issuer", who.issuer);
	json_set_str(v, "subject", who.subject);
	json_set_str(v, "email", who.email);
	json_set_str(v, "name", who.name);
	say(a, v);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct sso *s = sso_new();
	struct sso_code code;
	struct error e = {0};
	char line[16];

	if (argc != 5 || !secure_init() || !remote_init())
		return 2;
	struct sso_provider p = {.issuer = argv[1], .client_id = argv[2], .client_secret = argv[3], .scope = "", .ca_file = argv[4]};
	bool ok = sso_begin(s, a, &p, &code, &e);
	if (ok)
		say_code(a, &code);
	else
		fprintf(stderr, "sso_try: %s\n", e.detail);
	while (ok && fgets(line, sizeof(line), stdin))
		ask(s, a, &p, &code);
	sso_free(&s);
	arena_free(&a);
	return ok ? 0 : 1;
}
