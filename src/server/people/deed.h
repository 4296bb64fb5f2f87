/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PEOPLE_DEED_H
#define PEOPLE_DEED_H

/* What is done to an account, by somebody who may.  Each leaves its audit row. */

#include "server/edit/edit.h"

enum account_deed { DEED_END_SESSION, DEED_FORGET_MACHINE, DEED_REVOKE_TOKEN, DEED_RESET_FACTOR, DEED_UNLINK };
struct deed {
	const struct house *house;
	const struct editor *editor;
	const char *page, *action;
	struct arena *arena;
	int64_t user;    /* of the tenant */
	int64_t account;
	const char *title; /* his login */
};
/* Fills account and title from the user's row; NOT_FOUND. */
bool deed_begin(struct deed *x, struct store *tenant, struct error *e);
bool deed_do(struct deed *x, enum account_deed what, int64_t row, struct error *e);
/* The token, once; mailed instead when `send` holds (then *out is empty). */
bool deed_token(struct deed *x, enum token_kind kind, bool send, char out[TOKEN_CHARS + 1], struct error *e);
bool deed_link(struct deed *x, const char *subject, struct error *e);
bool deed_change_password(struct deed *x, const char *old, const char *new_password, struct error *e);

#endif
