/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_QUEUE_PEER_H
#define LIB_QUEUE_PEER_H

/* The queue's neighbours in its tests: what the screens ask it to keep, and a
 * server that takes batches by the rules of the ledger: a number once, in
 * order, on the hash before it; what it knows it answers as it did. */

#include "client/queue/queue_store.h"
#include "floor/record.h"

#define PEER_RECORDS 4096

struct peer {
	unsigned char public_key[32];
	int64_t last;
	struct hash hashes[PEER_RECORDS]; /* by seq */
	char ids[PEER_RECORDS][37];
	const char *kinds[PEER_RECORDS];  /* "other" when it is none of ours */
	int64_t settles[PEER_RECORDS];
	const char *refuses;              /* a kind that it refuses, with NO_STOCK */
	const char *parks;                /* a kind that it parks, with FORBIDDEN */
	int batches;
};

void peer_init(struct peer *p, const struct sign_key *key);
/* The answer document; NULL: *e says why the whole batch is refused. */
struct json *peer_take(struct peer *p, struct arena *a, const struct queue_batch *b, struct error *e);
/* How many of its records have this id. */
int peer_has(const struct peer *p, const char *id);
void peer_says(const struct peer *p, struct queue_server *out);
/* Sends all there is, and the verdicts back, as the network thread does. */
void peer_drain(struct peer *p, struct queue_store *q);

/* A folder of this test's own, and options of a queue in it. */
void peer_options(const char *name, const struct sign_key *key, struct queue_options *out);
struct queue_store *peer_open(const struct queue_options *o);
/* An APPEND as the screens send it; the caller frees it. */
struct message *peer_append(const char *kind, const char *body, int64_t sign_in, int64_t settles);
/* Appended without failing: its seq. */
int64_t peer_saved(struct queue_store *q, const char *kind, const char *body, int64_t sign_in, int64_t settles, char id[37]);

#endif
