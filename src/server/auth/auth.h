/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

/* Who is there: accounts, passwords, sessions, terminals; all in the
 * directory.  Unknown user and wrong password get the same answer in the same
 * time; guesses are throttled by account and by address (C8). */

#include "server/access/access.h"
#include "secure/secure.h"

struct directory; /* opened database: writer and readers */
struct directory *directory_open(const char *path, struct error *e); /* migrates nothing: refuses an old one */
void directory_close(struct directory **d);
const char *directory_epoch(struct directory *d);

struct session {
	char public_id[37];
	char terminal[33]; /* "" none */
	struct member member;
};

struct sign_in {
	const char *login, *password, *address;
	const char *tenant; /* its code: only who is a member of it gets in; NULL: of any */
	const char *terminal_key, *terminal_name; /* base64url; NULL: no terminal */
};
/* Checks, throttles, makes the session; *token is the secret, shown once. */
bool auth_sign_in(struct directory *d, struct arena *a, const struct sign_in *in, struct session *out, char token[SECRET_CHARS + 1], struct error *e);
bool auth_session(struct directory *d, struct arena *a, const char *token, struct session *out, struct error *e); /* SIGN_IN when gone */
bool auth_sign_out(struct directory *d, const char *public_id, struct error *e);
/* Member as he is now, for judging queued work; session id must have been
 * issued to this terminal (else FORBIDDEN). */
bool auth_member_at(struct directory *d, struct arena *a, const char *session_public_id, const char *terminal, struct member *out, struct error *e);
bool auth_change_password(struct directory *d, int64_t account, const char *old, const char *new_password, struct error *e);
/* All sessions of the account but one ("": but none). */
bool auth_end_sessions(struct directory *d, int64_t account, const char *except_public_id, struct error *e);
/* C1, never weaker than 8/1/1/1. */
bool auth_password_rules(const char *password, struct error *e);

struct terminal {
	char id[33], name[65], tenant[33];
	unsigned char public_key[32];
	bool revoked;
	/* Scope of its replica, set when the first user with floor work signs in there. */
	struct scope scope;
	bool has_scope;
};
/* Verifies `Authorization: Terminal …` (domain: METHOD, path with query, ms, body). */
bool auth_terminal(struct directory *d, struct arena *a, const char *header, const char *method, const char *target, const void *body, size_t len, struct terminal *out, struct error *e);

/* One that is known and not revoked, else TERMINAL. */
bool auth_terminal_find(struct directory *d, struct arena *a, const char *id, struct terminal *out, struct error *e);

/* For init, demo and the users page. */
struct new_account {
	const char *login, *name, *email, *password; /* password NULL: none may sign in with it yet */
	const struct member *member;
};
int64_t auth_account_add(struct directory *d, const struct new_account *n, struct error *e);

#endif
