/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wmsd audit verify`: the chain of the audit, walked. */
#include "base/arena.h"
#include "base/error.h"
#include "secure/vault.h"
#include "server/edit/audit.h"
#include "server/main/command.h"
#include "server/main/install.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>

static bool verify(const struct options *o, struct arena *a, int64_t *rows, struct error *e)
{
	struct vault vault;
	struct store *s;
	bool ok;

	if (!install_model(e) || !vault_open(option_path(o, a, INSTALL_SECRET), false, &vault, e))
		return false;
	s = store_open(option_path(o, a, "tenant.db"), STORE_READER, e);
	ok = s && audit_verify(s, &vault, rows, e);
	store_close(&s);
	secure_wipe(&vault, sizeof vault);
	return ok;
}

static int run(const struct options *o, struct error *e)
{
	struct arena *a = arena_new();
	int64_t rows = 0;
	bool ok = verify(o, a, &rows, e);

	arena_free(&a);
	if (ok)
		printf("%" PRId64 " rows, the chain is whole\n", rows);
	return ok && fflush(stdout) == 0 ? EXIT_DONE : e->code == ERR_CORRUPT ? EXIT_CORRUPT : EXIT_FAILED;
}

const struct command command_audit = {
	.name = "audit",
	.word = "verify",
	.help = "Walk the audit's chain: is a row changed, missing, inserted or cut off?",
	.options = " data ",
	.run = run,
};
