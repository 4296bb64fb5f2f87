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

struct mailer;
/* Sends what waits; *v is copied.  Works without a host, too: then nothing is sent. */
struct mailer *mailer_start(const struct mail_options *o, const struct vault *v, struct writer *w, struct pool *p, struct error *e);
void mailer_stop(struct mailer **m);
void mailer_wake(struct mailer *m); /* something was added; NULL: nothing */
bool mailer_ready(const struct mailer *m); /* is there a mail service?  NULL: no */

struct mail_word {
	const char *name, *value;
};
struct mail {
	const char *kind;      /* of mails.json: "pin", "credentials", "activation", "reset", "changed", "review" */
	const char *to;
	int language;
	int64_t user;          /* whom it is about; 0 nobody */
	int64_t expires_ms;    /* of no use after this; 0: two days */
	const struct mail_word *words; /* the last without a name */
};
/* In the tenant's writer, inside a transaction: the row's id, 0 on failure. */
int64_t mail_add(struct store *s, const struct vault *v, const struct mail *m, struct error *e);
/* What may stand in a To: one address, nothing else (RFC 5321 4.1.2, without quoting); INVALID "email". */
bool mail_address(const char *text, struct error *e);

#endif
