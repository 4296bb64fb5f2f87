/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/warehouse.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/uuid.h"
#include "lib/db.h"
#include "lib/fixture_db.h"
#include "model/kind.h"
#include "model/page.h"
#include "model/resource.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const rows[][2] = {
	{"goods-owners", "{\"code\":\"ONE\",\"name\":\"First\"}"},
	{"goods-owners", "{\"code\":\"TWO\",\"name\":\"Second\"}"},
	{"warehouses", "{\"code\":\"MAIN\",\"name\":\"Main\"}"},
	{"warehouses", "{\"code\":\"SOUTH\",\"name\":\"South\"}"},
	{"users", "{\"login\":\"anna\",\"name\":\"Anna\",\"level\":\"warehouse\",\"menu\":\"warehouse\",\"language\":\"en\",\"account\":101}"},
	{"users", "{\"login\":\"bo\",\"name\":\"Bo\",\"level\":\"warehouse\",\"menu\":\"warehouse\",\"language\":\"en\",\"account\":102}"},
	{"goods-units", "{\"code\":\"PCS\",\"name_en\":\"Pieces\",\"name_sv\":\"Styck\"}"},
	{"goods-status", "{\"code\":\"OK\",\"name_en\":\"In order\",\"name_sv\":\"Felfritt\",\"position\":10}"},
	{"goods-status", "{\"code\":\"QUARANTINE\",\"name_en\":\"Quarantine\",\"name_sv\":\"Karantän\",\"position\":5,\"sellable\":false,\"pickable\":false}"},
	{"adjustment-causes", "{\"code\":\"MISSING\",\"name_en\":\"Missing\",\"name_sv\":\"Saknas\",\"sign\":\"minus\"}"},
	{"adjustment-causes", "{\"code\":\"OVER\",\"name_en\":\"Over\",\"name_sv\":\"Över\",\"sign\":\"plus\"}"},
	{"movement-types", "{\"code\":\"REPLENISH\",\"name_en\":\"Replenish\",\"name_sv\":\"Påfyllning\"}"},
	{"location-types", "{\"code\":\"PICK\",\"name_en\":\"Pick\",\"name_sv\":\"Plock\",\"pickable\":true}"},
	{"location-types", "{\"code\":\"BUFFER\",\"name_en\":\"Buffer\",\"name_sv\":\"Buffert\",\"pickable\":false}"},
	{"location-types", "{\"code\":\"STAGING\",\"name_en\":\"Staging\",\"name_sv\":\"Uppställning\",\"pickable\":false,\"staging\":true}"},
	{"location-types", "{\"code\":\"TRANSIT\",\"name_en\":\"In hand\",\"name_sv\":\"I hand\",\"pickable\":false,\"transit\":true}"},
	{"location-types", "{\"code\":\"CART\",\"name_en\":\"Cart\",\"name_sv\":\"Vagn\",\"pickable\":false,\"cart\":true}"},
	{"locations", "{\"warehouse\":1,\"name\":\"A-01\",\"type\":1,\"pick_order\":10,\"check_digits\":\"42\"}"},
	{"locations", "{\"warehouse\":1,\"name\":\"A-02\",\"type\":1,\"pick_order\":20}"},
	{"locations", "{\"warehouse\":1,\"name\":\"A-03\",\"type\":1,\"pick_order\":30}"},
	{"locations", "{\"warehouse\":1,\"name\":\"A-99\",\"type\":1,\"pick_order\":5,\"locked\":true}"},
	{"locations", "{\"warehouse\":1,\"name\":\"BUF-1\",\"type\":2,\"pick_order\":1}"},
	{"locations", "{\"warehouse\":1,\"name\":\"STAGE-1\",\"type\":3}"},
	{"locations", "{\"warehouse\":1,\"name\":\"HAND\",\"type\":4}"},
	{"locations", "{\"warehouse\":1,\"name\":\"CART-1\",\"type\":5}"},
	{"locations", "{\"warehouse\":1,\"name\":\"CART-2\",\"type\":5}"},
	{"locations", "{\"warehouse\":2,\"name\":\"S-01\",\"type\":1,\"pick_order\":1}"},
	{"articles", "{\"goods_owner\":1,\"number\":\"1001\",\"name\":\"Bolt\",\"unit\":1}"},
	{"articles", "{\"goods_owner\":1,\"number\":\"1002\",\"name\":\"Milk\",\"unit\":1,\"asks_batch\":true,\"asks_expiry\":true}"},
	{"articles", "{\"goods_owner\":1,\"number\":\"1003\",\"name\":\"Drill\",\"unit\":1,\"asks_serial\":true}"},
	{"articles", "{\"goods_owner\":2,\"number\":\"2001\",\"name\":\"Tape\",\"unit\":1}"},
	{"article-barcodes", "{\"article\":1,\"goods_owner\":1,\"barcode\":\"" GTIN_PLAIN "\",\"quantity\":\"1\"}"},
	{"article-barcodes", "{\"article\":1,\"goods_owner\":1,\"barcode\":\"" GTIN_PLAIN_CASE "\",\"quantity\":\"12\"}"},
	{"article-barcodes", "{\"article\":4,\"goods_owner\":2,\"barcode\":\"TAPE-1\",\"quantity\":\"1\"}"},
	{"suppliers", "{\"goods_owner\":1,\"number\":\"S1\",\"name\":\"Supplier\"}"},
	{"customers", "{\"goods_owner\":1,\"number\":\"C1\",\"name\":\"Customer\"}"},
	{"purchase-order-statuses", "{\"code\":\"100\",\"name_en\":\"Announced\",\"name_sv\":\"Aviserad\",\"number\":100}"},
	{"purchase-order-statuses", "{\"code\":\"200\",\"name_en\":\"Arrived in part\",\"name_sv\":\"Delvis ankommen\",\"number\":200}"},
	{"purchase-order-statuses", "{\"code\":\"300\",\"name_en\":\"Received\",\"name_sv\":\"Mottagen\",\"number\":300}"},
	{"purchase-order-statuses", "{\"code\":\"350\",\"name_en\":\"Received with deviation\",\"name_sv\":\"Avvikelse\",\"number\":350}"},
	{"order-statuses", "{\"code\":\"200\",\"name_en\":\"Allocated\",\"name_sv\":\"Allokerad\",\"number\":200}"},
	{"order-statuses", "{\"code\":\"300\",\"name_en\":\"Picking\",\"name_sv\":\"Plockas\",\"number\":300}"},
	{"order-statuses", "{\"code\":\"400\",\"name_en\":\"Picked\",\"name_sv\":\"Plockad\",\"number\":400}"},
};

