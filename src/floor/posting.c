/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/posting.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "floor/body.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#define ONE_MILLI 1000

struct place {
	int64_t location, warehouse;
	char sscc[19];   /* "" none */
	int64_t carrier; /* its row; 0: none, or one that nobody has seen yet */
};

struct article {
	int64_t id, goods_owner;
	bool asks_batch, asks_expiry, asks_serial;
};

struct making {
	struct store *store;
	struct arena *arena;
	const struct kind *kind;
	struct body body;
	struct place from, to;
	struct article article;
	int64_t quantity_milli;
	struct postings *out;
	size_t room;
};

static struct posting *add(struct making *m)
{
	struct postings *p = m->out;

	if (p->count == m->room) {
		struct posting *more = arena_array(m->arena, struct posting, m->room ? m->room * 2 : 4);

		if (p->count)
			memcpy(more, p->list, p->count * sizeof(*more));
		p->list = more;
		m->room = m->room ? m->room * 2 : 4;
	}
	memset(&p->list[p->count], 0, sizeof(*p->list));
	return &p->list[p->count++];
}

/* One row of one statement with one parameter; false without an error: none. */
static struct query *row_of(struct making *m, const char *sql, int64_t id, struct error *e)
{
	struct query *q = store_query(m->store, sql, e);

	if (!q)
		return NULL;
	query_int(q, ":id", id);
	return query_step(q, e) == QUERY_ROW ? q : NULL;
}

static bool read_warehouse(struct making *m, struct place *p, const struct field *f, struct error *e)
{
	struct query *q = row_of(m, "SELECT warehouse FROM locations WHERE id = :id", p->location, e);

	if (!q)
		return error_set(e, ERR_NOT_FOUND, f->name, "there is no such location");
	p->warehouse = query_get_int(q, 0);
	query_done(q);
	return true;
}

/* Where the load carrier stands; *empty: nothing is on it, so it may be taken
 * anywhere. */
static bool read_carrier(struct making *m, struct place *p, int64_t *stands, bool *empty, struct error *e)
{
	struct query *q = store_query(m->store, "SELECT id, location, in_stock FROM load_carriers WHERE sscc = :sscc", e);
	enum query_step step;

	*stands = 0;
	*empty = true;
	if (!q)
		return false;
	query_text(q, ":sscc", p->sscc);
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		p->carrier = query_get_int(q, 0);
		*stands = query_get_int(q, 1);
		*empty = !query_get_int(q, 2);
		query_done(q);
	}
	return step != QUERY_FAIL;
}

/* Where it stands is told within the warehouse that was named: the other may
 * not be for this user to know (B4). */
static bool stands_elsewhere(struct making *m, const struct place *p, const struct field *f, int64_t stands, struct error *e)
{
	static const char sql[] = "SELECT name FROM locations WHERE id = :id AND warehouse = (SELECT warehouse FROM locations WHERE id = :named)";
	struct query *q = store_query(m->store, sql, e);
	bool told = false;

	if (!q)
		return false;
	query_int(q, ":id", stands);
	query_int(q, ":named", p->location);
	told = query_step(q, e) == QUERY_ROW;
	if (told)
		error_set(e, ERR_WRONG_LOCATION, f->name, "%s stands at %s", p->sscc, query_get_text(q, 0));
	else
		error_set(e, ERR_WRONG_LOCATION, f->name, "%s stands elsewhere", p->sscc);
	query_done(q);
	return false;
}

static bool from_place(struct making *m, struct error *e)
{
	const struct place_fields *f = &m->kind->from;
	struct place *p = &m->from;
	int64_t stands = 0;
	bool empty;

	p->location = field_int(&m->body, f->location);
	str_copy(p->sscc, sizeof(p->sscc), field_text(&m->body, f->load_carrier));
	if (*p->sscc) {
		if (!read_carrier(m, p, &stands, &empty, e))
			return false;
		if (!p->carrier)
			return error_set(e, ERR_NOT_FOUND, f->load_carrier->name, "there is no load carrier %s", p->sscc);
		if (p->location && p->location != stands)
			return stands_elsewhere(m, p, f->load_carrier, stands, e);
		p->location = stands;
	}
	if (!p->location)
		return error_set(e, ERR_REQUIRED, f->location ? f->location->name : f->load_carrier->name, "%s", "");
	return read_warehouse(m, p, f->location ? f->location : f->load_carrier, e);
}

