/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_DOOR_H
#define LIB_DOOR_H

/* The door of a house of a test's own: a directory and a tenant with one user,
 * "anna" of warehouse, who stands at a terminal called "dock 3"; and a clock
 * that is moved by hand. */

#include "lib/db.h"
#include "secure/secure.h"
#include "server/auth/directory.h"
#include "store/pool.h"

#define DOOR_START    INT64_C(1790000000000)
#define DOOR_MINUTE   INT64_C(60000)
#define DOOR_DAY      (INT64_C(24) * 60 * DOOR_MINUTE)
#define DOOR_PASSWORD "Right-1-word"

struct door {
	char path[512], tenant_path[512];
	struct directory *directory;
	struct store *tenant; /* its writing connection */
	struct pool *pool;
	struct vault vault;
	struct arena *arena;
	struct sign_key key;
	struct sign_in in;    /* anna at her terminal; a test changes it */
	struct sign_in_answer answer;
	struct error e;       /* of the last call below */
	int64_t anna;         /* her account */
};
void door_open(struct door *w);
void door_close(struct door *w);
void door_at(int64_t ms); /* since the start */
int64_t door_add(struct door *w, const char *login, enum level level); /* his account; an e-mail is LOGIN@x.se */

/* At the directory, while it is closed; and asked of it. */
void door_sql(struct door *w, const char *sql);
int64_t door_ask(struct door *w, const char *sql);
/* On the writing connections of both: flushed and read again. */
void door_reopen(struct door *w);

/* What came of it: ERR_NONE and w->answer. */
enum error_code door_sign_in(struct door *w);
enum error_code door_pin(struct door *w, const char *attempt, const char *pin, const char *address);
enum error_code door_again(struct door *w, const char *attempt);
enum error_code door_session(struct door *w, const char *token, const char *address, struct session *s);
enum error_code door_spend(struct door *w, const char *token, const char *password, const char *address);

/* The authenticator app of an account: a seed put there, and the code of a
 * moment (ms since the start). */
void door_seed(struct door *w, int64_t account, const unsigned char seed[20]);
const char *door_code(struct door *w, const unsigned char seed[20], int64_t ms);
/* What he types from the groups of four into his app. */
void door_read_key(const char *groups, unsigned char seed[20]);

#endif
