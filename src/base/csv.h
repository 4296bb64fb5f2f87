/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_CSV_H
#define BASE_CSV_H

/* Reading comma-separated values (RFC 4180), whole and in memory: quoted
 * cells, lines ended by LF or CRLF, UTF-8 with or without its mark.  The first
 * row says by what cells are separated, a semicolon or a comma, and how many
 * there are.  Empty lines are passed over.  What is damaged is refused with
 * the line it stands on; nothing is guessed. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

enum { CSV_CELLS_MOST = 256 };

struct csv_row {
	size_t line;        /* of the file, from 1: where it begins */
	const char **cells; /* as they stand, quotes taken away */
};

struct csv {
	size_t columns;
	struct csv_row *rows; /* the first is the head */
	size_t count;
};

/* All of it lives in the arena.  INVALID with "line N" as the field; TOO_LARGE
 * over `rows_most` rows besides the head.  Nothing at all: no rows. */
bool csv_read(struct arena *a, const char *text, size_t len, size_t rows_most, struct csv *out, struct error *e);

#endif
