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
 * Checkpoints are made by this thread when nothing waits, or at 64 MiB. */

#include <stdbool.h>

struct error;
struct store;
struct writer;

struct writer_job {
	/* Runs on the writer's thread, inside a transaction.  false: *e says why,
	 * and `wrote` tells whether anything must be rolled back. */
	bool (*run)(struct store *s, void *arg, bool *wrote, struct error *e);
	void *arg;
};

struct writer *writer_start(const char *path, struct error *e);
void writer_stop(struct writer **w); /* finishes what waits */
/* Runs the job and waits until it is committed (durable) or refused. */
bool writer_do(struct writer *w, struct writer_job job, struct error *e);

/* Reading connections to the same file, handed out one at a time each. */
struct pool;
struct pool *pool_open(const char *path, int most, struct error *e);
void pool_close(struct pool **p);
struct store *pool_take(struct pool *p, struct error *e); /* waits while all are out */
void pool_give(struct pool *p, struct store *s);

#endif
