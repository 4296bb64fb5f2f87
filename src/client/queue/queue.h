/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QUEUE_QUEUE_H
#define QUEUE_QUEUE_H

/* The durable queue of this terminal's transactions: queue.db, owned by one
 * thread and one exclusive connection.  What was answered SAVED is on the
 * disk (WAL, synchronous=FULL), has its number, its place in the hash chain
 * and gets exactly one verdict.  Lines are sealed for the disk; a line that
 * cannot be opened is set apart as CORRUPT, never deleted.  A seq is never
 * removed: only acknowledged work older than 30 days is.
 *
 * A second process on the same file is refused (BUSY), and a file on tmpfs or
 * NFS unless `volatile_ok`.  A failed commit is final: FAILED, the file is
 * closed, opened again and verified before the next one. */

#include "client/queue/message.h"
#include "secure/secure.h"

struct queue;

struct queue_options {
	const char *path;
	const struct sign_key *key; /* the terminal's; outlives the queue */
	const unsigned char *server_box; /* 32 bytes: server's public box key, NULL not known yet */
	int64_t most_records, most_bytes; /* 50,000 and 256 MiB */
	bool volatile_ok;
	struct chan *ui;  /* news and answers for the UI */
	struct chan *net; /* WORK for the network thread */
};

struct queue *queue_start(const struct queue_options *o, struct error *e);
struct chan *queue_chan(struct queue *q); /* send requests here */
void queue_stop(struct queue **q);

#endif
