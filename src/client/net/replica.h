/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_REPLICA_H
#define NET_REPLICA_H

/* The replica: a cache of what floor work needs, made from the resources
 * marked "replica" (model/ddl.h); safe to lose.  Table `replica` holds epoch,
 * feed number, the terminal's scope, which of the terminal's own transactions
 * it holds the effect of, and a hash of the descriptions.
 *
 * A full load is one transaction of the same file, however many pages it
 * takes: readers see the old content until replica_loaded(), and a load that
 * breaks off has never been.  (A second file put in its place would be read
 * with the first one's log by whoever opens it between the two renames.)
 * Changes that come while it loads belong to it.
 *
 * After CORRUPT or IO it is closed and removed, and made anew.  Not so where
 * the disk is full. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct json;
struct store;

/* Opens for writing (BUSY: another process does); one of other descriptions
 * or a damaged one is emptied. */
struct store *replica_open(const char *path, struct error *e);
void replica_close(struct store **s); /* a load under way is dropped */
/* The files; closed before, and readers told. */
void replica_remove(const char *path);
int64_t replica_number(struct store *s);  /* feed number; -1: not loaded */
int64_t replica_covered(struct store *s); /* own transactions up to this seq are in it */
bool replica_epoch(struct store *s, char out[37]);
bool replica_has_scope(struct store *s, const char *scope);
/* Begins a full load, from nothing. */
bool replica_begin(struct store *s, const char *epoch, const char *scope, struct error *e);
/* Writes at most `most` of the packed rows from *row on, and moves *row on. */
bool replica_rows(struct store *s, const char *resource, const struct json **row, size_t most, struct error *e);
/* Ends it, after the changes that came meanwhile. */
bool replica_loaded(struct store *s, struct error *e);
/* A page of changes: {"changes":[{"n","resource","id","row"}],"next","seq"},
 * whole or not at all; `more`: there may be others after these. */
bool replica_changes(struct store *s, const struct json *page, int64_t *number, bool *more, struct error *e);
/* When little is going on; nothing while it loads. */
void replica_tidy(struct store *s);

#endif
