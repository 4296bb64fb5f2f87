/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/user.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

static void narrow(struct scope *scope, enum scope_dim dim, const struct json *refs, struct arena *a)
{
	int64_t *ids = arena_array(a, int64_t, json_len(refs) + 1);

	for (const struct json *r = json_first(refs); r; r = json_next(r))
		ids[scope->count[dim]++] = json_int(r, "id", 0);
	scope->ids[dim] = ids;
}

static struct password_rule read_rule(const struct json *r)
{
	return (struct password_rule){(int)json_int(r, "characters", 8), (int)json_int(r, "lower", 1), (int)json_int(r, "upper", 1),
		(int)json_int(r, "digits", 1)};
}

struct user user_read(const struct json *answer, struct arena *a)
{
	const struct json *u = json_get(answer, "user");
	struct user user = {
		.login = json_str(u, "login"),
		.name = json_str(u, "name"),
		.level = json_str(u, "level"),
		.language = str_eq(json_str(u, "language"), "sv") ? SWEDISH : ENGLISH,
		.menu = json_get(answer, "menu"),
		.goods_owners = json_get(u, "goods_owners"),
		.warehouses = json_get(u, "warehouses"),
		.default_goods_owner = json_int(json_get(u, "default_goods_owner"), "id", 0),
		.mobile = json_bool(u, "mobile", false),
		.privileges = json_str(u, "privileges"),
	};

	user.passwords = read_rule(json_get(answer, "passwords"));
	user.goods_owner = user.default_goods_owner;
	narrow(&user.scope, SCOPE_GOODS_OWNER, user.goods_owners, a);
	narrow(&user.scope, SCOPE_WAREHOUSE, user.warehouses, a);
	user.scope.all[SCOPE_SUPPLIER] = user.scope.all[SCOPE_CONSIGNEE] = true;
	return user;
}

bool user_is_kiosk(const struct user *u)
{
	return u && str_eq(u->level, "dashboard");
}
