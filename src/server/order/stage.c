/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staging does to pick orders: what was picked comes to its place. */
#include "server/order/rules.h"

#include "base/arena.h"
#include "base/str.h"
#include "model/row.h"
#include "store/store.h"

#define STATUS_PICKED 400

enum { ORDER_ID, ORDER_WAREHOUSE, ORDER_OWNER, ORDER_OPEN, ORDER_LEFT, ORDER_NUMBERS };

struct staging {
	int64_t pick_order, n[ORDER_NUMBERS], to_location;
	bool lost;
};

static const char order_sql[] =
	"SELECT p.\"order\", p.warehouse, p.goods_owner, p.open, (SELECT count(*) FROM pick_rows AS r WHERE r.pick_order = p.id AND r.status = 'open')"
	" FROM pick_orders AS p WHERE p.id = :id";

static bool place_right(struct judged *j, const struct staging *s, struct error *e)
{
	int64_t n[2];
	const char *name = NULL;

	if (!rules_row(j, "SELECT t.staging, l.warehouse, l.name FROM locations AS l JOIN location_types AS t ON t.id = l.type WHERE l.id = :id",
			s->to_location, "to_location", n, 2, &name, e))
		return false;
	if (n[1] != s->n[ORDER_WAREHOUSE])
		return error_set(e, ERR_WRONG_LOCATION, "to_location", "%s is in another warehouse", name);
	return n[0] || error_set(e, ERR_WRONG_LOCATION, "to_location", "%s is no staging place", name);
}

/* What was picked for the order and is in hand: on carts and in transit; and
 * what else is on its load carriers, which go along.  Places lead: of goods
 * in hand there are few, of balances many. */
static const char in_hand_sql[] =
	"SELECT i.goods_owner, i.warehouse, i.article, i.location, coalesce(c.sscc, ''), i.batch, i.expiry, i.serial, i.status, i.\"order\", i.quantity"
	" FROM location_types AS t CROSS JOIN locations AS l ON l.type = t.id CROSS JOIN article_items AS i ON i.location = l.id"
	" LEFT JOIN load_carriers AS c ON c.id = i.load_carrier"
	" WHERE (t.transit = 1 OR t.cart = 1) AND l.warehouse = :warehouse AND l.id <> :to AND i.quantity > 0"
	" AND (i.\"order\" = :order OR (i.load_carrier <> 0 AND EXISTS (SELECT 1 FROM article_items AS o"
	" WHERE o.load_carrier = i.load_carrier AND o.\"order\" = :order AND o.quantity > 0))) ORDER BY i.id";

static void read_item(const struct query *q, struct item *it)
{
	it->goods_owner = query_get_int(q, 0);
	it->warehouse = query_get_int(q, 1);
	it->article = query_get_int(q, 2);
	it->location = query_get_int(q, 3);
	str_copy(it->load_carrier, sizeof(it->load_carrier), query_get_text(q, 4));
	str_copy(it->batch, sizeof(it->batch), query_get_text(q, 5));
	str_copy(it->expiry, sizeof(it->expiry), query_get_text(q, 6));
	str_copy(it->serial, sizeof(it->serial), query_get_text(q, 7));
	it->status = query_get_int(q, 8);
	it->order = query_get_int(q, 9);
}

static struct posting *grow(struct judged *j, size_t *room)
{
	struct postings *p = &j->postings;

	if (p->count == *room) {
		struct posting *more = arena_array(j->arena, struct posting, *room * 2 + 8);

		for (size_t i = 0; i < p->count; i++)
			more[i] = p->list[i];
		p->list = more;
		*room = *room * 2 + 8;
	}
	return &p->list[p->count++];
}

static bool find_goods(struct judged *j, const struct staging *s, struct error *e)
{
	struct query *q = store_query(j->store, in_hand_sql, e);
	enum query_step step;
	size_t room = 0;

	if (!q)
		return false;
	query_int(q, ":order", s->n[ORDER_ID]);
	query_int(q, ":warehouse", s->n[ORDER_WAREHOUSE]);
	query_int(q, ":to", s->to_location);
	while ((step = query_step(q, e)) == QUERY_ROW) {
		struct posting *p = grow(j, &room);

		*p = (struct posting){.has_from = true, .has_to = true, .quantity_milli = query_get_int(q, 10)};
		read_item(q, &p->from);
		p->to = p->from;
		p->to.location = s->to_location;
	}
	return step == QUERY_DONE;
}

static bool judge(struct judged *j, struct error *e)
{
	struct staging *s = arena_new_of(j->arena, struct staging);

	s->pick_order = rules_ref(j, "pick_order");
	s->to_location = rules_ref(j, "to_location");
	j->own = s;
	if (!rules_row(j, order_sql, s->pick_order, "pick_order", s->n, ORDER_NUMBERS, NULL, e))
		return false;
	if (!ledger_in_scope(j->member, s->n[ORDER_OWNER], s->n[ORDER_WAREHOUSE], e) || !place_right(j, s, e))
		return false;
	if (!rules_lease(j, "pick-orders", s->pick_order, &s->lost, e))
		return false;
	if (!s->lost && !s->n[ORDER_OPEN])
		return error_set(e, ERR_STATUS, "pick_order", "%s", "the pick order is closed");
	return find_goods(j, s, e);
}

static bool close_pick_order(struct judged *j, const struct staging *s, struct error *e)
{
	const struct resource *r = resource_find("pick-orders");
	const struct row_value v[] = {
		{field_find(r, "status"), value_text("picked")},
		{field_find(r, "open"), value_int(0)},
		{field_find(r, "staging"), value_int(s->to_location)},
		{field_find(r, "lease_user"), value_int(0)},
		{field_find(r, "lease_terminal"), value_text("")},
		{field_find(r, "lease_until"), value_int(0)},
	};

	return row_update(j->store, r, s->pick_order, v, sizeof(v) / sizeof(*v), e);
}

/* The pick order is done when no row is open, the order when none of its pick
 * orders is. */
static bool apply(struct judged *j, struct error *e)
{
	const struct staging *s = j->own;
	int64_t open = 0, picked = 0;

	if (s->lost || s->n[ORDER_LEFT])
		return true;
	if (!close_pick_order(j, s, e) || !rules_ask(j, "SELECT count(*) FROM pick_orders WHERE \"order\" = :id AND open = 1", s->n[ORDER_ID], &open, e))
		return false;
	return open || (rules_status(j, "order_statuses", STATUS_PICKED, &picked, e) &&
		rules_update(j, "orders", s->n[ORDER_ID], (struct rules_set[]){{"status", picked}}, 1, e));
}

const struct kind_rules stage_rules = {.name = "stage", .judge = judge, .apply = apply};
