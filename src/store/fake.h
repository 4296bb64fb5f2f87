/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_FAKE_H
#define STORE_FAKE_H

/* The scripted driver, for tests: a database that expects given statements in
 * a given order and answers as told, so that any failure can be had at any
 * place.  The script belongs to the test and outlives its connections; one
 * opened anew goes on where the last one stopped.
 *
 * A line's sql is the whole text; BEGIN, COMMIT, ROLLBACK, CHECKPOINT and
 * CHECKPOINT TRUNCATE stand for the calls.  As in SQLite a full disk or a
 * failed write (DISK_FULL, IO) ends the transaction. */

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

struct fake_line {
	const char *sql;
	const char *binds;       /* ":id=7|:name=Bolt" in the order bound; blobs as hex; NULL: whatever */
	const char *columns;     /* "id|name" */
	const char *const *rows; /* "7|Bolt", NULL at the end; the cell \N is NULL */
	enum error_code fail;    /* after the rows */
	int64_t changes;
	int64_t last_id;
	void (*then)(void *arg); /* called when the line was answered */
	void *arg;
};

struct fake {
	const struct fake_line *lines;
	size_t n;
	size_t at; /* lines answered */
	int64_t wal_bytes;
	int64_t changes_ever;
	int opened;      /* connections made */
	char wrong[256]; /* the first thing that was not in the script; "" */
};

struct store *fake_open(struct fake *f);
/* Every line was answered and nothing else was asked. */
bool fake_kept(const struct fake *f);

#endif
