/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether queue.db is whole, each time it is opened: its chain, its lines, its head. */
#include "client/queue/queue_store_inside.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "floor/record.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct walk {
	struct queue_store *q;
	struct arena *row; /* of one row */
	int64_t expected;
	struct hash hash; /* of the one before */
	bool known;       /* hash is */
	int64_t good;     /* the last that could be read */
	struct hash good_hash;
};

static bool same(const struct hash *a, const struct hash *b)
{
	return secure_equal(a->bytes, b->bytes, HASH_BYTES);
}

static void found(struct walk *w, int64_t seq, const char *what)
{
	char number[24];

	snprintf(number, sizeof(number), "%" PRId64, seq);
	log_event(LOG_WARN, "queue-damage", "record", number, "what", what, NULL);
	w->q->damage++;
}

static bool name_it(struct walk *w, int64_t seq, enum record_state state, enum error_code code, const char *what, struct error *e)
{
	struct error why = {0};

	found(w, seq, what);
	if (code != ERR_NONE)
		error_set(&why, code, "record", "record %" PRId64 " %s", seq, what);
	return queue_set_state(w->q, seq, state, &why, e);
}

/* What is not there any more gets a row, so that somebody sees it. */
static bool name_missing(struct walk *w, int64_t seq, struct error *e)
{
	static const char sql[] = "INSERT INTO record (seq, number, id, sealed, before, hash, state, settles, sign_in)"
				  " VALUES (:seq, :seq, :id, :none, :none, :none, 5, 0, 1)";
	struct query *put = store_query(w->q->db, sql, e);
	char id[40];

	if (!put)
		return false;
	snprintf(id, sizeof(id), "missing-%" PRId64, seq);
	query_int(put, ":seq", seq);
	query_text(put, ":id", id);
	query_blob(put, ":none", "", 0);
	return query_run(put, e) && name_it(w, seq, RECORD_CORRUPT, ERR_GAP, "is missing", e);
}

/* All in first..last that the server does not have either. */
static bool name_all_missing(struct walk *w, int64_t first, int64_t last, struct error *e)
{
	const struct queue_head *h = &w->q->head;

	if (first <= h->server_last)
		first = h->server_last + 1;
	for (int64_t seq = first; seq <= last; seq++)
		if (!name_missing(w, seq, e))
			return false;
	return true;
}

/* Its line says what these columns must be. */
static bool mend(struct walk *w, const struct queue_stored *r, const struct record *line, const struct hash *before,
	const struct hash *hash, struct error *e)
{
	static const char sql[] = "UPDATE record SET number = :seq, id = :id, before = :before, hash = :hash, settles = :settles,"
				  " sign_in = :sign_in WHERE seq = :seq";
	struct query *set;

	if (r->number == r->seq && str_eq(r->id, line->id) && same(&r->before, before) && same(&r->hash, hash) &&
		(r->settles < 0 || r->settles == line->settles) && r->sign_in == line->sign_in)
		return true;
	found(w, r->seq, "was changed beside its line, and is mended");
	set = store_query(w->q->db, sql, e);
	if (!set)
		return false;
	query_int(set, ":seq", r->seq);
	query_text(set, ":id", line->id);
	query_blob(set, ":before", before->bytes, HASH_BYTES);
	query_blob(set, ":hash", hash->bytes, HASH_BYTES);
	query_int(set, ":settles", r->settles < 0 ? r->settles : line->settles); /* below zero: it was set apart since */
	query_int(set, ":sign_in", line->sign_in);
	return query_run(set, e);
}

static bool open_row(const struct walk *w, struct queue_stored *r, struct queue_line *line, struct record *record)
{
	struct error none = {0};

	r->number = r->seq;
	if (!queue_stored_open(w->q, w->row, r, line)) {
		if (!w->known)
			return false;
		r->before = w->hash;
		if (!queue_stored_open(w->q, w->row, r, line))
			return false;
	}
	return record_read(w->row, line->line, line->len, record, &none) && record->seq == r->seq;
}

static bool lost_row(struct walk *w, const struct queue_stored *r, struct error *e)
{
	w->known = false;
	if (r->why.code == ERR_GAP && r->state == RECORD_CORRUPT) {
		found(w, r->seq, "is missing");
		return true;
	}
	return name_it(w, r->seq, RECORD_CORRUPT, ERR_CORRUPT, "cannot be read", e);
}

/* The chain goes on behind the server's last, also while ours of that number
 * is another one, which the server has yet to refuse. */
static bool follows(const struct walk *w, const struct queue_stored *r)
{
	const struct queue_head *h = &w->q->head;

	return !w->known || same(&r->before, &w->hash) || (r->seq == h->server_last + 1 && same(&r->before, &h->server_hash));
}

