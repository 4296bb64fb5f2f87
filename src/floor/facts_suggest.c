/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What steps suggest, by name: a place for the goods, the row that waits, what is left. */
#include "floor/facts.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/str.h"
#include "floor/facts_ask.h"
#include "store/store.h"

#include <inttypes.h>

#define QUANTITY_SCALE 3

static int64_t warehouse_of(const struct facts *f)
{
	int64_t id = facts_ask(f, "SELECT warehouse FROM purchase_orders WHERE id = :a", facts_ref(f, "purchase_order"), 0, NULL);

	if (!id)
		id = facts_ask(f, "SELECT warehouse FROM pick_orders WHERE id = :a", facts_ref(f, "pick_order"), 0, NULL);
	return id ? id : f->warehouse;
}

/* Places with the same goods, those of the same batch first; the terminal's
 * own unanswered work may have emptied one. */
static const char same_goods_sql[] =
	"SELECT l.name, l.id FROM article_items AS i JOIN locations AS l ON l.id = i.location JOIN location_types AS t ON t.id = l.type"
	" WHERE i.article = :article AND i.quantity > 0 AND i.\"order\" = 0 AND l.locked = 0 AND t.pickable = 1"
	" AND (:warehouse = 0 OR l.warehouse = :warehouse)"
	" ORDER BY (i.batch = :batch) DESC, l.pick_order, l.name, l.id";

static const char *with_same_goods(const struct facts *f, int64_t warehouse, struct arena *a)
{
	struct query *q = store_query(f->store, same_goods_sql, NULL);
	int64_t article = facts_ref(f, "article");
	const char *name = NULL;

	if (!q)
		return NULL;
	query_int(q, ":article", article);
	query_int(q, ":warehouse", warehouse);
	query_text(q, ":batch", facts_text(f, "batch"));
	while (!name && query_step(q, NULL) == QUERY_ROW)
		if (!f->expected || f->expected(f->arg, article, query_get_int(q, 1)) > 0)
			name = arena_strdup(a, query_get_text(q, 0));
	query_done(q);
	return name;
}

static const char *put_away(const struct facts *f, struct arena *a)
{
	int64_t warehouse = warehouse_of(f);
	const char *name = facts_ref(f, "article") ? with_same_goods(f, warehouse, a) : NULL;

	return name ? name : facts_ask_text(f, a,
		"SELECT l.name FROM locations AS l JOIN location_types AS t ON t.id = l.type"
		" WHERE (:a = 0 OR l.warehouse = :a) AND l.locked = 0 AND t.pickable = 1"
		" AND NOT EXISTS (SELECT 1 FROM article_items AS i WHERE i.location = l.id AND i.quantity > 0)"
		" ORDER BY l.pick_order, l.name, l.id LIMIT 1", warehouse, 0, NULL);
}

static const char *waiting_row(const struct facts *f, struct arena *a)
{
	int64_t id = facts_waiting_row(f);

	return id ? arena_printf(a, "%" PRId64, id) : NULL;
}

static bool waiting_row_sure(const struct facts *f)
{
	int64_t order = facts_ref(f, "purchase_order");

	return order && facts_ask(f, "SELECT count(*) FROM purchase_order_rows WHERE article = :a AND purchase_order = :b",
		facts_ref(f, "article"), order, NULL) == 1;
}

static bool one_by_one(const struct facts *f)
{
	return *facts_text(f, "serial");
}

static const char *left(const struct facts *f, struct arena *a)
{
	int64_t milli = one_by_one(f) ? 1000 : facts_left(f);
	char text[32];

	return milli ? arena_strdup(a, decimal_print(milli, QUANTITY_SCALE, '.', text)) : NULL;
}

static const char *staging(const struct facts *f, struct arena *a)
{
	const char *name = facts_ask_text(f, a, "SELECT l.name FROM pick_orders AS p JOIN locations AS l ON l.id = p.staging WHERE p.id = :a",
		facts_ref(f, "pick_order"), 0, NULL);

	return name ? name : facts_ask_text(f, a,
		"SELECT l.name FROM locations AS l JOIN location_types AS t ON t.id = l.type"
		" WHERE (:a = 0 OR l.warehouse = :a) AND l.locked = 0 AND t.staging = 1 ORDER BY l.pick_order, l.name, l.id LIMIT 1",
		warehouse_of(f), 0, NULL);
}

static const char *last(const struct facts *f, struct arena *a)
{
	(void)f;
	(void)a;
	return NULL;
}

static const struct suggestion {
	const char *name;
	const char *(*make)(const struct facts *f, struct arena *a);
	bool (*sure)(const struct facts *f); /* NULL: never */
} suggestions[] = {
	{"put_away", put_away, NULL},
	{"waiting_row", waiting_row, waiting_row_sure},
	{"left", left, one_by_one},
	{"last", last, NULL},
	{"staging", staging, NULL},
};

static const struct suggestion *find(const char *name)
{
	for (size_t i = 0; i < sizeof(suggestions) / sizeof(*suggestions); i++)
		if (str_eq(suggestions[i].name, name))
			return &suggestions[i];
	return NULL;
}

bool suggestion_known(const char *name)
{
	return find(name) != NULL;
}

const char *suggestion_make(const char *name, const struct facts *f, struct arena *a)
{
	const struct suggestion *s = find(name);

	return s ? s->make(f, a) : NULL;
}

bool suggestion_is_sure(const char *name, const struct facts *f)
{
	const struct suggestion *s = find(name);

	return s && s->sure && s->sure(f);
}
