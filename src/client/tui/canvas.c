/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/canvas.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "client/tui/large.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS_MOST = 4, SIDE_MOST = 1000 };

struct canvas {
	struct canvas *of; /* whose rows these are; NULL: its own */
	int of_row;
	struct cell *cells;
	int rows, columns;
	bool utf8;
	bool cursor;
	int cursor_row, cursor_column;
};

/* What one cell will hold: a character and the marks that combine with it. */
struct glyph {
	char text[24];
	size_t len;
	int width;
};

static const struct cell blank = {.text = " ", .width = 1, .style = STYLE_NORMAL};

static int between(int n, int least, int most)
{
	return n < least ? least : n > most ? most : n;
}

struct canvas *canvas_new(int rows, int columns)
{
	struct canvas *c = xcalloc(1, sizeof *c);

	c->utf8 = true;
	canvas_resize(c, rows, columns);
	return c;
}

struct canvas *canvas_part(struct canvas *of, int row, int rows)
{
	struct canvas *c = xcalloc(1, sizeof *c);

	assert(row >= 0 && rows >= 1 && row + rows <= of->rows);
	*c = (struct canvas){.of = of, .of_row = row, .cells = of->cells + (size_t)row * (size_t)of->columns,
		.rows = rows, .columns = of->columns, .utf8 = of->utf8};
	return c;
}

void canvas_free(struct canvas **c)
{
	if (!*c)
		return;
	if ((*c)->of && (*c)->cursor)
		canvas_cursor((*c)->of, (*c)->of_row + (*c)->cursor_row, (*c)->cursor_column);
	if (!(*c)->of)
		free((*c)->cells);
	free(*c);
	*c = NULL;
}

void canvas_resize(struct canvas *c, int rows, int columns)
{
	assert(!c->of);
	c->rows = between(rows, 1, SIDE_MOST);
	c->columns = between(columns, 1, SIDE_MOST);
	free(c->cells);
	c->cells = xcalloc((size_t)c->rows * (size_t)c->columns, sizeof *c->cells);
	canvas_clear(c);
}

void canvas_set_utf8(struct canvas *c, bool utf8)
{
	c->utf8 = utf8;
}

bool canvas_is_utf8(const struct canvas *c)
{
	return c->utf8;
}

void canvas_clear(struct canvas *c)
{
	size_t columns = (size_t)c->columns, rows = (size_t)c->rows;

	for (size_t i = 0; i < columns; i++)
		c->cells[i] = blank;
	for (size_t i = 1; i < rows; i++)
		memcpy(c->cells + i * columns, c->cells, columns * sizeof *c->cells);
	c->cursor = false;
}

int canvas_rows(const struct canvas *c)
{
	return c->rows;
}

int canvas_columns(const struct canvas *c)
{
	return c->columns;
}

static bool is_inside(const struct canvas *c, int row, int column)
{
	return row >= 0 && row < c->rows && column >= 0 && column < c->columns;
}

static struct cell *at(const struct canvas *c, int row, int column)
{
	return &c->cells[(size_t)row * (size_t)c->columns + (size_t)column];
}

const struct cell *canvas_cell(const struct canvas *c, int row, int column)
{
	return is_inside(c, row, column) ? at(c, row, column) : &blank;
}

const struct cell *canvas_row(const struct canvas *c, int row)
{
	assert(row >= 0 && row < c->rows);
	return at(c, row, 0);
}

static void glyph_mark(const struct canvas *c, struct glyph *g)
{
	memcpy(g->text, c->utf8 ? "\ufffd" : "?", c->utf8 ? 4 : 2);
	g->len = strlen(g->text);
	g->width = 1;
}

/* Printable ASCII that nothing combines with: nearly all that is ever drawn. */
static bool is_plain(const char *s, size_t len)
{
	return *s >= ' ' && *s < 0x7f && (len == 1 || !((unsigned char)s[1] & 0x80));
}

/* The one door: reads a character and its marks, returns bytes used. */
static size_t glyph_next(const struct canvas *c, const char *s, size_t len, struct glyph *g)
{
	uint32_t cp = 0;
	size_t used, n;
	int marks = 0;

	if (is_plain(s, len)) {
		*g = (struct glyph){.text = {*s}, .len = 1, .width = 1};
		return 1;
	}
	used = utf8_decode(s, len, &cp);
	if (used && utf8_class(cp) == TEXT_KEEP) {
		memcpy(g->text, s, used);
		g->len = used;
		g->width = utf8_width(cp);
	} else {
		glyph_mark(c, g);
		used = used ? used : 1;
	}
	for (; (n = utf8_decode(s + used, len - used, &cp)) && utf8_class(cp) == TEXT_COMBINE; used += n)
		if (marks++ < MARKS_MOST) {
			memcpy(g->text + g->len, s + used, n);
			g->len += n;
		}
	g->text[g->len] = '\0';
	return used;
}

