/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/scanned.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"

const struct resource *scanned_resource(enum named what)
{
	static const char *const ids[] = {
		[NAMED_ARTICLE] = "articles", [NAMED_LOCATION] = "locations", [NAMED_LOAD_CARRIER] = "load-carriers",
		[NAMED_PURCHASE_ORDER] = "purchase-orders", [NAMED_PICK_ORDER] = "pick-orders", [NAMED_MOVEMENT_ORDER] = "movement-orders",
	};

	return resource_find(ids[what]);
}

bool scanned_read(const struct world *w, const char *bytes, size_t len, struct scan *out, struct error *e)
{
	char day[11];

	clock_local_date(w->ports->ops->now_ms(w->ports), day);
	return scan_read(bytes, len, w->separator, atoi(day), out, e);
}

const struct json *scanned_row(const struct world *w, struct arena *a, const struct scan *scan, const struct resource *of)
{
	struct store *s = w->ports->ops->replica(w->ports);
	struct resolved list[RESOLVE_MOST];
	const struct resolved *found = NULL;
	size_t n = s && w->user ? resolve_scan(s, a, scan, &w->user->scope, list) : 0;
	struct json *row;

	for (size_t i = 0; i < n; i++) {
		if (scanned_resource(list[i].what) != of || !list[i].id || (found && found->id == list[i].id))
			continue;
		if (found)
			return NULL;
		found = &list[i];
	}
	if (!found)
		return NULL;
	row = json_object(a);
	json_set_int(row, "id", found->id);
	json_set_str(row, "code", found->code);
	json_set_str(row, "name", found->name ? found->name : "");
	return row;
}
