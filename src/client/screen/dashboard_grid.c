/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/dashboard_grid.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/menu.h"
#include "client/tui/large.h"

enum { TILE_LEAST = 36, TILE_MOST = 78, GAP = 2, COLUMNS_MOST = 8, INDENT = 2, LARGE_HEIGHT = LARGE_ROWS + 1 };

static const struct {
	const char *name, *mark;
	enum style style;
} tones[] = {
	{"none", "", STYLE_VALUE}, {"ok", "", STYLE_OK}, {"warn", "! ", STYLE_WARN}, {"error", "!! ", STYLE_ERROR},
};

static bool can_open(const struct world *w, const char *id)
{
	const struct page *p = id ? page_find(id) : NULL;

	return p && p->view && menu_entry(w, id);
}

/* A figure whose letters there are in large print. */
static bool is_figure(const char *value, int width)
{
	size_t len = strlen(value);
	uint32_t cp;
	int wide = -1;

	if (!isdigit((unsigned char)value[0]) && value[0] != '-')
		return false;
	for (size_t n; len > 0; value += n, len -= n, wide += LARGE_COLUMNS + 1)
		if (!(n = utf8_decode(value, len, &cp)) || !large_find(cp))
			return false;
	return wide <= width;
}

static const char *text_of(const struct json *row, const char *name, struct arena *a)
{
	const char *text = json_str(row, name);

	return str_empty(text) ? NULL : arena_strdup(a, text);
}

static struct grid_row row_read(const struct screen *s, const struct json *row, const struct view_tile *tile, struct arena *a)
{
	const char *tone = json_str(row, "tone");
	struct grid_row r = {.label = text_of(row, "label", a), .value = text_of(row, "value", a), .detail = text_of(row, "detail", a),
		.page = text_of(row, "page", a), .style = tones[0].style, .mark = tones[0].mark};

	r.label = r.label ? r.label : "";
	r.value = r.value ? r.value : "";
	r.page = r.page ? r.page : tile->page;
	if (!can_open(s->world, r.page))
		r.page = NULL;
	r.stands = r.page || r.detail;
	for (size_t i = 0; i < sizeof tones / sizeof *tones; i++)
		if (str_eq(tones[i].name, tone)) {
			r.style = tones[i].style;
			r.mark = tones[i].mark;
		}
	return r;
}

static const struct json *rows_of(const struct json *answer, const char *tile)
{
	for (const struct json *t = json_first(json_get(answer, "tiles")); t; t = json_next(t))
		if (str_eq(json_str(t, "name"), tile))
			return json_get(t, "rows");
	return NULL;
}

static int lowest(const int *heights, int n)
{
	int least = 0;

	for (int i = 1; i < n; i++)
		if (heights[i] < heights[least])
			least = i;
	return least;
}

/* Puts a tile under the column that is lowest so far. */
static void place(const struct screen *s, struct grid *g, const struct view_tile *tile, const struct json *rows, bool large, int *heights,
	struct arena *a)
{
	int to = lowest(heights, g->columns), language = s->world->user ? s->world->user->language : ENGLISH;
	int column = to * (g->width + GAP);

	if (s->page->view->tile_count > 1) /* else the page's name says it */
		g->titles[g->title_count++] = (struct grid_title){.text = tile->label.text[language], .line = heights[to]++, .column = column};
	for (const struct json *x = json_first(rows); x; x = json_next(x)) {
		struct grid_row *r = &g->rows[g->count++];

		*r = row_read(s, x, tile, a);
		r->large = large && is_figure(r->value, g->width - INDENT);
		r->line = heights[to];
		r->column = column;
		heights[to] += r->large ? LARGE_HEIGHT : 1;
	}
	if (heights[to] > g->height)
		g->height = heights[to];
	heights[to]++;
}

