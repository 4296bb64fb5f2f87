/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

/* A grid of cells in memory that everything is drawn to; one file (term.c)
 * brings it to the terminal, tests read it as text.
 *
 * This is the one door for text from outside (F11): what is put here is
 * strict UTF-8 with controls, bidi, invisible and unassigned code points
 * shown as a mark (U+FFFD, or '?' on a terminal without UTF-8), at most four
 * combining marks a cell, cut at columns, never half a wide cell.  Rows and
 * columns outside the grid are simply not drawn. */

#include <stdbool.h>
#include <stddef.h>

/* What a cell means; theme.h says how it looks. */
enum style {
	STYLE_NORMAL, STYLE_TITLE, STYLE_STATUS, STYLE_LABEL, STYLE_VALUE, STYLE_FOCUS, STYLE_MARKED, STYLE_LARGE, STYLE_DIM,
	STYLE_KEY, STYLE_OK, STYLE_WARN, STYLE_ERROR, STYLE_FIELD /* a field one may write in */,
	STYLE_PAPER /* dark on light whatever the theme, for what a camera reads */, STYLE_INK /* light on dark, its dark parts */, STYLES,
};

struct cell {
	char text[24];       /* one character with its marks; "" is the right half of a wide one */
	unsigned char width; /* 0 (right half), 1, 2 */
	unsigned char style;
};

struct canvas;

struct canvas *canvas_new(int rows, int columns);
/* Rows of another as a canvas of their own, drawn in place; freed before the
 * other, and its cursor is then the other's. */
struct canvas *canvas_part(struct canvas *of, int row, int rows);
void canvas_free(struct canvas **c);
void canvas_resize(struct canvas *c, int rows, int columns); /* and clears */
/* Whether marks, cuts and large print may use more than ASCII (term_utf8()); true at first. */
void canvas_set_utf8(struct canvas *c, bool utf8);
bool canvas_is_utf8(const struct canvas *c);
void canvas_clear(struct canvas *c);
int canvas_rows(const struct canvas *c);
int canvas_columns(const struct canvas *c);
/* A blank one outside the grid. */
const struct cell *canvas_cell(const struct canvas *c, int row, int column);
/* All cells of a row; equal ones are equal byte by byte. */
const struct cell *canvas_row(const struct canvas *c, int row);

/* Draws at most `width` columns of text (-1: to the edge); returns columns used. */
int canvas_text(struct canvas *c, int row, int column, int width, enum style style, const char *text);
/* As above, the rest of `width` filled with the style; too long ends in "…" ('>' without UTF-8). */
void canvas_field(struct canvas *c, int row, int column, int width, enum style style, bool right, const char *text);
void canvas_fill(struct canvas *c, int row, int column, int rows, int columns, enum style style);
void canvas_box(struct canvas *c, int row, int column, int rows, int columns, enum style style, const char *title);
/* Draws text wrapped at words and line breaks into the box; returns rows used
 * (rows 0: only counts). `skip` lines from the top are left out of both. */
int canvas_wrap(struct canvas *c, int row, int column, int rows, int columns, int skip, enum style style, const char *text);
/* Large print: block letters five columns wide and three rows high where
 * there is room for them, else one bold line; returns rows used. */
int canvas_large(struct canvas *c, int row, int column, int rows, int columns, const char *text);
/* Where the real cursor stands (the focused item; screen readers follow). */
void canvas_cursor(struct canvas *c, int row, int column);
bool canvas_cursor_at(const struct canvas *c, int *row, int *column); /* false: nowhere set */

/* The grid as text: a line a row, trailing blanks cut, "\n" after each. */
struct arena;
char *canvas_dump(const struct canvas *c, struct arena *a);

#endif
