/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_HELP_H
#define SCREEN_HELP_H

/* Help made from what is: the keys of the screen one stands in, from its
 * keymap (F3), and the manual by page.  Texts are never written twice. */

struct screen;
struct stack;

/* The keys that hold on the screen that is on top now. */
struct screen *help_keys_screen(struct stack *st);
/* How the kinds of screen work, with their keys, and each page of the user's. */
struct screen *help_manual_screen(struct stack *st, const char *title);

#endif
