/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Terminals: known by their keys, which sign what they ask. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "server/auth/directory.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

#define CLOCK_MS   (INT64_C(5) * 60 * 1000)
#define NAME_BYTES 64
#define EVERYTHING "*"

/* "3,17": so a scope is kept. */
static const char *print_ids(struct arena *a, bool all, const int64_t *ids, size_t n)
{
	struct buf *b = buf_new(a);

	if (all)
		return EVERYTHING;
	for (size_t i = 0; i < n; i++)
		buf_addf(b, "%s%lld", i ? "," : "", (long long)ids[i]);
	return buf_str(b);
}

static void read_ids(struct arena *a, const char *text, enum scope_dim dim, struct scope *out)
{
	int64_t *ids = arena_array(a, int64_t, strlen(text) + 1);
	char *end;

	out->all[dim] = str_eq(text, EVERYTHING);
	out->ids[dim] = ids;
	for (const char *p = text; !out->all[dim] && *p; p = *end == ',' ? end + 1 : end) {
		int64_t id = strtoll(p, &end, 10);

		if (end == p)
			break;
		ids[out->count[dim]++] = id;
	}
}

static bool terminal_row(struct query *q, struct arena *a, struct terminal *out)
{
	size_t len;
	const void *key = query_get_blob(q, 1, &len);

	*out = (struct terminal){.revoked = query_get_int(q, 5) != 0, .has_scope = !query_is_null(q, 3)};
	str_copy(out->name, sizeof out->name, query_get_text(q, 0));
	str_copy(out->tenant, sizeof out->tenant, query_get_text(q, 2));
	if (len != sizeof out->public_key)
		return false;
	memcpy(out->public_key, key, len);
	if (out->has_scope) {
		read_ids(a, query_get_text(q, 3), SCOPE_GOODS_OWNER, &out->scope);
		read_ids(a, query_get_text(q, 4), SCOPE_WAREHOUSE, &out->scope);
		out->scope.all[SCOPE_SUPPLIER] = out->scope.all[SCOPE_CONSIGNEE] = true;
	}
	return true;
}

static bool terminal_load(struct store *s, struct arena *a, const char *id, struct terminal *out, struct error *e)
{
	struct query *q = store_query(s, "SELECT name, public_key, tenant, goods_owners, warehouses, revoked FROM terminal WHERE id = :id", e);
	bool ok;

	if (!q)
		return false;
	query_text(q, ":id", id);
	ok = query_step(q, e) == QUERY_ROW && terminal_row(q, a, out);
	query_done(q);
	str_copy(out->id, sizeof out->id, id);
	return ok || error_set(e, ERR_TERMINAL, NULL, "sign in once at it");
}

bool auth_terminal_find(struct directory *d, struct arena *a, const char *id, struct terminal *out, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	bool ok = s && terminal_load(s, a, id, out, e);

	if (s)
		pool_give(d->pool, s);
	return ok && (!out->revoked || error_set(e, ERR_TERMINAL, NULL, "it was revoked"));
}

static bool terminal_insert(struct store *s, const char *id, const unsigned char key[32], const char *name, const char *tenant, struct error *e)
{
	struct query *q = store_query(s,
		"INSERT INTO terminal (id, name, public_key, tenant, created) VALUES (:id, :name, :key, :tenant, :now) "
		"ON CONFLICT (id) DO UPDATE SET name = :name WHERE tenant = :tenant AND name <> :name",
		e);

	if (!q)
		return false;
	query_text(q, ":id", id);
	query_text(q, ":name", name);
	query_blob(q, ":key", key, 32);
	query_text(q, ":tenant", tenant);
	query_int(q, ":now", clock_now_ms());
	return query_run(q, e);
}

static bool terminal_give_scope(struct store *s, struct arena *a, const char *id, const struct member *m, struct error *e)
{
	struct query *q = store_query(s, "UPDATE terminal SET goods_owners = :g, warehouses = :w WHERE id = :id AND goods_owners IS NULL", e);

	if (!q)
		return false;
	query_text(q, ":g", print_ids(a, m->all_goods_owners, m->goods_owners, m->goods_owner_count));
	query_text(q, ":w", print_ids(a, m->all_warehouses, m->warehouses, m->warehouse_count));
	query_text(q, ":id", id);
	return query_run(q, e);
}

bool terminal_note(struct store *s, const unsigned char key[32], const char *name, const struct member *m, struct error *e)
{
	struct arena *a = arena_new();
	struct terminal t;
	char id[33], cut[NAME_BYTES + 1];
	bool ok;

	secure_terminal_id(key, id);
	str_copy(cut, sizeof cut, name ? name : "");
	ok = terminal_insert(s, id, key, cut, m->tenant, e) && terminal_load(s, a, id, &t, e);
	if (ok && (t.revoked || !str_eq(t.tenant, m->tenant)))
		ok = error_set(e, ERR_TERMINAL, NULL, t.revoked ? "it was revoked" : "it belongs to another tenant");
	ok = ok && (!m->mobile || terminal_give_scope(s, a, id, m, e));
	arena_free(&a);
	return ok;
}

/* Authorization: Terminal ID:MS:SIGNATURE */
struct claim {
	char id[33];
	int64_t time_ms;
	unsigned char signature[SIGNATURE_BYTES];
};

static bool claim_read(struct arena *a, const char *header, struct claim *c)
{
	static const char scheme[] = "Terminal ";
	size_t n = 0, len = 0;
	char **parts;

	if (!str_starts(header, scheme))
		return false;
	parts = str_split(a, header + strlen(scheme), ':', &n);
	if (n != 3 || strlen(parts[0]) != 32)
		return false;
	str_copy(c->id, sizeof c->id, parts[0]);
	return str_int64(parts[1], 0, INT64_MAX / 2, &c->time_ms) &&
		secure_unbase64(parts[2], c->signature, sizeof c->signature, &len) && len == sizeof c->signature;
}

static bool check_clock(const struct claim *c, struct error *e)
{
	int64_t off_ms = clock_now_ms() - c->time_ms;

	return (off_ms <= CLOCK_MS && off_ms >= -CLOCK_MS) || error_set(e, ERR_CLOCK, NULL, "%lld s", (long long)off_ms / 1000);
}

bool auth_terminal(struct directory *d, struct arena *a, const char *header, const char *method, const char *target, const void *body,
	size_t len, struct terminal *out, struct error *e)
{
	struct claim c = {0};
	struct hash hash = secure_hash_bytes(body, len);
	const char *said;

	if (!header || !claim_read(a, header, &c))
		return error_set(e, ERR_TERMINAL, NULL, "the request is not signed by a terminal");
	if (!auth_terminal_find(d, a, c.id, out, e))
		return false;
	said = arena_printf(a, "%s\n%s\n%lld\n%s", method, target, (long long)c.time_ms, secure_base64(a, hash.bytes, HASH_BYTES));
	if (!secure_verify(out->public_key, said, strlen(said), c.signature))
		return error_set(e, ERR_TERMINAL, NULL, "the signature of the request does not match");
	if (!check_clock(&c, e))
		return false;
	directory_used(d, 0, out->id, clock_now_ms());
	return true;
}
