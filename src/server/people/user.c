/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user's row must be (B1-B17). */
#include "server/people/user.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/page.h"
#include "proto/cidr.h"
#include "store/store.h"

#define WORKER "receive,deliver,pick,move,count,adjust,goods-info,return,produce,load-carrier"

struct user_edit *user_of(struct edit *x)
{
	if (!x->own)
		x->own = arena_new_of(x->arena, struct user_edit);
	return x->own;
}

static bool is(const struct edit *x, const char *action)
{
	return str_eq(x->action, action);
}

static void set_int(struct edit *x, const char *field, int64_t n)
{
	edit_set(x, field, value_int(n));
}

static void set_text(struct edit *x, const char *field, const char *text)
{
	edit_set(x, field, value_text(text));
}

/* A2: users of the APIs stand on their own pages, and only there. */
static const char *level_of_page(const struct page *p)
{
	if (str_eq(p->id, "api-for-goods-owners"))
		return "api";
	return str_eq(p->id, "api-for-automation") ? "automation" : NULL;
}

static bool check_level(struct edit *x, struct error *e)
{
	const char *fixed = level_of_page(x->page), *level;

	if (x->verb == EDIT_CREATE && fixed) {
		set_text(x, "level", fixed);
		set_text(x, "menu", "none");
		set_text(x, "language", "en");
		set_int(x, "person", 0);
	} else if (x->verb == EDIT_CREATE) {
		set_int(x, "person", 1);
	}
	level = edit_text(x, "level");
	if (!*level)
		return error_set(e, ERR_REQUIRED, "level", "what he is here");
	if (!*edit_text(x, "language"))
		set_text(x, "language", "en");
	if (!fixed && user_is_api(level))
		return error_set(e, ERR_INVALID, "level", "users of an API have pages of their own");
	return !fixed || str_eq(level, fixed) || error_set(e, ERR_INVALID, "level", "not on this page");
}

static const struct menu_row *menu_of(const char *code)
{
	for (int i = 0; i < MENUS; i++)
		if (str_eq(menus[i].code, code))
			return &menus[i];
	return NULL;
}

static const char *first_menu(const char *level)
{
	for (int i = 0; i < MENUS; i++)
		if (str_eq(levels[menus[i].level].code, level))
			return menus[i].code;
	return "none";
}

/* A3: one that does not fit is refused; a level that is changed alone brings its own. */
static bool check_menu(struct edit *x, struct error *e)
{
	const char *level = edit_text(x, "level");
	const struct menu_row *m = menu_of(edit_text(x, "menu"));

	if (user_is_api(level) || (m && str_eq(levels[m->level].code, level)))
		return true;
	if (edit_value(x, "menu"))
		return error_set(e, ERR_INVALID, "menu", "it does not fit the permission level");
	set_text(x, "menu", first_menu(level));
	return true;
}

/* E8: on by default for those who handle goods; privileges follow the level. */
static void set_flags(struct edit *x)
{
	const char *level = edit_text(x, "level");
	bool admin = str_eq(level, "administrator"), floor = admin || str_eq(level, "warehouse");

	bool begins = x->verb == EDIT_CREATE || edit_changes(x, "level");

	if (begins && !edit_value(x, "mobile"))
		set_int(x, "mobile", floor);
	if (begins)
		set_text(x, "privileges", admin ? PRIVILEGES_ALL : WORKER);
	if (begins && !edit_value(x, "manages_users"))
		set_int(x, "manages_users", admin);
	if (!admin && edit_int(x, "manages_users"))
		set_int(x, "manages_users", 0);
	if (x->verb == EDIT_CREATE) {
		set_int(x, "active", 1);
		set_int(x, "created", clock_now_ms());
	}
}

static bool mail_for_all(struct store *s, bool *out, struct error *e)
{
	return user_asks(s, "SELECT 1 FROM mfa_settings WHERE code = 'mail' AND who = 'all' AND :a = 0 AND :b = 0", 0, 0, out, e);
}

/* B3, C2, B9: what needs an e-mail says so. */
static bool check_mail(struct store *s, struct edit *x, struct error *e)
{
	const struct user_edit *u = user_of(x);
	const char *email = edit_text(x, "email");
	bool ready = mailer_ready(x->house->mailer), all = false, by_mail;

	if (*email && !mail_address(email, e))
		return false;
	if (!mail_for_all(s, &all, e))
		return false;
	by_mail = edit_int(x, "mfa_mail") || (all && !edit_int(x, "mfa_app") && edit_int(x, "person") && edit_int(x, "active"));
	if (by_mail && !*email)
		return error_set(e, ERR_REQUIRED, "email", "the PIN by e-mail needs it");
	if (u->send && !*email)
		return error_set(e, ERR_REQUIRED, "email", "sending needs it");
	if (edit_int(x, "mfa_mail") && edit_changes(x, "mfa_mail") && !ready)
		return error_set(e, ERR_NO_MAIL, "mfa_mail", "there is no mail service");
	return !u->send || ready || error_set(e, ERR_NO_MAIL, "send", "there is no mail service");
}

static void read_extras(struct edit *x)
{
	struct user_edit *u = user_of(x);
	const char *password = json_str(x->extras, "password");

	u->password = str_empty(password) ? NULL : password;
	u->send = json_bool(x->extras, "send", false) || is(x, "send");
	u->activation = json_bool(x->extras, "activation", false);
}

