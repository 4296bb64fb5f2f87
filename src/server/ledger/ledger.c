/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ledger/ledger.h"

#include "base/decimal.h"
#include "base/error.h"
#include "store/store.h"

#include <inttypes.h>

#define QUANTITY_SCALE 3

static bool is_among(int64_t id, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static bool no_warehouse(int64_t warehouse, struct error *e)
{
	return error_set(e, ERR_NO_WAREHOUSE, "warehouse", "warehouse %" PRId64, warehouse);
}

bool ledger_in_scope(const struct member *m, int64_t goods_owner, int64_t warehouse, struct error *e)
{
	if (warehouse && !m->all_warehouses && !is_among(warehouse, m->warehouses, m->warehouse_count))
		return no_warehouse(warehouse, e);
	if (goods_owner && !m->all_goods_owners && !is_among(goods_owner, m->goods_owners, m->goods_owner_count))
		return error_set(e, ERR_FORBIDDEN, "goods_owner", "goods of an owner one does not work for");
	return true;
}

static bool place_open(struct store *s, int64_t location, const char *side, struct error *e)
{
	struct query *q = store_query(s, "SELECT locked, name FROM locations WHERE id = :id", e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":id", location);
	step = query_step(q, e);
	if (step == QUERY_DONE)
		error_set(e, ERR_NOT_FOUND, side, "there is no such location");
	if (step == QUERY_ROW && query_get_int(q, 0))
		error_set(e, ERR_LOCKED, side, "%s", query_get_text(q, 1));
	step = step == QUERY_ROW && query_get_int(q, 0) ? QUERY_FAIL : step;
	query_done(q);
	return step == QUERY_ROW;
}

static bool side_right(struct store *s, const struct member *m, const struct item *it, const char *side, struct error *e)
{
	return ledger_in_scope(m, it->goods_owner, it->warehouse, e) && place_open(s, it->location, side, e);
}

/* Several postings may take from one item; each is counted with those before. */
static int64_t taken_milli(const struct postings *p, size_t last)
{
	int64_t sum = 0;

	for (size_t i = 0; i <= last; i++)
		if (p->list[i].has_from && item_compare(&p->list[i].from, &p->list[last].from) == 0)
			sum += p->list[i].quantity_milli;
	return sum;
}

static bool too_little(struct store *s, const struct item *it, int64_t there, struct error *e)
{
	struct query *q = store_query(s, "SELECT name FROM locations WHERE id = :id", e);
	char text[32];

	if (!q)
		return false;
	query_int(q, ":id", it->location);
	if (query_step(q, e) == QUERY_ROW)
		error_set(e, ERR_NO_STOCK, "quantity", "%s: %s", query_get_text(q, 0), decimal_print(there, QUANTITY_SCALE, '.', text));
	query_done(q);
	return false;
}

static bool enough(struct store *s, struct postings *p, size_t i, struct error *e)
{
	int64_t there = 0;

	if (!item_quantity(s, &p->list[i].from, &there, &p->list[i].from.row, e))
		return false;
	return taken_milli(p, i) <= there || too_little(s, &p->list[i].from, there, e);
}

static int64_t put_milli(const struct postings *p, size_t last)
{
	int64_t sum = 0;

	for (size_t i = 0; i <= last && sum <= DECIMAL_MAX; i++)
		if (p->list[i].has_to && item_compare(&p->list[i].to, &p->list[last].to) == 0)
			sum += p->list[i].quantity_milli;
	return sum;
}

/* A balance stays a number that can be written and added up. */
static bool room(struct store *s, struct postings *p, size_t i, struct error *e)
{
	int64_t there = 0;

	if (!item_quantity(s, &p->list[i].to, &there, &p->list[i].to.row, e))
		return false;
	return put_milli(p, i) <= DECIMAL_MAX - there || error_set(e, ERR_INVALID, "quantity", "more than can be counted");
}

bool ledger_judge(struct store *s, const struct member *m, struct postings *p, struct error *e)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct posting *one = &p->list[i];

		if (one->has_from && (!side_right(s, m, &one->from, "location", e) || !enough(s, p, i, e)))
			return false;
		if (one->has_to && (!side_right(s, m, &one->to, "to_location", e) || !room(s, p, i, e)))
			return false;
	}
	return true;
}
