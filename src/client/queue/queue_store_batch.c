/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The next batch to be sent, out of queue.db. */
#include "client/queue/queue_store_inside.h"

#include "base/arena.h"
#include "base/error.h"
#include "floor/record.h"
#include "store/store.h"

#include <string.h>

#define SEAL_ROOM 1024 /* for the last line */

struct gathered {
	const char *lines[BATCH_RECORDS];
	size_t count, bytes;
	int64_t first;
	struct hash before, hash;
	int64_t damaged; /* cannot be opened; 0: none */
};

static bool follows(const struct queue_store *q, const struct gathered *g, const struct queue_stored *r, size_t len)
{
	return g->count < BATCH_RECORDS && g->bytes + len + 1 <= BATCH_BYTES - SEAL_ROOM && r->seq == g->first + (int64_t)g->count &&
		g->first > q->one_until && secure_equal(r->before.bytes, g->hash.bytes, HASH_BYTES);
}

/* False: the batch ends before it. */
static bool gather(const struct queue_store *q, struct arena *a, const struct queue_stored *r, struct gathered *g)
{
	struct queue_line line;

	if (!queue_stored_open(q, a, r, &line)) {
		g->damaged = g->count ? 0 : r->seq;
		return false;
	}
	if (!g->count) {
		g->first = r->seq;
		g->before = r->before;
	} else if (!follows(q, g, r, line.len)) {
		return false;
	}
	g->lines[g->count++] = line.line;
	g->bytes += line.len + 1;
	g->hash = record_hash(&r->before, line.line, line.len);
	return true;
}

static bool gather_all(struct queue_store *q, struct arena *a, struct gathered *g, struct error *e)
{
	struct query *rows = store_query(q->db, QUEUE_STORED "WHERE state = 0 AND seq > :acked ORDER BY seq LIMIT 200", e);
	enum query_step step;
	struct queue_stored r;

	memset(g, 0, sizeof(*g));
	if (!rows)
		return false;
	query_int(rows, ":acked", q->head.acked);
	while ((step = query_step(rows, e)) == QUERY_ROW) {
		queue_stored_get(a, rows, &r);
		if (!gather(q, a, &r, g))
			break;
	}
	query_done(rows);
	return step != QUERY_FAIL;
}

static bool mark_damaged(struct queue_store *q, int64_t seq, struct queue_changes *changed, struct error *e)
{
	struct error why = {0};

	error_set(&why, ERR_CORRUPT, "record", "record %lld cannot be read", (long long)seq);
	q->damage++;
	if (!queue_begin(q, e) || !queue_end(q, queue_set_state(q, seq, RECORD_CORRUPT, &why, e), e))
		return false;
	queue_changed(changed, seq, 0);
	return true;
}

bool queue_store_batch(struct queue_store *q, struct arena *a, struct queue_batch *out, struct queue_changes *changed, struct error *e)
{
	struct queue_head *h = &q->head;
	struct gathered g;

	memset(out, 0, sizeof(*out));
	if (!queue_ready(q, e))
		return false;
	if (q->stalled || !h->tenant[0])
		return true;
	while (gather_all(q, a, &g, e) && g.damaged)
		if (!mark_damaged(q, g.damaged, changed, e))
			return false;
	if (!g.count)
		return true;
	out->first = g.first;
	out->last = g.first + (int64_t)g.count - 1;
	out->bytes = batch_write(a, q->options.key, h->tenant, h->epoch, g.first, g.lines, g.count, &g.before, &out->len);
	for (int64_t seq = out->first; seq <= out->last; seq++)
		if (seq > q->sent)
			queue_changed(changed, seq, 0);
	q->sent = out->last > q->sent ? out->last : q->sent;
	return true;
}
