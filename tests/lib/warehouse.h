/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_WAREHOUSE_H
#define LIB_WAREHOUSE_H

/* A small warehouse of the product's own model, for tests of floor work: two
 * goods owners, two warehouses, a few places, articles of every kind, and the
 * documents that the tests make themselves. */

#include "model/ddl.h"
#include "store/store.h"

#include <stdint.h>

enum { OWNER_ONE = 1, OWNER_TWO };
enum { MAIN = 1, SOUTH };
enum { STATUS_OK = 1, STATUS_QUARANTINE };
/* In this order the places are made: A-01 is pick order 10, A-02 20, A-03 30. */
enum { A_01 = 1, A_02, A_03, A_LOCKED, BUFFER_1, STAGE_1, TRANSIT_1, CART_1, CART_2, SOUTH_1 };
enum { PLAIN = 1, BATCHED, SERIALLED, OTHERS }; /* OTHERS is of OWNER_TWO */
enum { CAUSE_MISSING = 1, CAUSE_OVER };

#define SSCC_1 "373123450000000015"
#define SSCC_2 "373123450000000022"
#define SSCC_3 "373123450000000039"
#define GTIN_PLAIN      "07312345000014" /* one piece */
#define GTIN_PLAIN_CASE "17312345000011" /* twelve */

/* Loads the model once, then makes the tables (a server's with its engine
 * tables; path ":memory:" or a file) and fills them. */
struct store *warehouse_open(const char *path, enum ddl_use use);
/* What stands outside of any document: nothing on the shelves. */
void warehouse_fill(struct store *s);
/* A balance and, on a server, its opening row in the ledger. */
void warehouse_stock(struct store *s, int64_t article, int64_t location, const char *batch, const char *expiry, const char *serial,
	int64_t carrier, int64_t quantity_milli);
/* Sum of an article in a place, over all its balances. */
int64_t warehouse_at(struct store *s, int64_t article, int64_t location);

/* Documents; each gives its id.  The purchase order has a row of ten of PLAIN
 * and one of five of BATCHED; the pick order, of a new order, has a row of six
 * of PLAIN from A-01. */
int64_t warehouse_purchase(struct store *s);
int64_t warehouse_pick(struct store *s);
int64_t warehouse_movement(struct store *s, int64_t article, int64_t from, int64_t to, int64_t quantity_milli);

#endif