/* Goods picked into the hand, or onto a load carrier nobody has seen, are at
 * the warehouse's place for that. */
static bool transit_place(struct making *m, struct place *p, const struct field *f, struct error *e)
{
	struct query *q = row_of(m, "SELECT transit FROM warehouses WHERE id = :id", m->from.warehouse, e);

	if (q)
		p->location = query_get_int(q, 0);
	query_done(q);
	return p->location || error_set(e, ERR_REQUIRED, f->name, "%s", "");
}

static bool to_place(struct making *m, struct error *e)
{
	const struct place_fields *f = &m->kind->to;
	const struct field *where = f->location ? f->location : f->load_carrier;
	struct place *p = &m->to;
	int64_t stands = 0;
	bool empty = true;

	p->location = field_int(&m->body, f->location);
	str_copy(p->sscc, sizeof(p->sscc), field_text(&m->body, f->load_carrier));
	if (*p->sscc && !read_carrier(m, p, &stands, &empty, e))
		return false;
	if (p->location && p->carrier && !empty && stands != p->location)
		return stands_elsewhere(m, p, f->load_carrier, stands, e);
	if (!p->location && !empty)
		p->location = stands;
	if (!p->location && m->kind->order && !transit_place(m, p, where, e))
		return false;
	if (!p->location)
		p->location = stands;
	if (!p->location)
		return error_set(e, ERR_REQUIRED, where->name, "%s", "");
	return read_warehouse(m, p, where, e);
}

static bool places(struct making *m, struct error *e)
{
	const struct kind *k = m->kind;

	if (!k->from_nowhere && !from_place(m, e))
		return false;
	if (!k->to_nowhere && !to_place(m, e))
		return false;
	if (!k->from_nowhere && !k->to_nowhere && m->from.warehouse != m->to.warehouse)
		return error_set(e, ERR_INVALID, k->to.location ? k->to.location->name : k->to.load_carrier->name, "in another warehouse");
	return true;
}

static bool read_article(struct making *m, struct error *e)
{
	int64_t id = body_int(&m->body, "article");
	struct query *q;

	if (!id)
		return error_set(e, ERR_REQUIRED, "article", "%s", "");
	q = row_of(m, "SELECT goods_owner, asks_batch, asks_expiry, asks_serial FROM articles WHERE id = :id", id, e);
	if (!q)
		return error_set(e, ERR_NOT_FOUND, "article", "there is no such article");
	m->article = (struct article){
		.id = id,
		.goods_owner = query_get_int(q, 0),
		.asks_batch = query_get_int(q, 1),
		.asks_expiry = query_get_int(q, 2),
		.asks_serial = query_get_int(q, 3),
	};
	query_done(q);
	return true;
}

static bool read_quantity(struct making *m, bool *none, struct error *e)
{
	m->quantity_milli = body_int(&m->body, "quantity");
	*none = m->quantity_milli == 0 && body_int(&m->body, "short");
	if (!body_has(&m->body, "quantity"))
		return error_set(e, ERR_REQUIRED, "quantity", "%s", "");
	if (m->quantity_milli <= 0 && !*none)
		return error_set(e, ERR_INVALID, "quantity", "more than nothing");
	if (m->quantity_milli > POSTING_MOST_MILLI)
		return error_set(e, ERR_INVALID, "quantity", "too much for one transaction");
	return true;
}

/* What the article wants to be known of its goods. */
static bool asked(const struct making *m, struct error *e)
{
	if (m->article.asks_batch && !body_has(&m->body, "batch"))
		return error_set(e, ERR_REQUIRED, "batch", "%s", "");
	if (m->article.asks_expiry && !body_has(&m->body, "expiry"))
		return error_set(e, ERR_REQUIRED, "expiry", "%s", "");
	if (m->article.asks_serial && !body_has(&m->body, "serial"))
		return error_set(e, ERR_REQUIRED, "serial", "%s", "");
	return true;
}

static int64_t default_status(struct making *m)
{
	return store_ask_int(m->store, "SELECT id FROM goods_status WHERE active = 1 ORDER BY sellable DESC, pickable DESC, position, id LIMIT 1", 0);
}

