/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wmsd schema`: the tables that the descriptions ask for. */
#include "base/buf.h"
#include "base/error.h"
#include "model/ddl.h"
#include "server/main/command.h"
#include "server/main/install.h"

#include <stdio.h>

static int run(const struct options *o, struct error *e)
{
	struct buf text = BUF_INIT;
	bool ok;

	(void)o;
	if (!install_model(e))
		return EXIT_FAILED;
	ddl_all(&text, DDL_SERVER);
	ok = fwrite(buf_str(&text), 1, text.len, stdout) == text.len && fflush(stdout) == 0;
	buf_release(&text);
	return ok || error_set(e, ERR_IO, NULL, "standard output") ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_schema = {
	.name = "schema",
	.help = "Print the tables that the descriptions ask for",
	.options = " ",
	.run = run,
};
