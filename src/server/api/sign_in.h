/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_SIGN_IN_H
#define API_SIGN_IN_H

/* What the ways of signing in have in common: who stands there, and the answer
 * to him: 201 with his session, 202 with what is asked next. */

#include "server/api/api.h"

/* Terminal and address, from the body; login and password are the caller's. */
bool sign_in_read(struct call *c, struct sign_in *in, struct error *e);
bool sign_in_answer(struct call *c, struct sign_in_answer *x, struct error *e);

#endif
