/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refused work is set apart, so that the work behind it goes on. */
#include "client/queue/queue_store_inside.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "store/store.h"

#include <inttypes.h>

static bool run_renumber(struct queue_store *q, const char *sql, int64_t from, int64_t to, struct error *e)
{
	struct query *set = store_query(q->db, sql, e);

	if (!set)
		return false;
	query_int(set, ":from", from);
	query_int(set, ":to", to);
	return query_run(set, e);
}

/* Also where others name it. */
static bool renumber(struct queue_store *q, int64_t from, int64_t to, struct error *e)
{
	static const char *const sql[] = {
		"UPDATE record SET seq = :to WHERE seq = :from",
		"UPDATE record SET settled_by = :to WHERE settled_by = :from",
		"UPDATE record SET settles = :to WHERE settles = :from",
	};

	for (size_t i = 0; i < sizeof(sql) / sizeof(sql[0]); i++)
		if (!run_renumber(q, sql[i], from, to, e))
			return false;
	return true;
}

static bool set_one_apart(struct queue_store *q, const struct queue_stored *r, const struct error *why, struct queue_changes *changed,
	struct error *e)
{
	int64_t to = store_ask_int(q->db, "SELECT min(0, min(seq)) - 1 FROM record", -1);
	struct query *mark;

	if (r->state == RECORD_WAITING && !queue_set_state(q, r->seq, RECORD_PARKED, why, e))
		return false;
	mark = store_query(q->db, "UPDATE record SET acked_ms = :now WHERE seq = :seq", e);
	if (!mark)
		return false;
	query_int(mark, ":now", clock_now_ms());
	query_int(mark, ":seq", r->seq);
	if (!query_run(mark, e) || !renumber(q, r->seq, to, e))
		return false;
	queue_changed(changed, to, r->seq);
	return true;
}

static bool first_from(struct queue_store *q, struct arena *a, int64_t from, struct queue_stored *out, enum query_step *step,
	struct error *e)
{
	struct query *row = store_query(q->db, QUEUE_STORED "WHERE seq >= :from AND seq > 0 ORDER BY seq LIMIT 1", e);

	if (!row)
		return false;
	query_int(row, ":from", from);
	*step = query_step(row, e);
	if (*step == QUERY_ROW)
		queue_stored_get(a, row, out);
	query_done(row);
	return *step != QUERY_FAIL;
}

bool queue_set_apart(struct queue_store *q, int64_t from, int64_t to, enum error_code code, struct queue_changes *changed, struct error *e)
{
	struct arena *a = arena_new();
	enum query_step step = QUERY_DONE;
	struct queue_stored r;
	bool ok;

	while ((ok = first_from(q, a, from, &r, &step, e)) && step == QUERY_ROW && r.seq <= to) {
		struct error why = {0};

		error_set(&why, code, "record", "it was number %" PRId64, r.number);
		if (!set_one_apart(q, &r, &why, changed, e))
			break;
		arena_clear(a);
	}
	ok = ok && (step != QUERY_ROW || r.seq > to);
	arena_free(&a);
	return ok;
}
