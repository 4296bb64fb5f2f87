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
	int64_t lines;    /* rows made so far */
	int64_t document; /* given back: the first row of the ledger; 0: none was made */
};

/* Is it his to work with: NO_WAREHOUSE, FORBIDDEN (goods owner).  0: not asked. */
bool ledger_in_scope(const struct member *m, int64_t goods_owner, int64_t warehouse, struct error *e);
/* Judges by reads: enough there, places unlocked and in the member's
 * warehouses; NO_STOCK says what there is.  Notes the balances' rows. */
bool ledger_judge(struct store *s, const struct member *m, struct postings *p, struct error *e);
/* Books what was judged. */
bool ledger_book(struct store *s, struct ledger_entry *l, const struct postings *p, struct error *e);

/* A row that moves nothing but says something of what lies in a place, as a
 * short pick: from the place to itself. */
bool ledger_note(struct store *s, struct ledger_entry *l, const struct item *it, int64_t quantity_milli, struct error *e);

/* `wmsd check`: adds the ledger up against the balances, and holds it against
 * what the terminals were answered; prints each difference; returns how many, -1 on failure. */
struct buf;
int ledger_check(struct store *s, struct buf *report, struct error *e);

#endif
