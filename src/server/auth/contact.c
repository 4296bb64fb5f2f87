/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth/contact.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "server/auth/directory.h"
#include "store/pool.h"
#include "store/store.h"

static bool read_all(struct store *s, struct arena *a, const char *tenant, int64_t from_ms, int64_t to_ms, struct buf *out, struct error *e)
{
	struct query *q = store_query(s,
		"SELECT id, name, contact FROM terminal WHERE tenant = :tenant AND contact BETWEEN :from AND :to AND revoked = 0 ORDER BY contact, id",
		e);
	enum query_step step;

	if (!q)
		return false;
	query_text(q, ":tenant", tenant);
	query_int(q, ":from", from_ms);
	query_int(q, ":to", to_ms);
	while ((step = query_step(q, e)) == QUERY_ROW) {
		struct contact c = {.id = arena_strdup(a, query_get_text(q, 0)), .name = arena_strdup(a, query_get_text(q, 1)),
			.contact_ms = query_get_int(q, 2)};

		buf_add(out, &c, sizeof c);
	}
	return step == QUERY_DONE;
}

/* Kept, with its scope; one that was revoked meanwhile is not. */
static bool add_scope(struct directory *d, struct arena *a, const struct contact *c, struct contact *kept, size_t *n, struct error *e)
{
	struct contact with = *c;
	struct error gone = {0};
	struct terminal t;

	if (!auth_terminal_find(d, a, c->id, &t, &gone))
		return gone.code == ERR_TERMINAL || error_set(e, gone.code, gone.field, "%s", gone.detail);
	if (t.has_scope)
		with.scope = t.scope;
	kept[(*n)++] = with;
	return true;
}

bool contact_silent(struct directory *d, struct arena *a, const char *tenant, int64_t from_ms, int64_t to_ms, struct contact **out, size_t *n,
	struct error *e)
{
	struct buf *list = buf_new(a);
	struct store *s = pool_take(d->pool, e);
	bool ok = s && read_all(s, a, tenant, from_ms, to_ms, list, e);

	if (s)
		pool_give(d->pool, s);
	*out = arena_memdup(a, buf_str(list), list->len + 1);
	*n = 0;
	for (size_t i = 0; ok && i < list->len / sizeof(struct contact); i++)
		ok = add_scope(d, a, &(*out)[i], *out, n, e);
	return ok;
}
