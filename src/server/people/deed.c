/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/people/deed.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/page.h"
#include "model/view.h"
#include "server/people/user.h"
#include "store/pool.h"
#include "store/store.h"
#include "store/writer.h"

bool deed_begin(struct deed *x, struct store *tenant, struct error *e)
{
	struct query *q = store_query(tenant, "SELECT account, login FROM users WHERE id = :id", e);
	bool found;

	if (!q)
		return false;
	query_int(q, ":id", x->user);
	found = query_step(q, e) == QUERY_ROW;
	if (found) {
		x->account = query_get_int(q, 0);
		x->title = arena_strdup(x->arena, query_get_text(q, 1));
	}
	query_done(q);
	return found || error_set(e, ERR_NOT_FOUND, NULL, "%s", "");
}

/* E10: what an account gets in with is changed by whoever administers all its
 * tenants, or by himself. */
static bool is_own(const struct deed *x)
{
	return page_find(x->page)->view && page_find(x->page)->view->own;
}

static bool check_shared(const struct deed *x, const char *what, struct error *e)
{
	bool shared;

	return is_own(x) || (auth_account_shared(x->house->directory, x->account, x->house->tenant, &shared, e) &&
				    (!shared || error_set(e, ERR_SHARED, what, "%s", "")));
}

/* The entry that waits in the directory until the chain has it. */
static const char *entry_of(const struct deed *x, const char *name, const char *value)
{
	struct json *j = json_object(x->arena);

	json_set_int(j, "time", clock_now_ms());
	json_set_int(j, "user", x->editor->member->user);
	json_set_str(j, "login", x->editor->login);
	json_set_str(j, "address", x->editor->address);
	json_set_str(j, "terminal", x->editor->terminal ? x->editor->terminal : "");
	json_set_str(j, "source", x->editor->source);
	json_set_str(j, "page", x->page);
	json_set_str(j, "action", x->action);
	json_set_str(j, "resource", "users");
	json_set_int(j, "row", x->user);
	json_set_int(j, "about", x->user);
	json_set_str(j, "title", x->title);
	if (name)
		json_set_str(json_set_object(j, "after"), name, value);
	return json_print(x->arena, j);
}

bool deed_do(struct deed *x, enum account_deed what, int64_t row, struct error *e)
{
	struct directory *d = x->house->directory;
	const char *audit = row ? entry_of(x, "id", arena_printf(x->arena, "%lld", (long long)row)) : entry_of(x, NULL, NULL);
	bool ok = false;

	if (what != DEED_END_SESSION && !check_shared(x, "account", e))
		return false;
	switch (what) {
	case DEED_END_SESSION:
		ok = auth_end_session(d, x->account, is_own(x) ? NULL : x->house->tenant, row, audit, e);
		break;
	case DEED_FORGET_MACHINE:
		ok = auth_forget_machine(d, x->account, row, audit, e);
		break;
	case DEED_REVOKE_TOKEN:
		ok = auth_token_end(d, x->account, row, audit, e);
		break;
	case DEED_RESET_FACTOR:
		ok = auth_reset_factor(d, x->account, audit, e);
		break;
	case DEED_UNLINK:
		ok = auth_unlink(d, x->account, audit, e);
		break;
	}
	return ok && people_audit(x->house, e);
}

/* What a token for him needs to know. */
struct owner {
	const char *email, *level;
	int language;
	bool active;
};

static bool read_owner(struct deed *x, struct owner *o, struct error *e)
{
	struct store *s = pool_take(x->house->pool, e);
	struct query *q = s ? store_query(s, "SELECT email, language = 'sv', active, level FROM users WHERE id = :id", e) : NULL;
	bool found = false;

	if (q) {
		query_int(q, ":id", x->user);
		found = query_step(q, e) == QUERY_ROW;
	}
	if (found)
		*o = (struct owner){arena_strdup(x->arena, query_get_text(q, 0)), arena_strdup(x->arena, query_get_text(q, 3)),
			query_get_int(q, 1) ? SWEDISH : ENGLISH, query_get_int(q, 2) != 0};
	query_done(q);
	if (s)
		pool_give(x->house->pool, s);
	return found;
}

static bool check_token(const struct deed *x, const struct owner *o, enum token_kind kind, bool send, struct error *e)
{
	bool api_level = str_eq(o->level, "api") || str_eq(o->level, "automation");

	if (!o->active)
		return error_set(e, ERR_STATUS, "active", "he is deactivated");
	if (api_level && kind != TOKEN_API)
		return error_set(e, ERR_INVALID, "kind", "an API's user has a key alone");
	if (send && kind == TOKEN_API)
		return error_set(e, ERR_INVALID, "send", "an API token is shown once, and not mailed");
	if (send && !*o->email)
		return error_set(e, ERR_REQUIRED, "email", "sending needs it");
	return !send || mailer_ready(x->house->mailer) || error_set(e, ERR_NO_MAIL, "send", "there is no mail service");
}

struct mailing {
	const struct house *house;
	struct user_mail mail;
};

static bool mail_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct mailing *m = arg;

	*wrote = true;
	return user_mail(s, m->house, &m->mail, e);
}

static int64_t expiry(enum token_kind kind)
{
	if (kind == TOKEN_API)
		return 0;
	return clock_now_ms() + (kind == TOKEN_RESET ? RESET_MS : ACTIVATION_MS);
}

bool deed_token(struct deed *x, enum token_kind kind, bool send, char out[TOKEN_CHARS + 1], struct error *e)
{
	static const char *const names[] = {[TOKEN_ACTIVATION] = "activation", [TOKEN_RESET] = "reset", [TOKEN_API] = "api"};
	struct owner o = {0};
	struct mailing m = {.house = x->house};

	if (!check_shared(x, "token", e) || !read_owner(x, &o, e) || !check_token(x, &o, kind, send, e) ||
		!auth_token_make(x->house->directory, x->account, kind, x->editor->login, expiry(kind), out, entry_of(x, "kind", names[kind]), e) ||
		!people_audit(x->house, e))
		return false;
	if (!send)
		return true;
	m.mail = (struct user_mail){names[kind], x->title, o.email, out, o.language, x->user};
	if (!writer_do(x->house->writer, (struct writer_job){mail_run, &m}, e))
		return false;
	secure_wipe(out, TOKEN_CHARS + 1);
	mailer_wake(x->house->mailer);
	return true;
}

bool deed_link(struct deed *x, const char *subject, struct error *e)
{
	struct store *s = check_shared(x, "account", e) ? pool_take(x->house->pool, e) : NULL;
	char issuer[256] = "";

	if (!s)
		return false;
	store_ask_text(s, "SELECT issuer FROM identity_providers ORDER BY id LIMIT 1", issuer, sizeof issuer);
	pool_give(x->house->pool, s);
	if (!issuer[0])
		return error_set(e, ERR_STATUS, "subject", "there is no identity provider");
	return auth_link(x->house->directory, x->account, issuer, subject, entry_of(x, "subject", subject), e) && people_audit(x->house, e);
}

bool deed_change_password(struct deed *x, const char *old, const char *new_password, struct error *e)
{
	return auth_change_password(x->house->directory, x->account, old, new_password, entry_of(x, NULL, NULL), e) && people_audit(x->house, e);
}
