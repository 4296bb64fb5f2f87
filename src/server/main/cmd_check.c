/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wmsd check`: the databases, and the ledger against the balances. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "server/ledger/ledger.h"
#include "server/main/command.h"
#include "server/main/install.h"
#include "store/migrate.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

/* Prints every line but "ok"; how many there were, -1 when it could not be asked. */
static int ask_sqlite(struct store *s, const char *path, const char *sql, struct error *e)
{
	struct query *q = store_query(s, sql, e);
	enum query_step step = QUERY_FAIL;
	int faults = 0;

	while (q && (step = query_step(q, e)) == QUERY_ROW)
		if (strcmp(query_get_text(q, 0), "ok") != 0) {
			printf("%s: %s\n", path, query_get_text(q, 0));
			faults++;
		}
	return step == QUERY_DONE ? faults : -1;
}

static int add(int faults, int more)
{
	return faults < 0 || more < 0 ? -1 : faults + more;
}

static int check_file(struct store *s, const char *path, const char *migrations, struct error *e)
{
	int faults = ask_sqlite(s, path, "PRAGMA integrity_check", e);
	int waiting = migrate_waiting(s, migrations, e);

	faults = add(faults, ask_sqlite(s, path, "PRAGMA foreign_key_check", e));
	if (waiting > 0)
		printf("%s: %d migrations wait\n", path, waiting);
	return add(faults, waiting);
}

static int check_ledger(struct store *s, struct error *e)
{
	struct buf report = BUF_INIT;
	int faults = ledger_check(s, &report, e);

	fwrite(buf_str(&report), 1, report.len, stdout);
	buf_release(&report);
	return faults;
}

static int check_one(const struct options *o, const char *name, const char *migrations, bool ledger, struct error *e)
{
	struct arena *a = arena_new();
	const char *path = option_path(o, a, name);
	struct store *s = store_open(path, STORE_READER, e);
	int faults = s ? check_file(s, path, migrations, e) : -1;

	if (ledger && faults == 0)
		faults = check_ledger(s, e);
	store_close(&s);
	arena_free(&a);
	return faults;
}

static int run(const struct options *o, struct error *e)
{
	int faults;

	if (!install_model(e))
		return EXIT_FAILED;
	faults = add(check_one(o, "directory.db", "src/model/sql/directory/", false, e),
		check_one(o, "tenant.db", "src/model/sql/tenant/", true, e));
	if (faults == 0)
		puts("the databases are whole, the ledger adds up");
	if (faults > 0)
		error_set(e, ERR_CORRUPT, NULL, "%d faults", faults);
	return faults == 0 ? EXIT_DONE : faults > 0 || e->code == ERR_CORRUPT ? EXIT_CORRUPT : EXIT_FAILED;
}

const struct command command_check = {
	.name = "check",
	.help = "Look for damage, and add the ledger up against the balances",
	.options = " data ",
	.run = run,
};
