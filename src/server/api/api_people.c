/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to users beside their rows, on Users, on the APIs' pages and on
 * one's own profile. */
#include "server/api/handlers.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/view.h"
#include "proto/cidr.h"
#include "server/api/sso_provider.h"
#include "server/people/deed.h"
#include "store/store.h"

/* A deed on the row's user; the reader is given back: others are waited for. */
static bool begin(struct call *c, struct deed *x, struct error *e)
{
	struct edit edit = api_edit(c);

	*x = (struct deed){.house = edit.house, .editor = edit.editor, .page = c->page->id, .action = c->action, .arena = c->arena, .user = c->id};
	if (!deed_begin(x, c->store, e))
		return false;
	call_reader_done(c);
	return true;
}

static bool end(struct call *c, bool ok, struct error *e)
{
	if (!call_reader(c, e) || !ok)
		return false;
	c->out->status = 204;
	return true;
}

/* {"row": 7}: which of the account's sessions, machines, tokens. */
static bool do_to_row(struct call *c, enum account_deed what, struct error *e)
{
	static const char *const names[] = {"row", NULL};
	int64_t row;
	struct deed x;

	if (!api_only(c->body, names, e))
		return false;
	row = json_int(c->body, "row", 0);
	if (row <= 0)
		return error_set(e, ERR_REQUIRED, "row", "which one");
	return begin(c, &x, e) && end(c, deed_do(&x, what, row, e), e);
}

bool api_end_session(struct call *c, struct error *e)
{
	return do_to_row(c, DEED_END_SESSION, e);
}

bool api_forget_machine(struct call *c, struct error *e)
{
	return do_to_row(c, DEED_FORGET_MACHINE, e);
}

bool api_revoke_token(struct call *c, struct error *e)
{
	return do_to_row(c, DEED_REVOKE_TOKEN, e);
}

bool api_reset_factor(struct call *c, struct error *e)
{
	struct deed x;

	return begin(c, &x, e) && end(c, deed_do(&x, DEED_RESET_FACTOR, 0, e), e);
}

bool api_unlink(struct call *c, struct error *e)
{
	struct deed x;

	return begin(c, &x, e) && end(c, deed_do(&x, DEED_UNLINK, 0, e), e);
}

bool api_link(struct call *c, struct error *e)
{
	static const char *const names[] = {"subject", NULL};
	const char *subject = json_str(c->body, "subject");
	struct deed x;

	if (!api_only(c->body, names, e))
		return false;
	if (str_empty(subject))
		return error_set(e, ERR_REQUIRED, "subject", "whom the provider calls him");
	return begin(c, &x, e) && end(c, deed_link(&x, subject, e), e);
}

/* What was made once. */
static void put_secret(struct call *c, const char *label, const char *value)
{
	struct json *doc = json_object(c->arena), *secret = json_set_object(doc, "secret");

	json_set_str(secret, "label", label);
	json_set_str(secret, "value", value);
	c->out->json = doc;
	c->out->status = 200;
}

static bool make_token(struct call *c, enum token_kind kind, const char *label, bool send, struct error *e)
{
	char token[TOKEN_CHARS + 1];
	struct deed x;
	bool ok = begin(c, &x, e) && end(c, deed_token(&x, kind, send, token, e), e);

	if (ok && !send)
		put_secret(c, label, token);
	secure_wipe(token, sizeof token);
	return ok;
}

bool api_token(struct call *c, struct error *e)
{
	static const char *const names[] = {"kind", "send", NULL};
	static const char *const kinds[] = {[TOKEN_ACTIVATION] = "activation", [TOKEN_RESET] = "reset", [TOKEN_API] = "api"};
	const char *kind = json_str(c->body, "kind");

	if (!api_only(c->body, names, e))
		return false;
	for (int i = TOKEN_ACTIVATION; i <= TOKEN_API; i++)
		if (str_eq(kinds[i], kind))
			return make_token(c, (enum token_kind)i, kind, json_bool(c->body, "send", false), e);
	return error_set(e, kind ? ERR_INVALID : ERR_REQUIRED, "kind", "activation, reset or api");
}

/* A new key of an API's user; the old one dies. */
bool api_renew(struct call *c, struct error *e)
{
	return make_token(c, TOKEN_API, "api", false, e);
}

/* Edits that the action's name says it all about; others have extras of the form. */
static bool edit_user(struct call *c, const struct json *body, struct error *e)
{
	struct edit x = api_edit(c);

	x.verb = EDIT_UPDATE;
	x.body = body ? body : json_object(c->arena);
	if (!api_edit_run(c, &x, 1, false, e))
		return false;
	c->out->json = x.answer;
	c->out->status = x.answer ? 200 : 204;
	return true;
}

static bool no_body(struct call *c, struct error *e)
{
	static const char *const none[] = {NULL};

	return api_only(c->body, none, e);
}

bool api_user_action(struct call *c, struct error *e)
{
	return no_body(c, e) && edit_user(c, NULL, e);
}

bool api_set_password(struct call *c, struct error *e)
{
	static const char *const names[] = {"password", "send", NULL};

	return api_only(c->body, names, e) && edit_user(c, c->body, e);
}

