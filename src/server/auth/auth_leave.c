/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account that was not made after all, or that leaves. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "server/auth/password.h"
#include "store/store.h"

struct undoing {
	const struct account *x, *as;
	const char *email_fold;
	bool made;
};

static bool undo_run(struct store *s, void *arg, struct error *e)
{
	const struct undoing *u = arg;
	const struct account *x = u->x;
	struct bind id = {":id", .n = x->id};

	if (u->made)
		return sql_run(s, "UPDATE account SET created = 0, email = '', email_fold = '' WHERE id = :id", (struct bind[]){id, {0}}, e);
	return (!u->as || sql_run(s, "UPDATE account SET name = :name, email = :email, email_fold = :fold, language = :language WHERE id = :id",
				  (struct bind[]){id, {":name", .text = u->as->name}, {":email", .text = u->as->email}, {":fold", .text = u->email_fold},
					  {":language", .text = u->as->language}, {0}}, e)) &&
		(!x->change.is[0] ||
			(sql_run(s, "UPDATE account SET password = :was WHERE id = :id AND password = :is",
				 (struct bind[]){id, {":was", .text = x->change.was}, {":is", .text = x->change.is}, {0}}, e) &&
				sql_run(s, "DELETE FROM password_history WHERE account = :id AND hash = :hash",
					(struct bind[]){id, {":hash", .blob = x->change.history.bytes, .len = HASH_BYTES}, {0}}, e)));
}

bool auth_account_undo(struct directory *d, const struct account *x, bool made, const struct account *as, struct error *e)
{
	struct arena *a = arena_new();
	struct undoing u = {x, as, as ? utf8_fold(a, as->email) : "", made};
	bool ok = directory_do(d, undo_run, &u, NULL, e);

	arena_free(&a);
	return ok;
}

bool auth_account_shared(struct directory *d, int64_t account, const char *tenant, bool *shared, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? sql_ask(s, "SELECT 1 FROM membership WHERE account = :a AND tenant <> :tenant",
				      (struct bind[]){{":a", .n = account}, {":tenant", .text = tenant}, {0}}, e)
			    : NULL;
	enum query_step step = q ? query_step(q, e) : QUERY_FAIL;

	query_done(q);
	if (s)
		pool_give(d->pool, s);
	*shared = step == QUERY_ROW;
	return step != QUERY_FAIL;
}

static bool stays_run(struct store *s, void *arg, struct error *e)
{
	return sql_run(s, "UPDATE account SET leaving = 0 WHERE id = :id", (struct bind[]){{":id", .n = *(const int64_t *)arg}, {0}}, e);
}

/* Sessions of this tenant go with the membership. */
static bool leave(struct store *s, int64_t account, const char *tenant, struct error *e)
{
	struct bind b[] = {{":id", .n = account}, {":tenant", .text = tenant}, {0}};

	return sql_run(s, "DELETE FROM session WHERE membership IN (SELECT id FROM membership WHERE account = :id AND tenant = :tenant)", b, e) &&
		sql_run(s, "DELETE FROM membership WHERE account = :id AND tenant = :tenant", b, e) && stays_run(s, &account, e);
}

struct leaving {
	int64_t account;
	const char *tenant;
	bool shared;
};

static bool gone_run(struct store *s, void *arg, struct error *e)
{
	const struct leaving *x = arg;
	const int64_t account = x->account;
	struct bind id[] = {{":id", .n = account}, {0}};

	if (x->shared)
		return leave(s, account, x->tenant, e);
	return sessions_end(s, account, NULL, "", e) &&
		sql_run(s, "UPDATE account SET gone = 1, password = '', seed = NULL, email = '', email_fold = '' WHERE id = :id", id, e) &&
		sql_run(s, "DELETE FROM machine WHERE account = :id", id, e) && sql_run(s, "DELETE FROM identity WHERE account = :id", id, e) &&
		sql_run(s, "UPDATE token SET ended = 1 WHERE account = :id AND ended = 0", id, e);
}

bool auth_account_gone(struct directory *d, int64_t account, const char *tenant, struct error *e)
{
	struct leaving x = {account, tenant, false};

	return auth_account_shared(d, account, tenant, &x.shared, e) && directory_do(d, gone_run, &x, NULL, e);
}

static bool leaves_run(struct store *s, void *arg, struct error *e)
{
	return sql_run(s, "UPDATE account SET leaving = 1 WHERE id = :id", (struct bind[]){{":id", .n = *(const int64_t *)arg}, {0}}, e);
}

bool auth_account_leaves(struct directory *d, int64_t account, struct error *e)
{
	return directory_do(d, leaves_run, &account, NULL, e);
}

static bool next_leaving(struct directory *d, int64_t *account, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? sql_ask(s, "SELECT id FROM account WHERE leaving AND NOT gone AND id > :after ORDER BY id LIMIT 1",
				      (struct bind[]){{":after", .n = *account}, {0}}, e)
			    : NULL;
	enum query_step step = q ? query_step(q, e) : QUERY_FAIL;

	*account = step == QUERY_ROW ? query_get_int(q, 0) : 0;
	query_done(q);
	if (s)
		pool_give(d->pool, s);
	return step != QUERY_FAIL;
}

bool auth_accounts_mend(struct directory *d, const char *tenant, struct error *e)
{
	int64_t account = 0;

	while (next_leaving(d, &account, e)) {
		if (!account)
			return true;
		if (!(account_is_orphan(d, account) ? auth_account_gone(d, account, tenant, e) : directory_do(d, stays_run, &account, NULL, e)))
			return false;
	}
	return false;
}
