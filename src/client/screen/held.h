/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_HELD_H
#define SCREEN_HELD_H

/* Input that came while a screen was busy, in the order in which it came.
 * Each has a copy of its bytes. */

#include <stddef.h>

#include "client/tui/input.h"

struct held {
	struct input_event event;
	struct held *next;
};

struct holding {
	struct held *first, *last;
};

void holding_add(struct holding *h, const struct input_event *in);
struct held *holding_take(struct holding *h); /* the first; NULL: none */
void holding_drop(struct holding *h);
/* Drops the scans, keys stay: how many there were. */
size_t holding_drop_scans(struct holding *h);
void held_free(struct held **one);

#endif