bool api_change_password(struct call *c, struct error *e)
{
	const char *old = json_str(c->body, "old"), *new_password = json_str(c->body, "new");
	static const char *const names[] = {"old", "new", NULL};
	const struct session *s = c->session;
	struct edit edit;
	struct deed x;
	bool ok;

	if (!api_only(c->body, names, e))
		return false;
	if (!old || !new_password)
		return error_set(e, ERR_REQUIRED, old ? "new" : "old", "a text is wanted");
	edit = api_edit(c);
	x = (struct deed){.house = edit.house, .editor = edit.editor, .page = c->page->id, .action = c->action, .arena = c->arena,
		.user = s->member.user, .account = s->member.account, .title = s->member.login};
	call_reader_done(c);
	ok = deed_change_password(&x, old, new_password, e) && auth_end_sessions(c->api->directory, s->member.account, NULL, s->public_id, e);
	return end(c, ok, e);
}

/* {"address"}: which filters it is in, one after another. */
bool api_test_address(struct call *c, struct error *e)
{
	static const char *const names[] = {"address", NULL};
	const char *text = json_str(c->body, "address");
	struct json *doc = json_object(c->arena), *in;
	struct address address;
	struct query *q;
	enum query_step step;

	if (!api_only(c->body, names, e))
		return false;
	if (!text || !address_read(text, &address))
		return error_set(e, text ? ERR_INVALID : ERR_REQUIRED, "address", "an IPv4 or IPv6 address");
	q = store_query(c->store, "SELECT code, description, ranges FROM ip_filters ORDER BY code_fold, id", e);
	if (!q)
		return false;
	in = json_set_array(doc, "filters");
	while ((step = query_step(q, e)) == QUERY_ROW) {
		struct cidr *list;
		size_t n;

		if (!cidr_list_read(c->arena, query_get_text(q, 2), "ranges", &list, &n, NULL) || !cidr_list_holds(list, n, text))
			continue;
		json_add_str(in, arena_printf(c->arena, "%s %s", query_get_text(q, 0), query_get_text(q, 1)));
	}
	json_set_str(doc, "address", text);
	json_set_str(doc, "yours", c->in->address);
	c->out->json = doc;
	return step == QUERY_DONE;
}

bool api_test_provider(struct call *c, struct error *e)
{
	struct json *doc = json_object(c->arena);
	struct error what = {0};
	struct sso_provider p;
	bool ok;

	if (!no_body(c, e) || !sso_provider_read(c, c->store, &p, e))
		return false;
	call_reader_done(c);
	ok = sso_discover(c->api->sso, c->arena, &p, &what);
	json_set_bool(doc, "ok", ok);
	if (!ok)
		json_set_str(doc, "what", what.detail);
	c->out->json = doc;
	return call_reader(c, e);
}

static size_t add_edits(struct call *c, struct edit *list, size_t n, size_t most, const char *field, bool on, struct error *e)
{
	const char *flag = str_eq(json_str(c->row, "code"), "app") ? "mfa_app" : "mfa_mail";
	const struct page *users = page_find("users");

	for (const struct json *id = json_first(json_get(c->body, field)); id; id = json_next(id)) {
		struct json *body = json_object(c->arena);
		int64_t user = 0;

		if (n == most || !json_as_int(id, &user)) {
			error_set(e, ERR_INVALID, field, "ids of users, at most %zu", most);
			return n;
		}
		json_set_bool(body, flag, on);
		list[n] = api_edit(c);
		list[n].page = users;
		list[n].resource = users->view->resource;
		list[n].verb = EDIT_UPDATE;
		list[n].id = user;
		list[n++].body = body;
	}
	return n;
}

/* Who is asked for a PIN by this setting: on for these, off for those. */
bool api_choose_users(struct call *c, struct error *e)
{
	static const char *const names[] = {"add", "remove", NULL};
	struct edit *list = arena_array(c->arena, struct edit, EDITS_MOST);
	struct error why = {0};
	size_t n;

	if (!api_only(c->body, names, e))
		return false;
	n = add_edits(c, list, 0, EDITS_MOST, "add", true, &why);
	n = add_edits(c, list, n, EDITS_MOST, "remove", false, &why);
	if (why.code)
		return error_set(e, why.code, why.field, "%s", why.detail);
	if (n == 0)
		return error_set(e, ERR_REQUIRED, "add", "somebody");
	if (!api_edit_run(c, list, n, false, e))
		return false;
	c->out->status = 204;
	return true;
}

static bool rows_answer(struct call *c, bool (*fill)(struct directory *d, int64_t account, struct json *rows, struct error *e), struct error *e)
{
	struct json *doc = json_object(c->arena), *rows = json_set_array(doc, "rows");
	const int64_t account = json_int(c->row, "account", 0);
	bool shared = false;

	json_set_null(doc, "next");
	json_set_null(doc, "previous");
	c->out->json = doc;
	/* What belongs to other tenants, too, is not shown to this one's administrators (E10). */
	if (!c->page->view->own && !auth_account_shared(c->api->directory, account, c->api->tenant, &shared, e))
		return false;
	return shared || fill(c->api->directory, account, rows, e);
}

bool api_rows_sessions(struct call *c, struct error *e)
{
	struct json *doc = json_object(c->arena), *rows = json_set_array(doc, "rows");

	json_set_null(doc, "next");
	json_set_null(doc, "previous");
	c->out->json = doc;
	return auth_sessions_of(c->api->directory, json_int(c->row, "account", 0), c->page->view->own ? NULL : c->api->tenant, c->session->id, rows, e);
}

bool api_rows_machines(struct call *c, struct error *e)
{
	return rows_answer(c, auth_machines_of, e);
}

bool api_rows_tokens(struct call *c, struct error *e)
{
	return rows_answer(c, auth_tokens_of, e);
}
