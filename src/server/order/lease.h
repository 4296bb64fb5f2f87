/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ORDER_LEASE_H
#define ORDER_LEASE_H

/* Leases of pick and movement orders: a number that rises at each takeover,
 * a holder (user and terminal) and a time.  One that ran out is not lost until
 * somebody takes it.  Columns lease_user, lease_terminal, lease_number,
 * lease_until of the resource. */

#include <stdbool.h>
#include <stdint.h>

#include "model/list.h"

struct store;
struct member;

#define LEASE_MS (15 * 60 * 1000)

/* Takes or renews; LEASED with the holder's name when another has it and it
 * has not run out (take_over: a lead may). Returns the lease number, 0 on failure. */
int64_t lease_take(struct store *s, const struct resource *r, int64_t id, const struct member *m, const char *terminal, bool take_over, int64_t now_ms, struct error *e);
bool lease_release(struct store *s, const struct resource *r, int64_t id, const struct member *m, const char *terminal, struct error *e);
/* The next one free for this member: priority, ship date, number; NOT_FOUND when none. */
int64_t lease_next(struct store *s, const struct resource *r, const struct member *m, const struct scope *scope, const char *terminal, int64_t now_ms, int64_t *lease, struct error *e);
/* Does this terminal hold it under this number?  *holder: who does. */
bool lease_holds(struct store *s, const struct resource *r, int64_t id, const char *terminal, int64_t number, char holder[65], struct error *e);

#endif
