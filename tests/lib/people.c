/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/people.h"

#include "store/store.h"

static bool ids(struct store *s, const char *sql, int64_t user, const int64_t *list, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		struct query *q = store_query(s, sql, e);

		if (!q)
			return false;
		query_int(q, ":user", user);
		query_int(q, ":id", list[i]);
		if (!query_run(q, e))
			return false;
	}
	return true;
}

static bool row(struct store *s, const char *login, int64_t account, const struct member *m, struct error *e)
{
	struct query *q = store_query(s,
		"INSERT OR REPLACE INTO users (id, login, login_fold, name, name_fold, find, level, menu, language, active, read_only, mobile,"
		" privileges, all_goods_owners, all_warehouses, default_goods_owner, consignee, supplier, manages_users, account, person)"
		" VALUES (nullif(:id, 0), :login, :login, :login, :login, :login, :level, :menu, :language, :active, :read_only, :mobile,"
		" :privileges, :all_g, :all_w, :default, :consignee, :supplier, :manages, :account, 1)",
		e);

	if (!q)
		return false;
	query_int(q, ":id", m->user);
	query_text(q, ":login", login);
	query_text(q, ":level", levels[m->level].code);
	query_text(q, ":menu", menus[m->menu].code);
	query_text(q, ":language", m->language == SWEDISH ? "sv" : "en");
	query_int(q, ":active", m->active);
	query_int(q, ":read_only", m->read_only);
	query_int(q, ":mobile", m->mobile);
	query_text(q, ":privileges", m->privileges);
	query_int(q, ":all_g", m->all_goods_owners);
	query_int(q, ":all_w", m->all_warehouses);
	query_int(q, ":default", m->default_goods_owner);
	query_int(q, ":consignee", m->consignee);
	query_int(q, ":supplier", m->supplier);
	query_int(q, ":manages", m->manages_users);
	query_int(q, ":account", account);
	return query_run(q, e);
}

bool people_row(struct store *tenant, const char *login, int64_t account, struct member *m, struct error *e)
{
	if (!row(tenant, login, account, m, e))
		return false;
	m->user = m->user ? m->user : store_last_id(tenant);
	return ids(tenant, "INSERT INTO users_goods_owners (row, ref) VALUES (:user, :id)", m->user, m->goods_owners, m->goods_owner_count, e) &&
		ids(tenant, "INSERT INTO users_warehouses (row, ref) VALUES (:user, :id)", m->user, m->warehouses, m->warehouse_count, e);
}

int64_t people_add(struct directory *d, struct store *tenant, const char *login, const char *password, struct member *m, struct error *e)
{
	struct account x = {.login = login, .name = login, .password = password, .tenant = m->tenant, .language = m->language == SWEDISH ? "sv" : "en"};

	return auth_accounts_write(d, &x, 1, e) && people_row(tenant, login, x.id, m, e) ? x.id : 0;
}
