/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_JUMP_H
#define SCREEN_JUMP_H

/* Every row leads on: to the pages its own page names (view.jumps) as far as
 * the user has them, shown for this row. */

#include "client/screen/screen.h"

/* Asks where to go, and goes; `row` as lists give it, kept until then. */
void jump_offer(struct screen *s, const struct json *row);
/* The record of what a ref points to, on a page of the user's; false: he has
 * none, and that is said. */
bool jump_to_ref(struct screen *s, const struct resource *to, int64_t id);

#endif
