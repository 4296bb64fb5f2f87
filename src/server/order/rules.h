/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ORDER_RULES_H
#define ORDER_RULES_H

/* What kinds of transactions do to orders: one file a kind, which judges by
 * reads and applies by writes (ledger/transact.h).  What several of them ask
 * stands here.
 *
 * Whoever lost his lease has still moved the goods: then the postings are
 * booked, the claim on the row is refused, and the verdict says so
 * (CLAIM_LOST). */

#include "server/ledger/transact.h"

extern const struct kind_rules sign_in_rules, receive_rules, receive_done_rules, move_rules, pick_rules, stage_rules, discard_rules;

/* The body, which postings_of() has checked. */
int64_t rules_ref(const struct judged *j, const char *field);
bool rules_flag(const struct judged *j, const char *field);
int64_t rules_quantity(const struct judged *j, const char *field);
const char *rules_text(const struct judged *j, const char *field);

/* One row of a statement with the parameter :id, into n numbers and, when
 * `text` is not NULL, its last column as text (in the arena).  NOT_FOUND with
 * `field` when there is none. */
bool rules_row(struct judged *j, const char *sql, int64_t id, const char *field, int64_t *numbers, size_t n, const char **text, struct error *e);
/* First column of the first row; 0 when there is none. */
bool rules_ask(struct judged *j, const char *sql, int64_t id, int64_t *out, struct error *e);
/* Sets several integer fields of a row of a resource. */
struct rules_set {
	const char *field;
	int64_t value;
};
bool rules_update(struct judged *j, const char *resource, int64_t id, const struct rules_set *set, size_t n, struct error *e);
/* The register row with this number (order-statuses, purchase-order-statuses). */
bool rules_status(struct judged *j, const char *table, int64_t number, int64_t *id, struct error *e);

/* Does the terminal hold the lease that the body names?  *lost: somebody took
 * it over; the warning is set. */
bool rules_lease(struct judged *j, const char *resource, int64_t id, bool *lost, struct error *e);

#endif
