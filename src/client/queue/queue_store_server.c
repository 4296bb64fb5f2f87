/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server answers, taken into queue.db: verdicts, and how far it has come. */
#include "client/queue/queue_store_inside.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "store/store.h"

#include <string.h>

static bool same(const struct hash *a, const struct hash *b)
{
	return secure_equal(a->bytes, b->bytes, HASH_BYTES);
}

/* The hash that we have for a number; false: not known here. */
static bool known_hash(struct queue_store *q, int64_t seq, struct hash *out)
{
	struct queue_head *h = &q->head;
	struct arena *a;
	struct queue_stored r;
	bool known;

	if (seq == h->last || seq == h->acked) {
		*out = seq == h->last ? h->last_hash : h->acked_hash;
		return true;
	}
	a = arena_new();
	known = queue_stored_find(q, a, seq, &r) && r.state != RECORD_CORRUPT;
	if (known)
		*out = r.hash;
	arena_free(&a);
	memset(out, 0, seq == 0 ? sizeof(*out) : 0);
	return known || seq == 0;
}

/* All before the first that waits has its verdict, or can have none, as far
 * as the server got. */
static bool advance(struct queue_store *q, struct error *e)
{
	struct queue_head *h = &q->head;
	struct query *find = store_query(q->db, "SELECT min(seq) FROM record WHERE state = 0 AND seq > :acked", e);
	int64_t to = h->server_last;
	enum query_step step;
	struct hash hash;

	if (!find)
		return false;
	query_int(find, ":acked", h->acked);
	step = query_step(find, e);
	if (step == QUERY_ROW && !query_is_null(find, 0) && query_get_int(find, 0) - 1 < to)
		to = query_get_int(find, 0) - 1;
	query_done(find);
	if (step == QUERY_FAIL || to <= h->acked)
		return step != QUERY_FAIL;
	if (to == h->server_last)
		hash = h->server_hash;
	else if (!known_hash(q, to, &hash))
		return true;
	h->acked = to;
	h->acked_hash = hash;
	return true;
}

/* The chain goes on behind the server's last. */
static bool begin_anew(struct queue_store *q, enum error_code why, struct queue_changes *changed, struct error *e)
{
	struct queue_head *h = &q->head;

	if (!queue_set_apart(q, h->server_last + 1, INT64_MAX, why, changed, e))
		return false;
	h->last = h->server_last;
	h->last_hash = h->server_hash;
	if (h->acked > h->server_last) {
		h->acked = h->server_last;
		h->acked_hash = h->server_hash;
	}
	q->sent = h->acked;
	return true;
}

/* What comes next here must follow what the server has, also when that is
 * more than we have. */
static bool keep_chain(struct queue_store *q, struct queue_changes *changed, struct error *e)
{
	struct queue_head *h = &q->head;
	struct queue_stored r;
	struct arena *a;
	bool forked;

	if (h->server_last > h->last) {
		h->last = h->server_last;
		h->last_hash = h->server_hash;
	}
	if (!advance(q, e))
		return false;
	if (h->acked == h->server_last) {
		a = arena_new();
		forked = queue_stored_find(q, a, h->acked + 1, &r) && r.state == RECORD_WAITING && !same(&r.before, &h->server_hash);
		arena_free(&a);
		if (forked && !begin_anew(q, ERR_FORK, changed, e))
			return false;
	}
	return queue_head_save(q->db, q->key, h, e);
}

static bool set_answered(struct queue_store *q, int64_t seq, struct error *e)
{
	struct query *set = store_query(q->db, "UPDATE record SET acked_ms = :now, resent = 0 WHERE seq = :seq", e);

	if (!set)
		return false;
	query_int(set, ":now", clock_now_ms());
	query_int(set, ":seq", seq);
	return query_run(set, e);
}

static bool read_state(const char *word, enum record_state *out)
{
	for (int s = RECORD_DONE; s <= RECORD_PARKED; s++) {
		if (str_eq(word, record_state_names[s])) {
			*out = (enum record_state)s;
			return true;
		}
	}
	return false;
}

