/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QUEUE_STORE_INSIDE_H
#define QUEUE_STORE_INSIDE_H

/* What the parts of queue_store share; nobody else includes it but its tests,
 * which break the file on purpose. */

#include "client/queue/queue_head.h"
#include "client/queue/queue_line.h"
#include "client/queue/queue_store.h"

struct query;
struct store;

struct queue_tally { /* of the whole table */
	int64_t states[RECORD_STATES]; /* REFUSED and PARKED only while not settled */
	int64_t records, bytes;
	int64_t kept, kept_bytes; /* what cannot give way */
};

struct queue_store {
	struct queue_options options;
	char *path;
	char terminal[33];
	struct store *db; /* NULL after a failure, until it could be opened again */
	unsigned char key[SEAL_KEY_BYTES];
	struct queue_head head;
	struct queue_tally tally;
	int damage;
	int64_t sent;   /* handed out up to this, since we started */
	int64_t one_until; /* up to this one record is a batch: to find out which one the server does not take */
	bool stalled;   /* the server's last answer did not help: nothing is sent until there is news */
	char doubt[37]; /* id of a record whose commit failed */
};

/* Each transaction: begin, then end with whether all went well.  A failure
 * opens the file anew, so nothing in *q but options survives it. */
bool queue_begin(struct queue_store *q, struct error *e);
bool queue_end(struct queue_store *q, bool ok, struct error *e);
/* Only reads: the file is open. */
bool queue_ready(struct queue_store *q, struct error *e);

/* The row counts (+1) or does not (-1): around each change of a row. */
bool queue_tally(struct queue_store *q, int64_t seq, int sign, struct error *e);

/* Takes out a portion of what needs not stay and was answered before then. */
bool queue_drop_done(struct queue_store *q, int64_t before_ms, int64_t *dropped, struct error *e);

/* One row as stored; sealed in `a`. */
struct queue_stored {
	int64_t seq, number, settles, settled_by, sign_in;
	const char *id;
	const void *sealed;
	size_t sealed_len;
	struct hash before, hash;
	enum record_state state;
	struct error why;
	bool resent;
};
#define QUEUE_STORED                                                              \
	"SELECT seq, number, id, sealed, before, hash, state, code, field, detail, " \
	"settles, settled_by, sign_in, resent FROM record "
void queue_stored_get(struct arena *a, const struct query *q, struct queue_stored *out);
bool queue_stored_find(struct queue_store *q, struct arena *a, int64_t seq, struct queue_stored *out);
bool queue_stored_open(const struct queue_store *q, struct arena *a, const struct queue_stored *r, struct queue_line *out);

void queue_changed(struct queue_changes *c, int64_t seq, int64_t was);
bool queue_set_state(struct queue_store *q, int64_t seq, enum record_state state, const struct error *why, struct error *e);

/* queue_store_check.c: verifies what is not answered, mends what follows from
 * the lines, marks and counts the rest.  Inside a transaction. */
bool queue_check(struct queue_store *q, struct error *e);
/* A head that was lost, from the rows. */
bool queue_check_head(struct queue_store *q, struct error *e);

/* queue_store_apart.c: gives from..to of the chain numbers below zero. */
bool queue_set_apart(struct queue_store *q, int64_t from, int64_t to, enum error_code why, struct queue_changes *changed, struct error *e);

#endif
