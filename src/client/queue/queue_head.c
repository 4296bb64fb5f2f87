/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/queue/queue_head.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "store/store.h"

#include <string.h>

static const char context[] = "head";

/* record.seq is negative for what was set apart from the chain: `number` is
 * what its line says.  Of the ids only those in the chain are unique: a record
 * that is taken up again keeps its id. */
static const char tables[] =
	"CREATE TABLE head (version INTEGER NOT NULL, terminal TEXT NOT NULL, key_own BLOB NOT NULL, key_server BLOB,"
	" server_box BLOB, sealed BLOB NOT NULL) STRICT;"
	"CREATE TABLE record (seq INTEGER PRIMARY KEY, number INTEGER NOT NULL, id TEXT NOT NULL, sealed BLOB NOT NULL,"
	" before BLOB NOT NULL, hash BLOB NOT NULL, state INTEGER NOT NULL, code TEXT NOT NULL DEFAULT '',"
	" field TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '', settles INTEGER NOT NULL,"
	" settled_by INTEGER NOT NULL DEFAULT 0, sign_in INTEGER NOT NULL, resent INTEGER NOT NULL DEFAULT 0,"
	" acked_ms INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE UNIQUE INDEX record_id ON record (id) WHERE seq > 0;"
	"CREATE INDEX record_state ON record (state, seq);"
	"CREATE INDEX record_settled_by ON record (settled_by) WHERE settled_by <> 0;"
	"CREATE INDEX record_sign_in ON record (seq) WHERE sign_in = 0;"
	"CREATE TABLE draft (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT;";

static void set_hash(struct arena *a, struct json *o, const char *name, const struct hash *h)
{
	json_set_str(o, name, secure_base64(a, h->bytes, HASH_BYTES));
}

static void *seal_head(struct arena *a, const unsigned char key[SEAL_KEY_BYTES], const struct queue_head *h, size_t *len)
{
	struct json *o = json_object(a);
	const char *text;
	void *out;

	json_set_str(o, "tenant", h->tenant);
	json_set_str(o, "epoch", h->epoch);
	json_set_int(o, "last", h->last);
	set_hash(a, o, "last_hash", &h->last_hash);
	json_set_int(o, "acked", h->acked);
	set_hash(a, o, "acked_hash", &h->acked_hash);
	json_set_int(o, "server_last", h->server_last);
	set_hash(a, o, "server_hash", &h->server_hash);
	text = json_print(a, o);
	*len = strlen(text) + SEAL_EXTRA;
	out = arena_alloc(a, *len);
	secure_seal(key, text, strlen(text), context, sizeof(context), out);
	return out;
}

static bool insert_head(struct store *db, const char *terminal, const struct sign_key *own, struct error *e)
{
	unsigned char key[SEAL_KEY_BYTES], outer[SEAL_KEY_BYTES], sealed_key[SEAL_KEY_BYTES + SEAL_EXTRA];
	struct queue_head none = {0};
	struct arena *a = arena_new();
	struct query *q;
	size_t len;
	void *sealed;
	bool ok;

	secure_random(key, sizeof(key));
	secure_derive(own, "queue", outer);
	secure_seal(outer, key, sizeof(key), terminal, strlen(terminal), sealed_key);
	sealed = seal_head(a, key, &none, &len);
	secure_wipe(key, sizeof(key));
	secure_wipe(outer, sizeof(outer));
	q = store_query(db, "INSERT INTO head (version, terminal, key_own, sealed) VALUES (:version, :terminal, :key, :sealed)", e);
	if (q) {
		query_int(q, ":version", QUEUE_VERSION);
		query_text(q, ":terminal", terminal);
		query_blob(q, ":key", sealed_key, sizeof(sealed_key));
		query_blob(q, ":sealed", sealed, len);
	}
	ok = q && query_run(q, e);
	arena_free(&a);
	return ok;
}

