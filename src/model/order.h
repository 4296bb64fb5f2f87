/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

/* The orders in which a table can be walked: columns that are held equal,
 * then one that sorts, then the id (which SQLite adds to every index).  What
 * is listed here gets an index, and list.c walks by nothing else:
 *
 *  - lead scope, fixed filter of a page, each sort;
 *  - supplier or consignee, each sort: who is held to one sees little;
 *  - each ref of `index`, the default sort: the rows of one thing;
 *  - each list of `index`: the last sorts.
 *
 * Where all pages of a resource have a fixed filter, only its key is also
 * walked without one (look-ups). */

#include "model/resource.h"

#define ORDER_EQUAL 8

struct order {
	const struct field *equal[ORDER_EQUAL];
	size_t equal_count;
	const struct field *sort; /* NULL: by id alone */
};

struct view_filter;

/* All orders of r, without doubles; views must be loaded. */
struct arena;
struct order *orders_of(struct arena *a, const struct resource *r, size_t *count);
/* Whether rows may be walked by this dimension first. */
bool order_may_lead(const struct resource *r, enum scope_dim dim);
bool order_same(const struct order *a, const struct order *b);
/* lead (may be NULL), the fields of the fixed filter, sort. */
struct order order_make(const struct field *lead, const struct view_filter *fixed, size_t fixed_count, const struct field *sort);

#endif
