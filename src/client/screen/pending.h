/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_PENDING_H
#define SCREEN_PENDING_H

/* This terminal's own work that the replica does not hold yet: expected stock
 * is the replica plus these postings, and a new transaction depends (`after`)
 * on those it touches.  Kept by the UI thread from the queue's PENDING news. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/queue/message.h"
#include "floor/posting.h"

struct pending;
struct pending *pending_new(void);
void pending_free(struct pending **p);
/* A row of the queue, new or with a new state; refused and parked ones are
 * taken out of the sums (but still named in `after` until settled). */
void pending_put(struct pending *p, struct store *replica, const struct queue_row *row);
void pending_covered(struct pending *p, int64_t seq); /* the replica has all up to this */
int64_t pending_quantity(const struct pending *p, const struct item *it); /* to be added to the replica's */
/* Sum over all of an article at a location (any batch, carrier). */
int64_t pending_at(const struct pending *p, int64_t article, int64_t location);
/* What a transaction with these postings depends on.  One that settles another
 * stands in that one's place: it depends on nothing made since. */
size_t pending_after(const struct pending *p, const struct postings *mine, int64_t claims, int64_t settles, int64_t after[32]);
/* How much of a pick, purchase or movement row own unanswered work claims. */
int64_t pending_claimed(const struct pending *p, const char *kind, int64_t row);
/* Has own unanswered work said that the rest of that row is missing? */
bool pending_closed(const struct pending *p, const char *kind, int64_t row);
/* How many of a kind own unanswered work has whose body's field is this id. */
size_t pending_count(const struct pending *p, const char *kind, const char *field, int64_t id);

#endif
