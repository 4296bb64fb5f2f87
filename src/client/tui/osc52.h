/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_OSC52_H
#define TUI_OSC52_H

/* The sequence by which a program puts text into the clipboard of whoever
 * sits at the terminal, over SSH, too: OSC 52.  The text goes as base64, so
 * that nothing in it can act. */

#include <stdbool.h>

struct arena;

#define OSC52_MOST 65536 /* bytes of text; terminals take about so much */

/* For a terminal of that name (TERM).  tmux takes the sequence itself (its
 * set-clipboard); screen passes on what it gets in a DCS.  Under a TERM of
 * screen's there may be either: `tmux`, it is known to be tmux; else both get
 * what they understand.  NULL: no text, or too much of it. */
char *osc52_sequence(struct arena *a, const char *terminal, bool tmux, const char *text);

#endif
