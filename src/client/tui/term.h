/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_TERM_H
#define TUI_TERM_H

/* The terminal: the only file that includes curses.  It paints a canvas
 * (curses sends only what changed), reads bytes, and puts the tty back
 * whatever happens.  Input is read as bytes, not through curses: see keys.h. */

#include <stdbool.h>
#include <stddef.h>

#include "client/tui/canvas.h"
#include "client/tui/theme.h"

struct error;
struct term;

struct term_options {
	enum theme theme;
	bool colour;  /* NO_COLOR, --color have been looked at */
	bool mouse;
};

/* Unknown TERM: tries "vt220", then says so in *e.  One at a time, after
 * setlocale(); put back at exit, too.  Signals stay the caller's. */
struct term *term_open(const struct term_options *o, struct error *e);
void term_close(struct term **t); /* tty as it was */
void term_suspend(struct term *t); /* SIGTSTP: tty as it was; */
void term_resume(struct term *t);  /* SIGCONT: ours again, repaint all */
int term_fd(const struct term *t);
bool term_utf8(const struct term *t);
void term_size(struct term *t, int *rows, int *columns);
void term_paint(struct term *t, const struct canvas *c);
void term_redraw(struct term *t); /* the next paint sends everything */
void term_beep(struct term *t);
/* Puts text into the user's clipboard (osc52.h); false: this terminal has no
 * such sequence, or no text or too much.  Whether it was taken, nobody says. */
bool term_copy(struct term *t, const char *text);
/* Bytes that came: 0 none, -1 hang-up. */
int term_read(struct term *t, void *buf, size_t size);
/* The terminal's own sequences for its keys, NULL when it has none: "kf1", ... */
const char *term_capability(const struct term *t, const char *name);

#endif
