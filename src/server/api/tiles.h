/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_TILES_H
#define API_TILES_H

/* The tiles of dashboards, by the names that screens say: each fills its rows
 * with what is so now, within the scope of whoever asks, by an index alone.
 *
 * A row: {"label","value","tone":"ok|warn|error|none","page"?,"detail"?}, in
 * the asker's language. */

#include "server/api/api.h"

struct tile_rows {
	const char *name;
	bool (*fill)(struct call *c, const char *tile, struct json *rows, struct error *e);
};

const struct tile_rows *tile_rows_find(const char *name); /* NULL: none */

#endif
