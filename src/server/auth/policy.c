/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/policy.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "store/store.h"

/* His own, and those of the groups he is in. */
static const char goods_owners[] =
	"SELECT ref FROM users_goods_owners WHERE row = :u"
	" UNION SELECT o.ref FROM users_goods_owner_groups AS g JOIN goods_owner_groups_goods_owners AS o ON o.row = g.ref WHERE g.row = :u"
	" UNION SELECT o.ref FROM user_groups_members AS m JOIN user_groups_goods_owners AS o ON o.row = m.row WHERE m.ref = :u"
	" UNION SELECT o.ref FROM user_groups_members AS m JOIN user_groups_goods_owner_groups AS g ON g.row = m.row"
	" JOIN goods_owner_groups_goods_owners AS o ON o.row = g.ref WHERE m.ref = :u ORDER BY 1";
static const char own_goods_owner[] = "SELECT ref FROM users_goods_owners WHERE row = :u ORDER BY 1 LIMIT 1";
static const char warehouses[] =
	"SELECT ref FROM users_warehouses WHERE row = :u"
	" UNION SELECT w.ref FROM user_groups_members AS m JOIN user_groups_warehouses AS w ON w.row = m.row WHERE m.ref = :u ORDER BY 1";

static bool read_ids(struct store *s, struct arena *a, const char *sql, int64_t user, const int64_t **ids, size_t *count, struct error *e)
{
	struct query *q = store_query(s, sql, e);
	struct buf *list = buf_new(a);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":u", user);
	while ((step = query_step(q, e)) == QUERY_ROW) {
		int64_t id = query_get_int(q, 0);

		buf_add(list, &id, sizeof id);
	}
	*count = list->len / sizeof **ids;
	*ids = arena_memdup(a, buf_str(list), list->len + 1);
	return step == QUERY_DONE;
}

static bool find_level(const char *code, enum level *out)
{
	for (int i = 0; i < LEVELS; i++)
		if (str_eq(levels[i].code, code)) {
			*out = (enum level)i;
			return true;
		}
	return false;
}

static bool find_menu(const char *code, enum menu_id *out)
{
	for (int i = 0; i < MENUS; i++)
		if (str_eq(menus[i].code, code)) {
			*out = (enum menu_id)i;
			return true;
		}
	return false;
}

/* The levels of the APIs have no menu; any that is not theirs shows nothing. */
static bool read_right(struct query *q, struct member *m, struct error *e)
{
	if (!find_level(query_get_text(q, 1), &m->level))
		return error_set(e, ERR_FORBIDDEN, "level", "no such level");
	if (m->level == LEVEL_API || m->level == LEVEL_AUTOMATION) {
		m->menu = MENU_DASHBOARD;
		return true;
	}
	return (find_menu(query_get_text(q, 2), &m->menu) && menus[m->menu].level == m->level) ||
		error_set(e, ERR_FORBIDDEN, "menu", "no menu of this level");
}

static bool read_row(struct query *q, struct arena *a, struct member *m, struct error *e)
{
	m->user = query_get_int(q, 0);
	m->active = query_get_int(q, 3) != 0;
	m->read_only = query_get_int(q, 4) != 0;
	m->mobile = query_get_int(q, 5) != 0;
	str_copy(m->privileges, sizeof m->privileges, query_get_text(q, 6));
	m->all_goods_owners = query_get_int(q, 7) != 0;
	m->all_warehouses = query_get_int(q, 8) != 0;
	m->default_goods_owner = query_get_int(q, 9);
	m->consignee = query_get_int(q, 10);
	m->supplier = query_get_int(q, 11);
	m->manages_users = query_get_int(q, 12) != 0;
	m->mfa_mail = query_get_int(q, 13) != 0;
	m->mfa_app = query_get_int(q, 14) != 0;
	m->filtered = query_get_int(q, 15) != 0;
	m->ranges = arena_strdup(a, query_get_text(q, 16));
	return read_right(q, m, e);
}

/* Who has all is not asked which.  A reseller has exactly one: no group gives
 * him another (B15). */
static bool read_goods_owners(struct store *tenant, struct arena *a, struct member *m, struct error *e)
{
	const char *sql = m->level == LEVEL_RESELLER ? own_goods_owner : goods_owners;

	return m->all_goods_owners || read_ids(tenant, a, sql, m->user, &m->goods_owners, &m->goods_owner_count, e);
}

