/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

/* Numbered migrations, forward only: the embedded files under a prefix
 * ("src/model/sql/tenant/"), named NNNN-name.sql, applied in order, each in a
 * transaction, with its hash kept in table `migration`.  A database that has
 * one this program does not know, or one whose text differs, or tables but no
 * `migration`, is refused.  A migration's text must not begin or end a
 * transaction. */

#include <stdbool.h>
#include <stddef.h>

struct embed;
struct error;
struct store;

/* applied may be NULL: how many were applied now. */
bool migrate(struct store *s, const char *prefix, int *applied, struct error *e);
/* How many are waiting; -1 and *e when the database is not ours. */
int migrate_waiting(struct store *s, const char *prefix, struct error *e);
/* The same with files of another origin, sorted by path. */
bool migrate_files(struct store *s, const struct embed *files, size_t n, int *applied, struct error *e);
int migrate_files_waiting(struct store *s, const struct embed *files, size_t n, struct error *e);

#endif
