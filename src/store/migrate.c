/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/migrate.h"

#include "base/clock.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"
#include "secure/secure.h"
#include "store/store.h"

#include <stdint.h>
#include <string.h>

#define HASH_CHARS (2 * HASH_BYTES)

struct migration {
	int64_t number;
	char name[64];
	char hash[HASH_CHARS + 1];
	const char *sql;
};

/* "src/model/sql/tenant/0001-stock.sql" is number 1, "stock". */
static bool parse_name(const char *path, struct migration *m)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	size_t len = strlen(file);

	m->number = 0;
	for (int i = 0; i < 4; i++) {
		if (file[i] < '0' || file[i] > '9')
			return false;
		m->number = m->number * 10 + (file[i] - '0');
	}
	if (m->number == 0 || file[4] != '-' || !str_ends(file, ".sql") || len < sizeof("0001-x.sql") - 1 || len - 9 >= sizeof(m->name))
		return false;
	memcpy(m->name, file + 5, len - 9);
	m->name[len - 9] = '\0';
	return true;
}

static bool read_file(const struct embed *file, int64_t after, struct migration *m, struct error *e)
{
	struct hash hash = secure_hash_bytes(file->data, file->len);

	if (!parse_name(file->path, m))
		return error_set(e, ERR_INTERNAL, NULL, "%s: not named NNNN-name.sql", file->path);
	if (m->number <= after)
		return error_set(e, ERR_INTERNAL, NULL, "%s: its number was used before", file->path);
	m->sql = file->data;
	str_hex(hash.bytes, HASH_BYTES, m->hash);
	return true;
}

static bool table_exists(struct store *s)
{
	return store_ask_int(s, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'", 0) > 0;
}

static bool is_empty(struct store *s)
{
	return store_ask_int(s, "SELECT count(*) FROM sqlite_schema", 1) == 0;
}

static bool same_as_applied(struct query *q, const struct migration *m, struct error *e)
{
	if (query_get_int(q, 0) != m->number)
		return error_set(e, ERR_STORE, NULL, "migration %04d of the database is not known here", (int)query_get_int(q, 0));
	if (!str_eq(query_get_text(q, 1), m->hash))
		return error_set(e, ERR_STORE, NULL, "migration %04d-%s was another text when it was applied", (int)m->number, m->name);
	return true;
}

/* The first files must be what the database has, in order; -1 when not. */
static int count_applied(struct store *s, const struct embed *files, size_t n, struct error *e)
{
	struct query *q = store_query(s, "SELECT number, hash FROM migration ORDER BY number", e);
	struct migration m = {0};
	enum query_step step = QUERY_FAIL;
	size_t i = 0;

	while (q && (step = query_step(q, e)) == QUERY_ROW) {
		if (i == n) {
			error_set(
			        e, ERR_STORE, NULL, "the database was made by a newer program (migration %04d)", (int)query_get_int(q, 0));
			break;
		}
		if (!read_file(&files[i++], m.number, &m, e) || !same_as_applied(q, &m, e))
			break;
	}
	query_done(q);
	return step == QUERY_DONE ? (int)i : -1;
}

static int applied_so_far(struct store *s, const struct embed *files, size_t n, struct error *e)
{
	if (table_exists(s))
		return count_applied(s, files, n, e);
	if (is_empty(s))
		return 0;
	error_set(e, ERR_STORE, NULL, "not a database of this program");
	return -1;
}

static bool record(struct store *s, const struct migration *m, struct error *e)
{
	struct query *q =
	        store_query(s, "INSERT INTO migration (number, name, hash, applied_ms) VALUES (:number, :name, :hash, :applied_ms)", e);

	if (!q)
		return false;
	query_int(q, ":number", m->number);
	query_text(q, ":name", m->name);
	query_text(q, ":hash", m->hash);
	query_int(q, ":applied_ms", clock_now_ms());
	return query_run(q, e);
}

static bool run(struct store *s, const struct migration *m, struct error *e)
{
	if (!store_exec(s, m->sql, e))
		return false;
	if (!store_in_transaction(s))
		return error_set(e, ERR_INTERNAL, NULL, "migration %04d-%s ends the transaction", (int)m->number, m->name);
	return record(s, m, e);
}

static bool apply(struct store *s, const struct migration *m, struct error *e)
{
	struct error why = {0};

	if (!store_begin(s, e))
		return false;
	if (run(s, m, &why))
		return store_commit(s, e);
	store_rollback(s);
	return error_set(e, why.code, NULL, "%04d-%s: %s", (int)m->number, m->name, why.detail);
}

bool migrate_files(struct store *s, const struct embed *files, size_t n, int *applied, struct error *e)
{
	struct migration m = {0};
	int done = applied_so_far(s, files, n, e);

	if (applied)
		*applied = 0;
	if (done < 0)
		return false;
	if (!store_exec(s,
	            "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, "
	            "applied_ms INTEGER NOT NULL)",
	            e))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!read_file(&files[i], m.number, &m, e))
			return false;
		if (i < (size_t)done)
			continue;
		if (!apply(s, &m, e))
			return false;
		if (applied)
			(*applied)++;
	}
	return true;
}

int migrate_files_waiting(struct store *s, const struct embed *files, size_t n, struct error *e)
{
	int done = applied_so_far(s, files, n, e);

	return done < 0 ? -1 : (int)n - done;
}

bool migrate(struct store *s, const char *prefix, int *applied, struct error *e)
{
	size_t n;
	const struct embed *files = embed_under(prefix, &n);

	return migrate_files(s, files, n, applied, e);
}

int migrate_waiting(struct store *s, const char *prefix, struct error *e)
{
	size_t n;
	const struct embed *files = embed_under(prefix, &n);

	return migrate_files_waiting(s, files, n, e);
}
