/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user's account, written before his row; his mail with it. */
/* What an edit of a user does to his account: before, with and after his row. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "server/people/user.h"
#include "store/pool.h"
#include "store/store.h"

#include <string.h>

static bool is_api(const struct edit *x)
{
	return str_eq(edit_text(x, "level"), "api") || str_eq(edit_text(x, "level"), "automation");
}

/* Sent without a password typed in the same form: he gets a token to choose
 * one by (B3); one who never had any, an activation token. */
static bool wants_token(const struct edit *x, const struct user_edit *u)
{
	return x->verb != EDIT_DELETE && !is_api(x) && !u->password && (u->activation || u->send);
}

static bool make_token(struct edit *x, struct user_edit *u, struct error *e)
{
	struct account a;
	int64_t now_ms = clock_now_ms();

	if (!wants_token(x, u))
		return true;
	if (!auth_account_read(x->house->directory, x->arena, u->account.id, &a, e))
		return false;
	u->kind = a.password ? TOKEN_RESET : TOKEN_ACTIVATION;
	return auth_token_make(x->house->directory, u->account.id, u->kind, x->editor->login,
		now_ms + (u->kind == TOKEN_RESET ? RESET_MS : ACTIVATION_MS), u->token, NULL, e);
}

static void tell(struct edit *x, const struct user_edit *u)
{
	if (u->password)
		edit_tell(x, "password", x->verb == EDIT_CREATE ? "set" : "changed");
	if (u->token[0])
		edit_tell(x, "token", u->kind == TOKEN_RESET ? "reset" : "activation");
	if (is_api(x) && x->verb == EDIT_CREATE)
		edit_tell(x, "token", "api");
	if (u->send)
		edit_tell(x, "sent", u->password ? "credentials" : u->kind == TOKEN_RESET ? "reset" : "activation");
}

/* The row as it stands, whoever wrote it last. */
static bool read_copies(struct edit *x, struct account *as)
{
	struct store *s = pool_take(x->house->pool, NULL);
	struct query *q = s ? store_query(s, "SELECT name, email, language FROM users WHERE account = :a", NULL) : NULL;
	bool found = false;

	if (q) {
		query_int(q, ":a", user_of(x)->account.id);
		found = query_step(q, NULL) == QUERY_ROW;
	}
	if (found)
		*as = (struct account){.name = arena_strdup(x->arena, query_get_text(q, 0)), .email = arena_strdup(x->arena, query_get_text(q, 1)),
			.language = arena_strdup(x->arena, query_get_text(q, 2))};
	query_done(q);
	if (s)
		pool_give(x->house->pool, s);
	return found;
}

/* What the directory was told is not so. */
void user_undo(struct edit *x)
{
	struct user_edit *u = user_of(x);
	struct account as;
	struct error e = {0};
	bool there;

	if (x->verb == EDIT_DELETE || !u->written)
		return;
	there = read_copies(x, &as);
	if (!auth_account_undo(x->house->directory, &u->account, x->verb == EDIT_CREATE && !there, there ? &as : NULL, &e))
		log_event(LOG_ERROR, "user.undo", "login", u->account.login, "code", error_rows[e.code].code, "detail", e.detail, NULL);
	secure_wipe(u->token, sizeof u->token);
}

bool user_before(struct edit *x, struct error *e)
{
	struct user_edit *u = user_of(x);

	if (x->verb == EDIT_DELETE)
		return auth_account_leaves(x->house->directory, json_int(x->before, "account", 0), e);
	u->account = (struct account){
		.id = x->verb == EDIT_CREATE ? 0 : json_int(x->before, "account", 0),
		.login = edit_text(x, "login"),
		.name = edit_text(x, "name"),
		.email = edit_text(x, "email"),
		.language = edit_text(x, "language"),
		.password = u->password,
		.tenant = x->house->tenant,
		.maker = x->editor->login,
	};
	if (!auth_accounts_write(x->house->directory, &u->account, 1, e))
		return false;
	u->written = true;
	if (!make_token(x, u, e))
		return false;
	tell(x, u);
	if (x->verb == EDIT_CREATE)
		edit_set(x, "account", value_int(u->account.id));
	return true;
}

bool user_mail(struct store *s, const struct house *h, const struct user_mail *m, struct error *e)
{
	const struct mail_word words[] = {{"login", m->login}, {"password", m->secret}, {"token", m->secret},
		{"address", h->address ? h->address : ""}, {"days", "7"}, {"hours", "24"}, {NULL, NULL}};
	struct mail mail = {.kind = m->kind, .to = m->email, .language = m->language, .user = m->user, .words = words};

	return mail_add(s, &h->vault, &mail, e) != 0;
}

bool user_inside(struct store *s, struct edit *x, struct error *e)
{
	struct user_edit *u = user_of(x);
	struct user_mail m = {
		.login = edit_text(x, "login"),
		.email = edit_text(x, "email"),
		.secret = u->password ? u->password : u->token,
		.language = str_eq(edit_text(x, "language"), "sv") ? SWEDISH : ENGLISH,
		.user = x->id,
	};

	x->about = x->verb == EDIT_DELETE ? 0 : x->id;
	if (!user_check_last(s, x, e))
		return false;
	if (x->verb == EDIT_DELETE || !u->send)
		return true;
	m.kind = u->password ? "credentials" : u->kind == TOKEN_RESET ? "reset" : "activation";
	return user_mail(s, x->house, &m, e);
}

static void show_secret(struct edit *x, const char *label, const char *value)
{
	struct json *secret;

	x->answer = x->answer ? x->answer : json_object(x->arena);
	secret = json_set_object(x->answer, "secret");
	json_set_str(secret, "label", label);
	json_set_str(secret, "value", value);
}

/* An API's user has a key: shown once, here. */
static bool give_key(struct edit *x, struct error *e)
{
	struct user_edit *u = user_of(x);

	if (x->verb != EDIT_CREATE || !is_api(x))
		return true;
	if (!auth_token_make(x->house->directory, u->account.id, TOKEN_API, x->editor->login, 0, u->token, NULL, e))
		return false;
	show_secret(x, "api", u->token);
	return true;
}

static bool lost_his_way_in(const struct edit *x, const struct user_edit *u)
{
	return x->verb == EDIT_UPDATE && (u->password || (edit_changes(x, "active") && !edit_int(x, "active")));
}

/* Who gives himself a password goes on where he is. */
static bool stays(const struct edit *x, const struct user_edit *u)
{
	return u->password && edit_int(x, "active") && x->editor->session && x->id == x->editor->member->user;
}

void user_after(struct edit *x)
{
	struct user_edit *u = user_of(x);
	struct directory *d = x->house->directory;
	struct error e = {0};
	bool ok = true;

	if (x->verb == EDIT_DELETE)
		ok = auth_account_gone(d, json_int(x->before, "account", 0), x->house->tenant, &e);
	else if (lost_his_way_in(x, u))
		ok = auth_end_sessions(d, u->account.id, u->password ? NULL : x->house->tenant, stays(x, u) ? x->editor->session->public_id : "", &e);
	ok = ok && give_key(x, &e);
	if (!ok)
		log_event(LOG_ERROR, "user.after", "login", edit_text(x, "login"), "code", error_rows[e.code].code, "detail", e.detail, NULL);
	if (u->token[0] && !u->send && !is_api(x))
		show_secret(x, u->kind == TOKEN_RESET ? "reset" : "activation", u->token);
	if (u->send)
		mailer_wake(x->house->mailer);
	secure_wipe(u->token, sizeof u->token);
}
