/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What picking does to pick orders: picked, short, finished. */
#include "server/order/rules.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "base/str.h"
#include "model/row.h"

#include <string.h>

#define QUANTITY_SCALE 3
#define STATUS_PICKING 300

enum { ROW_PICK_ORDER, ROW_ORDER, ROW_ORDER_ROW, ROW_ARTICLE, ROW_LOCATION, ROW_CARRIER, ROW_QUANTITY, ROW_PICKED, ROW_SHORT, ROW_OPEN, ROW_STATUS,
	ROW_GOODS_OWNER, ROW_WAREHOUSE, ROW_PICKING, ROW_NUMBERS };

struct pick {
	int64_t row, n[ROW_NUMBERS];
	const char *batch;
	int64_t quantity_milli, short_milli;
	bool lost;
};

static const char row_sql[] =
	"SELECT r.pick_order, r.\"order\", r.order_row, r.article, r.location, r.load_carrier, r.quantity, r.picked, r.short, p.open,"
	" (r.status <> 'open'), r.goods_owner, r.warehouse, (p.status = 'picking'), r.batch FROM pick_rows AS r JOIN pick_orders AS p ON p.id = r.pick_order WHERE r.id = :id";

static int64_t left_of(const struct pick *p)
{
	return p->n[ROW_QUANTITY] - p->n[ROW_PICKED] - p->n[ROW_SHORT];
}

/* "A-01" of a place, "4711" of an article: what the row asks for. */
static bool other(struct judged *j, enum error_code code, const char *field, const char *sql, int64_t id, struct error *e)
{
	const char *name = "";
	int64_t n = 0;

	rules_row(j, sql, id, field, &n, 1, &name, NULL);
	return error_set(e, code, field, "%s is wanted", name);
}

static bool body_right(struct judged *j, const struct pick *p, struct error *e)
{
	if (rules_ref(j, "pick_order") != p->n[ROW_PICK_ORDER])
		return error_set(e, ERR_INVALID, "pick_order", "the row is of another pick order");
	if (rules_ref(j, "order") != p->n[ROW_ORDER])
		return error_set(e, ERR_INVALID, "order", "the row is of another order");
	if (rules_ref(j, "article") != p->n[ROW_ARTICLE])
		return other(j, ERR_WRONG_ARTICLE, "article", "SELECT id, number FROM articles WHERE id = :id", p->n[ROW_ARTICLE], e);
	return true;
}

static bool pickable(struct judged *j, const struct item *it, struct error *e)
{
	int64_t n[2];
	const char *code = NULL;
	char today[11];

	if (!rules_row(j, "SELECT pickable, id, code FROM goods_status WHERE id = :id", it->status, "status", n, 2, &code, e))
		return false;
	if (!n[0])
		return error_set(e, ERR_LOCKED, "status", "%s", code);
	clock_local_date(j->now_ms, today);
	if (*it->expiry && strcmp(it->expiry, today) < 0)
		return error_set(e, ERR_EXPIRED, "expiry", "%s", it->expiry);
	return true;
}

static bool goods_right(struct judged *j, const struct pick *p, const struct item *it, struct error *e)
{
	int64_t carrier = 0;
	const char *sscc = "";

	if (it->location != p->n[ROW_LOCATION])
		return other(j, ERR_WRONG_LOCATION, "location", "SELECT id, name FROM locations WHERE id = :id", p->n[ROW_LOCATION], e);
	if (p->n[ROW_CARRIER] && !rules_row(j, "SELECT id, sscc FROM load_carriers WHERE id = :id", p->n[ROW_CARRIER], "load_carrier", &carrier, 1, &sscc, e))
		return false;
	if (*sscc && !str_eq(sscc, it->load_carrier))
		return error_set(e, ERR_WRONG_LOCATION, "load_carrier", "%s is wanted", sscc);
	if (*p->batch && !str_eq(p->batch, it->batch))
		return error_set(e, ERR_WRONG_BATCH, "batch", "%s is wanted", p->batch);
	return pickable(j, it, e);
}

/* Whether the row may still be filled; who lost it fills nothing. */
static bool claim_right(struct judged *j, struct pick *p, struct error *e)
{
	char text[32];

	if (!rules_lease(j, "pick-orders", p->n[ROW_PICK_ORDER], &p->lost, e))
		return false;
	if (p->lost)
		return true;
	if (!p->n[ROW_OPEN] || p->n[ROW_STATUS])
		return error_set(e, ERR_STATUS, "pick_row", "%s", p->n[ROW_OPEN] ? "the row is done" : "the pick order is closed");
	if (p->quantity_milli > left_of(p))
		return error_set(e, ERR_INVALID, "quantity", "only %s is left to pick", decimal_print(left_of(p), QUANTITY_SCALE, '.', text));
	if (p->short_milli)
		return rules_ref(j, "cause") || error_set(e, ERR_REQUIRED, "cause", "%s", "");
	return true;
}

