/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_MAIL_SETUP_H
#define MAIN_MAIL_SETUP_H

/* The options of mail as the mailer wants them: the password read from its
 * file, all of it checked.  Wipe the password when it was handed on. */

#include "server/mail/mail.h"
#include "server/main/options.h"

struct arena;

bool mail_setup(const struct options *o, struct arena *a, struct mail_options *out, struct error *e);
void mail_setup_wipe(struct mail_options *m);

#endif