static void load_model(void)
{
	static bool loaded;
	struct error e = {0};

	if (loaded)
		return;
	if (!model_load(&e) || !kinds_load(&e) || !pages_load(&e)) {
		fprintf(stderr, "%s: %s\n", e.field, e.detail);
		abort();
	}
	loaded = true;
}

static bool is_server(struct store *s)
{
	return db_ask(s, "SELECT 1 FROM sqlite_schema WHERE name = 'goods_transactions'") == 1;
}

void warehouse_fill(struct store *s)
{
	bool all = is_server(s);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (all || resource_find(rows[i][0])->replica)
			fixture_row(s, rows[i][0], rows[i][1]);
	db_exec(s, "UPDATE warehouses SET transit = 7 WHERE id = 1");
}

struct store *warehouse_open(const char *path, enum ddl_use use)
{
	struct store *s = db_open(path, use == DDL_SERVER ? STORE_WRITER : STORE_CACHE);
	struct buf ddl = BUF_INIT;

	load_model();
	ddl_all(&ddl, use);
	db_exec(s, "BEGIN IMMEDIATE");
	db_exec(s, buf_str(&ddl));
	if (use == DDL_SERVER)
		db_exec(s, embed_find("src/model/sql/tenant/0002-engine.sql")->data);
	buf_release(&ddl);
	warehouse_fill(s);
	db_exec(s, "COMMIT");
	return s;
}

static int64_t row(struct store *s, struct arena *a, const char *resource, const char *json)
{
	int64_t id = fixture_row(s, resource, json);

	arena_free(&a);
	return id;
}

