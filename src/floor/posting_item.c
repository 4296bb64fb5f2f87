/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a posting moves, an item: how two compare, and how much there is of one in a place. */
#include "floor/posting.h"

#include "base/error.h"
#include "base/str.h"
#include "store/store.h"

#include <string.h>

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int item_compare(const struct item *a, const struct item *b)
{
	int c = compare_int(a->article, b->article);

	if (!c)
		c = compare_int(a->location, b->location);
	if (!c)
		c = strcmp(a->load_carrier, b->load_carrier);
	if (!c)
		c = strcmp(a->batch, b->batch);
	if (!c)
		c = strcmp(a->expiry, b->expiry);
	if (!c)
		c = strcmp(a->serial, b->serial);
	if (!c)
		c = compare_int(a->status, b->status);
	if (!c)
		c = compare_int(a->order, b->order);
	return c;
}

/* Every balance of an article in a place, by an index that leads with both. */
static const char item_sql[] =
	"SELECT i.id, i.quantity FROM article_items AS i WHERE i.article = :article AND i.location = :location"
	" AND i.load_carrier = CASE :sscc WHEN '' THEN 0 ELSE coalesce((SELECT id FROM load_carriers WHERE sscc = :sscc), -1) END"
	" AND i.batch = :batch AND i.expiry = :expiry AND i.serial = :serial AND i.status = :status AND i.\"order\" = :order";

static struct query *found(struct store *s, int64_t row, struct error *e)
{
	struct query *q = store_query(s, "SELECT id, quantity FROM article_items WHERE id = :id", e);

	if (q)
		query_int(q, ":id", row);
	return q;
}

static struct query *find(struct store *s, const struct item *it, struct error *e)
{
	struct query *q = store_query(s, item_sql, e);

	if (!q)
		return NULL;
	query_int(q, ":article", it->article);
	query_int(q, ":location", it->location);
	query_text_kept(q, ":sscc", it->load_carrier);
	query_text_kept(q, ":batch", it->batch);
	query_text_kept(q, ":expiry", it->expiry);
	query_text_kept(q, ":serial", it->serial);
	query_int(q, ":status", it->status);
	query_int(q, ":order", it->order);
	return q;
}

bool item_quantity(struct store *s, const struct item *it, int64_t *quantity_milli, int64_t *id, struct error *e)
{
	struct query *q = it->row ? found(s, it->row, e) : find(s, it, e);
	enum query_step step;

	*quantity_milli = 0;
	if (id)
		*id = 0;
	if (!q)
		return false;
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		*quantity_milli = query_get_int(q, 1);
		if (id)
			*id = query_get_int(q, 0);
		query_done(q);
	}
	return step != QUERY_FAIL;
}

/* Expiry, status and order follow from the goods, and a terminal may not know
 * them yet: goods are the same for `after` where hands cannot tell them apart. */
static bool items_touch(const struct item *a, const struct item *b)
{
	if (*a->load_carrier && str_eq(a->load_carrier, b->load_carrier))
		return true;
	return a->article == b->article && a->location == b->location && str_eq(a->load_carrier, b->load_carrier) &&
		str_eq(a->batch, b->batch) && str_eq(a->serial, b->serial);
}

static bool posting_touches(const struct posting *a, const struct posting *b)
{
	return (a->has_from && b->has_from && items_touch(&a->from, &b->from)) || (a->has_from && b->has_to && items_touch(&a->from, &b->to)) ||
		(a->has_to && b->has_from && items_touch(&a->to, &b->from)) || (a->has_to && b->has_to && items_touch(&a->to, &b->to));
}

bool postings_touch(const struct postings *a, const struct postings *b)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count; k++)
			if (posting_touches(&a->list[i], &b->list[k]))
				return true;
	return false;
}