/* The item as the body names it, in a place. */
static struct item named_item(struct making *m, const struct place *p)
{
	struct item it = {
		.goods_owner = m->article.goods_owner,
		.warehouse = p->warehouse,
		.article = m->article.id,
		.location = p->location,
		.status = body_int(&m->body, "status"),
	};

	str_copy(it.load_carrier, sizeof(it.load_carrier), p->sscc);
	str_copy(it.batch, sizeof(it.batch), body_text(&m->body, "batch"));
	str_copy(it.expiry, sizeof(it.expiry), body_text(&m->body, "expiry"));
	str_copy(it.serial, sizeof(it.serial), body_text(&m->body, "serial"));
	return it;
}

static void put_in(struct item *it, const struct place *p)
{
	it->row = 0;
	it->warehouse = p->warehouse;
	it->location = p->location;
	str_copy(it->load_carrier, sizeof(it->load_carrier), p->sscc);
}

/* The posting's other side follows from what is taken. */
static void finish(struct making *m, struct posting *p)
{
	int64_t order = field_int(&m->body, m->kind->order);

	p->has_from = !m->kind->from_nowhere;
	p->has_to = !m->kind->to_nowhere;
	if (!p->has_to)
		return;
	if (p->has_from)
		p->to = p->from;
	put_in(&p->to, &m->to);
	if (order)
		p->to.order = order;
}

static bool receive(struct making *m, struct error *e)
{
	struct posting *p;

	if (!asked(m, e))
		return false;
	if (m->article.asks_serial && m->quantity_milli != ONE_MILLI)
		return error_set(e, ERR_INVALID, "quantity", "one for each serial number");
	p = add(m);
	p->quantity_milli = m->quantity_milli;
	p->to = named_item(m, &m->to);
	if (!p->to.status)
		p->to.status = default_status(m);
	if (!p->to.status)
		return error_set(e, ERR_REQUIRED, "status", "%s", "");
	finish(m, p);
	return true;
}

/* All balances that the body may mean, the likeliest first: those of the
 * order, then free ones of the ordinary status, what expires first. */
static const char candidates_sql[] =
	"SELECT i.batch, i.expiry, i.serial, i.status, i.\"order\", i.quantity, i.id FROM article_items AS i LEFT JOIN goods_status AS s ON s.id = i.status"
	" WHERE i.article = :article AND i.location = :location AND i.load_carrier = :carrier AND i.quantity > 0"
	" AND (:batch = '' OR i.batch = :batch) AND (:expiry = '' OR i.expiry = :expiry) AND (:serial = '' OR i.serial = :serial)"
	" AND (:status = 0 OR i.status = :status) AND (:order = 0 OR i.\"order\" IN (0, :order))"
	" ORDER BY (i.\"order\" = :order) DESC, (i.\"order\" = 0) DESC, s.sellable DESC, s.pickable DESC, s.position,"
	" (i.expiry = ''), i.expiry, i.batch, i.serial, i.id";

static struct query *candidates(struct making *m, const struct item *named, struct error *e)
{
	struct query *q = store_query(m->store, candidates_sql, e);

	if (!q)
		return NULL;
	query_int(q, ":article", named->article);
	query_int(q, ":location", named->location);
	query_int(q, ":carrier", m->from.carrier);
	query_text_kept(q, ":batch", named->batch);
	query_text_kept(q, ":expiry", named->expiry);
	query_text_kept(q, ":serial", named->serial);
	query_int(q, ":status", named->status);
	query_int(q, ":order", field_int(&m->body, m->kind->order));
	return q;
}

static struct item candidate_item(const struct query *q, const struct item *named)
{
	struct item it = *named;

	str_copy(it.batch, sizeof(it.batch), query_get_text(q, 0));
	str_copy(it.expiry, sizeof(it.expiry), query_get_text(q, 1));
	str_copy(it.serial, sizeof(it.serial), query_get_text(q, 2));
	it.status = query_get_int(q, 3);
	it.order = query_get_int(q, 4);
	it.row = query_get_int(q, 6);
	return it;
}

/* More than what was asked for is there, and it is not all alike: whoever took
 * some must say which, where the article asks for it. */
