/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_DDL_H
#define MODEL_DDL_H

/* Tables from descriptions.  The server freezes this text as a migration
 * (`wmsd schema` prints it, a test compares the migrated database with the
 * descriptions); the terminal's replica is made from it directly.
 *
 * Every table: id INTEGER PRIMARY KEY, the fields' columns, NAME_fold for
 * text that is sorted, `find` (folded text of the find fields) with an FTS5
 * trigram table TABLE_find, rev INTEGER NOT NULL DEFAULT 1 (the ETag).  Each
 * field of type refs has a table TABLE_FIELD (row, ref).
 * Indexes: for each sort (lead scope, sort, id); for each view with a fixed
 * filter (lead scope, fixed fields, sort, id); for each ref that a rows or
 * sum field goes back by; uniques. */

#include "model/resource.h"

struct buf;

enum ddl_use { DDL_SERVER, DDL_REPLICA };
void ddl_resource(struct buf *out, const struct resource *r, enum ddl_use use);
void ddl_all(struct buf *out, enum ddl_use use); /* DDL_REPLICA: those in the replica */

#endif
