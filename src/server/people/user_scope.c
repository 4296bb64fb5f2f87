/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which goods owners and warehouses a user is given, and who he is himself (B15, B16). */
#include "server/people/user.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "store/store.h"

static void set_int(struct edit *x, const char *field, int64_t n)
{
	edit_set(x, field, value_int(n));
}

/* Refs as they will be. */
static size_t ids_of(const struct edit *x, const char *field, const int64_t **ids)
{
	const struct row_value *v = edit_value(x, field);
	const struct json *list = json_get(x->before, field);
	int64_t *made = arena_array(x->arena, int64_t, json_len(list) + 1);
	size_t n = 0;

	if (v) {
		*ids = v->value.ids;
		return (size_t)v->value.number;
	}
	for (const struct json *ref = json_first(list); ref; ref = json_next(ref))
		made[n++] = json_int(ref, "id", 0);
	*ids = made;
	return n;
}

bool user_asks(struct store *s, const char *sql, int64_t a, int64_t b, bool *out, struct error *e)
{
	struct query *q = store_query(s, sql, e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":a", a);
	query_int(q, ":b", b);
	step = query_step(q, e);
	*out = step == QUERY_ROW;
	query_done(q);
	return step != QUERY_FAIL;
}

bool user_is_api(const char *level)
{
	return str_eq(level, "api") || str_eq(level, "automation");
}

/* By the groups that he is in: the form's, and those of users. */
static bool in_groups(struct store *s, const struct edit *x, int64_t owner, bool *out, struct error *e)
{
	static const char by_user_group[] =
		"SELECT 1 FROM user_groups_members AS m LEFT JOIN user_groups_goods_owners AS o ON o.row = m.row "
		"LEFT JOIN user_groups_goods_owner_groups AS g ON g.row = m.row "
		"LEFT JOIN goods_owner_groups_goods_owners AS p ON p.row = g.ref "
		"WHERE m.ref = :a AND CASE WHEN :b = 0 THEN coalesce(o.ref, p.ref) IS NOT NULL ELSE o.ref = :b OR p.ref = :b END";
	const int64_t *groups;
	size_t n = ids_of(x, "goods_owner_groups", &groups);

	*out = false;
	if (str_eq(edit_text(x, "level"), "reseller"))
		return true;
	for (size_t i = 0; i < n && owner && !*out; i++)
		if (!user_asks(s, "SELECT 1 FROM goods_owner_groups_goods_owners WHERE row = :a AND ref = :b", groups[i], owner, out, e))
			return false;
	return *out || !x->id || user_asks(s, by_user_group, x->id, owner, out, e);
}

/* Is this goods owner among those he is given? */
static bool is_given(struct store *s, const struct edit *x, int64_t owner, bool *out, struct error *e)
{
	const int64_t *owners;
	size_t n = ids_of(x, "goods_owners", &owners);

	*out = edit_int(x, "all_goods_owners") != 0;
	for (size_t i = 0; i < n; i++)
		*out |= owners[i] == owner;
	return *out || in_groups(s, x, owner, out, e);
}

static bool check_supplier(struct store *s, struct edit *x, struct error *e)
{
	int64_t supplier = edit_int(x, "supplier"), owner = 0;
	struct query *q;
	bool his;

	if (!supplier)
		return error_set(e, ERR_REQUIRED, "supplier", "the supplier that he is");
	if (!(q = store_query(s, "SELECT goods_owner FROM suppliers WHERE id = :id", e)))
		return false;
	query_int(q, ":id", supplier);
	if (query_step(q, e) == QUERY_ROW)
		owner = query_get_int(q, 0);
	query_done(q);
	return is_given(s, x, owner, &his, e) && (his || error_set(e, ERR_INVALID, "supplier", "he is of another goods owner"));
}

/* B15: himself is a record of his. */
bool user_check_himself(struct store *s, struct edit *x, struct error *e)
{
	const char *level = edit_text(x, "level");
	const int64_t *owners;
	size_t n = ids_of(x, "goods_owners", &owners), groups = ids_of(x, "goods_owner_groups", &(const int64_t *){0});
	bool his;

	if (!str_eq(level, "reseller") && edit_int(x, "consignee"))
		set_int(x, "consignee", 0);
	if (!str_eq(level, "supplier") && edit_int(x, "supplier"))
		set_int(x, "supplier", 0);
	if (str_eq(level, "supplier"))
		return check_supplier(s, x, e);
	if (!str_eq(level, "reseller"))
		return true;
	if (!edit_int(x, "consignee"))
		return error_set(e, ERR_REQUIRED, "consignee", "the consignee that he is");
	if (edit_int(x, "all_goods_owners") || n != 1 || groups)
		return error_set(e, ERR_INVALID, "goods_owners", "a reseller has exactly one");
	if (!user_asks(s, "SELECT 1 FROM customers WHERE id = :a AND goods_owner = :b", edit_int(x, "consignee"), owners[0], &his, e))
		return false;
	return his || error_set(e, ERR_INVALID, "consignee", "he is of another goods owner");
}

/* B16: the default is among those given. */
bool user_check_owners(struct store *s, struct edit *x, struct error *e)
{
	const int64_t *owners, *groups;
	size_t n = ids_of(x, "goods_owners", &owners), group_count = ids_of(x, "goods_owner_groups", &groups);
	int64_t chosen = edit_int(x, "default_goods_owner");
	bool all = edit_int(x, "all_goods_owners") != 0, given = all || n + group_count > 0;

	if (!given && !in_groups(s, x, 0, &given, e))
		return false;
	if (!given)
		return error_set(e, ERR_REQUIRED, "goods_owners", "at least one, or all");
	if (!chosen && n == 1 && !all) {
		set_int(x, "default_goods_owner", owners[0]);
		return true;
	}
	if (!chosen)
		return user_is_api(edit_text(x, "level")) || error_set(e, ERR_REQUIRED, "default_goods_owner", "the one he begins with");
	return is_given(s, x, chosen, &given, e) &&
		(given || error_set(e, ERR_INVALID, "default_goods_owner", "it is not among those he is given"));
}

bool user_check_warehouses(struct edit *x, struct error *e)
{
	const int64_t *ids;

	if (edit_int(x, "all_warehouses") || ids_of(x, "warehouses", &ids) > 0)
		return true;
	return error_set(e, ERR_REQUIRED, "warehouses", "at least one, or all");
}
