/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PEOPLE_USER_H
#define PEOPLE_USER_H

/* A user being edited: his account is written before his row, his mail with
 * it, and what follows from it after.  For the files of this folder. */

#include "server/people/people.h"

struct user_edit {
	const char *password; /* typed or generated in the form; NULL none */
	bool send;            /* credentials by mail */
	bool activation;      /* he chooses his password himself, by a token */
	struct account account;
	bool written;         /* the account was, in `before` */
	char token[TOKEN_CHARS + 1]; /* made in `before`: to be mailed or shown */
	enum token_kind kind;
};
struct user_edit *user_of(struct edit *x);

extern const struct rules user_rules, ip_filter_rules, mfa_setting_rules, password_rule_rules, identity_provider_rules,
	user_group_rules, goods_owner_group_rules;

bool user_is_api(const char *level);
/* Does it give a row, for :a and :b? */
bool user_asks(struct store *s, const char *sql, int64_t a, int64_t b, bool *out, struct error *e);
bool user_check_himself(struct store *s, struct edit *x, struct error *e);
bool user_check_owners(struct store *s, struct edit *x, struct error *e);
bool user_check_warehouses(struct edit *x, struct error *e);
bool user_check_last(struct store *s, struct edit *x, struct error *e);
bool user_before(struct edit *x, struct error *e);
void user_undo(struct edit *x);
bool user_inside(struct store *s, struct edit *x, struct error *e);
void user_after(struct edit *x);

/* In the tenant's writer: the mail that a user is sent. */
struct user_mail {
	const char *kind;  /* "credentials", "activation", "reset" */
	const char *login, *email, *secret;
	int language;
	int64_t user;
};
bool user_mail(struct store *s, const struct house *h, const struct user_mail *m, struct error *e);

#define ACTIVATION_MS (INT64_C(7) * 24 * 60 * 60 * 1000)
#define RESET_MS      (INT64_C(24) * 60 * 60 * 1000)

#endif
