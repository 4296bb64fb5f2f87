/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_TEXT_H
#define SCREEN_TEXT_H

/* Text to read: scrolled by line and page, searched. */

struct screen;
struct stack;

struct screen *text_show(struct stack *st, const char *title, const char *text); /* copied */

#endif
