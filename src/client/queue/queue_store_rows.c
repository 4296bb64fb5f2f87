/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of queue.db, as they lie there and as screens see them. */
#include "client/queue/queue_store_inside.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "floor/record.h"
#include "store/store.h"

#include <string.h>

static void get_hash(const struct query *q, int column, struct hash *out)
{
	size_t len;
	const void *p = query_get_blob(q, column, &len);

	memset(out, 0, sizeof(*out));
	if (len == HASH_BYTES)
		memcpy(out->bytes, p, len);
}

void queue_stored_get(struct arena *a, const struct query *q, struct queue_stored *out)
{
	int64_t state = query_get_int(q, 6);
	const void *sealed;

	out->seq = query_get_int(q, 0);
	out->number = query_get_int(q, 1);
	out->id = arena_strdup(a, query_get_text(q, 2));
	sealed = query_get_blob(q, 3, &out->sealed_len);
	out->sealed = out->sealed_len ? arena_memdup(a, sealed, out->sealed_len) : "";
	get_hash(q, 4, &out->before);
	get_hash(q, 5, &out->hash);
	out->state = state >= 0 && state < RECORD_STATES ? (enum record_state)state : RECORD_CORRUPT;
	memset(&out->why, 0, sizeof(out->why));
	if (query_get_text(q, 7)[0])
		out->why.code = error_find(query_get_text(q, 7));
	str_copy(out->why.field, sizeof(out->why.field), query_get_text(q, 8));
	str_copy(out->why.detail, sizeof(out->why.detail), query_get_text(q, 9));
	out->settles = query_get_int(q, 10);
	out->settled_by = query_get_int(q, 11);
	out->sign_in = query_get_int(q, 12);
	out->resent = query_get_int(q, 13) != 0;
}

bool queue_stored_find(struct queue_store *q, struct arena *a, int64_t seq, struct queue_stored *out)
{
	struct query *row = store_query(q->db, QUEUE_STORED "WHERE seq = :seq", NULL);
	bool found;

	if (!row)
		return false;
	query_int(row, ":seq", seq);
	found = query_step(row, NULL) == QUERY_ROW;
	if (found)
		queue_stored_get(a, row, out);
	query_done(row);
	return found;
}

bool queue_stored_open(const struct queue_store *q, struct arena *a, const struct queue_stored *r, struct queue_line *out)
{
	struct queue_place at = {.key = q->key, .terminal = q->terminal, .seq = r->number, .before = r->before};

	return queue_line_open(a, &at, r->sealed, r->sealed_len, out);
}

/* As the screens see it: what was handed out is SENT until its verdict. */
static void show(const struct queue_store *q, struct arena *a, const struct queue_stored *r, struct queue_row *out)
{
	struct queue_line line = {.login = ""};
	struct record record = {.kind = ""};
	struct error e = {0};
	bool opened = queue_stored_open(q, a, r, &line) && record_read(a, line.line, line.len, &record, &e);

	*out = (struct queue_row){
		.seq = r->seq,
		.sign_in = r->sign_in,
		.time_ms = record.time_ms,
		.settles = r->settles,
		.settled_by = r->settled_by,
		.id = r->id,
		.kind = opened ? record.kind : "",
		.login = opened ? line.login : "",
		.body = opened ? record.body : NULL,
		.state = r->state,
		.why = r->why,
	};
	if (!opened) {
		out->state = RECORD_CORRUPT;
		error_set(&out->why, ERR_CORRUPT, "record", "record %lld cannot be read", (long long)r->number);
	} else if (r->state == RECORD_WAITING && r->seq <= q->sent) {
		out->state = RECORD_SENT;
	}
}

struct collected {
	struct queue_row *rows;
	size_t count, cap;
};

static void collect(const struct queue_store *q, struct arena *a, struct query *rows, struct collected *out)
{
	struct queue_stored r;

	while (query_step(rows, NULL) == QUERY_ROW) {
		if (out->count == out->cap) {
			struct queue_row *more = arena_array(a, struct queue_row, out->cap ? out->cap * 2 : 64);

			if (out->count)
				memcpy(more, out->rows, out->count * sizeof(*more));
			out->rows = more;
			out->cap = out->cap ? out->cap * 2 : 64;
		}
		queue_stored_get(a, rows, &r);
		show(q, a, &r, &out->rows[out->count++]);
	}
}

struct queue_row *queue_store_rows(struct queue_store *q, struct arena *a, enum queue_which which, size_t *count)
{
	static const char *const sql[] = {
		[QUEUE_ALL] = QUEUE_STORED "WHERE state IN (0, 1, 3, 4, 5) OR seq IN (SELECT seq FROM record WHERE state = 2 ORDER BY seq DESC LIMIT 500)"
					   " ORDER BY abs(number) DESC, seq DESC",
		[QUEUE_PENDING] = "WITH open (seq) AS (SELECT seq FROM record WHERE state = 0 OR (state IN (3, 4, 5) AND settled_by = 0)"
				  " UNION SELECT seq FROM (SELECT seq FROM record WHERE state = 2 ORDER BY seq DESC LIMIT 200)) " QUEUE_STORED
				  "WHERE seq IN open OR (settled_by <> 0 AND settled_by IN open) ORDER BY seq",
	};
	struct collected out = {0};
	struct query *rows;

	*count = 0;
	if (!queue_ready(q, NULL) || !(rows = store_query(q->db, sql[which], NULL)))
		return NULL;
	collect(q, a, rows, &out);
	query_done(rows);
	*count = out.count;
	return out.rows;
}

bool queue_store_row(struct queue_store *q, struct arena *a, int64_t seq, struct queue_row *out)
{
	struct queue_stored r;

	if (!queue_ready(q, NULL) || !queue_stored_find(q, a, seq, &r))
		return false;
	show(q, a, &r, out);
	return true;
}

void queue_changed(struct queue_changes *c, int64_t seq, int64_t was)
{
	if (c->count == c->cap) {
		struct queue_change *more = arena_array(c->arena, struct queue_change, c->cap ? c->cap * 2 : 32);

		if (c->count)
			memcpy(more, c->list, c->count * sizeof(*more));
		c->list = more;
		c->cap = c->cap ? c->cap * 2 : 32;
	}
	c->list[c->count++] = (struct queue_change){seq, was};
}

bool queue_set_state(struct queue_store *q, int64_t seq, enum record_state state, const struct error *why, struct error *e)
{
	static const char sql[] = "UPDATE record SET state = :state, code = :code, field = :field, detail = :detail WHERE seq = :seq";
	struct query *set;

	if (!queue_tally(q, seq, -1, e) || !(set = store_query(q->db, sql, e)))
		return false;
	query_int(set, ":state", state);
	query_text(set, ":code", why && why->code ? error_rows[why->code].code : "");
	query_text(set, ":field", why ? why->field : "");
	query_text(set, ":detail", why ? why->detail : "");
	query_int(set, ":seq", seq);
	return query_run(set, e) && queue_tally(q, seq, 1, e);
}
