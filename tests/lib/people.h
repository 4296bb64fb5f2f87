/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_PEOPLE_H
#define LIB_PEOPLE_H

/* Users for tests: an account in the directory and its row in the tenant. */

#include "server/auth/auth.h"

/* On the tenant's writing connection; m->user 0: a new row, whose id it gets. */
bool people_row(struct store *tenant, const char *login, int64_t account, struct member *m, struct error *e);
/* The account, too; its id, 0 on failure. */
int64_t people_add(struct directory *d, struct store *tenant, const char *login, const char *password, struct member *m, struct error *e);

#endif