static bool alike(const struct making *m, const struct item *taken, const struct item *left, struct error *e)
{
	if (m->article.asks_batch && !str_eq(taken->batch, left->batch))
		return error_set(e, ERR_REQUIRED, "batch", "%s", "");
	if (m->article.asks_expiry && str_eq(taken->batch, left->batch) && !str_eq(taken->expiry, left->expiry))
		return error_set(e, ERR_REQUIRED, "expiry", "%s", "");
	if (m->article.asks_serial && !str_eq(taken->serial, left->serial))
		return error_set(e, ERR_REQUIRED, "serial", "%s", "");
	return true;
}

/* Takes from the candidates in turn until it is enough; *left_milli is what
 * nothing is there for. */
static bool take_each(struct making *m, struct query *q, const struct item *named, int64_t *left_milli, struct error *e)
{
	enum query_step step;

	while ((step = query_step(q, e)) == QUERY_ROW) {
		struct item it = candidate_item(q, named);
		int64_t there = query_get_int(q, 5);
		struct posting *p;

		if (*left_milli == 0) {
			if (!alike(m, &m->out->list[m->out->count - 1].from, &it, e))
				return false;
			continue;
		}
		p = add(m);
		p->from = it;
		p->quantity_milli = there < *left_milli ? there : *left_milli;
		*left_milli -= p->quantity_milli;
		finish(m, p);
		if (*left_milli == 0 && p->quantity_milli < there && !alike(m, &m->out->list[0].from, &it, e))
			return false;
	}
	return step == QUERY_DONE;
}

static bool take(struct making *m, struct error *e)
{
	struct item named = named_item(m, &m->from);
	int64_t left_milli = m->quantity_milli;
	struct query *q = candidates(m, &named, e);
	struct posting *p;
	bool taken;

	if (!q)
		return false;
	taken = take_each(m, q, &named, &left_milli, e);
	query_done(q);
	if (!taken || left_milli == 0)
		return taken;
	/* More than there is: whoever books it finds out, and says how much. */
	p = m->out->count ? &m->out->list[m->out->count - 1] : add(m);
	if (!p->quantity_milli) {
		p->from = named;
		if (!p->from.status)
			p->from.status = default_status(m);
		finish(m, p);
	}
	p->quantity_milli += left_milli;
	return true;
}

static const char contents_sql[] =
	"SELECT batch, expiry, serial, status, \"order\", quantity, id, article, goods_owner FROM article_items"
	" WHERE load_carrier = :id AND quantity > 0 ORDER BY article, id";

/* All that is on the load carrier, as it is; the carrier goes along unless
 * another one is named. */
static bool take_whole(struct making *m, struct error *e)
{
	struct query *q = store_query(m->store, contents_sql, e);
	enum query_step step;

	if (!q)
		return false;
	query_int(q, ":id", m->from.carrier);
	if (!*m->to.sscc)
		str_copy(m->to.sscc, sizeof(m->to.sscc), m->from.sscc);
	while ((step = query_step(q, e)) == QUERY_ROW) {
		struct item place = {.article = query_get_int(q, 7), .goods_owner = query_get_int(q, 8)};
		struct posting *p = add(m);

		put_in(&place, &m->from);
		p->from = candidate_item(q, &place);
		p->quantity_milli = query_get_int(q, 5);
		finish(m, p);
	}
	return step == QUERY_DONE;
}

static bool make(struct making *m, struct error *e)
{
	bool none = false;

	if (!places(m, e))
		return false;
	if (m->kind->whole && !body_has(&m->body, "article")) {
		if (!m->from.carrier)
			return error_set(e, ERR_REQUIRED, kind_field(m->kind, "article") ? "article" : m->kind->from.load_carrier->name, "%s", "");
		return take_whole(m, e);
	}
	if (!read_article(m, e) || !read_quantity(m, &none, e))
		return false;
	if (none)
		return true;
	return m->kind->from_nowhere ? receive(m, e) : take(m, e);
}

static int by_item(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;

	return x->has_from ? item_compare(&x->from, &y->from) : item_compare(&x->to, &y->to);
}

bool postings_of(struct store *s, struct arena *a, const struct kind *k, const struct json *body, struct postings *out, struct error *e)
{
	struct making m = {.store = s, .arena = a, .kind = k, .out = out};

	*out = (struct postings){0};
	if (!body_check(s, a, k, body, &m.body, e))
		return false;
	if (!k->posts)
		return true;
	if (!make(&m, e))
		return false;
	if (out->count > 1)
		qsort(out->list, out->count, sizeof(*out->list), by_item);
	return true;
}
