/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/mail/mail.h"

#include "base/error.h"

#include <string.h>

/* There is no mail service in this server yet, and it says so. */
bool mailer_ready(const struct mailer *m)
{
	return m != NULL;
}

void mailer_wake(struct mailer *m)
{
	(void)m;
}

int64_t mail_add(struct store *s, const struct vault *v, const struct mail *m, struct error *e)
{
	(void)s;
	(void)v;
	error_set(e, ERR_NO_MAIL, "email", "%s", m->kind);
	return 0;
}

bool mail_address(const char *text, struct error *e)
{
	const char *at = strchr(text, '@');

	return (at && at > text && at[1] && strcspn(text, " \t\r\n<>,;:\"") == strlen(text)) || error_set(e, ERR_INVALID, "email", "not an address");
}
