/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_POLICY_H
#define AUTH_POLICY_H

/* What the tenant says of a member: his row of users with what his groups add
 * (B14), and what is asked of him at the door.  For the files of this folder. */

#include "proto/cidr.h"
#include "server/auth/auth.h"

/* The member's row; NOT_FOUND when the account has none.  login, name, tenant,
 * account and the account's own `active` are the caller's. */
bool policy_member(struct store *tenant, struct arena *a, int64_t account, struct member *out, struct error *e);

/* The address is in his filter (C6), or he has none; else ADDRESS. */
bool policy_address(const struct member *m, const char *address, struct error *e);

/* Which PIN he is asked for from this address: MAIL, APP, or NONE: not turned
 * on, or his filter of that setting exempts the address (C2, C5). */
bool policy_factor(struct store *tenant, struct arena *a, const struct member *m, const char *address, enum factor *out, struct error *e);
/* The one that is turned on for him, wherever he is. */
bool policy_factor_on(struct store *tenant, const struct member *m, enum factor *out, struct error *e);

/* May one come by the identity provider now? */
bool policy_sso_on(struct store *tenant);

bool policy_password_rule(struct store *tenant, struct password_rule *out, struct error *e);

#endif
