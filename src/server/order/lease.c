/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/order/lease.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "model/row.h"
#include "server/access/access.h"
#include "server/ledger/ledger.h"
#include "store/store.h"

#include <inttypes.h>
#include <string.h>

struct lease {
	int64_t user, number, until_ms, goods_owner, warehouse;
	bool open;
	char terminal[33], status[33];
};

static bool lease_read(struct store *s, const struct resource *r, int64_t id, struct lease *l, struct error *e)
{
	struct arena *a = arena_new();
	struct query *q = store_query(s, arena_printf(a, "SELECT lease_user, lease_number, lease_until, goods_owner, warehouse, open,"
		" lease_terminal, status FROM %s WHERE id = :id", r->table), e);
	enum query_step step = QUERY_FAIL;

	if (q) {
		query_int(q, ":id", id);
		step = query_step(q, e);
	}
	if (step == QUERY_ROW) {
		*l = (struct lease){query_get_int(q, 0), query_get_int(q, 1), query_get_int(q, 2), query_get_int(q, 3), query_get_int(q, 4),
			query_get_int(q, 5), "", ""};
		str_copy(l->terminal, sizeof(l->terminal), query_get_text(q, 6));
		str_copy(l->status, sizeof(l->status), query_get_text(q, 7));
	}
	query_done(q);
	arena_free(&a);
	return step == QUERY_ROW || (step == QUERY_DONE && error_set(e, ERR_NOT_FOUND, r->id, "%s", ""));
}

static bool lease_write(struct store *s, const struct resource *r, int64_t id, const struct lease *l, struct error *e)
{
	const struct row_value v[] = {
		{field_find(r, "lease_user"), value_int(l->user)},
		{field_find(r, "lease_terminal"), value_text(l->terminal)},
		{field_find(r, "lease_number"), value_int(l->number)},
		{field_find(r, "lease_until"), value_int(l->until_ms)},
	};

	return row_update(s, r, id, v, sizeof(v) / sizeof(*v), e);
}

static void name_holder(struct store *s, int64_t user, char holder[65])
{
	struct query *q = store_query(s, "SELECT name FROM users WHERE id = :id", NULL);

	str_copy(holder, 65, "?");
	if (!q)
		return;
	query_int(q, ":id", user);
	if (query_step(q, NULL) == QUERY_ROW)
		str_copy(holder, 65, query_get_text(q, 0));
	query_done(q);
}

/* A row out of his scope is as one that does not exist. */
static bool lease_find(struct store *s, const struct resource *r, int64_t id, const struct member *m, struct lease *l, struct error *e)
{
	if (!lease_read(s, r, id, l, e))
		return false;
	return ledger_in_scope(m, l->goods_owner, l->warehouse, NULL) || error_set(e, ERR_NOT_FOUND, r->id, "%s", "");
}

/* Users of one terminal share its lease: their work goes through one queue. */
int64_t lease_take(struct store *s, const struct resource *r, int64_t id, const struct member *m, const char *terminal, bool take_over,
	int64_t now_ms, struct error *e)
{
	struct lease l;
	char holder[65];

	if (!lease_find(s, r, id, m, &l, e))
		return 0;
	if (!l.open)
		return error_set(e, ERR_STATUS, "status", "%s", l.status);
	if (!str_eq(l.terminal, terminal)) {
		if (*l.terminal && l.until_ms > now_ms && !(take_over && access_privilege(m, "lead"))) {
			name_holder(s, l.user, holder);
			return error_set(e, ERR_LEASED, r->id, "%s", holder);
		}
		l.number++;
	}
	l.user = m->user;
	l.until_ms = now_ms + LEASE_MS;
	str_copy(l.terminal, sizeof(l.terminal), terminal);
	return lease_write(s, r, id, &l, e) ? l.number : 0;
}

bool lease_release(struct store *s, const struct resource *r, int64_t id, const struct member *m, const char *terminal, struct error *e)
{
	struct lease l;
	char holder[65];

	if (!lease_find(s, r, id, m, &l, e))
		return false;
	if (!*l.terminal)
		return true;
	if (!str_eq(l.terminal, terminal)) {
		name_holder(s, l.user, holder);
		return error_set(e, ERR_LEASED, r->id, "%s", holder);
	}
	l.user = l.until_ms = 0;
	*l.terminal = '\0';
	return lease_write(s, r, id, &l, e);
}

static bool in_dimension(const struct scope *s, enum scope_dim dim, int64_t id)
{
	if (s->all[dim])
		return true;
	for (size_t i = 0; i < s->count[dim]; i++)
		if (s->ids[dim][i] == id)
			return true;
	return false;
}

static int64_t first_free(struct store *s, const struct resource *r, const struct scope *scope, const char *terminal, int64_t now_ms, struct error *e)
{
	struct arena *a = arena_new();
	const char *date = field_find(r, "ship_date") ? "(ship_date = ''), ship_date, " : "";
	struct query *q = store_query(s, arena_printf(a, "SELECT id, goods_owner, warehouse FROM %s WHERE open = 1"
		" AND (lease_terminal IN ('', :terminal) OR lease_until <= :now) ORDER BY (lease_terminal = :terminal) DESC, priority, %snumber, id",
		r->table, date), e);
	enum query_step step = QUERY_FAIL;
	int64_t id = 0;

	if (q) {
		query_text(q, ":terminal", terminal);
		query_int(q, ":now", now_ms);
		while (!id && (step = query_step(q, e)) == QUERY_ROW)
			if (in_dimension(scope, SCOPE_GOODS_OWNER, query_get_int(q, 1)) && in_dimension(scope, SCOPE_WAREHOUSE, query_get_int(q, 2)))
				id = query_get_int(q, 0);
		query_done(q);
	}
	arena_free(&a);
	if (step == QUERY_DONE)
		error_set(e, ERR_NOT_FOUND, r->id, "nothing is waiting");
	return id;
}

int64_t lease_next(struct store *s, const struct resource *r, const struct member *m, const struct scope *scope, const char *terminal,
	int64_t now_ms, int64_t *lease, struct error *e)
{
	int64_t id = first_free(s, r, scope, terminal, now_ms, e);

	*lease = id ? lease_take(s, r, id, m, terminal, false, now_ms, e) : 0;
	return *lease ? id : 0;
}

/* The number rises when somebody else takes it, so the same number means that
 * nobody has; a lease that was given back can still be worked off, and one
 * that nobody took yet (0) by a terminal that could not ask for it. */
bool lease_holds(struct store *s, const struct resource *r, int64_t id, const char *terminal, int64_t number, char holder[65], struct error *e)
{
	struct lease l;

	*holder = '\0';
	if (!lease_read(s, r, id, &l, e))
		return false;
	if (number < 0 || number > l.number)
		return error_set(e, ERR_INVALID, "lease", "no lease with number %" PRId64 " was given", number);
	if (str_eq(l.terminal, terminal) ? number == l.number || number == 0 : number == l.number && !*l.terminal)
		return true;
	name_holder(s, l.user, holder);
	if (number == l.number)
		return error_set(e, ERR_LEASED, r->id, "%s", holder);
	return error_set(e, ERR_CLAIM_LOST, r->id, "%s", holder);
}
