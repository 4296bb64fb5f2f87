/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in by password and PIN, a new password by a token, the PIN for what is sensitive. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/api/sign_in.h"
#include "server/mail/mail.h"
#include "store/store.h"
#include "store/writer.h"

#include <string.h>

#define OS_USER_BYTES 256

bool sign_in_read(struct call *c, struct sign_in *in, struct error *e)
{
	static const char *const of_terminal[] = {"key", "name", "user", NULL};
	const struct json *terminal = json_get(c->body, "terminal");

	*in = (struct sign_in){
		.address = c->in->address,
		.tenant = c->api->tenant,
		.terminal_key = json_str(terminal, "key"),
		.terminal_name = json_str(terminal, "name"),
		.os_user = json_str(terminal, "user"),
		.mail = mailer_ready(c->api->mailer),
	};
	if (!api_only(terminal, of_terminal, e))
		return false;
	for (const char *const *name = of_terminal; *name; name++)
		if (json_has(terminal, *name) && !json_str(terminal, *name))
			return error_set(e, ERR_INVALID, arena_printf(c->arena, "terminal.%s", *name), "a text is wanted");
	if (in->os_user && strlen(in->os_user) > OS_USER_BYTES)
		return error_set(e, ERR_TOO_LONG, "terminal.user", "%d", OS_USER_BYTES);
	return json_type(terminal) == JSON_NULL || in->terminal_key || error_set(e, ERR_REQUIRED, "terminal.key", "the terminal's public key");
}

/* "j…@example.org": enough to know which box to look into. */
static const char *hint(struct arena *a, const char *email)
{
	const char *at = strrchr(email, '@');
	size_t first = 1;

	while (((unsigned char)email[first] & 0xc0) == 0x80)
		first++;
	return at && at > email ? arena_printf(a, "%.*s…%s", (int)first, email, at) : "";
}

struct posting_pin {
	const struct call *call;
	const struct sign_in_answer *answer;
};

static bool post_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct posting_pin *x = arg;
	const struct member *m = &x->answer->session.member;
	const struct mail_word words[] = {{"pin", x->answer->pin}, {"minutes", "10"}, {NULL, NULL}};
	struct mail mail = {.kind = "pin", .to = x->answer->email, .language = m->language, .user = m->user,
		.expires_ms = x->answer->expires_ms, .words = words};

	*wrote = true;
	return mail_add(s, &x->call->api->vault, &mail, e) != 0;
}

/* The PIN goes out by mail, and is forgotten here. */
static bool post_pin(struct call *c, struct sign_in_answer *x, struct error *e)
{
	struct posting_pin p = {c, x};
	bool ok = writer_do(c->api->writer, (struct writer_job){post_run, &p}, e);

	secure_wipe(x->pin, sizeof x->pin);
	if (ok)
		mailer_wake(c->api->mailer);
	return ok;
}

static bool answer_step(struct call *c, struct sign_in_answer *x, struct error *e)
{
	static const char *const names[] = {[SIGN_IN_MAIL] = "mail", [SIGN_IN_APP] = "app", [SIGN_IN_ENROL] = "enrol"};
	struct json *doc = json_object(c->arena);

	if (x->step == SIGN_IN_MAIL && !post_pin(c, x, e))
		return false;
	json_set_str(doc, "attempt", x->attempt);
	json_set_str(doc, "step", names[x->step]);
	if (x->step == SIGN_IN_MAIL)
		json_set_str(doc, "hint", hint(c->arena, x->email));
	if (x->step == SIGN_IN_ENROL) {
		json_set_str(doc, "uri", x->uri);
		json_set_str(doc, "key", x->groups);
	}
	json_set_int(doc, "expires", x->expires_ms);
	c->out->json = doc;
	c->out->status = 202;
	return true;
}

struct login_note {
	int64_t user, at_ms;
};