static void read_why(const struct json *verdict, struct error *why)
{
	const char *code = json_str(verdict, "code");

	if (str_empty(code))
		return;
	why->code = error_find(code);
	str_copy(why->field, sizeof(why->field), json_str(verdict, "field"));
	str_copy(why->detail, sizeof(why->detail), json_str(verdict, "detail"));
}

/* A verdict is given once; only what is parked may get another.  Work that
 * was done before the server was restored, and now is refused, is a lead's. */
static bool apply(struct queue_store *q, struct arena *a, const struct json *verdict, struct queue_changes *changed, struct error *e)
{
	int64_t seq = json_int(verdict, "seq", 0);
	enum record_state state;
	struct queue_stored r;
	struct error why = {0};

	if (seq < 1 || !queue_stored_find(q, a, seq, &r) || !str_eq(json_str(verdict, "id"), r.id) ||
		!read_state(json_str(verdict, "state"), &state)) {
		log_event(LOG_WARN, "queue-verdict", "id", json_str(verdict, "id"), "what", "is not understood", NULL);
		return true;
	}
	if ((r.state != RECORD_WAITING && r.state != RECORD_PARKED) || (r.state == RECORD_PARKED && state == RECORD_PARKED))
		return true;
	read_why(verdict, &why);
	if (state == RECORD_REFUSED && r.resent)
		state = RECORD_PARKED;
	if (!queue_set_state(q, seq, state, &why, e) || !set_answered(q, seq, e))
		return false;
	queue_changed(changed, seq, 0);
	return true;
}

static bool apply_all(struct queue_store *q, const struct json *answer, const struct queue_server *s, struct queue_changes *changed,
	struct error *e)
{
	struct arena *a = arena_new();
	bool ok = true;

	for (const struct json *v = json_first(json_get(answer, "verdicts")); ok && v; v = json_next(v)) {
		ok = apply(q, a, v, changed, e);
		arena_clear(a);
	}
	arena_free(&a);
	if (s->last > q->head.server_last) {
		q->head.server_last = s->last;
		q->head.server_hash = s->hash;
	}
	return ok && keep_chain(q, changed, e);
}

/* The server's last is not what we have under that number. */
static bool disagrees(struct queue_store *q, const struct queue_server *s)
{
	const struct queue_head *h = &q->head;
	struct hash ours;

	if (s->last == h->server_last)
		return !same(&s->hash, &h->server_hash);
	return s->last > h->server_last && s->last <= h->last && known_hash(q, s->last, &ours) && !same(&ours, &s->hash);
}

bool queue_store_verdicts(struct queue_store *q, const struct json *answer, struct queue_changes *changed, struct error *e)
{
	struct queue_server s = {.last = json_int(answer, "last", 0)};
	const char *text = json_str(answer, "hash");
	int64_t acked = q->head.acked;
	size_t n = 0;

	q->stalled = true;
	if (s.last < 1 || !text || !secure_unbase64(text, s.hash.bytes, HASH_BYTES, &n) || n != HASH_BYTES)
		return error_set(e, ERR_BAD_REQUEST, "last", "the server's answer to a batch is not understood");
	if (!queue_ready(q, e))
		return false;
	if (disagrees(q, &s))
		return error_set(e, ERR_FORK, "hash", "the server has another transaction %lld", (long long)s.last);
	if (!queue_begin(q, e) || !queue_end(q, apply_all(q, answer, &s, changed, e), e))
		return false;
	q->stalled = q->head.acked == acked;
	return true;
}

/* The record itself is not taken: it is set apart with the server's reason,
 * and what followed it because it followed it. */
static bool give_up(struct queue_store *q, int64_t seq, enum error_code why, struct queue_changes *changed, struct error *e)
{
	return queue_set_apart(q, seq, seq, why, changed, e) && begin_anew(q, ERR_GAP, changed, e) && keep_chain(q, changed, e);
}

static bool fork_at(struct queue_store *q, int64_t seq, struct queue_changes *changed, struct error *e)
{
	return queue_set_apart(q, seq, q->head.server_last, ERR_FORK, changed, e) && keep_chain(q, changed, e);
}

static bool gap_here(struct queue_store *q, struct queue_changes *changed, struct error *e)
{
	return begin_anew(q, ERR_GAP, changed, e) && keep_chain(q, changed, e);
}

