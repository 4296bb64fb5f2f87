/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moving goods does to movement orders. */
#include "server/order/rules.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/str.h"
#include "model/row.h"
#include "store/store.h"

#define QUANTITY_SCALE 3

enum { ORDER_ARTICLE, ORDER_FROM, ORDER_CARRIER, ORDER_TO, ORDER_QUANTITY, ORDER_MOVED, ORDER_OPEN, ORDER_OWNER, ORDER_WAREHOUSE, ORDER_NUMBERS };

struct movement {
	int64_t order, n[ORDER_NUMBERS]; /* order 0: not on an order */
	const char *batch;
	int64_t moved_milli;
	bool lost;
};

static const char order_sql[] =
	"SELECT article, from_location, from_load_carrier, to_location, quantity, moved, open, goods_owner, warehouse, batch"
	" FROM movement_orders WHERE id = :id";

static bool wanted(struct judged *j, enum error_code code, const char *field, const char *sql, int64_t id, struct error *e)
{
	const char *name = "";
	int64_t n = 0;

	rules_row(j, sql, id, field, &n, 1, &name, NULL);
	return error_set(e, code, field, "%s is wanted", name);
}

static bool posting_right(struct judged *j, const struct movement *m, const struct posting *p, struct error *e)
{
	if (p->from.location != m->n[ORDER_FROM])
		return wanted(j, ERR_WRONG_LOCATION, "location", "SELECT id, name FROM locations WHERE id = :id", m->n[ORDER_FROM], e);
	if (p->to.location != m->n[ORDER_TO])
		return wanted(j, ERR_WRONG_LOCATION, "to_location", "SELECT id, name FROM locations WHERE id = :id", m->n[ORDER_TO], e);
	if (m->n[ORDER_ARTICLE] && p->from.article != m->n[ORDER_ARTICLE])
		return wanted(j, ERR_WRONG_ARTICLE, "article", "SELECT id, number FROM articles WHERE id = :id", m->n[ORDER_ARTICLE], e);
	if (*m->batch && !str_eq(m->batch, p->from.batch))
		return error_set(e, ERR_WRONG_BATCH, "batch", "%s is wanted", m->batch);
	return true;
}

static bool carrier_right(struct judged *j, const struct movement *m, struct error *e)
{
	const char *sscc = "";
	int64_t n = 0;

	if (!m->n[ORDER_CARRIER])
		return true;
	if (!rules_row(j, "SELECT id, sscc FROM load_carriers WHERE id = :id", m->n[ORDER_CARRIER], "load_carrier", &n, 1, &sscc, e))
		return false;
	return str_eq(sscc, rules_text(j, "load_carrier")) || error_set(e, ERR_WRONG_LOCATION, "load_carrier", "%s is wanted", sscc);
}

static bool claim_right(struct judged *j, struct movement *m, struct error *e)
{
	int64_t left = m->n[ORDER_QUANTITY] - m->n[ORDER_MOVED];
	char text[32];

	if (!rules_lease(j, "movement-orders", m->order, &m->lost, e))
		return false;
	if (m->lost)
		return true;
	if (!m->n[ORDER_OPEN])
		return error_set(e, ERR_STATUS, "movement_order", "%s", "the movement order is done");
	if (m->n[ORDER_QUANTITY] && m->moved_milli > left)
		return error_set(e, ERR_INVALID, "quantity", "only %s is left to move", decimal_print(left, QUANTITY_SCALE, '.', text));
	return true;
}

/* An empty load carrier has no posting, by which the ledger would judge. */
static bool empty_right(struct judged *j, struct error *e)
{
	int64_t to = rules_ref(j, "to_location"), n[2];
	const char *name = NULL;

	if (j->postings.count || !to)
		return true;
	if (!rules_row(j, "SELECT warehouse, locked, name FROM locations WHERE id = :id", to, "to_location", n, 2, &name, e))
		return false;
	return ledger_in_scope(j->member, 0, n[0], e) && (!n[1] || error_set(e, ERR_LOCKED, "to_location", "%s", name));
}

static bool judge(struct judged *j, struct error *e)
{
	struct movement *m = arena_new_of(j->arena, struct movement);

	m->order = rules_ref(j, "movement_order");
	m->batch = "";
	j->own = m;
	if (!empty_right(j, e))
		return false;
	if (!m->order)
		return true;
	if (!rules_row(j, order_sql, m->order, "movement_order", m->n, ORDER_NUMBERS, &m->batch, e))
		return false;
	if (!ledger_in_scope(j->member, m->n[ORDER_OWNER], m->n[ORDER_WAREHOUSE], e) || !carrier_right(j, m, e))
		return false;
	for (size_t i = 0; i < j->postings.count; i++) {
		if (!posting_right(j, m, &j->postings.list[i], e))
			return false;
		m->moved_milli += j->postings.list[i].quantity_milli;
		if (m->moved_milli > DECIMAL_MAX - m->n[ORDER_MOVED])
			return error_set(e, ERR_INVALID, "quantity", "more than can be counted on one order");
	}
	return claim_right(j, m, e);
}

static bool fill_order(struct judged *j, const struct movement *m, struct error *e)
{
	const struct resource *r = resource_find("movement-orders");
	int64_t moved = m->n[ORDER_MOVED] + m->moved_milli;
	bool done = moved >= m->n[ORDER_QUANTITY];
	const struct row_value v[] = {
		{field_find(r, "moved"), value_int(moved)},
		{field_find(r, "status"), value_text(done ? "done" : "moving")},
		{field_find(r, "open"), value_int(!done)},
	};

	return row_update(j->store, r, m->order, v, sizeof(v) / sizeof(*v), e);
}

/* An empty load carrier has no posting that would take it along. */
static bool move_empty(struct judged *j, struct error *e)
{
	const struct resource *r = resource_find("load-carriers");
	const char *sscc = rules_text(j, "load_carrier");
	int64_t to = rules_ref(j, "to_location");
	struct query *q;
	int64_t id = 0;

	if (j->postings.count || !*sscc || !to)
		return true;
	q = store_query(j->store, "SELECT id FROM load_carriers WHERE sscc = :sscc", e);
	if (!q)
		return false;
	query_text(q, ":sscc", sscc);
	if (query_step(q, e) == QUERY_ROW)
		id = query_get_int(q, 0);
	query_done(q);
	return id && row_set(j->store, r, id, "location", value_int(to), e);
}

static bool apply(struct judged *j, struct error *e)
{
	const struct movement *m = j->own;

	if (!move_empty(j, e))
		return false;
	return !m->order || m->lost || fill_order(j, m, e);
}

const struct kind_rules move_rules = {.name = "move", .judge = judge, .apply = apply};
