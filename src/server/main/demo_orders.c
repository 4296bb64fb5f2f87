/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demonstration's orders: purchase orders, pick orders, movement orders. */
#include <stdio.h>

#include "base/arena.h"
#include "server/main/demo.h"
#include "store/store.h"

enum { PURCHASE_ORDERS = 40, ORDERS = 200, PICK_ORDERS = 30, MOVEMENT_ORDERS = 30, PICK_ROWS = 4 };

static size_t article_of(struct demo *d, int owner)
{
	size_t n = demo_random(d, d->articles_wanted);

	while (d->articles[n].owner != owner)
		n = (n + 1) % d->articles_wanted;
	return n;
}

static void purchase_row(struct demo *d, int64_t order, int position, int owner, int warehouse, int64_t supplier)
{
	struct demo_row r = demo_row("purchase-order-rows");
	int64_t advised = ((int64_t)demo_random(d, 20) + 1) * 12000;

	demo_int(&r, "purchase_order", order);
	demo_int(&r, "position", position);
	demo_int(&r, "article", d->articles[article_of(d, owner)].id);
	demo_int(&r, "advised", advised);
	demo_int(&r, "remaining", advised);
	demo_int(&r, "open", 1);
	demo_int(&r, "goods_owner", d->owners[owner]);
	demo_int(&r, "warehouse", d->warehouses[warehouse]);
	demo_int(&r, "supplier", supplier);
	demo_insert(d, &r);
}

/* Every second is the supplier's whose user is in the demonstration. */
static void purchase_order(struct demo *d, int n, int64_t status)
{
	int owner = n % DEMO_OWNERS, warehouse = n % 4 == 3;
	int64_t supplier = d->suppliers[owner][n / 2 % 2], id;
	struct demo_row r = demo_row("purchase-orders");
	char number[16], reference[32], day[11];

	snprintf(number, sizeof number, "P%05d", 10001 + n);
	snprintf(reference, sizeof reference, "Container %d", 400 + n);
	demo_text(&r, "number", number);
	demo_int(&r, "goods_owner", d->owners[owner]);
	demo_int(&r, "warehouse", d->warehouses[warehouse]);
	demo_int(&r, "status", status);
	demo_int(&r, "supplier", supplier);
	demo_text(&r, "in_date", demo_date(d, n % 9 - 1, day));
	demo_text(&r, "reference", reference);
	demo_int(&r, "open", 1);
	id = demo_insert(d, &r);
	for (int p = 1; p <= 2 + n % 4 && !d->failed; p++)
		purchase_row(d, id, p, owner, warehouse, supplier);
}

struct order {
	int64_t id, customer;
	int owner, warehouse;
	char number[16];
};

static void order(struct demo *d, int n, int owner, int warehouse, int64_t status, struct order *out)
{
	struct demo_row r = demo_row("orders");
	char reference[32], day[11];

	*out = (struct order){.customer = d->customers[owner][n % 4], .owner = owner, .warehouse = warehouse};
	snprintf(out->number, sizeof out->number, "O%06d", 100001 + n);
	snprintf(reference, sizeof reference, "Web %d", 7000 + n);
	demo_text(&r, "number", out->number);
	demo_int(&r, "goods_owner", d->owners[owner]);
	demo_int(&r, "warehouse", d->warehouses[warehouse]);
	demo_int(&r, "status", status);
	demo_int(&r, "customer", out->customer);
	demo_text(&r, "delivery_date", demo_date(d, n % 14, day));
	demo_int(&r, "type", demo_code(d, "order-types", n % 10 ? "NORMAL" : "EXPRESS"));
	demo_text(&r, "reference", reference);
	out->id = demo_insert(d, &r);
}

static int64_t order_row(struct demo *d, const struct order *o, int position, size_t article, int64_t ordered, int64_t allocated)
{
	struct demo_row r = demo_row("order-rows");

	demo_int(&r, "order", o->id);
	demo_int(&r, "position", position);
	demo_int(&r, "article", d->articles[article].id);
	demo_int(&r, "ordered", ordered);
	demo_int(&r, "allocated", allocated);
	demo_int(&r, "goods_owner", d->owners[o->owner]);
	demo_int(&r, "warehouse", d->warehouses[o->warehouse]);
	demo_int(&r, "customer", o->customer);
	return demo_insert(d, &r);
}

static void pick_row(struct demo *d, const struct order *o, int64_t pick_order, int position, const struct demo_item *it, int64_t quantity)
{
	const struct demo_place *p = &d->places[it->place];
	struct demo_row r = demo_row("pick-rows");

	demo_int(&r, "pick_order", pick_order);
	demo_int(&r, "position", position);
	demo_int(&r, "location", p->id);
	demo_int(&r, "article", d->articles[it->article].id);
	demo_int(&r, "quantity", quantity);
	demo_int(&r, "load_carrier", it->carrier);
	demo_text(&r, "batch", it->batch);
	demo_text(&r, "expiry", it->expiry);
	demo_int(&r, "pick_sort", p->pick_order);
	demo_int(&r, "order", o->id);
	demo_int(&r, "order_row", order_row(d, o, position, it->article, quantity, quantity));
	demo_int(&r, "goods_owner", d->owners[o->owner]);
	demo_int(&r, "warehouse", d->warehouses[o->warehouse]);
	demo_insert(d, &r);
}

