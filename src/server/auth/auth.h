/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

/* Who is there: accounts, what they get in with, sessions, terminals; all in
 * the directory.  What a member may do, and what is asked of him at the door,
 * stands in his tenant's row of users and is read anew each time
 * (auth/policy.h).
 *
 * Unknown user and wrong password get the same answer in the same time;
 * guesses are throttled by account and by address (C8), PINs by account.
 *
 * A function that changes what an account gets in with takes `audit`, an
 * entry for the audit (JSON text; NULL: none), which is kept in the same
 * transaction until the tenant has it (auth_audit_next). */

#include "server/access/access.h"
#include "secure/password.h"
#include "secure/secure.h"
#include "secure/vault.h"

struct json;
struct pool;
struct store;

struct directory; /* opened database: writer and readers */
struct directory *directory_open(const char *path, struct error *e); /* migrates nothing: refuses an old one */
/* Before anybody signs in: where the tenant's users stand, and what seals seeds. */
void directory_serve(struct directory *d, struct pool *tenant, const struct vault *v);
void directory_close(struct directory **d);
const char *directory_epoch(struct directory *d);

/* What says more than a password. */
enum factor { FACTOR_NONE, FACTOR_MAIL, FACTOR_APP, FACTOR_SSO };

struct session {
	int64_t id;          /* 0: by an API token */
	char public_id[37];
	char terminal[33];   /* "" none */
	struct member member;
	int assurance;       /* 1; 2: an authenticator's or a provider's word */
	int64_t assured_ms;  /* when */
	bool sso;            /* signed in at the identity provider */
	enum factor factor;  /* the one he has for level 2: APP, SSO or NONE */
};

/* Who stands at the door, from where. */
struct sign_in {
	const char *login, *password, *address;
	const char *tenant; /* its code: only who is a member of it gets in; NULL: of any */
	const char *terminal_key, *terminal_name; /* base64url; NULL: no terminal */
	const char *os_user; /* NULL: not told */
	bool mail; /* is there a mail service? */
};

enum sign_in_step { SIGN_IN_DONE, SIGN_IN_MAIL, SIGN_IN_APP, SIGN_IN_ENROL };
#define PIN_MAIL_DIGITS 8
struct sign_in_answer {
	enum sign_in_step step;
	struct session session;       /* DONE; MAIL: its member is whom to write to */
	char token[SECRET_CHARS + 1]; /* DONE: the secret, shown once */
	/* what comes next */
	char attempt[SECRET_CHARS + 1];
	int64_t expires_ms;
	char pin[PIN_MAIL_DIGITS + 1];/* MAIL: to be mailed, and wiped */
	const char *email;            /* MAIL */
	const char *uri, *groups;     /* ENROL: for the QR code; to be typed */
};
bool auth_sign_in(struct directory *d, struct arena *a, const struct sign_in *in, struct sign_in_answer *out, struct error *e);
/* The PIN of an attempt; PIN: wrong, detail is the tries left; TOKEN: over. */
bool auth_sign_in_pin(struct directory *d, struct arena *a, const char *attempt, const char *pin, const char *address, struct sign_in_answer *out,
	struct error *e);
/* A new PIN by mail: its tries are those of the old one.  THROTTLED within 30 s
 * of the last mail, after three more, and where too many were mailed. */
bool auth_sign_in_again(struct directory *d, struct arena *a, const char *attempt, const char *address, struct sign_in_answer *out,
	struct error *e);

/* At the identity provider: an attempt that keeps the device code, sealed. */
struct sso_attempt {
	char attempt[SECRET_CHARS + 1];
	const char *device;          /* in the arena; begin: given */
	int64_t expires_ms, due_ms;  /* due: not asked before */
	int interval_s;
};
/* Asked before the provider is: THROTTLED, BUSY (attempt.h). */
bool auth_sso_may(struct directory *d, const struct sign_in *in, struct error *e);
bool auth_sso_begin(struct directory *d, const struct sign_in *in, struct sso_attempt *x, struct error *e);
/* TOKEN when it is over; `due_ms` and the interval are moved on at once, so
 * that two who poll do not ask twice. */
bool auth_sso_poll(struct directory *d, struct arena *a, struct sso_attempt *x, struct error *e);
bool auth_sso_end(struct directory *d, const char *attempt, struct error *e);
bool auth_sso_slower(struct directory *d, const char *attempt, int interval_s, struct error *e);
/* The provider's word is good: who is it here (C12)?  By link, else, where
 * that is allowed, by verified e-mail, which makes the link.  Never makes an
 * account.  NOT_LINKED, FORBIDDEN (deactivated). */
struct identity_proof {
	const char *issuer, *subject;
	const char *email;           /* verified; "" none */
};
bool auth_sign_in_sso(struct directory *d, struct arena *a, const char *attempt, const struct identity_proof *who, struct sign_in_answer *out,
	struct error *e);

/* A session by its token, or an API token's owner; address: the filter holds
 * at each request. SIGN_IN when gone, ADDRESS when outside his filter. */
bool auth_session(struct directory *d, struct arena *a, const char *token, const char *address, struct session *out, struct error *e);
/* ASSURANCE when he has a factor of level 2 and did not show it for 15 minutes. */
bool auth_assured(const struct session *s, struct error *e);
bool auth_assure(struct directory *d, const struct session *s, const char *pin, struct error *e);
bool auth_sign_out(struct directory *d, const char *public_id, struct error *e);
/* Member as he is now, for judging queued work; session id must have been
 * issued to this terminal (else FORBIDDEN). */
