/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ledger/transact.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "server/ledger/transact_judge.h"
#include "store/store.h"
#include "store/writer.h"

#include <inttypes.h>
#include <string.h>

/* A batch on the writer's thread.  It may run twice: all it finds out is in
 * here, and written anew each time. */
struct job {
	const struct transact *transact;
	struct arena *arena;
	struct batch *batch;
	const char *answer;
};

bool transact_state(struct store *s, const char *terminal, int64_t *last, struct hash *hash, struct error *e)
{
	struct query *q = store_query(s, "SELECT last_seq, last_hash FROM terminal_state WHERE terminal = :terminal", e);
	enum query_step step;
	size_t len;

	*last = 0;
	*hash = (struct hash){0};
	if (!q)
		return false;
	query_text(q, ":terminal", terminal);
	step = query_step(q, e);
	if (step == QUERY_ROW) {
		const void *bytes = query_get_blob(q, 1, &len);

		*last = query_get_int(q, 0);
		if (len == HASH_BYTES)
			memcpy(hash->bytes, bytes, HASH_BYTES);
		query_done(q);
	}
	return step != QUERY_FAIL;
}

/* The hash and the answer that were kept; FORK when there is none. */
static bool kept(struct store *s, const char *terminal, int64_t seq, struct hash *hash, struct arena *a, const char **answer, struct error *e)
{
	struct query *q = store_query(s, "SELECT hash, answer FROM terminal_answer WHERE terminal = :terminal AND seq = :seq", e);
	const void *bytes = NULL;
	size_t len = 0;

	if (!q)
		return false;
	query_text(q, ":terminal", terminal);
	query_int(q, ":seq", seq);
	if (query_step(q, e) == QUERY_ROW)
		bytes = query_get_blob(q, 0, &len);
	if (len == HASH_BYTES) {
		memcpy(hash->bytes, bytes, HASH_BYTES);
		*answer = arena_strdup(a, query_get_text(q, 1));
	}
	query_done(q);
	return len == HASH_BYTES || error_set(e, ERR_FORK, "seq", "number %" PRId64 " is not known here any more", seq);
}

/* The records must follow what is there, and those that are there already
 * must be the same. */
static bool follows(struct store *s, const struct job *job, int64_t last, const struct hash *last_hash, struct error *e)
{
	struct batch *b = job->batch;
	struct hash before = b->first == last + 1 ? *last_hash : (struct hash){0}, same;
	const char *answer;

	if (b->first > last + 1)
		return error_set(e, ERR_GAP, "first", "the last one here is %" PRId64, last);
	if (b->first > 1 && b->first <= last && !kept(s, b->terminal, b->first - 1, &before, job->arena, &answer, e))
		return false;
	if (!batch_chained(b, &before, e))
		return false;
	for (size_t i = 0; i < b->count && b->lines[i].record.seq <= last; i++) {
		if (!kept(s, b->terminal, b->lines[i].record.seq, &same, job->arena, &answer, e))
			return false;
		if (!secure_equal(same.bytes, b->lines[i].hash.bytes, HASH_BYTES))
			return error_set(e, ERR_FORK, "seq", "number %" PRId64 " was something else", b->lines[i].record.seq);
	}
	return true;
}

static bool keep_state(struct store *s, const struct batch *b, struct error *e)
{
	struct query *q = store_query(s,
		"INSERT INTO terminal_state (terminal, last_seq, last_hash) VALUES (:terminal, :last, :hash)"
		" ON CONFLICT (terminal) DO UPDATE SET last_seq = :last, last_hash = :hash", e);

	if (!q)
		return false;
	query_text(q, ":terminal", b->terminal);
	query_int(q, ":last", b->last);
	query_blob(q, ":hash", b->hash.bytes, HASH_BYTES);
	return query_run(q, e);
}

/* The stored answers of those that were here before. */
static bool put_known(struct judging *j, const struct batch *b, int64_t last, struct error *e)
{
	for (size_t i = 0; i < b->count && b->lines[i].record.seq <= last; i++) {
		const char *answer = "";
		struct hash hash;

		if (!kept(j->store, b->terminal, b->lines[i].record.seq, &hash, j->arena, &answer, e))
			return false;
		transact_add(j, answer);
	}
	return true;
}

/* The verdicts are put in as the text they are kept as. */
static bool put_answer(struct judging *j, struct job *job, struct error *e)
{
	struct json *state = json_object(job->arena);
	struct buf *text = buf_new(job->arena);
	struct hash hash;
	int64_t last;

	if (!transact_state(j->store, job->batch->terminal, &last, &hash, e))
		return false;
	json_set_str(state, "epoch", job->transact->epoch);
	json_set_int(state, "time", j->now_ms);
	json_set_int(state, "last", last);
	json_set_str(state, "hash", secure_base64(job->arena, hash.bytes, HASH_BYTES));
	json_print_to(text, state);
	text->len--; /* its brace comes last */
	buf_adds(text, ",\"verdicts\":[");
	buf_adds(text, buf_str(j->verdicts));
	buf_adds(text, "]}");
	job->answer = buf_str(text);
	return true;
}

static bool run(struct store *s, void *arg, bool *wrote, struct error *e)
{
	struct job *job = arg;
	struct batch *b = job->batch;
	struct judging j = {.transact = job->transact, .store = s, .arena = job->arena, .now_ms = clock_now_ms(), .verdicts = buf_new(job->arena)};
	struct hash last_hash;
	int64_t last;

	if (!transact_state(s, b->terminal, &last, &last_hash, e) || !follows(s, job, last, &last_hash, e) || !put_known(&j, b, last, e))
		return false;
	for (size_t i = 0; i < b->count; i++)
		if (b->lines[i].record.seq > last && !transact_one(&j, &b->lines[i], wrote, e))
			return false;
	if (b->last > last && !keep_state(s, b, e))
		return false;
	return put_answer(&j, job, e);
}

const char *transact_batch(const struct transact *t, struct arena *a, const char *body, size_t len, struct error *e)
{
	struct batch batch;
	struct job job = {.transact = t, .arena = a, .batch = &batch};

	if (!batch_read(a, body, len, &batch, e))
		return NULL;
	if (!str_eq(batch.terminal, t->terminal) || !str_eq(batch.tenant, t->tenant)) {
		error_set(e, ERR_SIGNATURE, "terminal", "the batch is of another terminal or tenant");
		return NULL;
	}
	if (!batch_signed(&batch, t->public_key, e) || !writer_do(t->writer, (struct writer_job){run, &job}, e))
		return NULL;
	return job.answer;
}
