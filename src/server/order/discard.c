/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What discarding refused work does: it settles what it names, and nothing else. */
#include "server/order/rules.h"

/* Discarding does nothing but settle what it names, with its reason. */
static bool judge(struct judged *j, struct error *e)
{
	return j->record->settles || error_set(e, ERR_REQUIRED, "settles", "%s", "");
}

static bool apply(struct judged *j, struct error *e)
{
	(void)j;
	(void)e;
	return true;
}

const struct kind_rules discard_rules = {.name = "discard", .judge = judge, .apply = apply};
