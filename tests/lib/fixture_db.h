/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FIXTURE_DB_H
#define TESTS_FIXTURE_DB_H

/* A database in memory with the tables of the fixture's model. */

#include "model/ddl.h"
#include "store/store.h"

#include <stdint.h>

struct json;

/* With the change feed when it is a server's. */
struct store *fixture_db(enum ddl_use use);
/* Inserts a row given as a JSON object; any column may be set.  Its id. */
int64_t fixture_row(struct store *s, const char *resource, const char *json);

#endif
