/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_ATTEMPT_H
#define AUTH_ATTEMPT_H

/* A sign-in that has a next step: a PIN, or a word of the identity provider.
 * All of it stands in the directory, so another node, or this one after a
 * restart, can go on with it.  For the files of this folder.
 *
 * Whoever has a right password may begin as often as he likes, whoever has none
 * only at the provider: so one account has the last 20 attempts, one network 50
 * at the provider, and all together 10,000.  A PIN is mailed again 30 s after
 * the last one, three times an attempt; each that goes out is counted on its
 * account as a guess is, until one is used (throttle.h). */

#include "secure/totp.h"
#include "server/auth/directory.h"
#include "server/auth/throttle.h"

#define ATTEMPT_MS (INT64_C(10) * 60 * 1000)
#define PIN_TRIES  5
#define AGAIN_MS   (INT64_C(30) * 1000)
#define AGAIN_MOST 3
#define ATTEMPTS_OF_ONE        20
#define ATTEMPTS_OF_NETWORK    50
#define ATTEMPTS_AT_PROVIDER   10000

struct attempt {
	int64_t id, membership, tries, mails, due_ms, expires_ms;
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
	const struct throttle *mail; /* of the account it is mailed to */
};
bool attempt_insert(struct directory *d, const struct attempt_new *x, struct error *e);
/* Is there room for one more of strangers from here?  THROTTLED, BUSY. */
bool attempt_room(struct store *s, const char *address, struct error *e);
/* The PIN as it is kept: bound to its attempt. */
struct hash attempt_pin(const char *secret, const char *pin);

#endif
