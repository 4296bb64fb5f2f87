/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "server/auth/directory.h"
#include "store/store.h"

static bool read_ids(struct store *s, struct arena *a, const char *sql, int64_t membership, const int64_t **ids, size_t *count, struct error *e)
{
	struct query *q = store_query(s, sql, e);
	struct buf *list = buf_new(a);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":m", membership);
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

static bool read_row(struct query *q, struct member *m, struct error *e)
{
	*m = (struct member){
		.account = query_get_int(q, 0),
		.user = query_get_int(q, 4),
		.language = str_eq(query_get_text(q, 5), "sv") ? SWEDISH : ENGLISH,
		.active = query_get_int(q, 6) != 0,
		.read_only = query_get_int(q, 7) != 0,
		.mobile = query_get_int(q, 8) != 0,
		.all_goods_owners = query_get_int(q, 10) != 0,
		.all_warehouses = query_get_int(q, 11) != 0,
		.default_goods_owner = query_get_int(q, 12),
		.consignee = query_get_int(q, 13),
		.supplier = query_get_int(q, 14),
	};
	str_copy(m->login, sizeof m->login, query_get_text(q, 1));
	str_copy(m->name, sizeof m->name, query_get_text(q, 2));
	str_copy(m->tenant, sizeof m->tenant, query_get_text(q, 3));
	str_copy(m->privileges, sizeof m->privileges, query_get_text(q, 9));
	if (!find_level(query_get_text(q, 15), &m->level) || !find_menu(query_get_text(q, 16), &m->menu) || menus[m->menu].level != m->level)
		return error_set(e, ERR_FORBIDDEN, "menu", "no menu of this level");
	return true;
}

bool member_load(struct store *s, struct arena *a, int64_t membership, struct member *out, struct error *e)
{
	struct query *q = store_query(s,
		"SELECT a.id, a.login, a.name, m.tenant, m.user, a.language, a.active AND m.active, m.read_only, m.mobile, m.privileges, "
		"m.all_goods_owners, m.all_warehouses, m.default_goods_owner, m.consignee, m.supplier, m.level, m.menu "
		"FROM membership m JOIN account a ON a.id = m.account WHERE m.id = :m",
		e);
	bool ok;

	if (!q)
		return false;
	query_int(q, ":m", membership);
	ok = query_step(q, e) == QUERY_ROW ? read_row(q, out, e) : error_set(e, ERR_NOT_FOUND, "membership", "gone");
	query_done(q);
	return ok &&
		read_ids(s, a, "SELECT goods_owner FROM membership_goods_owner WHERE membership = :m", membership, &out->goods_owners,
			&out->goods_owner_count, e) &&
		read_ids(s, a, "SELECT warehouse FROM membership_warehouse WHERE membership = :m", membership, &out->warehouses,
			&out->warehouse_count, e);
}
