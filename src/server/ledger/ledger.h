/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

/* Stock is a ledger: goods transactions are only ever added, balances
 * (article-items) change in the same database transaction and never go below
 * zero.  Runs on the writer's thread. */

#include "floor/posting.h"
#include "server/access/access.h"

struct ledger_entry { /* what is the same for all postings of a transaction */
	const char *kind;
	const char *transaction; /* uuid: the unique key, for ever */
	const char *terminal;
	int64_t user;
	int64_t terminal_time_ms, now_ms;
	int64_t purchase_order, cause;
};

/* Judges by reads: enough there, places unlocked and in the member's
 * warehouses; NO_STOCK says what there is. */
bool ledger_judge(struct store *s, const struct member *m, const struct postings *p, struct error *e);
/* Books what was judged. */
bool ledger_book(struct store *s, const struct ledger_entry *l, const struct postings *p, struct error *e);

/* `wmsd check`: adds the ledger up against the balances; prints each
 * difference; returns how many, -1 on failure. */
struct buf;
int ledger_check(struct store *s, struct buf *report, struct error *e);

#endif
