/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_ACTIONS_H
#define SCREEN_ACTIONS_H

/* A list of what can be done here: the page's own actions that the user's menu
 * holds, on the row in hand or on the page, then the keys of the screen, for
 * keyboards that lack them, then the pages that belong beside. */

#include "client/screen/screen.h"

struct offer;

/* `chosen` is for the page's actions; keys are done as if they were pressed.
 * row: false leaves out what is done on a row. */
void actions_offer(struct screen *s, bool row, void (*chosen)(struct screen *s, const struct action *x));

#endif
