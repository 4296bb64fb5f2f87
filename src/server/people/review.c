/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/people/review.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/edit/audit.h"
#include "store/pool.h"
#include "store/store.h"
#include "store/writer.h"

#include <inttypes.h>
#include <stdio.h>

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

const char review_work_sql[] =
	"SELECT DISTINCT t.user, t.goods_owner FROM goods_owners AS g CROSS JOIN goods_transactions AS t"
	" ON t.goods_owner = g.id AND t.time >= :since";

/* Each question is a seek or two for each user. */
const char review_sql[] =
	"UPDATE users SET reviewed = :now, finding = CASE"
	" WHEN NOT active THEN 'none'"
	" WHEN last_login = 0 THEN 'never'"
	" WHEN last_login < :since AND level <> 'dashboard' THEN 'unused'"
	" WHEN created >= :since THEN 'none'"
	" WHEN level = 'administrator' THEN iif(EXISTS (SELECT 1 FROM audit_rows AS a WHERE a.user = users.id AND a.time >= :since), 'none', 'beyond')"
	" WHEN level <> 'warehouse' AND NOT mobile THEN 'none'"
	" WHEN NOT EXISTS (SELECT 1 FROM user_work AS w WHERE w.user = users.id) THEN 'beyond'"
	" WHEN NOT all_goods_owners AND EXISTS (SELECT 1 FROM users_goods_owners AS o WHERE o.row = users.id AND NOT EXISTS"
	" (SELECT 1 FROM user_work AS w WHERE w.user = users.id AND w.goods_owner = o.ref)) THEN 'beyond'"
	" ELSE 'none' END"
	" WHERE person";

static bool count(struct store *s, struct review *out, struct error *e)
{
	struct query *q = store_query(s,
		"SELECT count(*), count(*) FILTER (WHERE finding = 'never'), count(*) FILTER (WHERE finding = 'unused'),"
		" count(*) FILTER (WHERE finding = 'beyond') FROM users WHERE person AND active",
		e);
	bool found = q && query_step(q, e) == QUERY_ROW;

	if (found)
		*out = (struct review){query_get_int(q, 0), query_get_int(q, 1), query_get_int(q, 2), query_get_int(q, 3)};
	query_done(q);
	return found;
}

bool review_look(const struct house *h, struct arena *a, int64_t now_ms, struct review_work *out, struct error *e)
{
	struct store *s = pool_take(h->pool, e);
	struct query *q = s ? store_query(s, review_work_sql, e) : NULL;
	struct buf *pairs = buf_new(a);
	enum query_step step = QUERY_FAIL;

	if (q)
		query_int(q, ":since", now_ms - REVIEW_DAYS * DAY_MS);
	while (q && (step = query_step(q, e)) == QUERY_ROW) {
		int64_t pair[2] = {query_get_int(q, 0), query_get_int(q, 1)};

		buf_add(pairs, pair, sizeof pair);
	}
	if (s)
		pool_give(h->pool, s);
	*out = (struct review_work){now_ms, arena_memdup(a, buf_str(pairs), pairs->len + 1), pairs->len / (2 * sizeof(int64_t))};
	return step == QUERY_DONE;
}

static bool write_work(struct store *s, const struct review_work *work, struct error *e)
{
	if (!store_exec(s, "DELETE FROM user_work", e))
		return false;
	for (size_t i = 0; i < work->count; i++) {
		struct query *q = store_query(s, "INSERT INTO user_work (user, goods_owner) VALUES (:user, :owner)", e);

		if (!q)
			return false;
		query_int(q, ":user", work->pairs[2 * i]);
		query_int(q, ":owner", work->pairs[2 * i + 1]);
		if (!query_run(q, e))
			return false;
	}
	return true;
}

bool review_write(struct store *s, const struct review_work *work, struct review *out, struct error *e)
{
	struct query *q;

	if (!write_work(s, work, e))
		return false;
	q = store_query(s, review_sql, e);
	if (!q)
		return false;
	query_int(q, ":now", work->now_ms);
	query_int(q, ":since", work->now_ms - REVIEW_DAYS * DAY_MS);
	return query_run(q, e) && count(s, out, e);
}

int64_t review_note_read(struct store *s, const char *name)
{
	struct query *q = store_query(s, "SELECT value FROM meta WHERE name = :name", NULL);
	int64_t n = 0;

	if (!q)
		return 0;
	query_text(q, ":name", name);
	if (query_step(q, NULL) == QUERY_ROW)
		str_int64(query_get_text(q, 0), 0, INT64_MAX, &n);
	query_done(q);
	return n;
}

static bool note(struct store *s, const char *name, const char *value, struct error *e)
{
	struct query *q = store_query(s, "INSERT OR REPLACE INTO meta (name, value) VALUES (:name, :value)", e);

	if (!q)
		return false;
	query_text(q, ":name", name);
	query_text(q, ":value", value);
	return query_run(q, e);
}

bool review_note_ms(struct store *s, const char *name, int64_t ms, struct error *e)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, ms);
	return note(s, name, text, e);
}

struct running {
	const struct house *house;
	const struct editor *by;
	struct review *out;
	struct review_work work;
};

static bool tell(struct store *s, const struct running *x, struct error *e)
{
	struct arena *a = arena_new();
	struct json *after = json_object(a);
	struct audit row = {
		.time_ms = x->work.now_ms, .user = x->by->member->user, .login = x->by->login, .address = x->by->address, .terminal = x->by->terminal,
		.source = x->by->source, .page = "user-review", .action = "review", .resource = "users", .after = after,
	};
	bool ok;

	json_set_int(after, "never", x->out->never);
	json_set_int(after, "unused", x->out->unused);
	json_set_int(after, "beyond", x->out->beyond);
	ok = audit_add(s, &x->house->vault, &row, e) && review_note_ms(s, "review_time", x->work.now_ms, e) && note(s, "review_by", x->by->login, e);
	arena_free(&a);
	return ok;
}

static bool run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct running *x = arg;

	*wrote = true;
	return review_write(s, &x->work, x->out, e) && (!x->by || tell(s, x, e));
}

bool review_run(const struct house *h, const struct editor *by, struct review *out, struct error *e)
{
	struct arena *a = arena_new();
	struct running x = {.house = h, .by = by, .out = out};
	bool ok = review_look(h, a, clock_now_ms(), &x.work, e) && writer_do(h->writer, (struct writer_job){run, &x}, e);

	arena_free(&a);
	return ok;
}

bool review_last(struct store *s, struct arena *a, int64_t *time_ms, const char **login)
{
	char by[320];

	*time_ms = review_note_read(s, "review_time");
	store_ask_text(s, "SELECT value FROM meta WHERE name = 'review_by'", by, sizeof by);
	*login = arena_strdup(a, by);
	return *time_ms > 0;
}