/* What the refusal of a batch says about our own chain; where it says nothing,
 * the server is asked again how far it is (queue_store_server). */
bool queue_store_refused(struct queue_store *q, int64_t first, int64_t last, const struct error *why, struct queue_changes *changed,
	struct error *e)
{
	struct queue_head *h = &q->head;
	bool level = h->acked == h->server_last, one = first == last;
	bool judged = error_rows[why->code].queue == QUEUE_REFUSE;

	if (first <= h->acked || (error_rows[why->code].queue == QUEUE_RETRY))
		return true;
	if (why->code != ERR_GAP && !one && (judged || why->code == ERR_FORK)) {
		q->one_until = last;
		return true;
	}
	if (why->code == ERR_GAP && level && first > h->acked + 1)
		return queue_begin(q, e) && queue_end(q, gap_here(q, changed, e), e);
	if (why->code == ERR_FORK && first <= h->server_last)
		return queue_begin(q, e) && queue_end(q, fork_at(q, first, changed, e), e);
	if (judged && level && first == h->acked + 1)
		return queue_begin(q, e) && queue_end(q, give_up(q, first, why->code, changed, e), e);
	q->stalled = true;
	return true;
}

/* A restored server gets again what it lost. */
static bool rewind_to(struct queue_store *q, const struct queue_server *s, struct queue_changes *changed, struct error *e)
{
	struct query *find = store_query(q->db, "SELECT seq FROM record WHERE seq > :from AND seq <= :acked AND state IN (2, 3, 4)", e);
	size_t from = changed->count;

	if (!find)
		return false;
	query_int(find, ":from", s->last);
	query_int(find, ":acked", q->head.acked);
	while (query_step(find, e) == QUERY_ROW)
		queue_changed(changed, query_get_int(find, 0), 0);
	query_done(find);
	for (size_t i = from; i < changed->count; i++) {
		struct query *mark = store_query(q->db, "UPDATE record SET resent = (state = 2) WHERE seq = :seq", e);

		if (!mark)
			return false;
		query_int(mark, ":seq", changed->list[i].seq);
		if (!query_run(mark, e) || !queue_set_state(q, changed->list[i].seq, RECORD_WAITING, NULL, e))
			return false;
	}
	q->head.acked = q->head.server_last = s->last;
	q->head.acked_hash = q->head.server_hash = s->hash;
	q->sent = s->last;
	return true;
}

static bool meet(struct queue_store *q, const struct queue_server *s, struct queue_changes *changed, struct error *e)
{
	struct queue_head *h = &q->head;
	bool other = h->epoch[0] && !str_eq(h->epoch, s->epoch);
	struct hash ours;
	bool known = s->last <= h->last && known_hash(q, s->last, &ours);
	bool fork = known && !same(&ours, &s->hash);

	str_copy(h->tenant, sizeof(h->tenant), s->tenant);
	str_copy(h->epoch, sizeof(h->epoch), s->epoch);
	if (s->last < h->acked && !fork)
		return (!other || rewind_to(q, s, changed, e)) && keep_chain(q, changed, e);
	if (fork || other || s->last > h->server_last) {
		h->server_last = s->last;
		h->server_hash = s->hash;
	}
	if (!known || fork)
		q->one_until = s->last;
	return (!fork || begin_anew(q, ERR_FORK, changed, e)) && keep_chain(q, changed, e);
}

bool queue_store_server(struct queue_store *q, const struct queue_server *s, struct queue_changes *changed, struct error *e)
{
	struct queue_head *h = &q->head;

	if (str_empty(s->tenant) || str_empty(s->epoch) || s->last < 0)
		return error_set(e, ERR_BAD_REQUEST, "server", "the server did not say where it is");
	if (!queue_ready(q, e))
		return false;
	if (h->tenant[0] && !str_eq(h->tenant, s->tenant) && h->last > 0)
		return error_set(e, ERR_TERMINAL, "tenant", "the queue is for %s, not for %s", h->tenant, s->tenant);
	if (!queue_begin(q, e) || !queue_end(q, meet(q, s, changed, e), e))
		return false;
	q->stalled = false;
	return true;
}