static struct grid lay_out(const struct screen *s, const struct json *answer, int columns, bool large, struct arena *a)
{
	const struct view *v = s->page->view;
	struct grid g = {.columns = (columns + GAP) / (TILE_LEAST + GAP)};
	int heights[COLUMNS_MOST] = {0};
	size_t rows = 0;

	g.columns = g.columns > (int)v->tile_count ? (int)v->tile_count : g.columns;
	g.columns = g.columns > COLUMNS_MOST ? COLUMNS_MOST : g.columns < 1 ? 1 : g.columns;
	g.width = (columns - (g.columns - 1) * GAP) / g.columns;
	g.width = g.width > TILE_MOST ? TILE_MOST : g.width;
	for (size_t i = 0; i < v->tile_count; i++)
		rows += json_len(rows_of(answer, v->tiles[i].name));
	g.rows = arena_array(a, struct grid_row, rows + 1);
	g.titles = arena_array(a, struct grid_title, v->tile_count + 1);
	for (size_t i = 0; i < v->tile_count; i++)
		place(s, &g, &v->tiles[i], rows_of(answer, v->tiles[i].name), large, heights, a);
	return g;
}

struct grid grid_make(const struct screen *s, const struct json *answer, int rows, int columns, struct arena *a)
{
	struct grid g = lay_out(s, answer, columns, true, a);

	return g.height <= rows ? g : lay_out(s, answer, columns, false, a);
}

int grid_stand(const struct grid *g, int at, int by)
{
	for (; at >= 0 && at < (int)g->count; at += by)
		if (g->rows[at].stands)
			return at;
	return GRID_NONE;
}

int grid_beside(const struct grid *g, int at, int lines, int columns)
{
	const struct grid_row *from = &g->rows[at];
	int best = at, least = INT_MAX;

	for (int i = 0; i < (int)g->count; i++) {
		const struct grid_row *to = &g->rows[i];
		int down = (to->line - from->line) * (lines ? lines : 1), right = (to->column - from->column) * columns;
		int far = columns ? right * COLUMNS_MOST + abs(down) : down;

		if (!to->stands || (columns ? right <= 0 : down <= 0 || to->column != from->column) || far >= least)
			continue;
		best = i;
		least = far;
	}
	return best;
}

static void draw_row(const struct grid *g, const struct grid_row *r, bool here, struct canvas *c, int row)
{
	int width = g->width - INDENT, column = r->column + INDENT, mark = (int)strlen(r->mark), value;
	enum style style = here ? STYLE_FOCUS : STYLE_NORMAL;

	canvas_text(c, row, r->column, 1, STYLE_FOCUS, here ? ">" : " ");
	if (r->large) {
		canvas_text(c, row, column, mark, r->style, r->mark);
		canvas_field(c, row, column + mark, width - mark, here ? STYLE_FOCUS : r->style, false, r->label);
		return;
	}
	value = utf8_columns(r->value);
	value = value > width / 2 ? width / 2 : value;
	canvas_field(c, row, column, width - value - mark - 1, style, false, r->label);
	canvas_text(c, row, column + width - value - mark, mark, r->style, r->mark);
	canvas_field(c, row, column + width - value, value, r->style, true, r->value);
}

/* What lies below `rows` is the canvas's owner's: drawn on a part of it. */
void grid_draw(const struct grid *g, int at, struct canvas *c, int top, int rows)
{
	struct canvas *part = canvas_part(c, 0, rows);

	for (size_t i = 0; i < g->title_count; i++)
		canvas_field(part, g->titles[i].line - top, g->titles[i].column, g->width, STYLE_LABEL, false, g->titles[i].text);
	for (size_t i = 0; i < g->count; i++) {
		const struct grid_row *r = &g->rows[i];

		draw_row(g, r, (int)i == at, part, r->line - top);
		if (r->large)
			canvas_large(part, r->line - top + 1, r->column + INDENT, LARGE_ROWS, g->width - INDENT, r->value);
		if ((int)i == at)
			canvas_cursor(part, r->line - top, r->column);
	}
	canvas_free(&part);
}
