/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/house.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "lib/warehouse.h"
#include "server/auth/directory.h"
#include "store/migrate.h"
#include "store/pool.h"
#include "store/writer.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* A fresh file; its writing connection. */
static struct store *fresh(const char *name, const char *migrations, char *path, size_t size)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-writer"};
	struct error e = {0};
	struct store *s;
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		unlink(scratch(arena_printf(a, "%s%s", name, ends[i])));
	arena_free(&a);
	str_copy(path, size, scratch(name));
	s = db_open(path, STORE_WRITER);
	if (!migrate(s, migrations, NULL, &e))
		fail_msg("%s: %s", migrations, e.detail);
	return s;
}

struct house *house_open(void)
{
	struct house *h = xcalloc(1, sizeof *h);
	struct store *s = warehouse_open(":memory:", DDL_SERVER); /* loads the model */
	struct error e = {0};
	char path[512];

	store_close(&s);
	secure_init();
	s = fresh("house-tenant.db", "src/model/sql/tenant/", path, sizeof path);
	db_exec(s, "BEGIN IMMEDIATE");
	warehouse_fill(s);
	db_exec(s, "COMMIT");
	db_exec(s, "DELETE FROM users; INSERT INTO mfa_settings (id, code, who) VALUES (1, 'mail', 'chosen'), (2, 'app', 'chosen')");
	store_close(&s);
	h->writer = writer_start(path, &e);
	h->pool = pool_open(path, 2, &e);
	s = fresh("house-directory.db", "src/model/sql/directory/", path, sizeof path);
	db_exec(s, "INSERT INTO meta VALUES ('epoch', '01890000-0000-7000-8000-000000000000'); INSERT INTO tenant VALUES ('main', 'Main')");
	store_close(&s);
	h->directory = directory_open(path, &e);
	if (!h->writer || !h->pool || !h->directory)
		fail_msg("%s", e.detail);
	h->tenant = "main";
	directory_serve(h->directory, h->pool, &h->vault);
	return h;
}

void house_close(struct house **h)
{
	directory_close(&(*h)->directory);
	pool_close(&(*h)->pool);
	writer_stop(&(*h)->writer);
	free(*h);
	*h = NULL;
}

static bool run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	*wrote = true;
	return store_exec(s, arg, e);
}

static void sql_on(struct writer *w, const char *sql)
{
	struct arena *a = arena_new();
	struct error e = {0};

	if (!writer_do(w, (struct writer_job){run, arena_strdup(a, sql)}, &e))
		fail_msg("%s: %s", sql, e.detail);
	arena_free(&a);
}

void house_sql(const struct house *h, const char *sql)
{
	sql_on(h->writer, sql);
}

void house_directory_sql(const struct house *h, const char *sql)
{
	sql_on(h->directory->writer, sql);
}

int64_t house_ask(const struct house *h, const char *sql)
{
	struct store *s = pool_take(h->pool, NULL);
	int64_t n = db_ask(s, sql);

	pool_give(h->pool, s);
	return n;
}

void house_user(const struct house *h, int64_t id, const char *login, const char *level, const char *more)
{
	struct arena *a = arena_new();

	house_directory_sql(h, arena_printf(a,
		"INSERT INTO account (id, login, login_fold, name, history_salt, created) VALUES (%" PRId64 ", '%s', '%s', '%s', x'00', 0);"
		" INSERT INTO membership (id, account, tenant) VALUES (%" PRId64 ", %" PRId64 ", 'main')", id, login, login, login, id, id));
	house_sql(h, arena_printf(a, "INSERT INTO users (id, account, login, login_fold, name, level, active, person) VALUES"
		" (%" PRId64 ", %" PRId64 ", '%s', '%s', '%s', '%s', 1, 1)", id, id, login, login, login, level));
	if (more)
		house_sql(h, arena_printf(a, "UPDATE users SET %s WHERE id = %" PRId64, more, id));
	arena_free(&a);
}