void warehouse_stock(struct store *s, int64_t article, int64_t location, const char *batch, const char *expiry, const char *serial,
	int64_t carrier, int64_t quantity_milli)
{
	struct arena *a = arena_new();
	int owner = article == OTHERS ? OWNER_TWO : OWNER_ONE, where = location == SOUTH_1 ? SOUTH : MAIN;
	const char *what = arena_printf(a,
		"\"article\":%" PRId64 ",\"batch\":\"%s\",\"expiry\":\"%s\",\"serial\":\"%s\",\"status\":1,\"quantity\":\"%" PRId64 ".%03d\","
		"\"goods_owner\":%d,\"warehouse\":%d", article, batch, expiry, serial, quantity_milli / 1000, (int)(quantity_milli % 1000), owner, where);
	char id[UUID_LEN + 1];

	fixture_row(s, "article-items", arena_printf(a, "{%s,\"location\":%" PRId64 ",\"load_carrier\":%" PRId64 ",\"in_stock\":true}", what, location, carrier));
	uuid_new(id);
	if (is_server(s))
		fixture_row(s, "goods-transactions", arena_printf(a, "{%s,\"kind\":\"opening\",\"to_location\":%" PRId64 ",\"to_load_carrier\":%" PRId64
			",\"transaction\":\"%s\",\"line\":1}", what, location, carrier, id));
	if (carrier)
		db_exec(s, arena_printf(a, "UPDATE load_carriers SET in_stock = 1, location = %" PRId64 " WHERE id = %" PRId64, location, carrier));
	arena_free(&a);
}

int64_t warehouse_at(struct store *s, int64_t article, int64_t location)
{
	struct arena *a = arena_new();
	int64_t sum = db_ask(s, arena_printf(a, "SELECT coalesce(sum(quantity), 0) FROM article_items WHERE article = %" PRId64 " AND location = %" PRId64,
		article, location));

	arena_free(&a);
	return sum;
}

int64_t warehouse_purchase(struct store *s)
{
	struct arena *a = arena_new();
	int64_t n = db_ask(s, "SELECT count(*) FROM purchase_orders") + 1;
	int64_t id = fixture_row(s, "purchase-orders", arena_printf(a,
		"{\"number\":\"PO%" PRId64 "\",\"goods_owner\":1,\"warehouse\":1,\"status\":1,\"supplier\":1,\"in_date\":\"2026-11-20\"}", n));

	fixture_row(s, "purchase-order-rows", arena_printf(a, "{\"purchase_order\":%" PRId64 ",\"position\":10,\"article\":1,\"advised\":\"10\","
		"\"remaining\":\"10\",\"goods_owner\":1,\"warehouse\":1,\"supplier\":1}", id));
	fixture_row(s, "purchase-order-rows", arena_printf(a, "{\"purchase_order\":%" PRId64 ",\"position\":20,\"article\":2,\"advised\":\"5\","
		"\"remaining\":\"5\",\"goods_owner\":1,\"warehouse\":1,\"supplier\":1}", id));
	arena_free(&a);
	return id;
}

int64_t warehouse_pick(struct store *s)
{
	struct arena *a = arena_new();
	int64_t n = db_ask(s, "SELECT count(*) FROM pick_orders") + 1, order = 1, order_row = 1, id;

	if (is_server(s)) {
		order = fixture_row(s, "orders", arena_printf(a, "{\"number\":\"O%" PRId64 "\",\"goods_owner\":1,\"warehouse\":1,\"status\":1,\"customer\":1}", n));
		order_row = fixture_row(s, "order-rows", arena_printf(a, "{\"order\":%" PRId64 ",\"position\":10,\"article\":1,\"ordered\":\"6\","
			"\"allocated\":\"6\",\"goods_owner\":1,\"warehouse\":1,\"customer\":1}", order));
	}
	id = fixture_row(s, "pick-orders", arena_printf(a, "{\"number\":\"P%" PRId64 "\",\"goods_owner\":1,\"warehouse\":1,\"order\":%" PRId64
		",\"order_number\":\"O%" PRId64 "\",\"staging\":6}", n, order, n));
	fixture_row(s, "pick-rows", arena_printf(a, "{\"pick_order\":%" PRId64 ",\"position\":10,\"location\":1,\"article\":1,\"quantity\":\"6\","
		"\"order\":%" PRId64 ",\"order_row\":%" PRId64 ",\"goods_owner\":1,\"warehouse\":1}", id, order, order_row));
	arena_free(&a);
	return id;
}

int64_t warehouse_movement(struct store *s, int64_t article, int64_t from, int64_t to, int64_t quantity_milli)
{
	struct arena *a = arena_new();
	int64_t n = db_ask(s, "SELECT count(*) FROM movement_orders") + 1;

	return row(s, a, "movement-orders", arena_printf(a, "{\"number\":\"F%" PRId64 "\",\"goods_owner\":1,\"warehouse\":1,\"type\":1,\"article\":%" PRId64
		",\"from_location\":%" PRId64 ",\"to_location\":%" PRId64 ",\"quantity\":\"%" PRId64 "\"}", n, article, from, to, quantity_milli / 1000));
}