static size_t plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= ' ' && s[n] < 0x7f)
		n++;
	return n && n < len && ((unsigned char)s[n] & 0x80) ? n - 1 : n;
}

/* As utf8_columns(), but of what will be drawn. */
static int columns_of(const struct canvas *c, const char *s, size_t len)
{
	struct glyph g;
	int columns = 0;

	for (size_t used; len > 0; s += used, len -= used) {
		used = plain_run(s, len);
		columns += (int)used;
		if (used)
			continue;
		used = glyph_next(c, s, len, &g);
		columns += g.width;
	}
	return columns;
}

/* The other half of a wide character that is about to be drawn over. */
static void part(struct canvas *c, int row, int column)
{
	const struct cell *cell = at(c, row, column);

	if (cell->width == 0 && column > 0)
		*at(c, row, column - 1) = (struct cell){.text = " ", .width = 1, .style = at(c, row, column - 1)->style};
	if (cell->width == 2 && column + 1 < c->columns)
		*at(c, row, column + 1) = (struct cell){.text = " ", .width = 1, .style = cell->style};
}

static void put(struct canvas *c, int row, int column, enum style style, const struct glyph *g)
{
	bool whole = is_inside(c, row, column) && is_inside(c, row, column + g->width - 1);

	if (!whole)
		return;
	for (int i = 0; i < g->width; i++) {
		struct cell *cell = at(c, row, column + i);

		if (cell->width != 1)
			part(c, row, column + i);
		*cell = (struct cell){.width = (unsigned char)(i ? 0 : g->width), .style = (unsigned char)style};
		if (!i)
			memcpy(cell->text, g->text, g->len + 1);
	}
}

/* The same for a run of plain characters, one cell each. */
static void put_plain(struct canvas *c, int row, int column, enum style style, const char *s, size_t n)
{
	struct cell cell = {.width = 1, .style = (unsigned char)style};
	int from = between(column, 0, c->columns), to = between(column, -SIDE_MOST, c->columns);

	if (row < 0 || row >= c->rows || from >= c->columns || column < -SIDE_MOST)
		return;
	to = n < (size_t)(c->columns - to) ? to + (int)n : c->columns;
	for (int x = from; x < to; x++) {
		if (at(c, row, x)->width != 1)
			part(c, row, x);
		cell.text[0] = s[x - column];
		*at(c, row, x) = cell;
	}
}

static int draw(struct canvas *c, int row, int column, int width, enum style style, const char *s, size_t len)
{
	struct glyph g;
	int used = 0;

	assert((unsigned)style < STYLES);
	if (width < 0 || width > c->columns - between(column, -SIDE_MOST, c->columns))
		width = c->columns - between(column, -SIDE_MOST, c->columns);
	for (size_t n; len > 0; s += n, len -= n) {
		n = used < width ? plain_run(s, len) : 0;
		if (n > 0) {
			n = n < (size_t)(width - used) ? n : (size_t)(width - used);
			put_plain(c, row, column + used, style, s, n);
			used += (int)n;
			continue;
		}
		n = glyph_next(c, s, len, &g);
		if (used + g.width > width)
			break;
		put(c, row, column + used, style, &g);
		used += g.width;
	}
	return used;
}

int canvas_text(struct canvas *c, int row, int column, int width, enum style style, const char *text)
{
	return draw(c, row, column, width, style, text, strlen(text));
}

void canvas_field(struct canvas *c, int row, int column, int width, enum style style, bool right, const char *text)
{
	size_t len = strlen(text);
	int total = columns_of(c, text, len), indent;

	if (width < 0)
		width = c->columns - column;
	if (total <= width) {
		indent = right ? width - total : 0;
		canvas_fill(c, row, right ? column : column + total, 1, width - total, style);
		draw(c, row, column + indent, width - indent, style, text, len);
	} else if (width > 0) {
		canvas_fill(c, row, column, 1, width, style);
		draw(c, row, column, width - 1, style, text, len);
		draw(c, row, column + width - 1, 1, style, c->utf8 ? "\u2026" : ">", c->utf8 ? 3 : 1);
	}
}

/* The part of start..start+n that lies in 0..most. */
static void clip(int start, int n, int most, int *from, int *to)
{
	int64_t end = (int64_t)start + (n < 0 ? 0 : n);

	*from = between(start, 0, most);
	*to = end < *from ? *from : end > most ? most : (int)end;
}

void canvas_fill(struct canvas *c, int row, int column, int rows, int columns, enum style style)
{
	const struct cell space = {.text = " ", .width = 1, .style = (unsigned char)style};
	int top, bottom, left, right;

	assert((unsigned)style < STYLES);
	clip(row, rows, c->rows, &top, &bottom);
	clip(column, columns, c->columns, &left, &right);
	for (int y = top; y < bottom; y++)
		for (int x = left; x < right; x++) {
			if (at(c, y, x)->width != 1)
				part(c, y, x);
			*at(c, y, x) = space;
		}
}

