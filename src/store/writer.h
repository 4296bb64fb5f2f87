/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

/* The one writer of a database: a thread that owns the writing connection and
 * commits the jobs it is given in groups (at most 100, or what came within
 * 10 ms of the first; a lone job does not wait).  A job judges by reads and
 * only then writes; it returns false to write nothing.  When a job fails
 * after it wrote, or the commit fails, the group is rolled back and its jobs
 * are run one by one, each in a transaction of its own.  So a job may run
 * twice and must keep nothing between.
 *
 * A commit that fails with IO or CORRUPT (a failed fsync) is final: nobody
 * knows what is on disk, so its jobs are refused with that error, not run
 * again, and the database is closed and opened anew.  Whoever asked asks again
 * with the same id and is answered from what is there.
 *
 * Checkpoints are made by this thread when nothing waits, or at 64 MiB. */

#include "store/pool.h"

#include <stdbool.h>

struct error;
struct store;
struct writer;

struct writer_options {
	/* A fresh writing connection: at the start, and after one failed. */
	struct store *(*open)(void *arg, struct error *e);
	void *arg;
	int idle_ms; /* without a job, then a checkpoint */
};

struct writer_job {
	/* Runs on the writer's thread, inside a transaction.  false: *e says why,
	 * and `wrote` tells whether anything must be rolled back. */
	bool (*run)(struct store *s, void *arg, bool *wrote, struct error *e);
	void *arg;
};

struct writer *writer_start(const char *path, struct error *e);
struct writer *writer_start_with(const struct writer_options *options, struct error *e);
void writer_stop(struct writer **w); /* finishes what waits */
/* Runs the job and waits until it is committed (durable) or refused.  From any
 * thread but a job's own. */
bool writer_do(struct writer *w, struct writer_job job, struct error *e);
int writer_waiting(struct writer *w); /* jobs given and not yet answered */

#endif
