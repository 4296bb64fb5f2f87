/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wmsd demo`: a warehouse to try, with known users. */
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "server/main/command.h"
#include "server/main/demo.h"
#include "server/main/install.h"
#include "store/store.h"

#include <stdio.h>

/* Published on purpose: nothing real stands in a demonstration. */
#define PASSWORD "Demo-1234"
#define WORKER   "receive,deliver,pick,move,count,adjust,goods-info,return,produce,load-carrier"

/* Goods owners: how many from the first on, 0: all, also those made later. */
static const struct demo_user {
	const char *login, *name;
	enum level level;
	enum menu_id menu;
	int owners, language;
	const char *privileges;
} users[] = {
	{"admin", "Astrid Admin", LEVEL_ADMINISTRATOR, MENU_ADMINISTRATOR, 0, ENGLISH, PRIVILEGES_ALL},
	{"johnny", "Johnny Lind", LEVEL_WAREHOUSE, MENU_WAREHOUSE, 2, ENGLISH, WORKER},
	{"anna", "Anna Kund", LEVEL_CUSTOMER, MENU_CUSTOMER, 1, SWEDISH, ""},
	{"rita", "Rita Reseller", LEVEL_RESELLER, MENU_RESELLER, 1, ENGLISH, ""},
	{"sven", "Sven Supplier", LEVEL_SUPPLIER, MENU_SUPPLIER, 1, SWEDISH, ""},
	{"board", "Dashboard", LEVEL_DASHBOARD, MENU_DASHBOARD, 0, ENGLISH, ""},
};

static bool add_user(struct install *in, const struct demo *d, const struct demo_user *u, struct error *e)
{
	struct member m = {
		.level = u->level,
		.menu = u->menu,
		.language = u->language,
		.mobile = u->privileges[0] != '\0',
		.all_goods_owners = !u->owners,
		.goods_owners = d->owners,
		.goods_owner_count = (size_t)u->owners,
		.all_warehouses = true,
		.default_goods_owner = d->owners[0],
	};

	str_copy(m.privileges, sizeof m.privileges, u->privileges);
	if (u->level == LEVEL_RESELLER)
		m.consignee = d->customers[0][0];
	if (u->level == LEVEL_SUPPLIER)
		m.supplier = d->suppliers[0][0];
	return install_user(in, u->login, u->name, PASSWORD, &m, e);
}

static bool fill(struct install *in, const struct options *o, struct error *e)
{
	struct demo d = {.store = in->tenant, .arena = in->arena, .e = e, .articles_wanted = (size_t)o->articles};

	if (!demo_make(&d))
		return false;
	for (size_t i = 0; i < sizeof users / sizeof *users; i++)
		if (!add_user(in, &d, &users[i], e))
			return false;
	return true;
}

static int run(const struct options *o, struct error *e)
{
	struct install in;
	bool ok;

	if (!install_model(e))
		return EXIT_FAILED;
	if (!install_begin(o, &in, e))
		return e->code == ERR_IN_USE ? EXIT_REFUSED : EXIT_FAILED;
	ok = fill(&in, o, e);
	install_end(&in, ok);
	for (size_t i = 0; ok && i < sizeof users / sizeof *users; i++)
		printf("user %s password %s\n", users[i].login, PASSWORD);
	return ok && fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_demo = {
	.name = "demo",
	.help = "Make a demonstration warehouse with known users",
	.options = " data name articles ",
	.run = run,
};
