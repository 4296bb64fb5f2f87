/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/db.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

struct store *db_open(const char *path, enum store_mode mode)
{
	struct error e = {0};
	struct store *s = store_open(path, mode, &e);

	if (!s)
		fail_msg("%s: %s %s", path, error_rows[e.code].code, e.detail);
	return s;
}

void db_exec(struct store *s, const char *sql)
{
	struct error e = {0};

	if (!store_exec(s, sql, &e))
		fail_msg("%s: %s %s", sql, error_rows[e.code].code, e.detail);
}

int64_t db_ask(struct store *s, const char *sql)
{
	return store_ask_int(s, sql, -1);
}