bool queue_head_make(struct store *db, const char *terminal, const struct sign_key *key, struct error *e)
{
	if (store_ask_int(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'head'", 0))
		return true;
	if (!store_begin(db, e))
		return false;
	if (store_exec(db, tables, e) && insert_head(db, terminal, key, e))
		return store_commit(db, e);
	store_rollback(db);
	return false;
}

static bool open_key(const struct sign_key *own, const char *terminal, const void *sealed, size_t len, unsigned char out[SEAL_KEY_BYTES])
{
	unsigned char outer[SEAL_KEY_BYTES];
	bool ok;

	secure_derive(own, "queue", outer);
	ok = len == SEAL_KEY_BYTES + SEAL_EXTRA && secure_open(outer, sealed, len, terminal, strlen(terminal), out);
	secure_wipe(outer, sizeof(outer));
	return ok;
}

bool queue_head_key(struct store *db, const char *terminal, const struct sign_key *key, unsigned char out[SEAL_KEY_BYTES], struct error *e)
{
	struct query *q = store_query(db, "SELECT version, terminal, key_own FROM head", e);
	const void *sealed;
	size_t len;
	bool ok;

	if (!q)
		return false;
	if (query_step(q, e) != QUERY_ROW) {
		query_done(q);
		return error_set(e, ERR_CORRUPT, "queue", "the queue has no head");
	}
	sealed = query_get_blob(q, 2, &len);
	if (query_get_int(q, 0) != QUEUE_VERSION)
		ok = error_set(e, ERR_CORRUPT, "queue", "version %d of the queue is not known", (int)query_get_int(q, 0));
	else if (!str_eq(query_get_text(q, 1), terminal))
		ok = error_set(e, ERR_TERMINAL, "queue", "the queue is that of terminal %.32s", query_get_text(q, 1));
	else
		ok = open_key(key, terminal, sealed, len, out) ||
			error_set(e, ERR_CORRUPT, "queue", "the queue's key cannot be opened with this terminal's key");
	query_done(q);
	return ok;
}

static bool given_to(struct store *db, const unsigned char server_box[32], struct error *e)
{
	struct query *q = store_query(db, "SELECT server_box FROM head", e);
	const void *have;
	size_t len;
	bool same = false;

	if (q && query_step(q, e) == QUERY_ROW) {
		have = query_get_blob(q, 0, &len);
		same = len == 32 && memcmp(have, server_box, 32) == 0;
	}
	query_done(q);
	return same;
}

bool queue_head_give(struct store *db, const unsigned char key[SEAL_KEY_BYTES], const unsigned char server_box[32], struct error *e)
{
	unsigned char boxed[SEAL_KEY_BYTES + BOX_EXTRA];
	struct query *q;

	if (given_to(db, server_box, e))
		return true;
	if (!secure_box_seal(server_box, key, SEAL_KEY_BYTES, boxed))
		return error_set(e, ERR_INVALID, "server_box", "not a key to seal to");
	q = store_query(db, "UPDATE head SET key_server = :key, server_box = :box", e);
	if (!q)
		return false;
	query_blob(q, ":key", boxed, sizeof(boxed));
	query_blob(q, ":box", server_box, 32);
	return query_run(q, e);
}

static void get_hash(const struct json *o, const char *name, struct hash *out)
{
	const char *text = json_str(o, name);
	size_t n = 0;

	if (!text || !secure_unbase64(text, out->bytes, HASH_BYTES, &n) || n != HASH_BYTES)
		memset(out, 0, sizeof(*out));
}

static bool read_head(struct arena *a, const unsigned char key[SEAL_KEY_BYTES], const void *sealed, size_t len, struct queue_head *out)
{
	struct error e = {0};
	struct json *o;
	char *text;

	if (len < SEAL_EXTRA)
		return false;
	text = arena_alloc(a, len - SEAL_EXTRA + 1);
	if (!secure_open(key, sealed, len, context, sizeof(context), text))
		return false;
	o = json_parse(a, text, len - SEAL_EXTRA, &e);
	if (!o)
		return false;
	str_copy(out->tenant, sizeof(out->tenant), json_str(o, "tenant"));
	str_copy(out->epoch, sizeof(out->epoch), json_str(o, "epoch"));
	out->last = json_int(o, "last", 0);
	get_hash(o, "last_hash", &out->last_hash);
	out->acked = json_int(o, "acked", 0);
	get_hash(o, "acked_hash", &out->acked_hash);
	out->server_last = json_int(o, "server_last", 0);
	get_hash(o, "server_hash", &out->server_hash);
	return true;
}

bool queue_head_load(struct store *db, const unsigned char key[SEAL_KEY_BYTES], struct queue_head *out, struct error *e)
{
	struct query *q = store_query(db, "SELECT sealed FROM head", e);
	struct arena *a;
	const void *sealed;
	size_t len;
	bool ok = false;

	memset(out, 0, sizeof(*out));
	if (!q)
		return false;
	a = arena_new();
	if (query_step(q, e) == QUERY_ROW) {
		sealed = query_get_blob(q, 0, &len);
		ok = read_head(a, key, sealed, len, out);
	}
	query_done(q);
	arena_free(&a);
	return ok || error_set(e, ERR_CORRUPT, "head", "the queue's head was changed");
}

bool queue_head_save(struct store *db, const unsigned char key[SEAL_KEY_BYTES], const struct queue_head *h, struct error *e)
{
	struct query *q = store_query(db, "UPDATE head SET sealed = :sealed", e);
	struct arena *a;
	size_t len;
	void *sealed;

	if (!q)
		return false;
	a = arena_new();
	sealed = seal_head(a, key, h, &len);
	query_blob(q, ":sealed", sealed, len);
	arena_free(&a); /* a binding is a copy */
	return query_run(q, e);
}