bool auth_member_at(struct directory *d, struct arena *a, const char *session_public_id, const char *terminal, struct member *out, struct error *e);
/* A user of an API, by its secret: no password is hashed.  CREDENTIALS. */
bool auth_api_user(struct directory *d, struct arena *a, const char *login, const char *secret, const char *address, struct member *out, struct error *e);

/* Passwords. */
bool auth_change_password(struct directory *d, int64_t account, const char *old, const char *new_password, const char *audit, struct error *e);
/* By somebody else; ends his sessions. */
bool auth_set_password(struct directory *d, int64_t account, const char *password, const char *audit, struct error *e);
/* C1, never weaker than 8/1/1/1: the tenant's rule. */
bool auth_password_rule(struct directory *d, struct password_rule *out, struct error *e);
bool auth_password_rules(const struct password_rule *rule, const char *password, struct error *e);

/* Tokens (B12). */
enum token_kind { TOKEN_ACTIVATION, TOKEN_RESET, TOKEN_API };
#define TOKEN_CHARS (SECRET_CHARS + 8)
/* The old one of the kind dies.  expires_ms 0: never. */
bool auth_token_make(struct directory *d, int64_t account, enum token_kind kind, const char *by, int64_t expires_ms, char out[TOKEN_CHARS + 1],
	const char *audit, struct error *e);
/* Sets a password by an activation or reset token, once; the login that it is for. */
bool auth_token_spend(struct directory *d, struct arena *a, const char *token, const char *password, const char *address, const char **login,
	struct error *e);
bool auth_token_end(struct directory *d, int64_t account, int64_t token, const char *audit, struct error *e);

/* What an account has: rows as a list's answer has them ("rows"), newest first.
 * Of sessions: those of a tenant; NULL: of all that he is a member of. */
bool auth_sessions_of(struct directory *d, int64_t account, const char *tenant, int64_t current, struct json *rows, struct error *e);
bool auth_machines_of(struct directory *d, int64_t account, struct json *rows, struct error *e);
bool auth_tokens_of(struct directory *d, int64_t account, struct json *rows, struct error *e);
/* By sessions that began since then: on how many terminals an account was in
 * use, and on how many at once.  (At most 16 are told apart.) */
struct account_use {
	int64_t account;
	int together, terminals;
};
bool auth_account_uses(struct directory *d, struct arena *a, int64_t since_ms, struct account_use **list, size_t *n, struct error *e);
bool auth_end_session(struct directory *d, int64_t account, const char *tenant, int64_t session, const char *audit, struct error *e);
bool auth_end_sessions(struct directory *d, int64_t account, const char *tenant, const char *except_public_id, struct error *e);
bool auth_forget_machine(struct directory *d, int64_t account, int64_t machine, const char *audit, struct error *e);
/* The authenticator app is enrolled anew at the next sign-in; machines are forgotten. */
bool auth_reset_factor(struct directory *d, int64_t account, const char *audit, struct error *e);
bool auth_link(struct directory *d, int64_t account, const char *issuer, const char *subject, const char *audit, struct error *e);
bool auth_unlink(struct directory *d, int64_t account, const char *audit, struct error *e);

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

/* Accounts, for whoever keeps the users (server/people), for init and demo. */
struct account {
	int64_t id;            /* 0: a new one */
	const char *login;     /* of a new one */
	const char *name, *email, *language; /* NULL: as it is; "" no e-mail */
	const char *password;  /* NULL: as it is, or none yet */
	const char *tenant;    /* whose member a new one is */
	const char *maker;     /* of a new one: who makes it; NULL nobody */
	struct password_change {
		char is[PASSWORD_HASH_BYTES], was[PASSWORD_HASH_BYTES];
		struct hash history;
	} change;              /* filled in, for whoever takes it back */
};
/* All or none; ids are filled in.  A login whose user never came to be is
 * taken up again: at once when auth_account_undo() said so, or by its maker
 * after a start; by another after ten minutes.  IN_USE names login or email. */
bool auth_accounts_write(struct directory *d, struct account *list, size_t n, struct error *e);
/* Its user was not written: a new account is nobody's; an old one gets name,
 * e-mail and language as `as` says them, and the password it had. */
bool auth_account_undo(struct directory *d, const struct account *x, bool made, const struct account *as, struct error *e);
/* Is it a member of another tenant, too?  Then what it gets in with is not this one's (E10). */
bool auth_account_shared(struct directory *d, int64_t account, const char *tenant, bool *shared, struct error *e);
/* What such a write would say, without the hash. */
bool auth_account_check(struct directory *d, const struct account *x, const struct password_rule *rule, struct error *e);
/* Before his user is deleted, so that a crash after it is known for one. */
bool auth_account_leaves(struct directory *d, int64_t account, struct error *e);
/* He is no member any more; the login is never given again.  A member of
 * another tenant stays that. */
bool auth_account_gone(struct directory *d, int64_t account, const char *tenant, struct error *e);
/* At the start: who was leaving and has no user any more is gone. */
bool auth_accounts_mend(struct directory *d, const char *tenant, struct error *e);
/* The account as it stands there, for the copies in users. */
bool auth_account_read(struct directory *d, struct arena *a, int64_t account, struct account *out, struct error *e);

/* The oldest audit entry that waits; false when there is none.  Taken away by
 * auth_audit_done() when the tenant has it. */
bool auth_audit_next(struct directory *d, struct arena *a, const char **id, const char **entry, struct error *e);
bool auth_audit_done(struct directory *d, const char *id, struct error *e);

#endif
