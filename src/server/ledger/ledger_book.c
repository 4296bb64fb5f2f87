/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Postings into the ledger: the balances they change, on load carriers too. */
#include "server/ledger/ledger.h"

#include "base/error.h"
#include "model/row.h"
#include "store/store.h"

#include <assert.h>

/* An item's load carrier as its row; 0 none. */
struct carried {
	int64_t from, to;
};

/* The feed is told of what is changed here by hand; row.c tells it of the rest. */
static bool note_change(struct store *s, const char *resource, int64_t row, struct error *e)
{
	struct query *q = store_query(s, "INSERT INTO change (resource, row) VALUES (:resource, :row)", e);

	if (!q)
		return false;
	query_text_kept(q, ":resource", resource);
	query_int(q, ":row", row);
	return query_run(q, e);
}

static bool run_for(struct store *s, const char *sql, int64_t id, struct error *e)
{
	struct query *q = store_query(s, sql, e);

	if (!q)
		return false;
	query_int(q, ":id", id);
	return query_run(q, e);
}

struct carrier {
	int64_t id, location; /* id 0: nobody has seen it yet */
	bool in_stock;
};

static bool carrier_find(struct store *s, const char *sscc, struct carrier *out, struct error *e)
{
	struct query *q = store_query(s, "SELECT id, location, in_stock FROM load_carriers WHERE sscc = :sscc", e);
	enum query_step step;

	*out = (struct carrier){0};
	if (!q)
		return false;
	query_text_kept(q, ":sscc", sscc);
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		*out = (struct carrier){query_get_int(q, 0), query_get_int(q, 1), query_get_int(q, 2)};
		query_done(q);
	}
	return step != QUERY_FAIL;
}

/* A carrier stands where its goods are put, and has something on it now. */
static bool carrier_place(struct store *s, const struct item *it, int64_t *id, struct error *e)
{
	const struct resource *r = resource_find("load-carriers");
	const struct row_value v[] = {
		{field_find(r, "goods_owner"), value_int(it->goods_owner)},
		{field_find(r, "warehouse"), value_int(it->warehouse)},
		{field_find(r, "location"), value_int(it->location)},
		{field_find(r, "in_stock"), value_int(1)},
		{field_find(r, "sscc"), value_text(it->load_carrier)},
	};
	size_t n = sizeof(v) / sizeof(*v);
	struct carrier c;

	if (!carrier_find(s, it->load_carrier, &c, e))
		return false;
	*id = c.id;
	if (c.id)
		return (c.location == it->location && c.in_stock) || row_update(s, r, c.id, v, n - 1, e);
	*id = row_insert(s, r, 0, v, n, e);
	return *id != 0;
}

static bool carriers_of(struct store *s, const struct posting *p, struct carried *c, struct error *e)
{
	struct carrier from = {0};

	*c = (struct carried){0};
	if (p->has_from && *p->from.load_carrier) {
		if (!carrier_find(s, p->from.load_carrier, &from, e))
			return false;
		if (!from.id)
			return error_set(e, ERR_INTERNAL, "load_carrier", "goods were to be taken from a carrier that is not there");
		c->from = from.id;
	}
	return !p->has_to || !*p->to.load_carrier || carrier_place(s, &p->to, &c->to, e);
}

static bool carrier_emptied(struct store *s, int64_t id, struct error *e)
{
	if (!run_for(s, "UPDATE load_carriers SET in_stock = 0, rev = rev + 1 WHERE id = :id AND in_stock = 1"
			" AND NOT EXISTS (SELECT 1 FROM article_items WHERE load_carrier = :id AND quantity > 0)", id, e))
		return false;
	return store_changes(s) == 0 || note_change(s, "load-carriers", id, e);
}

#define THE_ITEM \
	" WHERE article = :article AND location = :location AND load_carrier = :carrier AND batch = :batch AND expiry = :expiry" \
	" AND serial = :serial AND status = :status AND \"order\" = :order"

