/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What closing does to purchase orders: said to be done, with what deviates. */
#include "server/order/receive.h"

#include "base/arena.h"

#define STATUS_CANCELLED 900

struct closing {
	int64_t open, goods_owner, warehouse, number, cause;
};

/* What the last goods have closed already may be closed again: the worker
 * could not know. */
static bool judge(struct judged *j, struct error *e)
{
	int64_t id = rules_ref(j, "purchase_order"), remain = 0;
	struct closing *c = arena_new_of(j->arena, struct closing);
	int64_t n[5];
	const char *status = NULL;

	if (!rules_row(j, "SELECT p.open, p.goods_owner, p.warehouse, s.number, p.cause, s.name_en FROM purchase_orders AS p"
			" JOIN purchase_order_statuses AS s ON s.id = p.status WHERE p.id = :id", id, "purchase_order", n, 5, &status, e))
		return false;
	*c = (struct closing){n[0], n[1], n[2], n[3], n[4]};
	j->own = c;
	if (!ledger_in_scope(j->member, c->goods_owner, c->warehouse, e))
		return false;
	if (!c->open)
		return c->number < STATUS_CANCELLED || error_set(e, ERR_STATUS, "purchase_order", "%s", status);
	if (!rules_ask(j, "SELECT count(*) FROM purchase_order_rows WHERE purchase_order = :id AND remaining > 0", id, &remain, e))
		return false;
	return !remain || rules_ref(j, "cause") || error_set(e, ERR_REQUIRED, "cause", "%s", "");
}

static bool apply(struct judged *j, struct error *e)
{
	const struct closing *c = j->own;
	int64_t id = rules_ref(j, "purchase_order"), cause = rules_ref(j, "cause");

	if (!c->open)
		return true;
	if (cause && !rules_update(j, "purchase-orders", id, (struct rules_set[]){{"cause", cause}}, 1, e))
		return false;
	return purchase_close(j, id, cause || c->cause, e);
}

const struct kind_rules receive_done_rules = {.name = "receive_done", .judge = judge, .apply = apply};
