/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_DASHBOARD_GRID_H
#define SCREEN_DASHBOARD_GRID_H

/* The tiles of a dashboard in a grid: as many columns as their width allows,
 * each tile whole and where most room is left; figures in large print when all
 * of it fits so.  Made anew at each paint from what the server said. */

#include <stdbool.h>
#include <stddef.h>

#include "client/screen/screen.h"

struct arena;
struct json;

struct grid_row {
	const char *label, *value, *detail, *page; /* detail, page: NULL none */
	enum style style;  /* of its tone */
	const char *mark;  /* of its tone, for whom colours say nothing */
	bool stands;       /* the cursor may stand on it */
	bool large;
	int line, column;
};

struct grid_title {
	const char *text;
	int line, column;
};

struct grid {
	struct grid_row *rows;
	size_t count;
	struct grid_title *titles;
	size_t title_count;
	int width, height, columns;
};

/* Everything lives in `a`. */
struct grid grid_make(const struct screen *s, const struct json *answer, int rows, int columns, struct arena *a);
enum { GRID_NONE = -1 };
/* The first row the cursor may stand on, from `at` in steps of 1 or -1; GRID_NONE. */
int grid_stand(const struct grid *g, int at, int by);
/* The nearest above, below or beside. */
int grid_beside(const struct grid *g, int at, int lines, int columns);
/* Lines from `top` on into rows 0..rows of the canvas. */
void grid_draw(const struct grid *g, int at, struct canvas *c, int top, int rows);

#endif
