/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On how many terminals an account is in use. */
#include "server/auth/auth.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "server/auth/directory.h"
#include "store/pool.h"
#include "store/store.h"

#include <string.h>

enum { OPEN_MOST = 16 };

/* Terminals of one account, with the time of the last use known of each. */
struct use {
	int64_t account;
	struct {
		char terminal[33];
		int64_t used_ms;
	} seen[OPEN_MOST];
	int count;
};

static void note_terminal(struct use *u, const char *terminal, int64_t used_ms)
{
	int i = 0;

	while (i < u->count && !str_eq(u->seen[i].terminal, terminal))
		i++;
	if (i == OPEN_MOST)
		return;
	if (i == u->count)
		str_copy(u->seen[u->count++].terminal, sizeof u->seen[i].terminal, terminal);
	u->seen[i].used_ms = used_ms > u->seen[i].used_ms ? used_ms : u->seen[i].used_ms;
}

/* Those still used after this one began. */
static int together(const struct use *u, int64_t created_ms)
{
	int n = 0;

	for (int i = 0; i < u->count; i++)
		n += u->seen[i].used_ms >= created_ms;
	return n;
}

static struct account_use *grown(struct arena *a, struct account_use *list, size_t n)
{
	struct account_use *more;

	if (n & (n - 1))
		return list;
	more = arena_array(a, struct account_use, n ? 2 * n : 1);
	if (n)
		memcpy(more, list, n * sizeof *list);
	return more;
}

/* Sessions come by account, then as they began. */
static void note(struct use *u, struct account_use *of, const struct query *q)
{
	int64_t created_ms = query_get_int(q, 2);
	int now;

	note_terminal(u, query_get_text(q, 1), query_get_int(q, 3));
	now = together(u, created_ms);
	of->together = now > of->together ? now : of->together;
	of->terminals = u->count;
}

static bool read_uses(struct query *q, struct arena *a, struct account_use **list, size_t *n, struct error *e)
{
	struct use u = {0};
	enum query_step step;

	while ((step = query_step(q, e)) == QUERY_ROW) {
		if (u.account != query_get_int(q, 0)) {
			u = (struct use){.account = query_get_int(q, 0)};
			*list = grown(a, *list, *n);
			(*list)[(*n)++] = (struct account_use){.account = u.account};
		}
		note(&u, &(*list)[*n - 1], q);
	}
	return step == QUERY_DONE;
}

bool auth_account_uses(struct directory *d, struct arena *a, int64_t since_ms, struct account_use **list, size_t *n, struct error *e)
{
	struct store *s = pool_take(d->pool, e);
	struct query *q = s ? sql_ask(s,
				      "SELECT m.account, s.terminal, s.created, s.used FROM session AS s JOIN membership AS m ON m.id = s.membership "
				      "WHERE s.created >= :since AND s.terminal <> '' ORDER BY m.account, s.created, s.id",
				      (struct bind[]){{":since", .n = since_ms}, {0}}, e)
			    : NULL;
	bool ok;

	*list = NULL;
	*n = 0;
	ok = q && read_uses(q, a, list, n, e);
	if (s)
		pool_give(d->pool, s);
	return ok;
}
