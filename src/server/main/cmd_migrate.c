/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wmsd migrate`: the databases, brought to this version. */
#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "server/main/command.h"
#include "store/migrate.h"
#include "store/store.h"

#include <stdio.h>

static const struct {
	const char *file, *migrations;
} databases[] = {
	{"directory.db", "src/model/sql/directory/"},
	{"tenant.db", "src/model/sql/tenant/"},
};

static bool migrate_one(const char *path, const char *migrations, struct error *e)
{
	struct store *s;
	int applied = 0;
	bool ok;

	if (!file_exists(path))
		return error_set(e, ERR_NOT_FOUND, path, "make it by wmsd init");
	s = store_open(path, STORE_WRITER, e);
	ok = s && migrate(s, migrations, &applied, e) && store_checkpoint(s, true, e);
	store_close(&s);
	if (ok)
		printf("%s: %d applied\n", path, applied);
	return ok;
}

static int run(const struct options *o, struct error *e)
{
	struct arena *a = arena_new();
	bool ok = true;

	for (size_t i = 0; ok && i < sizeof databases / sizeof *databases; i++)
		ok = migrate_one(option_path(o, a, databases[i].file), databases[i].migrations, e);
	arena_free(&a);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_migrate = {
	.name = "migrate",
	.help = "Bring the databases to this version; the server is stopped",
	.options = " data ",
	.run = run,
};
