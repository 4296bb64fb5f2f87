/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FLOOR_POSTING_H
#define FLOOR_POSTING_H

/* From a transaction's body to its postings: what goes from where to where.
 * The same function and the same sums on both sides: the server locks and
 * books them, the terminal lays them over its replica, undo books them
 * backwards.
 *
 * The store given is the tenant's database or the replica: tables have the
 * same names and columns (model/ddl.h). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/kind.h"

struct store;
struct json;

/* What one balance (article-items) is of. */
struct item {
	int64_t goods_owner, warehouse; /* follow from article and place */
	int64_t article, location;
	char load_carrier[19];          /* SSCC; "" none */
	char batch[20 * 4 + 1], expiry[11], serial[30 * 4 + 1]; /* so many characters, of up to four bytes */
	int64_t status;                 /* goods status; 0: the default one */
	int64_t order;                  /* booked for this order; 0: free */
	int64_t row;                    /* the balance's, where it was found already; 0: not, or there is none */
};

#define POSTING_MOST_MILLI INT64_C(999999999999)

struct posting {
	bool has_from, has_to;
	struct item from, to;
	int64_t quantity_milli; /* > 0, at most POSTING_MOST_MILLI of one body */
};

struct postings {
	struct posting *list;
	size_t count;
};

/* Checks the body by the kind's fields (types, required, unknown ones refused,
 * refs exist) and makes the postings.  `whole` kinds give one for each item on
 * the load carrier.  Does not ask whether there is enough: see item_quantity().
 * A load carrier named by the from side alone takes the place it stands at. */
bool postings_of(struct store *s, struct arena *a, const struct kind *k, const struct json *body, struct postings *out, struct error *e);

/* The balance; 0 when there is no such row.  *id may be NULL. */
bool item_quantity(struct store *s, const struct item *it, int64_t *quantity_milli, int64_t *id, struct error *e);
/* Key order of items, so that locks are always taken in one order. */
int item_compare(const struct item *a, const struct item *b);
/* Do two transactions touch the same items, load carriers or order rows? */
bool postings_touch(const struct postings *a, const struct postings *b);

#endif
