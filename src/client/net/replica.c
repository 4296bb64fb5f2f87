/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/replica.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"
#include "model/ddl.h"
#include "model/resource.h"
#include "model/row.h"
#include "secure/secure.h"
#include "store/store.h"

#include <string.h>
#include <unistd.h>

#define TIDY_BYTES (1024 * 1024) /* of the log: less is left where it is */

static bool keep(struct store *s, const char *name, const char *text, int64_t number, struct error *e)
{
	struct query *q = store_query(s, "INSERT OR REPLACE INTO replica (name, text, number) VALUES (:name, :text, :number)", e);

	if (!q)
		return false;
	query_text(q, ":name", name);
	query_text(q, ":text", text ? text : "");
	query_int(q, ":number", number);
	return query_run(q, e);
}

int64_t replica_number(struct store *s)
{
	return store_ask_int(s, "SELECT number FROM replica WHERE name = 'feed'", -1);
}

int64_t replica_covered(struct store *s)
{
	return store_ask_int(s, "SELECT number FROM replica WHERE name = 'covered'", 0);
}

bool replica_epoch(struct store *s, char out[37])
{
	return store_ask_text(s, "SELECT text FROM replica WHERE name = 'epoch'", out, UUID_LEN + 1);
}

/* A scope may be long. */
static void scope_hash(const char *scope, char out[2 * HASH_BYTES + 1])
{
	struct hash h = secure_hash_bytes(scope, strlen(scope));

	str_hex(h.bytes, sizeof(h.bytes), out);
}

bool replica_has_scope(struct store *s, const char *scope)
{
	char hash[2 * HASH_BYTES + 1], kept[2 * HASH_BYTES + 1];

	scope_hash(scope, hash);
	return store_ask_text(s, "SELECT text FROM replica WHERE name = 'scope'", kept, sizeof(kept)) && str_eq(hash, kept);
}

static void descriptions_hash(const struct buf *ddl, char out[2 * HASH_BYTES + 1])
{
	struct hash h = secure_hash_bytes(ddl->data, ddl->len);

	str_hex(h.bytes, sizeof(h.bytes), out);
}

/* Tables behind a virtual one go with it, so those are first. */
static bool drop_next(struct store *s, char *name, size_t size)
{
	return store_ask_text(s,
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
		" ORDER BY sql NOT LIKE 'CREATE VIRTUAL TABLE%' LIMIT 1",
		name, size);
}

static bool drop_all(struct store *s, struct error *e)
{
	struct buf sql = BUF_INIT;
	char name[256];
	bool ok = true;

	while (ok && drop_next(s, name, sizeof(name))) {
		buf_clear(&sql);
		buf_addf(&sql, "DROP TABLE \"%s\"", name);
		ok = store_exec(s, buf_str(&sql), e);
	}
	buf_release(&sql);
	return ok;
}

/* Inside a transaction. */
static bool make_empty(struct store *s, struct error *e)
{
	char hash[2 * HASH_BYTES + 1];
	struct buf ddl = BUF_INIT;
	bool ok;

	ddl_all(&ddl, DDL_REPLICA);
	descriptions_hash(&ddl, hash);
	ok = drop_all(s, e) && store_exec(s, buf_str(&ddl), e)
		&& store_exec(s, "CREATE TABLE replica (name TEXT PRIMARY KEY, text TEXT NOT NULL, number INTEGER NOT NULL)", e)
		&& keep(s, "descriptions", hash, 0, e);
	buf_release(&ddl);
	return ok;
}

static bool finish(struct store *s, bool ok, struct error *e)
{
	if (ok)
		return store_commit(s, e);
	store_rollback(s);
	return false;
}