static bool check_password(struct edit *x, struct error *e)
{
	const struct user_edit *u = user_of(x);

	if (user_is_api(edit_text(x, "level")))
		return !u->password || error_set(e, ERR_INVALID, "password", "an API's user has a key, made here");
	if (u->password && u->activation)
		return error_set(e, ERR_INVALID, "password", "either a password or an activation link");
	if (is(x, "change-many") && (u->password || u->activation))
		return error_set(e, ERR_INVALID, u->password ? "password" : "activation", "one person at a time");
	if ((x->verb == EDIT_CREATE && !u->activation && !u->password) || (is(x, "set-password") && !u->password))
		return error_set(e, ERR_REQUIRED, "password", "or choose an activation link");
	return true;
}

static bool is_own(const struct edit *x)
{
	return x->page->view->own;
}

/* E10: the account's own is not this tenant's alone to change. */
static bool check_shared(struct edit *x, struct error *e)
{
	static const char *const copies[] = {"name", "email", "language"};
	const struct user_edit *u = user_of(x);
	const char *what = u->password ? "password" : u->activation ? "activation" : u->send ? "send" : NULL;
	bool shared;

	if (x->verb != EDIT_UPDATE || is_own(x))
		return true;
	for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
		if (edit_changes(x, copies[i]))
			what = copies[i];
	return !what || (auth_account_shared(x->house->directory, json_int(x->before, "account", 0), x->house->tenant, &shared, e) &&
				(!shared || error_set(e, ERR_SHARED, what, "%s", "")));
}

static bool check_account(struct edit *x, struct error *e)
{
	const struct user_edit *u = user_of(x);
	struct account a = {
		.id = x->verb == EDIT_CREATE ? 0 : json_int(x->before, "account", 0),
		.login = edit_text(x, "login"),
		.email = edit_text(x, "email"),
		.password = u->password,
		.tenant = x->house->tenant,
		.maker = x->editor->login,
	};
	struct password_rule rule;

	return check_shared(x, e) && auth_password_rule(x->house->directory, &rule, e) && auth_account_check(x->house->directory, &a, &rule, e);
}

/* Nobody shuts himself out by his own hand. */
static bool check_own_filter(struct store *s, struct edit *x, struct error *e)
{
	struct query *q;
	struct cidr *list;
	size_t n;
	bool in = true;

	if (!x->id || x->id != x->editor->member->user || !edit_changes(x, "ip_filter") || !edit_int(x, "ip_filter"))
		return true;
	q = store_query(s, "SELECT ranges FROM ip_filters WHERE id = :id", e);
	if (!q)
		return false;
	query_int(q, ":id", edit_int(x, "ip_filter"));
	if (query_step(q, e) == QUERY_ROW)
		in = cidr_list_read(x->arena, query_get_text(q, 0), "ip_filter", &list, &n, NULL) && cidr_list_holds(list, n, x->editor->address);
	query_done(q);
	return in || error_set(e, ERR_INVALID, "ip_filter", "you are at %s: you would shut yourself out", x->editor->address);
}

static bool check_origin(struct store *s, struct edit *x)
{
	if (!edit_int(x, "origin"))
		set_int(x, "origin", store_ask_int(s, "SELECT min(id) FROM sites", 0));
	return true;
}

static bool check(struct store *s, struct edit *x, struct error *e)
{
	x->about = x->id;
	if (x->verb == EDIT_DELETE)
		return user_check_last(s, x, e);
	if (is_own(x))
		return check_account(x, e);
	if (is(x, "deactivate") || is(x, "reactivate"))
		set_int(x, "active", is(x, "reactivate"));
	read_extras(x);
	if (!check_level(x, e) || !check_menu(x, e))
		return false;
	set_flags(x);
	return check_origin(s, x) && user_check_himself(s, x, e) && user_check_owners(s, x, e) && user_check_warehouses(x, e) && check_mail(s, x, e) &&
		check_password(x, e) && user_check_last(s, x, e) && check_own_filter(s, x, e) && check_account(x, e);
}

static bool put_ref(struct edit *x, struct store *s, struct json *out, const char *field, int64_t id, struct error *e)
{
	const struct field *f = field_find(x->resource, field);
	struct json *ref = f && id ? edit_ref(s, x, f->to, id, e) : NULL;

	if (ref)
		json_set_copy(out, field, ref);
	return true;
}

static bool defaults(struct store *s, struct edit *x, struct json *out, struct error *e)
{
	json_set_str(out, "level", "warehouse");
	json_set_str(out, "menu", "warehouse");
	json_set_str(out, "language", x->editor->member->language == SWEDISH ? "sv" : "en");
	json_set_bool(out, "all_warehouses", true);
	json_set_bool(out, "mobile", true);
	put_ref(x, s, out, "default_goods_owner", x->editor->member->default_goods_owner, e);
	put_ref(x, s, out, "origin", store_ask_int(s, "SELECT min(id) FROM sites", 0), e);
	return true;
}

const struct rules user_rules = {
	.name = "user", .defaults = defaults, .check = check, .before = user_before, .undo = user_undo, .inside = user_inside, .after = user_after,
};
