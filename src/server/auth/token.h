/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

/* Tokens (B12): 256 random bits behind a prefix that says what they are for,
 * kept hashed.  For the files of this folder. */

#include "server/auth/auth.h"

#define TOKEN_API_PREFIX "wms_api_"

/* Whose membership a token that holds is; 0: SIGN_IN. */
int64_t token_membership(struct store *s, const char *token, enum token_kind kind, struct error *e);

#endif
