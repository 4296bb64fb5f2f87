/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_CONTACT_H
#define AUTH_CONTACT_H

/* Terminals that were heard of, and are silent. */

#include "server/auth/auth.h"

struct contact {
	const char *id, *name;
	int64_t contact_ms;
	struct scope scope; /* of its replica: none until floor work was done there */
};

/* Those of the tenant whose last contact lies between, the longest silent
 * first; none that was revoked. */
bool contact_silent(struct directory *d, struct arena *a, const char *tenant, int64_t from_ms, int64_t to_ms, struct contact **out, size_t *n,
	struct error *e);

#endif