static void bind_item(struct query *q, const struct item *it, int64_t carrier)
{
	query_int(q, ":article", it->article);
	query_int(q, ":location", it->location);
	query_int(q, ":carrier", carrier);
	query_text_kept(q, ":batch", it->batch);
	query_text_kept(q, ":expiry", it->expiry);
	query_text_kept(q, ":serial", it->serial);
	query_int(q, ":status", it->status);
	query_int(q, ":order", it->order);
}

static const char *item_state(struct store *s, const struct item *it)
{
	struct query *q = store_query(s, "SELECT sellable FROM goods_status WHERE id = :id", NULL);
	bool sellable = false;

	if (q) {
		query_int(q, ":id", it->status);
		sellable = query_step(q, NULL) == QUERY_ROW && query_get_int(q, 0);
		query_done(q);
	}
	if (!sellable)
		return "locked";
	return it->order ? "booked" : "free";
}

static bool item_make(struct store *s, const struct item *it, int64_t carrier, int64_t quantity_milli, struct error *e)
{
	const struct resource *r = resource_find("article-items");
	const struct row_value v[] = {
		{field_find(r, "article"), value_int(it->article)},
		{field_find(r, "location"), value_int(it->location)},
		{field_find(r, "quantity"), value_int(quantity_milli)},
		{field_find(r, "load_carrier"), value_int(carrier)},
		{field_find(r, "batch"), value_text(it->batch)},
		{field_find(r, "expiry"), value_text(it->expiry)},
		{field_find(r, "serial"), value_text(it->serial)},
		{field_find(r, "status"), value_int(it->status)},
		{field_find(r, "state"), value_text(item_state(s, it))},
		{field_find(r, "order"), value_int(it->order)},
		{field_find(r, "goods_owner"), value_int(it->goods_owner)},
		{field_find(r, "warehouse"), value_int(it->warehouse)},
		{field_find(r, "in_stock"), value_int(1)},
	};

	return row_insert(s, r, 0, v, sizeof(v) / sizeof(*v), e) != 0;
}

static bool item_find(struct store *s, const struct item *it, int64_t carrier, int64_t *id, struct error *e)
{
	struct query *q = store_query(s, "SELECT id FROM article_items" THE_ITEM, e);
	enum query_step step;

	*id = 0;
	if (!q)
		return false;
	bind_item(q, it, carrier);
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		*id = query_get_int(q, 0);
		query_done(q);
	}
	return step != QUERY_FAIL;
}

/* Three indexes lead with in_stock: it is written only when it is another. */
static const char more_sql[] =
	"UPDATE article_items SET quantity = quantity + :by, rev = rev + 1 WHERE id = :id AND quantity + :by >= 0"
	" AND (quantity > 0) = (quantity + :by > 0)";
static const char turn_sql[] =
	"UPDATE article_items SET quantity = quantity + :by, in_stock = (quantity + :by > 0), rev = rev + 1 WHERE id = :id AND quantity + :by >= 0";

static bool item_add(struct store *s, const char *sql, int64_t id, int64_t by_milli, struct error *e)
{
	struct query *q = store_query(s, sql, e);

	if (!q)
		return false;
	query_int(q, ":by", by_milli);
	query_int(q, ":id", id);
	return query_run(q, e);
}

/* Changes the balance; one that never was is made.  Never below zero: what was
 * judged is what is booked, so that would be our mistake. */
static bool item_change(struct store *s, const struct item *it, int64_t carrier, int64_t by_milli, struct error *e)
{
	int64_t id = it->row;

	if (!id && !item_find(s, it, carrier, &id, e))
		return false;
	if (!id && by_milli > 0)
		return item_make(s, it, carrier, by_milli, e);
	if (!item_add(s, more_sql, id, by_milli, e) || (store_changes(s) == 0 && !item_add(s, turn_sql, id, by_milli, e)))
		return false;
	if (store_changes(s) == 0)
		return error_set(e, ERR_INTERNAL, "quantity", "a balance below zero was to be booked");
	return note_change(s, "article-items", id, e);
}

