/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups give rights (B14): one that is changed takes nobody's default goods
 * owner away (B16). */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/people/user.h"
#include "store/store.h"

enum { NAMED_MOST = 5 };

/* Whose default is none of those he is given any more: one user, or all who
 * begin with one goods owner. */
#define NOT_GIVEN(which) \
	"SELECT u.login FROM users AS u WHERE " which " = :id AND NOT u.all_goods_owners AND u.default_goods_owner <> 0 " \
	"AND NOT EXISTS (SELECT 1 FROM users_goods_owners WHERE row = u.id AND ref = u.default_goods_owner) " \
	"AND NOT EXISTS (SELECT 1 FROM users_goods_owner_groups AS g JOIN goods_owner_groups_goods_owners AS o ON o.row = g.ref " \
	"WHERE g.row = u.id AND o.ref = u.default_goods_owner) " \
	"AND NOT EXISTS (SELECT 1 FROM user_groups_members AS m JOIN user_groups_goods_owners AS o ON o.row = m.row " \
	"WHERE m.ref = u.id AND o.ref = u.default_goods_owner) " \
	"AND NOT EXISTS (SELECT 1 FROM user_groups_members AS m JOIN user_groups_goods_owner_groups AS g ON g.row = m.row " \
	"JOIN goods_owner_groups_goods_owners AS o ON o.row = g.ref WHERE m.ref = u.id AND o.ref = u.default_goods_owner) ORDER BY u.login LIMIT 6"

static bool name_those(struct store *s, const char *sql, int64_t id, struct buf *names, int *n, struct error *e)
{
	struct query *q = store_query(s, sql, e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":id", id);
	while ((step = query_step(q, e)) == QUERY_ROW && *n <= NAMED_MOST)
		if ((*n)++ < NAMED_MOST)
			buf_addf(names, "%s%s", *n > 1 ? ", " : "", query_get_text(q, 0));
	query_done(q);
	return step != QUERY_FAIL;
}

/* For each row that the group had in this field. */
static bool check_those(struct store *s, const struct edit *x, const char *field, const char *sql, struct error *e)
{
	struct buf *names = buf_new(x->arena);
	int n = 0;

	for (const struct json *ref = json_first(json_get(x->before, field)); ref && n <= NAMED_MOST; ref = json_next(ref))
		if (!name_those(s, sql, json_int(ref, "id", 0), names, &n, e))
			return false;
	return n == 0 || error_set(e, ERR_INVALID, "goods_owners", "the default goods owner of %s%s", buf_str(names), n > NAMED_MOST ? " …" : "");
}

static bool user_group(struct store *s, struct edit *x, struct error *e)
{
	return check_those(s, x, "members", NOT_GIVEN("u.id"), e);
}

static bool goods_owner_group(struct store *s, struct edit *x, struct error *e)
{
	return check_those(s, x, "goods_owners", NOT_GIVEN("u.default_goods_owner"), e);
}

const struct rules user_group_rules = {.name = "user-group", .inside = user_group};
const struct rules goods_owner_group_rules = {.name = "goods-owner-group", .inside = goods_owner_group};
