/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_QR_H
#define TUI_QR_H

/* QR codes on a canvas, dark on light whatever the theme, so that telephones
 * read them on dark terminals, too.  The one owner of libqrencode.
 *
 * A canvas that has UTF-8 shows two modules in a cell, one over the other, by
 * half blocks; else a module is two columns of space. */

#include <stdbool.h>

struct arena;
struct canvas;
struct qr;

/* Level L, 8-bit; NULL: no text, or more than a code can hold (2,953 bytes). */
struct qr *qr_make(struct arena *a, const char *text);
/* The light modules that fit around it in so many rows and columns: 4, as the
 * standard wants, else 1; -1: there is no room at all. */
int qr_quiet(const struct qr *q, const struct canvas *c, int rows, int columns);
/* What it takes on that canvas. */
int qr_rows(const struct qr *q, const struct canvas *c, int quiet);
int qr_columns(const struct qr *q, const struct canvas *c, int quiet);
void qr_draw(const struct qr *q, struct canvas *c, int row, int column, int quiet);

#endif
