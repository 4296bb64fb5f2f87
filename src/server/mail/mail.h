/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

/* Mail goes through an outbox: written in the same database transaction as
 * what it tells of, sent by a thread of its own, tried again after trouble.
 * The texts stand in src/model/mails.json, in both languages, with {names} to
 * be filled in.  What is filled in may be secret (a PIN, a password, a token):
 * it is kept sealed apart from the log's row (resource `mails`, page mail-log)
 * and wiped when the mail was sent or given up. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secure/vault.h"

struct error;
struct pool;
struct store;
struct writer;

struct mail_options {
	const char *host, *user, *password, *from, *security, *ca_file; /* host "": there is no mail */
	int port;
};

/* Does it make sense: host, port, security, from?  Without a host it does. */
bool mail_options_check(const struct mail_options *o, struct error *e);

struct mailer;
/* Sends what waits, PINs first, one after another; *o and *v are copied.  What
 * could not be sent is tried again after 1, 5, 15 and then each 60 minutes
 * until it expires; a message that is refused for good is not.  Works without
 * a host, too: then nothing is sent.  remote_init() was called. */
struct mailer *mailer_start(const struct mail_options *o, const struct vault *v, struct writer *w, struct pool *p, struct error *e);
void mailer_stop(struct mailer **m); /* at once; before the writer */
void mailer_wake(struct mailer *m); /* something was added; NULL: nothing */
bool mailer_ready(const struct mailer *m); /* is there a mail service?  NULL: no */

struct mail_word {
	const char *name, *value;
};
struct mail {
	const char *kind;      /* of mails.json: "pin", "credentials", "activation", "reset", "changed", "review", "test" */
	const char *to;
	int language;
	int64_t user;          /* whom it is about; 0 nobody */
	int64_t expires_ms;    /* of no use after this; 0: two days */
	/* The last without a name.  What a kind's text names and is not here is
	 * our mistake; line ends and what cannot be seen become spaces.  "what" of
	 * "changed" is "password", "authenticator" or "email". */
	const struct mail_word *words;
};
/* In the tenant's writer, inside a transaction: the row's id, 0 on failure. */
int64_t mail_add(struct store *s, const struct vault *v, const struct mail *m, struct error *e);
/* Tries this one now, on the caller's thread; its row says what came of it.
 * There must be no mailer at work. */
bool mail_send_now(const struct mail_options *o, const struct vault *v, struct writer *w, struct pool *p, int64_t id, struct error *e);
/* What may stand in a To: one address, nothing else (RFC 5321 4.1.2, without quoting); INVALID "email". */
bool mail_address(const char *text, struct error *e);

#endif
