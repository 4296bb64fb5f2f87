/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_DIRECTORY_H
#define AUTH_DIRECTORY_H

/* The directory, opened: for the files of this folder alone.  One writer, a
 * pool of readers, and the last uses of sessions, which a thread of its own
 * writes once a second so that no request that reads writes. */

#include <stdint.h>

#include "server/auth/auth.h"
#include "store/writer.h"

struct used {
	int64_t session, at_ms;
};

struct directory {
	struct writer *writer;
	struct pool *pool;
	char epoch[37];
	struct gate *gate; /* over `used` */
	struct used *used;
	size_t used_count, used_room;
	struct chan *stop; /* closed: the flusher ends */
	struct thread *flusher;
};

void directory_used(struct directory *d, int64_t session, int64_t now_ms);
/* Writes the last uses noted so far. */
bool directory_flush(struct directory *d, struct error *e);

/* The member as he stands in the directory; NOT_FOUND when there is none.
 * `active` holds when both account and membership are. */
bool member_load(struct store *s, struct arena *a, int64_t membership, struct member *out, struct error *e);

/* What a sign-in needs of an account; nothing found leaves account 0. */
struct credentials {
	int64_t account, membership;
	char password[128];
	char tenant[33];
	bool active;
};
bool credentials_load(struct store *s, const char *login_fold, const char *tenant, struct credentials *out, struct error *e);
bool password_check(const char *hash, const char *password);

/* On the writer's thread: makes the terminal known, and gives it the member's
 * scope when it has none and he does floor work. */
bool terminal_note(struct store *s, const unsigned char key[32], const char *name, const struct member *m, struct error *e);

#endif