static const char entry_sql[] =
	"INSERT INTO goods_transactions (time, kind, article, quantity, from_location, to_location, from_load_carrier, to_load_carrier,"
	" batch, expiry, serial, status, \"order\", purchase_order, cause, user, goods_owner, warehouse, terminal_time, terminal,"
	" \"transaction\", line) VALUES (:time, :kind, :article, :quantity, :from_location, :to_location, :from_carrier, :to_carrier,"
	" :batch, :expiry, :serial, :status, :order, :purchase_order, :cause, :user, :goods_owner, :warehouse, :terminal_time, :terminal,"
	" :transaction, :line)";

static void bind_entry(struct query *q, const struct ledger_entry *l, int64_t line)
{
	query_int(q, ":time", l->now_ms);
	query_text_kept(q, ":kind", l->kind);
	query_int(q, ":purchase_order", l->purchase_order);
	query_int(q, ":cause", l->cause);
	query_int(q, ":user", l->user);
	query_int(q, ":terminal_time", l->terminal_time_ms);
	query_text_kept(q, ":terminal", l->terminal);
	query_text_kept(q, ":transaction", l->transaction);
	query_int(q, ":line", line);
}

static bool entry_add(struct store *s, struct ledger_entry *l, const struct posting *p, const struct carried *c, struct error *e)
{
	struct query *q = store_query(s, entry_sql, e);
	const struct item *it = p->has_to ? &p->to : &p->from;

	if (!q)
		return false;
	bind_entry(q, l, ++l->lines);
	query_int(q, ":article", it->article);
	query_int(q, ":quantity", p->quantity_milli);
	query_int(q, ":from_location", p->has_from ? p->from.location : 0);
	query_int(q, ":to_location", p->has_to ? p->to.location : 0);
	query_int(q, ":from_carrier", c->from);
	query_int(q, ":to_carrier", c->to);
	query_text_kept(q, ":batch", it->batch);
	query_text_kept(q, ":expiry", it->expiry);
	query_text_kept(q, ":serial", it->serial);
	query_int(q, ":status", it->status);
	query_int(q, ":order", it->order);
	query_int(q, ":goods_owner", it->goods_owner);
	query_int(q, ":warehouse", it->warehouse);
	if (!query_run(q, e))
		return false;
	if (!l->document)
		l->document = store_last_id(s);
	return true;
}

static bool book_one(struct store *s, struct ledger_entry *l, const struct posting *p, struct error *e)
{
	struct carried c;

	assert(p->quantity_milli > 0);
	if (!carriers_of(s, p, &c, e))
		return false;
	if (p->has_from && !item_change(s, &p->from, c.from, -p->quantity_milli, e))
		return false;
	if (p->has_to && !item_change(s, &p->to, c.to, p->quantity_milli, e))
		return false;
	if (c.from && c.from != c.to && !carrier_emptied(s, c.from, e))
		return false;
	return entry_add(s, l, p, &c, e);
}

bool ledger_book(struct store *s, struct ledger_entry *l, const struct postings *p, struct error *e)
{
	for (size_t i = 0; i < p->count; i++)
		if (!book_one(s, l, &p->list[i], e))
			return false;
	return true;
}

bool ledger_note(struct store *s, struct ledger_entry *l, const struct item *it, int64_t quantity_milli, struct error *e)
{
	struct posting p = {.has_from = true, .has_to = true, .from = *it, .to = *it, .quantity_milli = quantity_milli};
	struct carried c = {0};
	struct carrier found = {0};

	if (*it->load_carrier && !carrier_find(s, it->load_carrier, &found, e))
		return false;
	c.from = c.to = found.id;
	return entry_add(s, l, &p, &c, e);
}
