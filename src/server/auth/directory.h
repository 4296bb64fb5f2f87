/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_DIRECTORY_H
#define AUTH_DIRECTORY_H

/* The directory, opened: for the files of this folder alone.  One writer, a
 * pool of readers, readers of the tenant's users, and the last uses of
 * sessions and terminals, which a thread of its own writes once a second so
 * that no request that reads writes. */

#include <stdint.h>

#include "base/error.h"
#include "server/auth/auth.h"
#include "store/writer.h"

/* C3: how long a machine is remembered; how long a session lives. */
#define MACHINE_MS      (INT64_C(30) * 24 * 60 * 60 * 1000)
#define SESSION_IDLE_MS (INT64_C(30) * 60 * 1000)
#define SESSION_MOST_MS (INT64_C(12) * 60 * 60 * 1000)

struct used {
	int64_t session;   /* 0: a terminal */
	char terminal[33];
	int64_t at_ms;
};

struct directory {
	struct writer *writer;
	struct pool *pool;
	struct pool *tenant; /* the server's; NULL until it serves */
	struct vault vault;
	char epoch[37];
	int64_t opened_ms;
	struct gate *gate; /* over `used` */
	struct used *used;
	size_t used_count, used_room;
	struct chan *stop; /* closed: the flusher ends */
	struct thread *flusher;
};

void directory_used(struct directory *d, int64_t session, const char *terminal, int64_t now_ms);
/* Writes the last uses noted so far. */
bool directory_flush(struct directory *d, struct error *e);

/* A statement with its parameters; the last has no name. */
struct bind {
	const char *name;
	int64_t n;           /* or */
	const char *text;    /* or */
	const void *blob;
	size_t len;
};
struct query *sql_ask(struct store *s, const char *sql, const struct bind *b, struct error *e);
bool sql_run(struct store *s, const char *sql, const struct bind *b, struct error *e);

/* A change on the writer's thread, with its audit entry (NULL: none). */
typedef bool directory_job(struct store *s, void *arg, struct error *e);
bool directory_do(struct directory *d, directory_job *run, void *arg, const char *audit, struct error *e);
/* Reads with readers of the directory and of the tenant (either may be NULL). */
struct readers {
	struct store *directory, *tenant;
};
bool readers_take(struct directory *d, struct readers *r, struct error *e);
void readers_give(struct directory *d, struct readers *r);

/* The member as account and tenant have him; NOT_FOUND when there is none.
 * `active` holds when both say so. */
bool member_load(const struct readers *r, struct arena *a, int64_t membership, struct member *out, struct error *e);
/* The same, where a user who is not there is refused with `gone`. */
bool member_load_or(const struct readers *r, struct arena *a, int64_t membership, enum error_code gone, struct member *out, struct error *e);
/* Somebody between password and PIN: what changed since the password was right
 * holds.  CREDENTIALS, ADDRESS. */
bool member_come(const struct readers *r, struct arena *a, int64_t membership, const char *address, struct member *out, struct error *e);

/* What a sign-in needs of an account; nothing found leaves account 0. */
struct credentials {
	int64_t account, membership;
	char password[128];
	bool active;
};
bool credentials_load(struct store *s, const char *login_fold, const char *tenant, struct credentials *out, struct error *e);
bool password_check(const char *hash, const char *password);

/* The authenticator's seed; false: there is none, or *e. */
bool seed_load(struct directory *d, struct store *s, int64_t account, unsigned char *seed, int64_t *step, struct error *e);
/* Takes a code once: on the writer's thread. */
bool seed_take(struct store *s, int64_t account, int64_t step, struct error *e);

/* What is known of him at the door. */
struct entry {
	int64_t membership, account;
	const struct member *member;
	const unsigned char *key; /* of the terminal; NULL none */
	const char *terminal_name, *os_user, *address;
	bool sso;
	int assurance;
	enum factor proved;       /* by a PIN just now: this machine is remembered */
};
/* Session and token for whoever has shown all that was asked. */
bool session_open(struct directory *d, const struct entry *x, bool (*also)(struct store *s, void *arg, struct error *e), void *arg,
	struct sign_in_answer *out, struct error *e);

/* An attempt: a sign-in that has a next step. */
bool attempt_make(struct directory *d, struct arena *a, const struct entry *x, enum sign_in_step step, struct sign_in_answer *out, struct error *e);

/* On the writer's thread: makes the terminal known, and gives it the member's
 * scope when it has none and he does floor work. */
bool terminal_note(struct store *s, const unsigned char key[32], const char *name, const struct member *m, struct error *e);

#endif
