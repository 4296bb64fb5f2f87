/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

/* Numbered migrations, forward only: the embedded files under a prefix
 * ("src/model/sql/tenant/"), named NNNN-name.sql, applied in order, each in a
 * transaction, with its hash kept in table `migration`.  A database that has
 * one this program does not know, or one whose text differs, is refused. */

#include <stdbool.h>

struct error;
struct store;

/* applied may be NULL: how many were applied now. */
bool migrate(struct store *s, const char *prefix, int *applied, struct error *e);
/* How many are waiting; -1 and *e when the database is not ours. */
int migrate_waiting(struct store *s, const char *prefix, struct error *e);

#endif
