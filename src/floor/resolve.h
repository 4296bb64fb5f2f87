/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FLOOR_RESOLVE_H
#define FLOOR_RESOLVE_H

/* What a scan or a typed word names: articles by any of their barcodes or
 * number, locations (by name or "name+check digits"), load carriers, purchase
 * orders, pick orders; from the replica, within the user's scope. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/list.h"
#include "proto/scan.h"

enum named { NAMED_ARTICLE, NAMED_LOCATION, NAMED_LOAD_CARRIER, NAMED_PURCHASE_ORDER, NAMED_PICK_ORDER, NAMED_MOVEMENT_ORDER };

struct resolved {
	enum named what;
	int64_t id;              /* 0: an SSCC nobody has seen yet */
	const char *code, *name; /* for people */
	int64_t package_milli;   /* article by a package's barcode: how many it holds; else 1000 */
};

#define RESOLVE_MOST 20
/* All that match, best kind first (at most RESOLVE_MOST); 0: unknown. */
size_t resolve_scan(struct store *s, struct arena *a, const struct scan *scan, const struct scope *scope, struct resolved *out);

#endif
