/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

/* People, and how they get in: what editing a user means beside his row, and
 * what is done to what he gets in with.  The row of users is the membership;
 * login, name, e-mail and language are copies of the account's, which the
 * directory has: it is written first, and is right when the two differ. */

#include "server/edit/audit.h"
#include "server/edit/edit.h"

/* The rules of users, IP filters, MFA settings, password requirements, identity provider. */
extern const struct rules *const people_rules[];
extern const size_t people_rule_count;

/* At the start: what a crash left between directory and tenant is mended. */
bool people_mend(const struct house *h, struct error *e);
/* Audit rows of changes to accounts, brought from the directory into the chain. */
bool people_audit(const struct house *h, struct error *e);

#endif
