/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QUEUE_STORE_H
#define QUEUE_STORE_H

/* queue.db without its thread.  Each call is one transaction at most; true
 * means it is on the disk.  After any failure of the disk the file is closed,
 * opened anew and verified, and what the failed call wrote is taken out if it
 * is there after all; while that does not succeed every call tries it first.
 *
 * The chain is what has a positive seq.  All up to head.acked has its verdict;
 * what comes after is sent, whatever its columns say, so that changing a
 * column holds nothing back.  A line that cannot be opened, or is not there,
 * is CORRUPT and named; what follows it is still sent, from its own hash, and
 * the server, who misses the one between, says GAP.
 *
 * At a GAP or FORK all of that chain that is not answered is *set apart*: it
 * gets a number below zero, state PARKED, and the reason; the chain goes on
 * behind the server's last, so that new work is not held up.  A lead settles
 * what was set apart by appending: the same kind with `settles` naming it
 * adopts it (it keeps its id, so the server never does it twice), `discard`
 * ends it here, for the server never had it. */

#include "client/queue/message.h"
#include "client/queue/queue.h"

struct queue_store;

struct queue_store *queue_store_open(const struct queue_options *o, struct error *e);
void queue_store_close(struct queue_store **q);

struct queue_saved {
	int64_t seq;
	char id[37];
	unsigned char hash[32];
};
/* What of the rows changed, for the screens: `was` is the number that a record
 * had before it was set apart, else 0. */
struct queue_change {
	int64_t seq, was;
};
struct queue_changes { /* grows in its arena */
	struct arena *arena;
	struct queue_change *list;
	size_t count, cap;
};

/* QUEUE_FULL, DISK_FULL, IO, SETTLED, NOT_FOUND (settles), SIGN_IN (no such
 * sign-in here), TOO_LARGE, INVALID: nothing was saved. */
bool queue_store_append(struct queue_store *q, const struct message *m, struct queue_saved *out, struct queue_changes *changed,
	struct error *e);

/* The next records to send as a signed body, in `a`; *len 0: none. */
struct queue_batch {
	const char *bytes;
	size_t len;
	int64_t first, last;
};
bool queue_store_batch(struct queue_store *q, struct arena *a, struct queue_batch *out, struct queue_changes *changed, struct error *e);
/* The server's answer document to a batch. */
bool queue_store_verdicts(struct queue_store *q, const struct json *answer, struct queue_changes *changed, struct error *e);
/* The server refused the whole batch first..last. */
bool queue_store_refused(struct queue_store *q, int64_t first, int64_t last, const struct error *why, struct queue_changes *changed,
	struct error *e);
/* What the server has of this terminal.  A lower number counts as a restored
 * server only with another epoch; else it is old news. */
struct queue_server {
	const char *tenant, *epoch;
	int64_t last;
	struct hash hash;
};
bool queue_store_server(struct queue_store *q, const struct queue_server *s, struct queue_changes *changed, struct error *e);

enum queue_which {
	QUEUE_ALL,     /* all that is not done, and the latest 500 done; newest first */
	QUEUE_PENDING, /* what may not be in the replica: unanswered, refused or parked and not settled, the latest
	                * 200 done, and what those settle; oldest first */
};
struct queue_row *queue_store_rows(struct queue_store *q, struct arena *a, enum queue_which which, size_t *count);
bool queue_store_row(struct queue_store *q, struct arena *a, int64_t seq, struct queue_row *out);

struct queue_counts {
	int64_t waiting, refused, parked; /* waiting: for an answer, also when sent; parked: corrupt ones too */
	int64_t unsent;
	int fill_percent;                 /* of what must stay: done work gives way */
};
void queue_store_counts(const struct queue_store *q, struct queue_counts *out);
/* Findings of the last verification: damaged, missing, mended, out of place. */
int queue_store_damage(const struct queue_store *q);

/* A half-done task or form; text NULL: forget it. */
bool queue_store_draft_keep(struct queue_store *q, const char *name, const char *text, struct error *e);
char *queue_store_draft(struct queue_store *q, struct arena *a, const char *name);

/* What can wait until nothing else does: a portion of what was answered more
 * than 30 days ago is taken out (false: that was the last of it), and a long
 * write-ahead log is written back. */
bool queue_store_drop_old(struct queue_store *q);
void queue_store_tidy(struct queue_store *q);

/* The file system holding `path` forgets, or lies about what is on the disk. */
bool queue_store_volatile(long file_system_type);

#endif
