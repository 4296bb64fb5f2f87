/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_REPLICA_H
#define NET_REPLICA_H

/* The replica: a cache of what floor work needs, made from the resources
 * marked "replica" (model/ddl.h); safe to lose.  Table `replica` holds epoch,
 * feed number, scope, and a hash of the descriptions: when any differs from
 * what the server says, it is loaded anew into a second file which then takes
 * its place. */

#include <stdbool.h>
#include <stdint.h>

struct error;
struct json;
struct store;

/* Opens for writing; a file of other descriptions or a damaged one is emptied. */
struct store *replica_open(const char *path, struct error *e);
int64_t replica_number(struct store *s);      /* feed number; 0: not loaded */
bool replica_epoch(struct store *s, char out[37]);
bool replica_begin(struct store *s, const char *epoch, struct error *e); /* empties it for a full load */
bool replica_rows(struct store *s, const char *resource, const struct json *rows, struct error *e);
bool replica_loaded(struct store *s, int64_t number, struct error *e);
/* A page of changes: {"changes":[{"n","resource","id","row"}],…} in one transaction. */
bool replica_changes(struct store *s, const struct json *page, struct error *e);

#endif
