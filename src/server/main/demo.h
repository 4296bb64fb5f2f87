/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_DEMO_H
#define MAIN_DEMO_H

/* The demonstration's goods: a warehouse that looks like one, made the same
 * way each time from one seed.  Written through model/row.h into a database
 * that `wmsd init` has made; its stock stands in the ledger too, as opening
 * balances, so that `wmsd check` adds up. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/row.h"

struct arena;
struct error;

enum { DEMO_OWNERS = 3, DEMO_WAREHOUSES = 2 };

struct demo_article {
	int64_t id;
	int owner;
	bool batch, expiry, serial;
};

struct demo_place { /* a location goods are stored at */
	int64_t id;
	int warehouse;
	bool pick;
	char name[48];
	int pick_order;
};

struct demo_item { /* free stock that orders are made of */
	size_t article, place;
	int64_t carrier, quantity_milli;
	char batch[21], expiry[11];
};

struct demo {
	struct store *store;
	struct arena *arena;
	struct error *e;
	uint64_t random;
	int64_t now_ms;
	size_t articles_wanted;
	bool failed; /* once true nothing more is written */
	/* made so far */
	int64_t owners[DEMO_OWNERS], warehouses[DEMO_WAREHOUSES], staging[DEMO_WAREHOUSES], transit[DEMO_WAREHOUSES];
	int64_t suppliers[DEMO_OWNERS][2], customers[DEMO_OWNERS][4];
	struct demo_article *articles;
	struct demo_place *places;
	size_t place_count;
	struct demo_item *items;
	size_t item_count;
	uint64_t sscc, ledger_line;
};

/* All of it.  The store is a writer's; the caller has begun nothing. */
bool demo_make(struct demo *d);

/* For its parts. */
struct demo_row {
	const struct resource *resource;
	struct row_value values[48];
	size_t count;
};
struct demo_row demo_row(const char *resource);
void demo_int(struct demo_row *r, const char *field, int64_t n);
void demo_text(struct demo_row *r, const char *field, const char *text);
int64_t demo_insert(struct demo *d, struct demo_row *r);
uint64_t demo_random(struct demo *d, uint64_t below);
int64_t demo_code(struct demo *d, const char *resource, const char *code); /* id of a register's row */
/* Date `days` from today. */
const char *demo_date(struct demo *d, int days, char out[11]);

void demo_places(struct demo *d);   /* owners, warehouses, zones, aisles, locations, partners */
void demo_articles(struct demo *d); /* articles, barcodes, stock with its ledger */
void demo_orders(struct demo *d);   /* purchase orders, orders, pick and movement orders */

#endif
