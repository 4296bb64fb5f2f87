/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demonstration's articles, with their barcodes. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/uuid.h"
#include "proto/gs1.h"
#include "server/main/demo.h"
#include "store/store.h"

#define COUNTRY_PREFIX "735"   /* GS1 Sweden */
#define COMPANY_PREFIX "7350001" /* of the load carriers */
#define STOCKED 10000          /* articles that may have stock, however many there are */

static const char *const things[DEMO_OWNERS][12] = {
	{"Laptop", "Monitor", "Keyboard", "Mouse", "Docking station", "Memory module", "Solid state drive", "Network cable", "Printer", "Toner",
		"Battery pack", "Web camera"},
	{"Shampoo", "Face cream", "Vitamin C", "Protein bar", "Coffee beans", "Green tea", "Running shoe", "Yoga mat", "Water bottle", "Socks",
		"Rain jacket", "Sun glasses"},
	{"Building blocks", "Wooden train", "Puzzle", "Board game", "Teddy bear", "Doll", "Kite", "Crayons", "Toy car", "Play dough", "Robot",
		"Marbles"},
};
static const char *const kinds[] = {"basic", "plus", "pro", "mini", "large", "red", "blue", "black", "white", "green"};

/* GTIN-13 of our country's prefix and a running number. */
static void gtin13(uint64_t number, char out[15])
{
	snprintf(out, 14, COUNTRY_PREFIX "%09llu", (unsigned long long)number);
	out[12] = gs1_check_digit(out, 12);
	out[13] = '\0';
}

static void barcode(struct demo *d, const struct demo_article *a, const char *code, int64_t milli, const char *unit)
{
	struct demo_row r = demo_row("article-barcodes");
	char stored[15];

	if (gs1_is_gtin(code))
		gs1_gtin14(code, stored);
	demo_int(&r, "article", a->id);
	demo_int(&r, "goods_owner", d->owners[a->owner]);
	demo_text(&r, "barcode", gs1_is_gtin(code) ? stored : code);
	demo_int(&r, "quantity", milli);
	demo_text(&r, "unit", unit);
	demo_insert(d, &r);
}

/* The piece, and for some the case (GTIN-14 with indicator 1) and the owner's
 * own code. */
static void barcodes(struct demo *d, const struct demo_article *a, size_t n)
{
	char piece[15], box[15], own[32];

	gtin13(n + 1, piece);
	barcode(d, a, piece, 1000, "");
	if (n % 3 == 0) {
		snprintf(box, sizeof box, "1%.12s", piece);
		box[13] = gs1_check_digit(box, 13);
		box[14] = '\0';
		barcode(d, a, box, n % 2 ? 6000 : 12000, "Case");
	}
	if (n % 10 == 7) {
		snprintf(own, sizeof own, "OWN-%06zu", n);
		barcode(d, a, own, 1000, "");
	}
}

static void article(struct demo *d, size_t n, int64_t unit)
{
	struct demo_article *a = &d->articles[n];
	struct demo_row r = demo_row("articles");
	char number[24], name[96];

	a->owner = (int)(n % DEMO_OWNERS);
	a->batch = a->owner == 1 && n % 4 == 1;
	a->expiry = a->batch && n % 8 == 1;
	a->serial = a->owner == 0 && n % 20 == 0;
	snprintf(number, sizeof number, "%c%06zu", "AET"[a->owner], n / DEMO_OWNERS + 1);
	snprintf(name, sizeof name, "%s %s %zu", things[a->owner][demo_random(d, 12)], kinds[demo_random(d, 10)], n % 100 + 1);
	demo_int(&r, "goods_owner", d->owners[a->owner]);
	demo_text(&r, "number", number);
	demo_text(&r, "name", name);
	demo_int(&r, "unit", unit);
	demo_int(&r, "asks_batch", a->batch);
	demo_int(&r, "asks_expiry", a->expiry);
	demo_int(&r, "asks_serial", a->serial);
	demo_int(&r, "weight", (int64_t)demo_random(d, 5000) + 50);
	a->id = demo_insert(d, &r);
	if (!d->failed)
		barcodes(d, a, n);
}