void canvas_box(struct canvas *c, int row, int column, int rows, int columns, enum style style, const char *title)
{
	int bottom = row + rows - 1, right = column + columns - 1, used;

	if (rows < 2 || columns < 2)
		return;
	for (int x = column + 1; x < right; x++) {
		canvas_text(c, row, x, 1, style, "\u2500");
		canvas_text(c, bottom, x, 1, style, "\u2500");
	}
	for (int y = row + 1; y < bottom; y++) {
		canvas_text(c, y, column, 1, style, "\u2502");
		canvas_text(c, y, right, 1, style, "\u2502");
	}
	canvas_text(c, row, column, 1, style, "\u250c");
	canvas_text(c, row, right, 1, style, "\u2510");
	canvas_text(c, bottom, column, 1, style, "\u2514");
	canvas_text(c, bottom, right, 1, style, "\u2518");
	if (!title || !*title || columns < 7)
		return;
	used = between(columns_of(c, title, strlen(title)), 0, columns - 6);
	canvas_field(c, row, column + 2, used + 2, style, false, "");
	canvas_field(c, row, column + 3, used, style, false, title);
}

/* Bytes of the line break at s: 0 when there is none. */
static size_t line_break(const char *s)
{
	return *s == '\n' ? 1 : *s == '\r' && s[1] == '\n' ? 2 : 0;
}

/* One line of wrapped text: its bytes into *line, returns bytes used with the
 * blanks or the break that ended it. */
static size_t wrap_line(const struct canvas *c, const char *s, size_t len, int columns, size_t *line)
{
	size_t i = 0, n, space = 0;
	struct glyph g;
	int used = 0;

	for (; i < len && !line_break(s + i); i += n, used += g.width) {
		n = glyph_next(c, s + i, len - i, &g);
		if (s[i] == ' ' && used <= columns)
			space = i;
		if (used + g.width <= columns || i == 0 || (s[i] == ' ' && used == columns))
			continue;
		*line = space ? space : i;
		for (i = *line; s[i] == ' '; i++)
			;
		return i;
	}
	*line = i;
	return i < len ? i + line_break(s + i) : i;
}

int canvas_wrap(struct canvas *c, int row, int column, int rows, int columns, int skip, enum style style, const char *text)
{
	size_t len = strlen(text), line;
	int n = 0;

	if (columns < 1)
		return 0;
	for (size_t used; len > 0 && (rows == 0 || n < rows + skip); text += used, len -= used, n++) {
		used = wrap_line(c, text, len, columns, &line);
		if (rows > 0 && n >= skip)
			draw(c, row + n - skip, column, columns, style, text, line);
	}
	return n > skip ? n - skip : 0;
}

static bool has_large(const char *s, size_t len, int *columns)
{
	uint32_t cp;
	size_t n;

	for (*columns = -1; len > 0; s += n, len -= n, *columns += LARGE_COLUMNS + 1)
		if (!(n = utf8_decode(s, len, &cp)) || !large_find(cp))
			return false;
	return *columns > 0;
}

int canvas_large(struct canvas *c, int row, int column, int rows, int columns, const char *text)
{
	size_t len = strlen(text);
	uint32_t cp;
	int wide;

	if (rows < 1 || columns < 1 || !len)
		return 0;
	if (!c->utf8 || rows < LARGE_ROWS || !has_large(text, len, &wide) || wide > columns) {
		canvas_field(c, row, column, columns, STYLE_LARGE, false, text);
		return 1;
	}
	for (; len > 0; column += LARGE_COLUMNS + 1) {
		size_t n = utf8_decode(text, len, &cp);
		const char *dots = large_find(cp);

		for (int i = 0; i < LARGE_ROWS * LARGE_COLUMNS; i++)
			canvas_text(c, row + i / LARGE_COLUMNS, column + i % LARGE_COLUMNS, 1, STYLE_LARGE,
				large_cell(dots, i / LARGE_COLUMNS, i % LARGE_COLUMNS));
		text += n;
		len -= n;
	}
	return LARGE_ROWS;
}

void canvas_cursor(struct canvas *c, int row, int column)
{
	c->cursor = is_inside(c, row, column);
	c->cursor_row = row;
	c->cursor_column = column;
}

bool canvas_cursor_at(const struct canvas *c, int *row, int *column)
{
	*row = c->cursor_row;
	*column = c->cursor_column;
	return c->cursor;
}

char *canvas_dump(const struct canvas *c, struct arena *a)
{
	struct buf out = BUF_INIT;
	char *text;

	for (int row = 0; row < c->rows; row++) {
		for (int column = 0; column < c->columns; column++)
			buf_adds(&out, at(c, row, column)->text);
		while (out.len && out.data[out.len - 1] == ' ')
			out.data[--out.len] = '\0';
		buf_addc(&out, '\n');
	}
	text = arena_strdup(a, buf_str(&out));
	buf_release(&out);
	return text;
}
