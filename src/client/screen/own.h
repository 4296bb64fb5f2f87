/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_OWN_H
#define SCREEN_OWN_H

/* The pages of one's own account (A8, B18), and what the server wants done
 * there, or at a new sign-in, before it answers. */

#include <stdbool.h>

#include "base/error.h"

struct asked;
struct message;
struct page;
struct screen;
struct world;

const char *own_profile_page(const struct world *w);  /* where it is not served: as much of it as he has */
const char *own_password_page(const struct world *w); /* where he changes his password */
bool own_is_password_page(const struct screen *s);
bool own_is_profile(const struct screen *s);
const struct page *own_kiosk_page(const struct world *w); /* NULL: he is not kept on one page */
/* ERR_SIGN_IN, ERR_PASSWORD_CHANGE, ERR_ASSURANCE: what is asked anew when that is done; else ERR_NONE. */
enum error_code own_first(const struct asked *w, const struct message *m);
/* Whether this answer may be the new password's. */
bool own_has_changed(const struct asked *w, const struct message *m);

#endif
