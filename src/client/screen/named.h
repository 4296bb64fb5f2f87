/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_NAMED_H
#define SCREEN_NAMED_H

/* What a transaction's body names by its id, as far as this terminal knows:
 * the body itself has ids alone. */

#include <stdint.h>

struct arena;
struct field;
struct world;

/* The row's key; NULL when it is not known here. */
const char *named(const struct world *w, const struct field *ref, int64_t id, struct arena *a);

#endif