static bool ends_so(const struct walk *w, int64_t seq, const struct hash *hash)
{
	const struct queue_head *h = &w->q->head;

	return seq != h->last || same(hash, &h->last_hash) || (seq == h->server_last && same(&h->last_hash, &h->server_hash));
}

static bool check_row(struct walk *w, const struct queue_stored *stored, struct error *e)
{
	struct queue_stored r = *stored;
	struct queue_line line;
	struct record record;
	struct hash hash;
	bool placed;

	if (!open_row(w, &r, &line, &record))
		return lost_row(w, stored, e);
	hash = record_hash(&r.before, line.line, line.len);
	if (!mend(w, stored, &record, &r.before, &hash, e))
		return false;
	placed = follows(w, &r) && ends_so(w, r.seq, &hash);
	w->hash = w->good_hash = hash;
	w->known = true;
	w->good = r.seq;
	if (!placed)
		return name_it(w, r.seq, RECORD_WAITING, ERR_FORK, "is not the one that was here", e);
	return r.state == RECORD_WAITING || name_it(w, r.seq, RECORD_WAITING, ERR_NONE, "had another state", e);
}

static bool next_row(struct queue_store *q, struct arena *a, int64_t after, struct queue_stored *out, enum query_step *step,
	struct error *e)
{
	struct query *row = store_query(q->db, QUEUE_STORED "WHERE seq > :after ORDER BY seq LIMIT 1", e);

	if (!row)
		return false;
	query_int(row, ":after", after);
	*step = query_step(row, e);
	if (*step == QUERY_ROW)
		queue_stored_get(a, row, out);
	query_done(row);
	return *step != QUERY_FAIL;
}

static bool check_place(struct walk *w, const struct queue_stored *r, struct error *e)
{
	const struct queue_head *h = &w->q->head;

	if (r->seq != w->expected) {
		w->known = r->seq == h->server_last + 1;
		w->hash = h->server_hash;
		if (!name_all_missing(w, w->expected, r->seq <= h->last ? r->seq - 1 : h->last, e))
			return false;
	}
	w->expected = r->seq + 1;
	return check_row(w, r, e);
}

static bool check_rows(struct walk *w, struct error *e)
{
	enum query_step step;
	struct queue_stored r;

	while (arena_clear(w->row), next_row(w->q, w->row, w->expected - 1, &r, &step, e)) {
		if (step != QUERY_ROW)
			return true;
		if (!check_place(w, &r, e))
			return false;
	}
	return false;
}

/* Records behind the head's last: of an older head when they follow, else put
 * there by somebody else, and out of the chain. */
static bool check_beyond(struct walk *w, struct error *e)
{
	struct queue_changes changed = {.arena = w->row};
	struct queue_head *h = &w->q->head;

	if (w->good > h->last) {
		found(w, w->good, "is newer than the head");
		h->last = w->good;
		h->last_hash = w->good_hash;
	}
	return queue_set_apart(w->q, h->last + 1, INT64_MAX, ERR_CORRUPT, &changed, e) && queue_head_save(w->q->db, w->q->key, h, e);
}

/* The chain's end, against the head's. */
static bool check_end(struct walk *w, struct error *e)
{
	int64_t end = w->q->head.last;

	if (w->expected <= end && !name_all_missing(w, w->expected, end, e))
		return false;
	return w->expected - 1 <= end || check_beyond(w, e);
}

bool queue_check(struct queue_store *q, struct error *e)
{
	struct walk w = {.q = q, .row = arena_new(), .expected = q->head.acked + 1, .hash = q->head.acked_hash, .known = true};
	bool ok = check_rows(&w, e) && check_end(&w, e);

	arena_free(&w.row);
	return ok;
}

bool queue_check_head(struct queue_store *q, struct error *e)
{
	struct queue_head *h = &q->head;
	struct arena *a = arena_new();
	struct queue_stored r;

	memset(h, 0, sizeof(*h));
	log_event(LOG_ERROR, "queue-damage", "what", "the head cannot be read: made anew from the records", NULL);
	q->damage++;
	h->last = store_ask_int(q->db, "SELECT max(seq) FROM record WHERE seq > 0", 0);
	h->acked = store_ask_int(q->db, "SELECT min(seq) - 1 FROM record WHERE seq > 0 AND state IN (0, 5)", h->last);
	if (queue_stored_find(q, a, h->last, &r))
		h->last_hash = r.hash;
	if (queue_stored_find(q, a, h->acked + 1, &r))
		h->acked_hash = r.before;
	else
		h->acked_hash = h->last_hash;
	arena_free(&a);
	return queue_head_save(q->db, q->key, h, e);
}
