/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SECURE_VAULT_H
#define SECURE_VAULT_H

/* The installation's own key, kept in a file beside the databases and never
 * in them: seals what must be read again (authenticator seeds, waiting mail,
 * the identity provider's secret) and vouches for the audit's chain.  Whoever
 * has only a copy of the database has neither. */

#include <stdbool.h>
#include <stddef.h>

#include "secure/secure.h"

struct vault {
	unsigned char key[32];
};

/* The key file, 0600 and ours; make: it is made when it is not there. */
bool vault_open(const char *path, bool make, struct vault *out, struct error *e);
#define VAULT_EXTRA SEAL_EXTRA
/* A key of its own for each purpose ("totp", "mail"); `context` binds it to
 * its place (an account's id, a mail's), so that it opens nowhere else. */
void vault_seal(const struct vault *v, const char *purpose, const void *context, size_t context_len, const void *p, size_t n, void *out /* n + VAULT_EXTRA */);
bool vault_unseal(const struct vault *v, const char *purpose, const void *context, size_t context_len, const void *sealed, size_t n, void *out /* n - VAULT_EXTRA */);
/* A keyed hash of the parts, for one purpose; where one part ends and the next
 * begins counts. */
struct hash vault_mac(const struct vault *v, const char *purpose, const struct part *parts, size_t n);

#endif