bool policy_member(struct store *tenant, struct arena *a, int64_t account, struct member *out, struct error *e)
{
	struct query *q = store_query(tenant,
		"SELECT u.id, u.level, u.menu, u.active, u.read_only, u.mobile, u.privileges, u.all_goods_owners, u.all_warehouses, "
		"u.default_goods_owner, u.consignee, u.supplier, u.manages_users, u.mfa_mail, u.mfa_app, u.ip_filter, f.ranges "
		"FROM users AS u LEFT JOIN ip_filters AS f ON f.id = u.ip_filter WHERE u.account = :account",
		e);
	bool ok;

	if (!q)
		return false;
	query_int(q, ":account", account);
	ok = query_step(q, e) == QUERY_ROW ? read_row(q, a, out, e) : error_set(e, ERR_NOT_FOUND, "membership", "gone");
	query_done(q);
	return ok && read_goods_owners(tenant, a, out, e) &&
		(out->all_warehouses || read_ids(tenant, a, warehouses, out->user, &out->warehouses, &out->warehouse_count, e));
}

static bool holds(struct arena *a, const char *ranges, const char *address)
{
	struct cidr *list;
	size_t n;

	return cidr_list_read(a, ranges, "ranges", &list, &n, NULL) && cidr_list_holds(list, n, address);
}

/* A filter that cannot be read lets nobody in. */
bool policy_address(const struct member *m, const char *address, struct error *e)
{
	struct arena *a;
	bool in;

	if (!m->filtered)
		return true;
	a = arena_new();
	in = holds(a, m->ranges, address);
	arena_free(&a);
	return in || error_set(e, ERR_ADDRESS, NULL, "%s", address);
}

bool policy_factor_on(struct store *tenant, const struct member *m, enum factor *out, struct error *e)
{
	struct query *q = store_query(tenant, "SELECT code = 'app' FROM mfa_settings WHERE who = 'all'", e);
	bool mail = m->mfa_mail, app = m->mfa_app;
	enum query_step step;

	if (!q)
		return false;
	while ((step = query_step(q, e)) == QUERY_ROW) {
		if (query_get_int(q, 0))
			app = true;
		else
			mail = true;
	}
	/* Who has both uses the app. */
	*out = app ? FACTOR_APP : mail ? FACTOR_MAIL : FACTOR_NONE;
	return step == QUERY_DONE;
}

bool policy_factor(struct store *tenant, struct arena *a, const struct member *m, const char *address, enum factor *out, struct error *e)
{
	struct query *q;
	enum query_step step;
	bool exempt = false;

	if (!policy_factor_on(tenant, m, out, e))
		return false;
	if (*out == FACTOR_NONE)
		return true;
	q = store_query(tenant,
		"SELECT f.ranges FROM mfa_settings AS s JOIN mfa_settings_exempt AS x ON x.row = s.id JOIN ip_filters AS f ON f.id = x.ref "
		"WHERE s.code = :code",
		e);
	if (!q)
		return false;
	query_text(q, ":code", *out == FACTOR_APP ? "app" : "mail");
	while ((step = query_step(q, e)) == QUERY_ROW)
		exempt |= holds(a, query_get_text(q, 0), address);
	if (exempt)
		*out = FACTOR_NONE;
	return step == QUERY_DONE;
}

bool policy_sso_on(struct store *tenant)
{
	return store_ask_int(tenant, "SELECT active FROM identity_providers ORDER BY id LIMIT 1", 0) != 0;
}

static int at_least(int n, int least)
{
	return n < least ? least : n;
}

bool policy_password_rule(struct store *tenant, struct password_rule *out, struct error *e)
{
	struct query *q = store_query(tenant, "SELECT characters, lower, upper, digits FROM password_rules ORDER BY id LIMIT 1", e);
	enum query_step step;

	*out = (struct password_rule){8, 1, 1, 1};
	if (!q)
		return false;
	step = query_step(q, e);
	if (step == QUERY_ROW)
		*out = (struct password_rule){
			.characters = at_least((int)query_get_int(q, 0), 8),
			.lower = at_least((int)query_get_int(q, 1), 1),
			.upper = at_least((int)query_get_int(q, 2), 1),
			.digits = at_least((int)query_get_int(q, 3), 1),
		};
	query_done(q);
	return step != QUERY_FAIL;
}
