/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many rows a list has, counted as long as the budget lasts. */
#include "base/clock.h"
#include "base/error.h"
#include "model/stmt.h"
#include "model/walk.h"
#include "store/store.h"

enum { CLOCK_EVERY = 512 };

struct tally {
	int64_t count, looked, until_ms;
	bool more;
};

/* One row looked at; whether to go on. */
static bool look(struct tally *t, bool matches)
{
	t->count += matches;
	if (++t->looked % CLOCK_EVERY == 0 && clock_mono_ms() >= t->until_ms)
		t->more = true;
	return !t->more;
}

static bool count_stream(struct walk *w, const struct stmt *st, size_t stream, struct tally *t, struct error *e)
{
	struct query *row = stmt_open(w->store, st, e);
	enum query_step step;

	if (!row)
		return false;
	if (w->lead)
		query_int(row, ":lead", w->leads[stream]);
	while ((step = query_step(row, e)) == QUERY_ROW)
		if (!look(t, query_get_int(row, 0))) {
			query_done(row);
			return true;
		}
	return step == QUERY_DONE;
}

bool list_count(struct store *s, struct arena *a, const struct list_request *q, int budget_ms, int64_t *count, bool *more, struct error *e)
{
	struct tally t = {.until_ms = clock_mono_ms() + budget_ms};
	struct list_request whole = *q;
	struct stmt *st;
	struct walk w;

	whole.cursor = NULL;
	if (!walk_begin(&w, s, a, &whole, e))
		return false;
	st = stmt_new(a);
	stmt_add(st, "SELECT ");
	/* Rows that do not match take time too. */
	if (w.search.count && !w.search.picked)
		search_check(st, &w.search);
	else
		stmt_add(st, "1");
	walk_source(st, &w, NULL);
	if (w.search.picked) {
		stmt_add(st, " AND ");
		search_check(st, &w.search);
	}
	for (size_t i = 0; i < w.lead_count && !t.more; i++)
		if (!count_stream(&w, st, i, &t, e))
			return false;
	*count = t.count;
	*more = t.more;
	return true;
}
