/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LEDGER_TRANSACT_H
#define LEDGER_TRANSACT_H

/* Terminal transactions: a signed batch in, verdicts out, exactly once.
 *
 * HTTP threads read, verify and check; one writer job applies the batch:
 * effect, id, seq, hash and answer of each record in one database
 * transaction.  A record known by (terminal, seq) with the same hash gets its
 * stored answer; another hash is a fork.  5xx is never stored. */

#include "base/error.h"
#include "floor/posting.h"
#include "floor/record.h"
#include "server/access/access.h"
#include "server/ledger/ledger.h"

struct arena;
struct directory;
struct kind;
struct store;
struct writer;

struct transact {
	struct directory *directory;
	struct writer *writer;
	const char *tenant; /* its code */
	const char *terminal;
	const unsigned char *public_key;
	const char *epoch;
};
/* The answer document, as text; NULL: the whole batch is refused and nothing was
 * applied (SIGNATURE, GAP, FORK, BAD_REQUEST). */
const char *transact_batch(const struct transact *t, struct arena *a, const char *body, size_t len, struct error *e);
/* What the server has of a terminal: its last seq (0: nothing) and hash. */
bool transact_state(struct store *s, const char *terminal, int64_t *last, struct hash *hash, struct error *e);

/* What a kind does beside its postings: one C file each, one table. */
struct judged {
	struct store *store;
	const struct member *member;
	const struct kind *kind;
	const struct record *record;
	const char *terminal;
	struct arena *arena;
	struct postings postings;
	struct ledger_entry entry; /* purchase_order and cause are the rules' to set */
	int64_t now_ms;
	const char *session;  /* of a sign-in */
	struct error warning; /* done, but: CLAIM_LOST */
	void *own;            /* of the kind's rules, from judge to apply */
};
struct kind_rules {
	const char *name; /* kind.rules */
	bool (*judge)(struct judged *j, struct error *e); /* reads only; may change postings */
	bool (*apply)(struct judged *j, struct error *e); /* writes */
};
extern const struct kind_rules *const kind_rules[]; /* NULL-terminated; order/rules.c */

#endif
