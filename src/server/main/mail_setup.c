/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/mail_setup.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "secure/secure.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#define PASSWORD_MOST ((size_t)1024)

/* systemd shows its credentials as readable by the group. */
static bool is_private(const char *path, struct error *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return error_set(e, ERR_NOT_FOUND, path, "%s", path);
	return (st.st_mode & (S_IRWXO | S_IWGRP)) == 0 || error_set(e, ERR_INVALID, "mail_password_file", "others may read it: chmod 600 %s", path);
}

static const char *read_password(const char *path, struct arena *a, struct error *e)
{
	char *text;

	if (!*path)
		return "";
	text = is_private(path, e) ? file_read(a, path, PASSWORD_MOST, NULL, e) : NULL;
	if (text)
		text[strcspn(text, "\r\n")] = '\0';
	return text;
}

bool mail_setup(const struct options *o, struct arena *a, struct mail_options *out, struct error *e)
{
	*out = (struct mail_options){.host = o->mail_host, .user = o->mail_user, .from = o->mail_from, .security = o->mail_security,
		.ca_file = o->mail_ca_file, .port = o->mail_port};
	out->password = read_password(o->mail_password_file, a, e);
	return out->password && mail_options_check(out, e);
}

void mail_setup_wipe(struct mail_options *m)
{
	if (m->password && *m->password)
		secure_wipe((char *)(uintptr_t)m->password, strlen(m->password));
}
