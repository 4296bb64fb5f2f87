/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/fixture_db.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "lib/db.h"
#include "model/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct store *fixture_db(enum ddl_use use)
{
	struct store *s = db_open(":memory:", use == DDL_SERVER ? STORE_WRITER : STORE_CACHE);
	struct buf ddl = BUF_INIT;

	ddl_all(&ddl, use);
	db_exec(s, buf_str(&ddl));
	if (use == DDL_SERVER)
		db_exec(s, "CREATE TABLE \"change\" (n INTEGER PRIMARY KEY, resource TEXT NOT NULL, row INTEGER NOT NULL)");
	buf_release(&ddl);
	return s;
}

static void must(bool ok, const char *what, const struct error *e)
{
	if (ok)
		return;
	fprintf(stderr, "%s: %s %s %s\n", what, error_rows[e->code].code, e->field, e->detail);
	abort();
}

int64_t fixture_row(struct store *s, const char *resource, const char *json)
{
	const struct resource *r = resource_find(resource);
	struct arena *a = arena_new();
	struct error e = {0};
	const struct json *in = json_parse(a, json, strlen(json), &e);
	struct row_value *v = arena_array(a, struct row_value, json_len(in) + 1);
	size_t n = 0;
	int64_t id;

	must(in != NULL, json, &e);
	for (const struct json *x = json_first(in); x; x = json_next(x)) {
		v[n].field = field_find(r, json_name(x));
		must(v[n].field && types[v[n].field->type].check(v[n].field, x, a, &v[n].value, &e), json, &e);
		n++;
	}
	id = row_insert(s, r, 0, v, n, &e);
	must(id != 0, json, &e);
	arena_free(&a);
	return id;
}
