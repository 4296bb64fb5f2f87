/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LEDGER_TRANSACT_JUDGE_H
#define LEDGER_TRANSACT_JUDGE_H

/* One record of a batch: judged wholly by reads, then applied, and its answer
 * kept beside what it did.  What is refused or parked is an answer too; only
 * an error that decides nothing (5xx) ends the batch. */

#include "server/ledger/transact.h"

struct judging {
	const struct transact *transact;
	struct store *store;
	struct arena *arena;
	int64_t now_ms;
	struct buf *verdicts; /* of the batch, a comma between: each is added as it is made */
	/* The sign-in asked for last; most records of a batch have the same. */
	int64_t sign_in; /* its seq; 0: none yet */
	char session[65];
	struct member member;
	struct error member_error;
};

/* An answer, as text, behind those that were made before. */
void transact_add(struct judging *j, const char *answer);
/* false: *e says what went wrong, and nothing was decided.  *wrote is set
 * before the first write. */
bool transact_one(struct judging *j, const struct batch_line *line, bool *wrote, struct error *e);

#endif