static int64_t pick_order(struct demo *d, int n, const struct order *o)
{
	struct demo_row r = demo_row("pick-orders");
	char number[16], day[11];

	snprintf(number, sizeof number, "K%05d", 20001 + n);
	demo_text(&r, "number", number);
	demo_int(&r, "goods_owner", d->owners[o->owner]);
	demo_int(&r, "warehouse", d->warehouses[o->warehouse]);
	demo_int(&r, "priority", 1 + n % 5);
	demo_text(&r, "ship_date", demo_date(d, n % 3, day));
	demo_int(&r, "order", o->id);
	demo_text(&r, "order_number", o->number);
	demo_int(&r, "staging", d->staging[o->warehouse]);
	return demo_insert(d, &r);
}

/* Takes the next items of one owner in one warehouse, so that the rows of a
 * pick order are really there, loose, at pick places. */
static void allocated_order(struct demo *d, int n, size_t *next, int64_t status)
{
	const struct demo_item *found[PICK_ROWS];
	int count = 0, position = 0;
	struct order o;
	int64_t id;

	while (count < 2 + n % (PICK_ROWS - 1) && *next < d->item_count) {
		const struct demo_item *it = &d->items[(*next)++];

		if (it->carrier || d->articles[it->article].serial)
			continue;
		if (count == 0 || (d->articles[it->article].owner == d->articles[found[0]->article].owner &&
					  d->places[it->place].warehouse == d->places[found[0]->place].warehouse))
			found[count++] = it;
	}
	if (!count)
		return;
	order(d, n, d->articles[found[0]->article].owner, d->places[found[0]->place].warehouse, status, &o);
	id = pick_order(d, n, &o);
	for (int i = 0; i < count && !d->failed; i++)
		pick_row(d, &o, id, ++position, found[i], (int64_t)(demo_random(d, 4) + 1) * 1000);
}

static void open_order(struct demo *d, int n, int64_t status)
{
	struct order o;

	order(d, n, n % DEMO_OWNERS, n % 5 == 4, status, &o);
	for (int p = 1; p <= 1 + n % 3 && !d->failed; p++)
		order_row(d, &o, p, article_of(d, o.owner), ((int64_t)demo_random(d, 9) + 1) * 1000, 0);
}

/* From the pallet racks to a pick place: loose goods by quantity, every third
 * a whole load carrier. */
static void movement_order(struct demo *d, int n, const struct demo_item *it, size_t to)
{
	struct demo_row r = demo_row("movement-orders");
	const struct demo_place *p = &d->places[it->place];
	bool whole = n % 3 == 0;
	char number[16];

	while (d->places[to].warehouse != p->warehouse || d->places[to].pick == whole || to == it->place)
		to = (to + 1) % d->place_count;
	snprintf(number, sizeof number, "M%05d", 30001 + n);
	demo_text(&r, "number", number);
	demo_int(&r, "goods_owner", d->owners[d->articles[it->article].owner]);
	demo_int(&r, "warehouse", d->warehouses[p->warehouse]);
	demo_int(&r, "type", demo_code(d, "movement-types", whole ? "RELOCATE" : "REPLENISH"));
	demo_int(&r, "priority", 1 + n % 5);
	demo_int(&r, "article", whole ? 0 : d->articles[it->article].id);
	demo_text(&r, "batch", whole ? "" : it->batch);
	demo_int(&r, "from_location", p->id);
	demo_int(&r, "from_load_carrier", it->carrier);
	demo_int(&r, "to_location", d->places[to].id);
	demo_int(&r, "quantity", whole ? 0 : 5000);
	demo_insert(d, &r);
}

void demo_orders(struct demo *d)
{
	int64_t announced = demo_code(d, "purchase-order-statuses", "100");
	int64_t open = demo_code(d, "order-statuses", "100"), allocated = demo_code(d, "order-statuses", "200");
	size_t next = 0;
	int moves = 0;

	for (int n = 0; n < PURCHASE_ORDERS && !d->failed; n++)
		purchase_order(d, n, announced);
	for (int n = 0; n < ORDERS && !d->failed; n++) {
		if (n < PICK_ORDERS)
			allocated_order(d, n, &next, allocated);
		else
			open_order(d, n, open);
	}
	for (size_t i = 0; i < d->item_count && moves < MOVEMENT_ORDERS && !d->failed; i++)
		if (d->items[i].carrier)
			movement_order(d, moves++, &d->items[i], demo_random(d, d->place_count));
}
