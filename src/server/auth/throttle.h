/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_THROTTLE_H
#define AUTH_THROTTLE_H

/* Guesses are slowed down (C8): five are free, then each failure doubles the
 * wait, 1, 2, 4 … 300 s.  A guess is counted before the password is looked at
 * and taken back when it was right, so that many at once are no way around.
 * The counts stand in the directory and survive a restart; a name that was
 * quiet for an hour is forgotten.
 *
 * A machine where this account was signed in before has a count of its own,
 * and is not held up by what others do to the account or from its address:
 * nobody can lock a shift out. */

#include <stdbool.h>
#include <stdint.h>

struct error;
struct store;

#define THROTTLE_NAME 200
#define THROTTLE_FREE 5
#define THROTTLE_MOST_S 300
#define THROTTLE_QUIET_MS (60 * 60 * 1000)

/* Who guesses: at most two names, "" none. */
struct throttle {
	char names[2][THROTTLE_NAME];
};
void throttle_of_stranger(struct throttle *t, const char *login_fold, const char *address);
void throttle_of_machine(struct throttle *t, const char *login_fold, const char *terminal);
void throttle_of_account(struct throttle *t, int64_t account);
void throttle_of_pin(struct throttle *t, int64_t account); /* a new PIN does not reset it */
void throttle_of_mail(struct throttle *t, int64_t account); /* PINs that were mailed and not used */

/* Whose address it is: an IPv6 site has a network of them, its first half. */
#define NETWORK_NAME 64
void network_of(const char *address, char out[NETWORK_NAME]);

/* How long after the last of `failures` the next guess is heard. */
int64_t throttle_wait_ms(int64_t failures);

/* On the writer's thread, in its transaction.  THROTTLED: detail is the
 * seconds to wait, and nothing is counted. */
bool throttle_charge(struct store *s, const struct throttle *t, int64_t now_ms, struct error *e);
/* It was right: the account's count is gone, the address's is one less. */
bool throttle_pardon(struct store *s, const struct throttle *t, struct error *e);
bool throttle_forget(struct store *s, struct error *e);

#endif
