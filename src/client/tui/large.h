/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_LARGE_H
#define TUI_LARGE_H

/* The font of large print: five columns wide, three rows high, two dots a
 * row (half blocks).  Lower case is drawn as upper case. */

#include <stdint.h>

enum { LARGE_COLUMNS = 5, LARGE_ROWS = 3 };

/* The dots of a character, NULL when the font has none for it. */
const char *large_find(uint32_t character);
/* What stands in one cell: a block, a half block or a blank, in UTF-8. */
const char *large_cell(const char *dots, int row, int column);

#endif
