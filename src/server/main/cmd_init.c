/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wmsd init`: a new installation and its first administrator. */
#include "base/error.h"
#include "secure/secure.h"
#include "server/main/command.h"
#include "server/main/install.h"

#include <stdio.h>

#define PASSWORD_CHARS 20

/* The password is shown once and kept nowhere. */
static int run(const struct options *o, struct error *e)
{
	struct member m = install_administrator();
	char password[PASSWORD_CHARS + 1];
	struct install in;
	bool ok;

	if (!install_model(e))
		return EXIT_FAILED;
	if (!install_begin(o, &in, e))
		return e->code == ERR_IN_USE ? EXIT_REFUSED : EXIT_FAILED;
	secure_password_generate(password, sizeof password, &(struct password_rule){8, 1, 1, 1});
	ok = install_user(&in, "admin", "Administrator", password, &m, e);
	install_end(&in, ok);
	if (ok)
		printf("user admin\npassword %s\nca %s/ca.pem\n", password, o->data);
	secure_wipe(password, sizeof password);
	return ok && fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_init = {
	.name = "init",
	.help = "Make a new installation: databases, certificate, first administrator",
	.options = " data name ",
	.run = run,
};
