/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_ATTEMPT_H
#define AUTH_ATTEMPT_H

/* A sign-in that has a next step: a PIN, or a word of the identity provider.
 * All of it stands in the directory, so another node, or this one after a
 * restart, can go on with it.  For the files of this folder. */

#include "secure/totp.h"
#include "server/auth/directory.h"

#define ATTEMPT_MS (INT64_C(10) * 60 * 1000)
#define PIN_TRIES  5

struct attempt {
	int64_t id, membership, tries, due_ms, expires_ms;
	enum sign_in_step step;
	bool sso;
	struct hash pin;
	bool has_pin;
	unsigned char seed[TOTP_SEED_BYTES];
	const char *device;
	int interval_s;
	bool has_key;
	unsigned char key[32];
	const char *terminal_name, *os_user, *address;
};
/* TOKEN when there is none or its time is over. */
bool attempt_load(struct directory *d, struct store *s, struct arena *a, const char *secret, struct attempt *out, struct error *e);
struct entry attempt_entry(const struct attempt *t, const struct member *m);
/* It is used up: on the writer's thread.  TOKEN when somebody else was first. */
bool attempt_end(struct store *s, int64_t id, struct error *e);

/* What is kept of a new one. */
struct attempt_new {
	const struct entry *entry;
	const char *step;          /* "mail", "app", "enrol", "sso" */
	const struct hash *pin;
	const void *seed, *device; /* sealed */
	size_t seed_len, device_len;
	int interval_s;
	int64_t expires_ms;
	struct hash secret;
};
bool attempt_insert(struct directory *d, const struct attempt_new *x, struct error *e);
/* The PIN as it is kept: bound to its attempt. */
struct hash attempt_pin(const char *secret, const char *pin);

#endif
