/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_HOUSE_H
#define LIB_HOUSE_H

/* A whole house for tests of people: directory and tenant, each migrated and
 * with its writer; the warehouse's goods owners and articles, and nobody. */

#include "server/edit/edit.h"

#include <stdint.h>

/* In files of this program's own, made anew. */
struct house *house_open(void);
void house_close(struct house **h);
/* Several statements in the tenant, or the directory; on the writer's thread. */
void house_sql(const struct house *h, const char *sql);
void house_directory_sql(const struct house *h, const char *sql);
int64_t house_ask(const struct house *h, const char *sql); /* of the tenant; -1: no row */
/* A user with an account of the same number; more: the other columns, "mobile = 1, ..." or NULL. */
void house_user(const struct house *h, int64_t id, const char *login, const char *level, const char *more);

#endif
