/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dashboard: its tiles, filled for whoever asks. */
#include "server/api/handlers.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "model/view.h"
#include "server/api/tiles.h"

bool api_dashboard(struct call *c, struct error *e)
{
	const struct view *v = c->page->view;
	struct json *doc = json_object(c->arena), *tiles;

	if (!v || v->kind != VIEW_DASHBOARD)
		return error_set(e, ERR_NOT_FOUND, NULL, "%s", "");
	tiles = json_set_array(doc, "tiles");
	for (size_t i = 0; i < v->tile_count; i++) {
		const struct tile_rows *t = tile_rows_find(v->tiles[i].name);
		struct json *tile = json_add_object(tiles), *rows;

		json_set_str(tile, "name", v->tiles[i].name);
		rows = json_set_array(tile, "rows");
		if (!t)
			return error_set(e, ERR_INTERNAL, v->tiles[i].name, "no such tile");
		if (!t->fill(c, t->name, rows, e))
			return false;
	}
	json_set_int(doc, "time", clock_now_ms());
	c->out->json = doc;
	return true;
}
