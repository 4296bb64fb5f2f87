/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/people/people.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "server/people/user.h"
#include "store/pool.h"
#include "store/store.h"
#include "store/writer.h"

#include <string.h>

const struct rules *const people_rules[] = {&user_rules, &ip_filter_rules, &mfa_setting_rules, &password_rule_rules, &identity_provider_rules,
	&user_group_rules, &goods_owner_group_rules};
const size_t people_rule_count = sizeof people_rules / sizeof *people_rules;

/* One entry of the directory's, added to the tenant's chain, once. */
struct bringing {
	const struct house *house;
	const char *id;
	const struct json *entry;
};

static bool bring_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct bringing *x = arg;
	const struct json *j = x->entry;
	struct audit a = {
		.time_ms = json_int(j, "time", 0), .user = json_int(j, "user", 0), .login = json_str(j, "login"), .address = json_str(j, "address"),
		.terminal = json_str(j, "terminal"), .source = json_str(j, "source"), .page = json_str(j, "page"), .action = json_str(j, "action"),
		.resource = json_str(j, "resource"), .row = json_int(j, "row", 0), .about = json_int(j, "about", 0), .title = json_str(j, "title"),
		.after = json_get(j, "after"),
	};
	struct query *q = store_query(s, "INSERT OR IGNORE INTO request (id, answer) VALUES (:id, '')", e);

	*wrote = true;
	if (!q)
		return false;
	query_text(q, ":id", x->id);
	return query_run(q, e) && (store_changes(s) == 0 || audit_add(s, &x->house->vault, &a, e));
}

bool people_audit(const struct house *h, struct error *e)
{
	struct error none = {0};
	const char *id, *entry;
	bool ok = true;

	for (;;) {
		struct arena *a = arena_new();
		struct bringing x = {.house = h};
		bool found = auth_audit_next(h->directory, a, &id, &entry, &none);

		if (found) {
			x.id = id;
			x.entry = json_parse(a, entry, strlen(entry), e);
			ok = (x.entry == NULL || writer_do(h->writer, (struct writer_job){bring_run, &x}, e)) && auth_audit_done(h->directory, id, e);
		}
		arena_free(&a);
		if (!found || !ok)
			return ok;
	}
}

/* The copies of one user, as the directory has them. */
struct mending {
	const struct house *house;
	int64_t user;
	struct account account;
};

static bool mend_run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct mending *x = arg;
	const struct resource *users = resource_find("users");
	struct row_value v[] = {
		{field_find(users, "name"), value_text(x->account.name)},
		{field_find(users, "email"), value_text(x->account.email)},
		{field_find(users, "language"), value_text(x->account.language)},
	};
	struct audit a = {.login = "wmsd", .source = "server", .page = "users", .action = "mend", .resource = "users", .row = x->user, .about = x->user,
		.title = x->account.login};

	*wrote = true;
	return row_update(s, users, x->user, v, sizeof v / sizeof *v, e) && audit_add(s, &x->house->vault, &a, e);
}

static bool differs(const struct account *a, const char *name, const char *email, const char *language)
{
	return !str_eq(a->name, name) || !str_eq(a->email, email) || !str_eq(a->language, language);
}

/* Users whose copies are old; read first, written after. */
static bool find_old(const struct house *h, struct arena *a, struct mending **list, size_t *n, struct error *e)
{
	struct store *s = pool_take(h->pool, e);
	struct query *q = s ? store_query(s, "SELECT id, account, name, email, language FROM users", e) : NULL;
	enum query_step step = QUERY_FAIL;
	size_t room = 16;

	*n = 0;
	*list = arena_array(a, struct mending, room);
	while (q && (step = query_step(q, e)) == QUERY_ROW) {
		struct mending m = {.house = h, .user = query_get_int(q, 0)};

		if (!auth_account_read(h->directory, a, query_get_int(q, 1), &m.account, NULL) ||
			!differs(&m.account, query_get_text(q, 2), query_get_text(q, 3), query_get_text(q, 4)))
			continue;
		if (*n == room) {
			struct mending *grown = arena_array(a, struct mending, room *= 2);

			memcpy(grown, *list, *n * sizeof **list);
			*list = grown;
		}
		(*list)[(*n)++] = m;
	}
	if (s)
		pool_give(h->pool, s);
	return step == QUERY_DONE;
}

bool people_mend(const struct house *h, struct error *e)
{
	struct arena *a = arena_new();
	struct mending *list;
	size_t n;
	bool ok = auth_accounts_mend(h->directory, h->tenant, e) && people_audit(h, e) && find_old(h, a, &list, &n, e);

	for (size_t i = 0; ok && i < n; i++) {
		log_event(LOG_WARN, "people.mend", "login", list[i].account.login, NULL);
		ok = writer_do(h->writer, (struct writer_job){mend_run, &list[i]}, e);
	}
	arena_free(&a);
	return ok;
}
