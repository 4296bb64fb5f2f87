/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/order/receive.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/str.h"
#include "store/store.h"

#define STATUS_ARRIVED  200
#define STATUS_RECEIVED 300
#define STATUS_DEVIATES 350

/* The purchase order row in hand, and its order. */
struct receipt {
	int64_t row, purchase_order;
	int64_t article, advised, received, remaining;
	const char *batch;
};

static bool order_open(struct judged *j, int64_t id, int64_t goods_owner, int64_t warehouse, struct error *e)
{
	int64_t n[4];
	const char *status = NULL;

	if (!rules_row(j, "SELECT p.open, p.goods_owner, p.warehouse, s.number, s.name_en FROM purchase_orders AS p"
			" JOIN purchase_order_statuses AS s ON s.id = p.status WHERE p.id = :id", id, "purchase_order", n, 4, &status, e))
		return false;
	if (!n[0])
		return error_set(e, ERR_STATUS, "purchase_order", "%s", status);
	if (n[1] != goods_owner)
		return error_set(e, ERR_WRONG_ARTICLE, "purchase_order", "the purchase order is of another goods owner");
	if (n[2] != warehouse)
		return error_set(e, ERR_WRONG_LOCATION, "location", "the purchase order is for another warehouse");
	return true;
}

static bool read_receipt(struct judged *j, struct receipt *r, struct error *e)
{
	int64_t n[5] = {0};

	r->row = rules_ref(j, "order_row");
	r->purchase_order = rules_ref(j, "purchase_order");
	r->batch = "";
	if (!r->row)
		return true;
	if (!rules_row(j, "SELECT purchase_order, article, advised, received, remaining, batch FROM purchase_order_rows WHERE id = :id",
			r->row, "order_row", n, 5, &r->batch, e))
		return false;
	if (r->purchase_order && r->purchase_order != n[0])
		return error_set(e, ERR_INVALID, "order_row", "a row of another purchase order");
	r->purchase_order = n[0];
	r->article = n[1];
	r->advised = n[2];
	r->received = n[3];
	r->remaining = n[4];
	return true;
}

static bool row_right(struct judged *j, const struct receipt *r, const struct posting *p, struct error *e)
{
	int64_t id = 0;
	const char *number = "";

	if (r->article != p->to.article) {
		rules_row(j, "SELECT id, number FROM articles WHERE id = :id", r->article, "article", &id, 1, &number, NULL);
		return error_set(e, ERR_WRONG_ARTICLE, "article", "%s was advised", number);
	}
	if (*r->batch && !str_eq(r->batch, p->to.batch))
		return error_set(e, ERR_WRONG_BATCH, "batch", "%s was advised", r->batch);
	if (p->quantity_milli > DECIMAL_MAX - r->received)
		return error_set(e, ERR_INVALID, "quantity", "more than can be counted on one row");
	if (p->quantity_milli > r->remaining && !rules_ref(j, "cause"))
		return error_set(e, ERR_REQUIRED, "cause", "%s", "");
	return true;
}

/* A serial number is on one thing only. */
static bool serial_new(struct judged *j, const struct item *it, struct error *e)
{
	struct query *q;
	enum query_step step;

	if (!*it->serial)
		return true;
	q = store_query(j->store, "SELECT 1 FROM article_items WHERE article = :article AND serial = :serial AND quantity > 0 LIMIT 1", e);
	if (!q)
		return false;
	query_int(q, ":article", it->article);
	query_text(q, ":serial", it->serial);
	step = query_step(q, e);
	query_done(q);
	if (step == QUERY_ROW)
		error_set(e, ERR_IN_USE, "serial", "%s is in stock", it->serial);
	return step == QUERY_DONE;
}

static bool judge(struct judged *j, struct error *e)
{
	const struct posting *p = j->postings.list;
	struct receipt *r = arena_new_of(j->arena, struct receipt);

	if (!ledger_in_scope(j->member, p->to.goods_owner, p->to.warehouse, e) || !read_receipt(j, r, e))
		return false;
	if (r->purchase_order && !order_open(j, r->purchase_order, p->to.goods_owner, p->to.warehouse, e))
		return false;
	if (r->row && !row_right(j, r, p, e))
		return false;
	j->own = r;
	j->entry.purchase_order = r->purchase_order;
	j->entry.cause = rules_ref(j, "cause");
	return serial_new(j, &p->to, e);
}

static bool close_rows(struct judged *j, int64_t id, struct error *e)
{
	static const char sql[] = "SELECT id FROM purchase_order_rows WHERE purchase_order = :id AND open = 1 ORDER BY id LIMIT 1";
	int64_t row = 0;

	do {
		if (!rules_ask(j, sql, id, &row, e))
			return false;
		if (row && !rules_update(j, "purchase-order-rows", row, (struct rules_set[]){{"open", 0}}, 1, e))
			return false;
	} while (row);
	return true;
}

bool purchase_close(struct judged *j, int64_t id, bool deviates, struct error *e)
{
	int64_t status = 0;

	return rules_status(j, "purchase_order_statuses", deviates ? STATUS_DEVIATES : STATUS_RECEIVED, &status, e) &&
		rules_update(j, "purchase-orders", id, (struct rules_set[]){{"status", status}, {"open", 0}}, 2, e) && close_rows(j, id, e);
}

static bool fill_row(struct judged *j, const struct receipt *r, int64_t quantity_milli, struct error *e)
{
	int64_t received = r->received + quantity_milli;
	int64_t remaining = r->advised > received ? r->advised - received : 0;

	return rules_update(j, "purchase-order-rows", r->row, (struct rules_set[]){{"received", received}, {"remaining", remaining}}, 2, e);
}

/* The first goods make it arrived in part; when nothing remains it is
 * received, with a deviation when one was given a cause. */
static bool order_moves_on(struct judged *j, const struct receipt *r, struct error *e)
{
	int64_t n[2], remain = 0, arrived = 0;

	if (j->entry.cause && !rules_update(j, "purchase-orders", r->purchase_order, (struct rules_set[]){{"cause", j->entry.cause}}, 1, e))
		return false;
	if (!rules_row(j, "SELECT p.cause, s.number FROM purchase_orders AS p JOIN purchase_order_statuses AS s ON s.id = p.status WHERE p.id = :id",
			r->purchase_order, "purchase_order", n, 2, NULL, e))
		return false;
	if (!rules_ask(j, "SELECT count(*) FROM purchase_order_rows WHERE purchase_order = :id AND remaining > 0", r->purchase_order, &remain, e))
		return false;
	if (!remain && r->row)
		return purchase_close(j, r->purchase_order, n[0] != 0, e);
	if (n[1] >= STATUS_ARRIVED)
		return true;
	return rules_status(j, "purchase_order_statuses", STATUS_ARRIVED, &arrived, e) &&
		rules_update(j, "purchase-orders", r->purchase_order, (struct rules_set[]){{"status", arrived}}, 1, e);
}

static bool apply(struct judged *j, struct error *e)
{
	const struct receipt *r = j->own;

	if (r->row && !fill_row(j, r, j->postings.list->quantity_milli, e))
		return false;
	return !r->purchase_order || order_moves_on(j, r, e);
}

const struct kind_rules receive_rules = {.name = "receive", .judge = judge, .apply = apply};
