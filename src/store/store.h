/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_STORE_H
#define STORE_STORE_H

/* A connection to a database, and its statements.  One interface, drivers
 * behind it (sqlite.c; fake.c for tests); nothing above this folder knows
 * which.  A connection belongs to one thread at a time.
 *
 * Parameters are bound by name (":id"); every parameter of a statement must
 * be bound (an unbound one is NULL).  Statements are cached by their text in
 * the connection: store_query() gives the cached one, reset and unbound, or
 * another of the same text while that one is in the middle of its rows.  A
 * statement that has been stepped holds a read transaction until it gave
 * DONE/FAIL or query_done() was called: never leave one open across a wait.
 * A binding that fails (no such name) makes the next step fail.
 *
 * Exactly one WRITER or CACHE of a file is open at a time (a lock on the file
 * PATH-writer beside it), one OWNER alone: another is refused with BUSY.
 * The schema is not trusted: a trigger or view may not use an FTS5 table,
 * statements may.  Nothing is checkpointed but by store_checkpoint().  After IO or CORRUPT on a
 * writing connection nothing of it can be trusted: close it and open anew. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct store;
struct query;

enum store_mode {
	STORE_WRITER, /* the one that writes and checkpoints; WAL, synchronous=FULL */
	STORE_READER, /* read-only, never checkpoints */
	STORE_OWNER,  /* alone: WAL, locking_mode=EXCLUSIVE, synchronous=FULL (the queue) */
	STORE_CACHE,  /* writes, synchronous=OFF: may be rebuilt (the replica) */
};

/* path: a file, or ":memory:".  WRITER, OWNER and CACHE create it, 0600. */
struct store *store_open(const char *path, enum store_mode mode, struct error *e);
void store_close(struct store **s);

/* Several statements without parameters or rows (DDL). */
bool store_exec(struct store *s, const char *sql, struct error *e);
struct query *store_query(struct store *s, const char *sql, struct error *e); /* NULL: e says */

void query_int(struct query *q, const char *name, int64_t value);
void query_text(struct query *q, const char *name, const char *value);            /* copied; NULL binds NULL */
/* Not copied: it stays as it is until the statement is reset. */
void query_text_kept(struct query *q, const char *name, const char *value);
void query_blob(struct query *q, const char *name, const void *data, size_t len); /* copied */
void query_null(struct query *q, const char *name);

enum query_step { QUERY_ROW, QUERY_DONE, QUERY_FAIL };
enum query_step query_step(struct query *q, struct error *e); /* DONE and FAIL reset it */
void query_done(struct query *q);                             /* reset; q may be NULL */
/* For statements that give no row: step, reset. */
bool query_run(struct query *q, struct error *e);

int query_columns(const struct query *q);
const char *query_column_name(const struct query *q, int column);
bool query_is_null(const struct query *q, int column);
int64_t query_get_int(const struct query *q, int column);
const char *query_get_text(const struct query *q, int column); /* "" for NULL; until the next step */
const void *query_get_blob(const struct query *q, int column, size_t *len);

bool store_begin(struct store *s, struct error *e);  /* IMMEDIATE on a writer */
bool store_commit(struct store *s, struct error *e); /* false: rolled back */
void store_rollback(struct store *s);                /* ends open statements; nothing open: nothing done */
bool store_in_transaction(struct store *s);          /* some errors (a full disk) end it */
/* Resets every statement in the middle of its rows; whether there was one.
 * For whoever hands a connection on. */
bool store_end_queries(struct store *s);
int64_t store_last_id(struct store *s);
int64_t store_changes(struct store *s);      /* rows, by the last statement */
int64_t store_changes_ever(struct store *s); /* rows, since it was opened */
/* PASSIVE unless truncate.  Writers only. */
bool store_checkpoint(struct store *s, bool truncate, struct error *e);
int64_t store_wal_bytes(struct store *s); /* in use in the log, as of our last commit */
/* Asks a running statement of this connection to fail with CANCELLED; from
 * any thread. */
void store_interrupt(struct store *s);

/* The lines of EXPLAIN QUERY PLAN, one a line, for the plan test. */
struct arena;
char *store_plan(struct store *s, struct arena *a, const char *sql, struct error *e);

/* First column of the first row; or_else when there is none.  No parameters. */
int64_t store_ask_int(struct store *s, const char *sql, int64_t or_else);
/* The same as text, cut to size; false and "" when there is no row. */
bool store_ask_text(struct store *s, const char *sql, char *out, size_t size);

#endif
