/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_DB_H
#define LIB_DB_H

/* A database in a test, where every call must succeed. */

#include "store/store.h"

#include <stdint.h>

struct store *db_open(const char *path, enum store_mode mode);
void db_exec(struct store *s, const char *sql);
int64_t db_ask(struct store *s, const char *sql); /* -1: no row */

#endif
