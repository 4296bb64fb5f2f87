/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transaction onto the end of queue.db: its number, its place in the chain, its line. */
#include "client/queue/queue_store_inside.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"
#include "floor/record.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct draft_record { /* what append is about to write */
	struct record record;
	struct queue_line line;
	const void *sealed;
	size_t sealed_len;
	struct hash hash;
	struct queue_stored settled; /* when m->settles */
};

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Ascending, each once.  What was set apart is not the server's: the new one
 * stands on its own then. */
static void take_after(const struct message *m, struct record *r)
{
	int64_t after[RECORD_AFTER];
	size_t n = m->after_count < RECORD_AFTER ? m->after_count : RECORD_AFTER;

	memcpy(after, m->after, n * sizeof(*after));
	qsort(after, n, sizeof(*after), by_number);
	for (size_t i = 0; i < n; i++)
		if (after[i] > 0 && after[i] < r->seq && (!r->after_count || after[i] > r->after[r->after_count - 1]))
			r->after[r->after_count++] = after[i];
}

static int64_t latest_sign_in(struct queue_store *q)
{
	return store_ask_int(q->db, "SELECT seq FROM record WHERE sign_in = 0 AND seq > 0 AND state <> 5 ORDER BY seq DESC LIMIT 1", 0);
}

/* A sign-in that was set apart, or another's, is not one to work under. */
static bool find_sign_in(struct queue_store *q, struct arena *a, const struct message *m, int64_t *out, struct error *e)
{
	struct queue_stored r;
	struct queue_line line;

	*out = m->sign_in == SIGN_IN_LATEST ? latest_sign_in(q) : m->sign_in;
	if (m->sign_in == 0)
		return true;
	if (*out <= 0 || !queue_stored_find(q, a, *out, &r) || r.sign_in != 0)
		return error_set(e, ERR_SIGN_IN, "sign_in", "sign-in %" PRId64 " is not in the queue", *out);
	if (!queue_stored_open(q, a, &r, &line) || (m->login && !str_eq(line.login, m->login)))
		return error_set(e, ERR_SIGN_IN, "sign_in", "sign-in %" PRId64 " is not that of this user", *out);
	return true;
}

static bool find_settled(struct queue_store *q, struct arena *a, int64_t seq, struct queue_stored *out, struct error *e)
{
	if (!queue_stored_find(q, a, seq, out))
		return error_set(e, ERR_NOT_FOUND, "settles", "transaction %" PRId64 " is not in the queue", seq);
	if (out->settled_by)
		return error_set(e, ERR_SETTLED, "settles", "%" PRId64 ", by %" PRId64, seq, out->settled_by);
	return true;
}

/* Settling an exception lets it give way, so it goes in also when all is full. */
static bool has_room(const struct queue_store *q, const struct draft_record *d, bool settles, struct error *e)
{
	bool frees = settles && (d->settled.state == RECORD_REFUSED || d->settled.state == RECORD_PARKED);

	if (frees || (q->tally.kept < q->options.most_records && q->tally.kept_bytes + (int64_t)d->sealed_len <= q->options.most_bytes))
		return true;
	return error_set(e, ERR_QUEUE_FULL, "queue", "%" PRId64 " transactions", q->tally.kept);
}

static bool compose(struct queue_store *q, struct arena *a, const struct message *m, struct draft_record *d, struct error *e)
{
	struct record *r = &d->record, again;
	struct queue_place at = {.key = q->key, .terminal = q->terminal, .seq = q->head.last + 1, .before = q->head.last_hash};

	*r = (struct record){.seq = at.seq, .kind = m->kind, .body = m->body, .settles = m->settles > 0 ? m->settles : 0};
	r->time_ms = m->time_ms ? m->time_ms : clock_now_ms();
	if (!m->kind || json_type(m->body) != JSON_OBJECT)
		return error_set(e, ERR_INVALID, "body", "a transaction has a kind and a body");
	if (!find_sign_in(q, a, m, &r->sign_in, e) || (m->settles && !find_settled(q, a, m->settles, &d->settled, e)))
		return false;
	if (m->settles < 0 && d->settled.state != RECORD_CORRUPT)
		str_copy(r->id, sizeof(r->id), d->settled.id);
	else
		uuid_new(r->id);
	take_after(m, r);
	d->line.line = record_write(a, r, &d->line.len);
	d->line.login = m->login;
	/* What the server would not read must never get a place in the chain. */
	if (!record_read(a, d->line.line, d->line.len, &again, e))
		return false;
	d->sealed = queue_line_seal(a, &at, &d->line, &d->sealed_len);
	d->hash = record_hash(&at.before, d->line.line, d->line.len);
	return has_room(q, d, m->settles != 0, e);
}