static bool judge(struct judged *j, struct error *e)
{
	struct pick *p = arena_new_of(j->arena, struct pick);

	p->row = rules_ref(j, "pick_row");
	p->quantity_milli = rules_quantity(j, "quantity");
	j->own = p;
	if (!rules_row(j, row_sql, p->row, "pick_row", p->n, ROW_NUMBERS, &p->batch, e))
		return false;
	if (!ledger_in_scope(j->member, p->n[ROW_GOODS_OWNER], p->n[ROW_WAREHOUSE], e) || !body_right(j, p, e))
		return false;
	if (rules_flag(j, "short") && left_of(p) > p->quantity_milli)
		p->short_milli = left_of(p) - p->quantity_milli;
	for (size_t i = 0; i < j->postings.count; i++)
		if (!goods_right(j, p, &j->postings.list[i].from, e))
			return false;
	j->entry.cause = rules_ref(j, "cause");
	return claim_right(j, p, e);
}

static bool fill_row(struct judged *j, const struct pick *p, struct error *e)
{
	const struct resource *r = resource_find("pick-rows");
	int64_t picked = p->n[ROW_PICKED] + p->quantity_milli, missing = p->n[ROW_SHORT] + p->short_milli;
	const char *status = picked + missing < p->n[ROW_QUANTITY] ? "open" : missing ? "short" : "done";
	const struct row_value v[] = {
		{field_find(r, "picked"), value_int(picked)},
		{field_find(r, "short"), value_int(missing)},
		{field_find(r, "status"), value_text(status)},
	};

	return row_update(j->store, r, p->row, v, sizeof(v) / sizeof(*v), e);
}

/* What is missing is said in the ledger too, with its cause. */
static bool note_short(struct judged *j, const struct pick *p, struct error *e)
{
	struct ledger_entry entry = j->entry;
	struct item it = {
		.goods_owner = p->n[ROW_GOODS_OWNER],
		.warehouse = p->n[ROW_WAREHOUSE],
		.article = p->n[ROW_ARTICLE],
		.location = p->n[ROW_LOCATION],
		.order = p->n[ROW_ORDER],
	};

	if (!p->short_milli)
		return true;
	str_copy(it.batch, sizeof(it.batch), p->batch);
	if (!rules_ask(j, "SELECT id FROM goods_status WHERE active = :id ORDER BY sellable DESC, pickable DESC, position, id LIMIT 1", 1, &it.status, e))
		return false;
	entry.kind = "short";
	if (!ledger_note(j->store, &entry, &it, p->short_milli, e))
		return false;
	j->entry.document = entry.document;
	return true;
}

static bool order_moves_on(struct judged *j, const struct pick *p, struct error *e)
{
	int64_t picked = 0, number = 0, picking = 0;

	if (!rules_ask(j, "SELECT picked FROM order_rows WHERE id = :id", p->n[ROW_ORDER_ROW], &picked, e) ||
		!rules_update(j, "order-rows", p->n[ROW_ORDER_ROW], (struct rules_set[]){{"picked", picked + p->quantity_milli}}, 1, e))
		return false;
	if (!p->n[ROW_PICKING] && !row_set(j->store, resource_find("pick-orders"), p->n[ROW_PICK_ORDER], "status", value_text("picking"), e))
		return false;
	if (!rules_ask(j, "SELECT s.number FROM orders AS o JOIN order_statuses AS s ON s.id = o.status WHERE o.id = :id", p->n[ROW_ORDER], &number, e))
		return false;
	return number >= STATUS_PICKING || (rules_status(j, "order_statuses", STATUS_PICKING, &picking, e) &&
		rules_update(j, "orders", p->n[ROW_ORDER], (struct rules_set[]){{"status", picking}}, 1, e));
}

static bool apply(struct judged *j, struct error *e)
{
	const struct pick *p = j->own;

	if (p->lost)
		return true;
	return fill_row(j, p, e) && note_short(j, p, e) && order_moves_on(j, p, e);
}

const struct kind_rules pick_rules = {.name = "pick", .judge = judge, .apply = apply};
