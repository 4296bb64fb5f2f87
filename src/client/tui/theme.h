/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_THEME_H
#define TUI_THEME_H

/* How styles look.  Colour never says anything alone (F9): each style also
 * differs by bold, reverse or underline, or by the words. */

#include <stdbool.h>

#include "client/tui/canvas.h"

enum theme { THEME_DEFAULT, THEME_DARK, THEME_CONTRAST, THEME_COLOUR_BLIND, THEME_MONO, THEMES };
extern const char *const theme_names[THEMES];

struct look {
	signed char foreground, background; /* 0..7 of ECMA-48, -1 the terminal's own */
	bool bold, reverse, underline, dim;
};
extern const struct look theme_looks[THEMES][STYLES];
bool theme_find(const char *name, enum theme *out);

#endif
