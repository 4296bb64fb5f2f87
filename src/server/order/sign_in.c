/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal's word on who signed in without contact: the session must be of the
 * account that is named. */
#include "server/order/rules.h"

#include "base/str.h"

/* The session must be of the account that is named: whoever typed the name is
 * whoever the work is done by. */
static bool judge(struct judged *j, struct error *e)
{
	if (!str_eq(rules_text(j, "account"), j->member->login))
		return error_set(e, ERR_FORBIDDEN, "account", "the session is of another account");
	return true;
}

static bool apply(struct judged *j, struct error *e)
{
	(void)j;
	(void)e;
	return true;
}

const struct kind_rules sign_in_rules = {.name = "sign_in", .judge = judge, .apply = apply};
