/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_TOLD_H
#define SCREEN_TOLD_H

/* What the answer of an action tells, in words: a small text of the fields
 * its page says ("tell" of the screen file), those that are in the answer. */

#include <stdbool.h>

struct json;
struct screen;

/* Over the screen that asked; false: there is nothing to tell. */
bool told_show(struct screen *s, const char *action, const struct json *answer);

#endif