static bool fits(struct store *s)
{
	char hash[2 * HASH_BYTES + 1], kept[2 * HASH_BYTES + 1];
	struct buf ddl = BUF_INIT;

	ddl_all(&ddl, DDL_REPLICA);
	descriptions_hash(&ddl, hash);
	buf_release(&ddl);
	if (store_ask_int(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'replica'", 0) == 0)
		return false;
	return store_ask_text(s, "SELECT text FROM replica WHERE name = 'descriptions'", kept, sizeof(kept)) && str_eq(hash, kept);
}

static struct store *open_checked(const char *path, struct error *e)
{
	struct store *s = store_open(path, STORE_CACHE, e);

	if (!s || fits(s))
		return s;
	if (!store_begin(s, e) || !finish(s, make_empty(s, e), e))
		replica_close(&s);
	return s;
}

struct store *replica_open(const char *path, struct error *e)
{
	struct error why = {0};
	struct store *s = open_checked(path, &why);

	if (!s && (why.code == ERR_CORRUPT || why.code == ERR_STORE)) {
		replica_remove(path);
		return open_checked(path, e);
	}
	if (!s)
		error_set(e, why.code, "replica", "%s", why.detail);
	return s;
}

void replica_close(struct store **s)
{
	struct error e = {0};

	if (!*s)
		return;
	store_rollback(*s);
	store_checkpoint(*s, false, &e);
	store_close(s);
}

/* The log first: alone it would be taken for the next file's. */
void replica_remove(const char *path)
{
	static const char *const ends[] = {"-wal", "-shm", ""};
	struct buf name = BUF_INIT;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		buf_clear(&name);
		buf_addf(&name, "%s%s", path, ends[i]);
		unlink(buf_str(&name));
	}
	buf_release(&name);
}

bool replica_begin(struct store *s, const char *epoch, const char *scope, struct error *e)
{
	char hash[2 * HASH_BYTES + 1];
	bool ok;

	store_rollback(s);
	scope_hash(scope, hash);
	if (!store_begin(s, e))
		return false;
	ok = make_empty(s, e) && keep(s, "epoch", epoch, 0, e) && keep(s, "scope", hash, 0, e);
	if (!ok)
		store_rollback(s);
	return ok;
}

bool replica_rows(struct store *s, const char *resource, const struct json **row, size_t most, struct error *e)
{
	const struct resource *r = resource_find(resource);

	for (; *row && most > 0; *row = json_next(*row), most--) {
		if (!row_unpack(s, r, *row, e))
			return false;
	}
	return true;
}

bool replica_loaded(struct store *s, struct error *e)
{
	struct error busy = {0};

	if (!store_commit(s, e))
		return false;
	store_checkpoint(s, true, &busy); /* a reader in between: the next one does it */
	return true;
}

static bool apply(struct store *s, const struct json *change, struct error *e)
{
	const struct resource *r = resource_find(json_str(change, "resource"));
	const struct json *row = json_get(change, "row");
	struct error gone = {0};

	if (!r || !r->replica) /* a newer server's: nothing here would read it */
		return true;
	if (json_type(row) != JSON_NULL)
		return row_unpack(s, r, row, e);
	if (row_delete(s, r, json_int(change, "id", 0), &gone) || gone.code == ERR_NOT_FOUND)
		return true;
	return error_set(e, gone.code, gone.field, "%s", gone.detail);
}

static bool apply_all(struct store *s, const struct json *page, int64_t number, struct error *e)
{
	for (const struct json *c = json_first(json_get(page, "changes")); c; c = json_next(c)) {
		if (!apply(s, c, e))
			return false;
	}
	if (!keep(s, "feed", "", number, e))
		return false;
	return !json_has(page, "seq") || keep(s, "covered", "", json_int(page, "seq", 0), e);
}

/* Where the page ends: `next`, or the last change's own number. */
static int64_t end_of(const struct json *page, int64_t number)
{
	int64_t next = json_int(page, "next", 0);

	for (const struct json *c = json_first(json_get(page, "changes")); c; c = json_next(c)) {
		if (json_int(c, "n", 0) > next)
			next = json_int(c, "n", 0);
	}
	return next > number ? next : number;
}

bool replica_changes(struct store *s, const struct json *page, int64_t *number, bool *more, struct error *e)
{
	bool loading = store_in_transaction(s);
	int64_t end = end_of(page, *number);
	bool ok;

	if (json_type(json_get(page, "changes")) != JSON_ARRAY)
		return error_set(e, ERR_INTERNAL, "changes", "no changes in the server's answer");
	*more = end > *number && json_bool(page, "more", json_len(json_get(page, "changes")) > 0);
	if (!*more && end == *number && !loading && json_int(page, "seq", 0) == replica_covered(s))
		return true;
	if (!loading && !store_begin(s, e))
		return false;
	ok = apply_all(s, page, end, e);
	if (!loading)
		ok = finish(s, ok, e);
	if (ok)
		*number = end;
	return ok;
}

void replica_tidy(struct store *s)
{
	struct error e = {0};

	if (!store_in_transaction(s) && store_wal_bytes(s) > TIDY_BYTES)
		store_checkpoint(s, false, &e);
}
