/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_CSV_H
#define SCREEN_CSV_H

/* Cells of a CSV file (RFC 4180).  Text that a spreadsheet would take for a
 * formula gets an apostrophe in front (F12); a number is never one. */

#include <stdbool.h>

struct buf;

void csv_cell(struct buf *b, const char *text, bool number);

#endif
