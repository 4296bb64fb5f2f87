/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/resolve.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/store.h"

#include <string.h>

#define CHECK_DIGITS_MOST 4
#define ONE_MILLI         1000

/* Each gives id, code, name, package quantity, goods owner, warehouse; 0 where
 * it has none.  The leading scope is spelled out, so that each is a few seeks. */
#define OWNERS     "goods_owner IN (SELECT id FROM goods_owners)"
#define WAREHOUSES "warehouse IN (SELECT id FROM warehouses)"

static const char barcode_sql[] =
	"SELECT a.id, a.number, a.name, b.quantity, a.goods_owner, 0 FROM article_barcodes AS b JOIN articles AS a ON a.id = b.article"
	" WHERE b." OWNERS " AND b.barcode_fold = :text ORDER BY b.quantity, a.id";
static const char article_sql[] =
	"SELECT id, number, name, 1000, goods_owner, 0 FROM articles WHERE " OWNERS " AND number_fold = :text ORDER BY id";
static const char location_sql[] =
	"SELECT id, name, '', 1000, 0, warehouse FROM locations WHERE " WAREHOUSES " AND name_fold = :text"
	" AND (:digits = '' OR check_digits = :digits) ORDER BY id";
static const char carrier_sql[] = "SELECT id, sscc, '', 1000, goods_owner, warehouse FROM load_carriers WHERE sscc = :text";
static const char purchase_sql[] =
	"SELECT id, number, reference, 1000, goods_owner, warehouse FROM purchase_orders WHERE " OWNERS " AND number_fold = :text"
	" ORDER BY open DESC, id";
static const char pick_sql[] =
	"SELECT id, number, order_number, 1000, goods_owner, warehouse FROM pick_orders WHERE " OWNERS " AND number_fold = :text"
	" ORDER BY open DESC, id";
static const char movement_sql[] =
	"SELECT id, number, '', 1000, goods_owner, warehouse FROM movement_orders WHERE " OWNERS " AND number_fold = :text"
	" ORDER BY open DESC, id";

struct resolving {
	struct store *store;
	struct arena *arena;
	const struct scope *scope;
	struct resolved *out;
	size_t count;
};

static bool allowed(const struct scope *s, enum scope_dim dim, int64_t id)
{
	if (!s || !id || s->all[dim])
		return true;
	for (size_t i = 0; i < s->count[dim]; i++)
		if (s->ids[dim][i] == id)
			return true;
	return false;
}

static bool have(const struct resolving *r, enum named what, int64_t id)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->out[i].what == what && r->out[i].id == id)
			return true;
	return false;
}

static void put(struct resolving *r, enum named what, const struct query *q)
{
	struct resolved *out = &r->out[r->count];

	if (r->count == RESOLVE_MOST || have(r, what, query_get_int(q, 0)))
		return;
	if (!allowed(r->scope, SCOPE_GOODS_OWNER, query_get_int(q, 4)) || !allowed(r->scope, SCOPE_WAREHOUSE, query_get_int(q, 5)))
		return;
	*out = (struct resolved){
		.what = what,
		.id = query_get_int(q, 0),
		.code = arena_strdup(r->arena, query_get_text(q, 1)),
		.name = arena_strdup(r->arena, query_get_text(q, 2)),
		.package_milli = query_get_int(q, 3),
	};
	r->count++;
}

static void look(struct resolving *r, enum named what, const char *sql, const char *plain, const char *digits)
{
	struct query *q = store_query(r->store, sql, NULL);

	if (!q)
		return;
	query_text(q, ":text", utf8_fold(r->arena, plain));
	if (digits)
		query_text(q, ":digits", digits);
	while (query_step(q, NULL) == QUERY_ROW)
		put(r, what, q);
	query_done(q);
}

static void look_carrier(struct resolving *r, const char *sscc)
{
	size_t before = r->count;

	look(r, NAMED_LOAD_CARRIER, carrier_sql, sscc, NULL);
	/* One of a warehouse that is not his is no new one. */
	if (r->count == before && r->count < RESOLVE_MOST) {
		struct query *q = store_query(r->store, "SELECT 1 FROM load_carriers WHERE sscc = :text", NULL);
		enum query_step step;

		query_text(q, ":text", sscc);
		step = query_step(q, NULL);
		query_done(q);
		if (step == QUERY_DONE)
			r->out[r->count++] = (struct resolved){NAMED_LOAD_CARRIER, 0, arena_strdup(r->arena, sscc), "", ONE_MILLI};
	}
}

/* The name with the place's check digits behind it, with or without a plus. */
static void look_checked(struct resolving *r, const char *text)
{
	size_t len = strlen(text);

	for (size_t n = 1; n <= CHECK_DIGITS_MOST && n < len; n++) {
		const char *digits = text + len - n;
		size_t name_len = len - n;

		if (strspn(digits, "0123456789") != n)
			return;
		if (name_len > 1 && text[name_len - 1] == '+')
			name_len--;
		look(r, NAMED_LOCATION, location_sql, arena_strndup(r->arena, text, name_len), digits);
	}
}

static void look_gtin(struct resolving *r, const char *gtin)
{
	char gtin14[15];

	gs1_gtin14(gtin, gtin14);
	look(r, NAMED_ARTICLE, barcode_sql, gtin14, NULL);
}

static void look_plain(struct resolving *r, const char *text)
{
	look(r, NAMED_ARTICLE, barcode_sql, text, NULL);
	look(r, NAMED_ARTICLE, article_sql, text, NULL);
	look(r, NAMED_LOCATION, location_sql, text, "");
	look_checked(r, text);
	if (gs1_is_sscc(text))
		look_carrier(r, text);
	look(r, NAMED_PURCHASE_ORDER, purchase_sql, text, NULL);
	look(r, NAMED_PICK_ORDER, pick_sql, text, NULL);
	look(r, NAMED_MOVEMENT_ORDER, movement_sql, text, NULL);
}

static void look_elements(struct resolving *r, const struct gs1 *g)
{
	static const char *const articles[] = {"01", "02"};
	const struct gs1_element *el;

	for (size_t i = 0; i < 2; i++)
		if ((el = gs1_find(g, articles[i])))
			look_gtin(r, el->value);
	if ((el = gs1_find(g, "00")))
		look_carrier(r, el->value);
	if ((el = gs1_find(g, "400")))
		look(r, NAMED_PURCHASE_ORDER, purchase_sql, el->value, NULL);
}

size_t resolve_scan(struct store *s, struct arena *a, const struct scan *scan, const struct scope *scope, struct resolved *out)
{
	struct resolving r = {.store = s, .arena = a, .scope = scope, .out = out};

	switch (scan->kind) {
	case SCAN_GS1:
		look_elements(&r, &scan->gs1);
		break;
	case SCAN_SSCC:
		look_carrier(&r, scan->text);
		break;
	case SCAN_GTIN:
		look_gtin(&r, scan->text);
		look_plain(&r, scan->text);
		break;
	case SCAN_PLAIN:
		if (gs1_is_gtin(scan->text))
			look_gtin(&r, scan->text);
		look_plain(&r, scan->text);
		break;
	}
	return r.count;
}
