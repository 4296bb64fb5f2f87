/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_PASSWORD_H
#define AUTH_PASSWORD_H

/* A new password of an account, on its way: all hashing is done before the
 * writer is asked.  For the files of this folder. */

#include "server/auth/directory.h"

struct password {
	int64_t account;
	unsigned char salt[16];              /* of its history */
	char hash[PASSWORD_HASH_BYTES];
	struct hash history;
	char old_hash[PASSWORD_HASH_BYTES];  /* that stands there; the write is refused when it changed meanwhile */
};
bool password_read(struct directory *d, struct password *p, struct error *e); /* salt and old hash */
bool password_prepare(struct password *p, const char *text, struct error *e);
/* On the writer's thread; PASSWORD_USED.  Ends tokens to choose another by. */
bool password_write(struct store *s, const struct password *p, struct error *e);

/* On the writer's thread: all sessions of the account (of one tenant; NULL: of
 * all) but one ("": but none), and sign-ins on their way. */
bool sessions_end(struct store *s, int64_t account, const char *tenant, const char *except_public_id, struct error *e);
/* Has the account no user in the tenant? */
bool account_is_orphan(struct directory *d, int64_t account);

#endif
