/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_SIGN_IN_H
#define SCREEN_SIGN_IN_H

/* The steps and ways of signing in.  At the bottom lies the screen that asks
 * for name and password (sign_in.c); a PIN, a code and the identity provider
 * are screens over it, each knowing it as its owner, and it alone says how
 * signing in ended.  For sign_in*.c. */

#include <stdbool.h>

#include "client/screen/screen.h"

struct json;
struct qr;

/* An answer to whatever may sign in: 201 has, 202 goes on to a step.  False:
 * *e, which the asker says. */
bool sign_in_take(struct screen *owner, struct message *m, struct error *e);
/* Off with the steps, back to name and password, and why. */
void sign_in_start_over(struct screen *owner, const struct error *e);
/* As if both had been typed there. */
void sign_in_with(struct screen *owner, const char *login, const char *password);
/* "terminal" of a request. */
void sign_in_put_terminal(const struct world *w, struct json *body);
/* "13:04", of the server's time. */
void sign_in_clock(int64_t ms, char out[8]);

/* The first free row under the words, which stand at `column`. */
int sign_in_words(struct canvas *c, int row, int column, int width, enum style style, const char *words);

/* Where a QR code goes: quiet -1, there is no room for it. */
struct sign_in_qr {
	const struct qr *qr;
	int quiet, column; /* where the words begin */
	bool beside;       /* of the words; else under them */
};
/* words_rows: at most so many, and the blank ones, stand over it when it is not beside them. */
struct sign_in_qr sign_in_qr_place(const struct qr *q, const struct world *w, const struct canvas *c, int words_rows);
void sign_in_qr_draw(const struct sign_in_qr *at, struct canvas *c, int under);

/* `answer`: of the 202. */
struct screen *pin_screen(struct screen *owner, const struct json *answer);
struct screen *code_screen(struct screen *owner);
struct screen *provider_screen(struct screen *owner, const char *name);

#endif