static bool insert(struct queue_store *q, const struct draft_record *d, struct error *e)
{
	static const char sql[] = "INSERT INTO record (seq, number, id, sealed, before, hash, state, settles, sign_in)"
				  " VALUES (:seq, :seq, :id, :sealed, :before, :hash, 0, :settles, :sign_in)";
	struct query *put = store_query(q->db, sql, e);

	if (!put)
		return false;
	query_int(put, ":seq", d->record.seq);
	query_text(put, ":id", d->record.id);
	query_blob(put, ":sealed", d->sealed, d->sealed_len);
	query_blob(put, ":before", q->head.last_hash.bytes, HASH_BYTES);
	query_blob(put, ":hash", d->hash.bytes, HASH_BYTES);
	query_int(put, ":settles", d->record.settles);
	query_int(put, ":sign_in", d->record.sign_in);
	if (!query_run(put, e) || !queue_tally(q, d->record.seq, 1, e))
		return false;
	q->head.last = d->record.seq;
	q->head.last_hash = d->hash;
	return queue_head_save(q->db, q->key, &q->head, e);
}

static bool settle(struct queue_store *q, int64_t seq, int64_t by, struct error *e)
{
	struct query *set;

	if (!queue_tally(q, seq, -1, e) || !(set = store_query(q->db, "UPDATE record SET settled_by = :by WHERE seq = :seq", e)))
		return false;
	query_int(set, ":by", by);
	query_int(set, ":seq", seq);
	return query_run(set, e) && queue_tally(q, seq, 1, e);
}

/* Done work gives way, the oldest first, before the file outgrows its limits. */
static bool make_room(struct queue_store *q, size_t len, struct error *e)
{
	int64_t dropped = 1;

	while (dropped && (q->tally.records >= q->options.most_records || q->tally.bytes + (int64_t)len > q->options.most_bytes))
		if (!queue_drop_done(q, INT64_MAX, &dropped, e))
			return false;
	return true;
}

/* The server never had it: it ends here, and says why. */
static bool discard_apart(struct queue_store *q, const struct message *m, const struct queue_stored *r, struct queue_saved *out,
	struct queue_changes *changed, struct error *e)
{
	struct error why = {.code = r->why.code};
	const char *reason = json_str(m->body, "reason");

	if (str_empty(reason))
		return error_set(e, ERR_REQUIRED, "reason", "say why");
	str_copy(why.field, sizeof(why.field), "reason");
	str_copy(why.detail, sizeof(why.detail), reason);
	if (!queue_begin(q, e) || !queue_end(q, queue_set_state(q, r->seq, r->state, &why, e) && settle(q, r->seq, r->seq, e), e))
		return false;
	*out = (struct queue_saved){.seq = r->seq};
	str_copy(out->id, sizeof(out->id), r->id);
	memcpy(out->hash, r->hash.bytes, HASH_BYTES);
	queue_changed(changed, r->seq, 0);
	return true;
}

static bool write_record(struct queue_store *q, const struct draft_record *d, int64_t settles, struct error *e)
{
	if (!queue_begin(q, e))
		return false;
	str_copy(q->doubt, sizeof(q->doubt), d->record.id);
	if (!queue_end(q, make_room(q, d->sealed_len, e) && insert(q, d, e) && (!settles || settle(q, settles, d->record.seq, e)), e))
		return false;
	q->doubt[0] = '\0';
	return true;
}

static bool append(struct queue_store *q, struct arena *a, const struct message *m, struct queue_saved *out, struct queue_changes *changed,
	struct error *e)
{
	struct draft_record d = {0};

	if (!queue_ready(q, e))
		return false;
	if (m->settles < 0 && str_eq(m->kind, "discard"))
		return find_settled(q, a, m->settles, &d.settled, e) && discard_apart(q, m, &d.settled, out, changed, e);
	if (!compose(q, a, m, &d, e) || !write_record(q, &d, m->settles, e))
		return false;
	q->stalled = false;
	*out = (struct queue_saved){.seq = d.record.seq};
	str_copy(out->id, sizeof(out->id), d.record.id);
	memcpy(out->hash, d.hash.bytes, HASH_BYTES);
	queue_changed(changed, d.record.seq, 0);
	if (m->settles)
		queue_changed(changed, m->settles, 0);
	return true;
}

bool queue_store_append(struct queue_store *q, const struct message *m, struct queue_saved *out, struct queue_changes *changed,
	struct error *e)
{
	struct arena *a = arena_new();
	bool ok = append(q, a, m, out, changed, e);

	arena_free(&a);
	return ok;
}
