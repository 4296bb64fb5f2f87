/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FLOOR_FACTS_ASK_H
#define FLOOR_FACTS_ASK_H

/* What facts and suggestions ask of the body, the row in hand and the store.
 * Whatever is not there, or cannot be read, is 0 or "": a fact about it does
 * not hold. */

#include <stdint.h>

#include "floor/facts.h"
#include "model/kind.h"

int64_t facts_ref(const struct facts *f, const char *name); /* the body's; else the row in hand's */
const char *facts_text(const struct facts *f, const char *name);
int64_t facts_quantity(const struct facts *f); /* 1/1000; 0: not said */
/* First column of the first row; parameters :a, :b and :text may be used. */
int64_t facts_ask(const struct facts *f, const char *sql, int64_t a, int64_t b, const char *text);
const char *facts_ask_text(const struct facts *f, struct arena *arena, const char *sql, int64_t a, int64_t b, const char *text);
/* The row that the transaction claims, 0 none; and what is left of it. */
int64_t facts_claimed(const struct facts *f);
/* Of rows (id, what remains): the first of which more remains than unanswered work claims; 0 none. */
int64_t facts_first_open(const struct facts *f, const char *sql, int64_t a, int64_t b);
/* The purchase order row that waits for the article, the earliest order first. */
int64_t facts_waiting_row(const struct facts *f);
int64_t facts_left(const struct facts *f);
/* The body's load carrier of a side, and where it stands. */
const char *facts_carrier(const struct facts *f, const struct place_fields *side);
int64_t facts_carrier_location(const struct facts *f, const char *sscc);

#endif