/* The tenant's own note of it, for the list of users. */
static bool note_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct login_note *n = arg;
	struct query *q = store_query(s, "UPDATE users SET last_login = :at, finding = iif(finding IN ('never', 'unused'), 'none', finding) WHERE id = :id", e);

	*wrote = true;
	if (!q)
		return false;
	query_int(q, ":at", n->at_ms);
	query_int(q, ":id", n->user);
	return query_run(q, e);
}

bool sign_in_answer(struct call *c, struct sign_in_answer *x, struct error *e)
{
	struct json *doc = json_object(c->arena);
	struct login_note note = {x->session.member.user, x->session.assured_ms};

	if (x->step != SIGN_IN_DONE)
		return answer_step(c, x, e);
	json_set_str(doc, "token", x->token);
	secure_wipe(x->token, sizeof x->token);
	c->out->status = 201;
	return writer_do(c->api->writer, (struct writer_job){note_run, &note}, e) && api_put_session(c, doc, &x->session, e);
}

bool api_sign_in(struct call *c, struct error *e)
{
	static const char *const names[] = {"login", "password", "terminal", NULL};
	struct sign_in_answer x;
	struct sign_in in;

	if (!api_only(c->body, names, e) || !sign_in_read(c, &in, e))
		return false;
	in.login = json_str(c->body, "login");
	in.password = json_str(c->body, "password");
	if (!in.login || !in.password)
		return error_set(e, ERR_REQUIRED, in.login ? "password" : "login", "a text is wanted");
	return auth_sign_in(c->api->directory, c->arena, &in, &x, e) && sign_in_answer(c, &x, e);
}

/* Two texts of a body that has no more. */
static bool two_texts(struct call *c, const char *one, const char *other, const char **first, const char **second, struct error *e)
{
	const char *const names[] = {one, other, NULL};

	if (!api_only(c->body, names, e))
		return false;
	*first = json_str(c->body, one);
	*second = other ? json_str(c->body, other) : "";
	return (*first && *second) || error_set(e, ERR_REQUIRED, *first ? other : one, "a text is wanted");
}

bool api_sign_in_pin(struct call *c, struct error *e)
{
	const char *attempt, *pin;
	struct sign_in_answer x;

	return two_texts(c, "attempt", "pin", &attempt, &pin, e) &&
		auth_sign_in_pin(c->api->directory, c->arena, attempt, pin, c->in->address, &x, e) && sign_in_answer(c, &x, e);
}

bool api_sign_in_again(struct call *c, struct error *e)
{
	const char *attempt, *none;
	struct sign_in_answer x;

	return two_texts(c, "attempt", NULL, &attempt, &none, e) &&
		auth_sign_in_again(c->api->directory, c->arena, attempt, c->in->address, &x, e) && sign_in_answer(c, &x, e);
}

bool api_password_by_token(struct call *c, struct error *e)
{
	const char *token, *password, *login;
	struct json *doc = json_object(c->arena);

	if (!two_texts(c, "token", "password", &token, &password, e) ||
		!auth_token_spend(c->api->directory, c->arena, token, password, c->in->address, &login, e))
		return false;
	json_set_str(doc, "login", login);
	c->out->json = doc;
	return true;
}

bool api_assure(struct call *c, struct error *e)
{
	const char *pin, *none;

	if (!two_texts(c, "pin", NULL, &pin, &none, e) || !auth_assure(c->api->directory, c->session, pin, e))
		return false;
	c->out->status = 204;
	return true;
}

bool api_sign_in_ways(struct call *c, struct error *e)
{
	struct json *doc = json_object(c->arena), *sso;
	struct query *q;

	if (!call_reader(c, e))
		return false;
	q = store_query(c->store, "SELECT name FROM identity_providers WHERE active AND issuer <> '' ORDER BY id LIMIT 1", e);
	if (!q)
		return false;
	json_set_null(doc, "sso");
	if (query_step(q, e) == QUERY_ROW) {
		sso = json_set_object(doc, "sso");
		json_set_str(sso, "name", query_get_text(q, 0));
	}
	query_done(q);
	json_set_bool(doc, "mail", mailer_ready(c->api->mailer));
	c->out->json = doc;
	return true;
}
