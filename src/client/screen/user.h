/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_USER_H
#define SCREEN_USER_H

/* The signed-in user, as the answer to his sign-in says; nothing about who
 * may do what is known beside it. */

#include <stdbool.h>
#include <stdint.h>

#include "model/list.h"
#include "secure/password.h"

struct arena;
struct json;

struct user {
	const char *login, *name, *level;
	int language;
	const struct json *menu, *goods_owners, *warehouses;
	int64_t default_goods_owner, goods_owner; /* the current one; 0: all */
	struct scope scope; /* for reading the replica (G11) */
	bool mobile;
	const char *privileges;
	struct password_rule passwords; /* what the house asks of one */
};

/* Of the Dashboard level (F10): one page, permanently, and no way elsewhere. */
bool user_is_kiosk(const struct user *u);
/* Everything points into the answer, or lies in the arena. */
struct user user_read(const struct json *answer, struct arena *a);

#endif
