/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of what says how people get in: IP filters, PINs, password requirements,
 * identity provider. */
/* What the settings beside the users must be: IP filters, multifactor
 * authentication, password requirements, identity provider. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "proto/cidr.h"
#include "server/people/user.h"
#include "store/store.h"

#include <string.h>

enum { PASSWORD_MOST = 64, NAMES_MOST = 5 };

/* Does the editor himself come through this filter? */
static bool is_own(struct store *s, const struct edit *x, bool *own, struct error *e)
{
	struct query *q = store_query(s, "SELECT 1 FROM users WHERE id = :user AND ip_filter = :filter AND ip_filter <> 0", e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":user", x->editor->member->user);
	query_int(q, ":filter", x->id);
	step = query_step(q, e);
	*own = step == QUERY_ROW;
	query_done(q);
	return step != QUERY_FAIL;
}

static bool check_filter(struct store *s, struct edit *x, struct error *e)
{
	struct cidr *list;
	size_t n;
	bool own = false;

	if (x->verb == EDIT_DELETE)
		return true;
	if (!cidr_list_read(x->arena, edit_text(x, "ranges"), "ranges", &list, &n, e))
		return false;
	if (n == 0)
		return error_set(e, ERR_REQUIRED, "ranges", "at least one");
	if (x->id && !is_own(s, x, &own, e))
		return false;
	return !own || cidr_list_holds(list, n, x->editor->address) ||
		error_set(e, ERR_INVALID, "ranges", "you are at %s: you would shut yourself out", x->editor->address);
}

const struct rules ip_filter_rules = {.name = "ip-filter", .check = check_filter};

/* C2: asked of all by mail, everybody needs an address. */
static bool all_have_mail(struct store *s, struct edit *x, struct error *e)
{
	struct query *q = store_query(s, "SELECT login FROM users WHERE person AND active AND NOT mfa_app AND email = '' ORDER BY login LIMIT 6", e);
	struct buf *names = buf_new(x->arena);
	int n = 0;

	if (!q)
		return false;
	while (query_step(q, e) == QUERY_ROW) {
		if (n < NAMES_MOST)
			buf_addf(names, "%s%s", n ? ", " : "", query_get_text(q, 0));
		n++;
	}
	return n == 0 || error_set(e, ERR_INVALID, "who", "without an e-mail: %s%s", buf_str(names), n > NAMES_MOST ? " …" : "");
}

static bool check_mfa(struct store *s, struct edit *x, struct error *e)
{
	if (x->verb != EDIT_UPDATE || !str_eq(edit_text(x, "code"), "mail") || !str_eq(edit_text(x, "who"), "all") || !edit_changes(x, "who"))
		return true;
	if (!mailer_ready(x->house->mailer))
		return error_set(e, ERR_NO_MAIL, "who", "there is no mail service");
	return all_have_mail(s, x, e);
}

const struct rules mfa_setting_rules = {.name = "mfa-setting", .check = check_mfa};

static bool at_least(const struct edit *x, const char *field, int64_t least, struct error *e)
{
	int64_t n = edit_int(x, field);

	return (n >= least && n <= PASSWORD_MOST) || error_set(e, ERR_INVALID, field, "%lld to %d", (long long)least, PASSWORD_MOST);
}

/* C1: never weaker. */
static bool check_password_rule(struct store *s, struct edit *x, struct error *e)
{
	(void)s;
	if (!at_least(x, "characters", 8, e) || !at_least(x, "lower", 1, e) || !at_least(x, "upper", 1, e) || !at_least(x, "digits", 1, e))
		return false;
	return edit_int(x, "lower") + edit_int(x, "upper") + edit_int(x, "digits") <= PASSWORD_MOST ||
		error_set(e, ERR_INVALID, "characters", "more is asked for than a password may hold");
}

const struct rules password_rule_rules = {.name = "password-rule", .check = check_password_rule};

/* The host wholly, not how it begins. */
static bool is_loopback(const char *issuer)
{
	static const char *const hosts[] = {"http://127.0.0.1", "http://[::1]", "http://localhost"};

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		size_t len = strlen(hosts[i]);

		if (str_starts(issuer, hosts[i]) && (!issuer[len] || issuer[len] == '/' || (issuer[len] == ':' && !strchr(issuer + len, '@'))))
			return true;
	}
	return false;
}

static void keep_word(struct edit *x)
{
	bool forget = json_bool(x->extras, "forget_secret", false);

	edit_set(x, "has_secret", value_int(!forget));
	edit_tell(x, "client_secret", forget ? "forgotten" : "changed");
}

static bool check_provider(struct store *s, struct edit *x, struct error *e)
{
	const char *issuer = edit_text(x, "issuer");

	(void)s;
	if (*issuer && !str_starts(issuer, "https://") && !is_loopback(issuer))
		return error_set(e, ERR_INVALID, "issuer", "an address that begins with https://");
	if (edit_int(x, "active") && !*issuer)
		return error_set(e, ERR_REQUIRED, "issuer", "single sign-on needs it");
	if (edit_int(x, "active") && !*edit_text(x, "client_id"))
		return error_set(e, ERR_REQUIRED, "client_id", "single sign-on needs it");
	if (!str_empty(json_str(x->extras, "client_secret")) || json_bool(x->extras, "forget_secret", false))
		keep_word(x);
	return true;
}

/* The client's secret is kept sealed, and never read back to anybody. */
static bool keep_secret(struct store *s, struct edit *x, struct error *e)
{
	const char *secret = json_str(x->extras, "client_secret");
	bool forget = json_bool(x->extras, "forget_secret", false);
	size_t len = str_empty(secret) ? 0 : strlen(secret);
	struct query *q;
	void *sealed;

	if (!forget && len == 0)
		return true;
	q = store_query(s, forget ? "DELETE FROM secret WHERE name = 'identity-provider' AND :sealed IS NULL"
				  : "INSERT OR REPLACE INTO secret (name, sealed) VALUES ('identity-provider', :sealed)", e);
	if (!q)
		return false;
	if (forget) {
		query_null(q, ":sealed");
		return query_run(q, e);
	}
	sealed = arena_alloc(x->arena, len + VAULT_EXTRA);
	vault_seal(&x->house->vault, "identity-provider", NULL, 0, secret, len, sealed);
	query_blob(q, ":sealed", sealed, len + VAULT_EXTRA);
	return query_run(q, e);
}

const struct rules identity_provider_rules = {.name = "identity-provider", .check = check_provider, .inside = keep_secret};