static int64_t carrier(struct demo *d, const struct demo_article *a, const struct demo_place *p)
{
	struct demo_row r = demo_row("load-carriers");
	char sscc[19];

	gs1_sscc(3, COMPANY_PREFIX, ++d->sscc, sscc);
	demo_text(&r, "sscc", sscc);
	demo_int(&r, "goods_owner", d->owners[a->owner]);
	demo_int(&r, "warehouse", d->warehouses[p->warehouse]);
	demo_int(&r, "type", demo_code(d, "packaging-types", "EUR"));
	demo_int(&r, "location", p->id);
	demo_int(&r, "in_stock", 1);
	return demo_insert(d, &r);
}

/* What the ledger and the balance say alike. */
static void stock_fields(struct demo *d, struct demo_row *r, const struct demo_item *it, const char *serial, int64_t status)
{
	demo_int(r, "article", d->articles[it->article].id);
	demo_int(r, "goods_owner", d->owners[d->articles[it->article].owner]);
	demo_int(r, "warehouse", d->warehouses[d->places[it->place].warehouse]);
	demo_text(r, "batch", it->batch);
	demo_text(r, "expiry", it->expiry);
	demo_text(r, "serial", serial);
	demo_int(r, "status", status);
	demo_int(r, "quantity", it->quantity_milli);
}

static void ledger(struct demo *d, const struct demo_item *it, const char *serial, int64_t status)
{
	struct demo_row r = demo_row("goods-transactions");
	char id[UUID_LEN + 1];

	uuid_new(id);
	stock_fields(d, &r, it, serial, status);
	demo_text(&r, "kind", "opening");
	demo_int(&r, "time", d->now_ms);
	demo_int(&r, "terminal_time", d->now_ms);
	demo_int(&r, "to_location", d->places[it->place].id);
	demo_int(&r, "to_load_carrier", it->carrier);
	demo_text(&r, "transaction", id);
	demo_int(&r, "line", 1);
	demo_insert(d, &r);
}

static void balance(struct demo *d, const struct demo_item *it, const char *serial, int64_t status)
{
	struct demo_row r = demo_row("article-items");

	stock_fields(d, &r, it, serial, status);
	demo_int(&r, "location", d->places[it->place].id);
	demo_int(&r, "load_carrier", it->carrier);
	demo_text(&r, "state", "free");
	demo_int(&r, "in_stock", 1);
	demo_insert(d, &r);
	ledger(d, it, serial, status);
}

static void store_item(struct demo *d, size_t n, size_t place, bool pallet, int64_t status)
{
	const struct demo_article *a = &d->articles[n];
	struct demo_item *it = &d->items[d->item_count];
	char serial[31] = "";

	*it = (struct demo_item){.article = n, .place = place, .quantity_milli = ((int64_t)demo_random(d, pallet ? 200 : 40) + 5) * 1000};
	if (a->serial) {
		it->quantity_milli = 1000;
		snprintf(serial, sizeof serial, "SN%08zu", n);
	}
	if (a->batch)
		snprintf(it->batch, sizeof it->batch, "B%04d", (int)demo_random(d, 9000) + 1000);
	if (a->expiry)
		demo_date(d, (int)demo_random(d, 700) + 60, it->expiry);
	if (pallet)
		it->carrier = carrier(d, a, &d->places[place]);
	balance(d, it, serial, status);
	if (!a->serial)
		d->item_count++;
}

/* Each stocked article has a home at a pick place; every fourth a pallet in
 * the racks as well. */
static void stock(struct demo *d)
{
	int64_t status = demo_code(d, "goods-status", "OK");
	size_t stocked = d->articles_wanted < STOCKED ? d->articles_wanted : STOCKED;

	d->items = arena_array(d->arena, struct demo_item, 2 * stocked + 2);
	for (size_t n = 0; n < stocked && !d->failed; n++) {
		size_t place = demo_random(d, d->place_count), rack = demo_random(d, d->place_count);

		if (n % 5 == 4)
			continue;
		while (!d->places[place].pick)
			place = (place + 1) % d->place_count;
		while (d->places[rack].pick)
			rack = (rack + 1) % d->place_count;
		store_item(d, n, place, false, status);
		if (n % 4 == 0)
			store_item(d, n, rack, true, status);
	}
}

void demo_articles(struct demo *d)
{
	int64_t unit = demo_code(d, "goods-units", "PCS");

	d->articles = arena_array(d->arena, struct demo_article, d->articles_wanted + 1);
	for (size_t n = 0; n < d->articles_wanted && !d->failed; n++)
		article(d, n, unit);
	stock(d);
}
