/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/queue_peer.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "lib/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#define EPOCH "0198aaaa-0000-7000-8000-000000000001"

void peer_init(struct peer *p, const struct sign_key *key)
{
	memset(p, 0, sizeof(*p));
	memcpy(p->public_key, key->public_key, sizeof(p->public_key));
}

static const char *kind_of(const char *kind)
{
	static const char *const kinds[] = {"sign_in", "receive", "pick", "discard"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_eq(kind, kinds[i]))
			return kinds[i];
	return "other";
}

static void add_verdict(const struct peer *p, struct json *list, int64_t seq)
{
	bool refused = p->refuses && str_eq(p->kinds[seq], p->refuses), parked = p->parks && str_eq(p->kinds[seq], p->parks);
	struct json *v = json_add_object(list);

	json_set_int(v, "seq", seq);
	json_set_str(v, "id", p->ids[seq]);
	json_set_str(v, "state", refused ? "refused" : parked ? "parked" : "done");
	if (!refused && !parked)
		return;
	json_set_str(v, "code", refused ? "no-stock" : "forbidden");
	json_set_str(v, "field", "quantity");
	json_set_str(v, "detail", "there are 3");
}

static bool take_line(struct peer *p, const struct batch_line *l, struct error *e)
{
	int64_t seq = l->record.seq;

	assert_true(seq < PEER_RECORDS);
	if (seq <= p->last)
		return secure_equal(l->hash.bytes, p->hashes[seq].bytes, HASH_BYTES) || error_set(e, ERR_FORK, "hash", "another");
	assert_int_equal(seq, p->last + 1);
	assert_int_equal(peer_has(p, l->record.id), 0);
	p->last = seq;
	p->hashes[seq] = l->hash;
	p->kinds[seq] = kind_of(l->record.kind);
	p->settles[seq] = l->record.settles;
	str_copy(p->ids[seq], sizeof(p->ids[seq]), l->record.id);
	return true;
}

struct json *peer_take(struct peer *p, struct arena *a, const struct queue_batch *b, struct error *e)
{
	struct json *answer = json_object(a), *list;
	struct batch batch;

	p->batches++;
	if (!batch_read(a, b->bytes, b->len, &batch, e))
		return NULL;
	assert_int_equal(batch.first, b->first);
	assert_int_equal(batch.last, b->last);
	if (batch.first > p->last + 1) {
		error_set(e, ERR_GAP, "first", "after %lld", (long long)p->last);
		return NULL;
	}
	if (!batch_check(&batch, p->public_key, &p->hashes[batch.first - 1], e))
		return NULL;
	list = json_set_array(answer, "verdicts");
	for (size_t i = 0; i < batch.count; i++) {
		if (!take_line(p, &batch.lines[i], e))
			return NULL;
		add_verdict(p, list, batch.lines[i].record.seq);
	}
	json_set_str(answer, "epoch", batch.epoch);
	json_set_int(answer, "last", p->last);
	json_set_str(answer, "hash", secure_base64(a, p->hashes[p->last].bytes, HASH_BYTES));
	return answer;
}

int peer_has(const struct peer *p, const char *id)
{
	int count = 0;

	for (int64_t seq = 1; seq <= p->last; seq++)
		count += str_eq(p->ids[seq], id);
	return count;
}

void peer_says(const struct peer *p, struct queue_server *out)
{
	*out = (struct queue_server){.tenant = "main", .epoch = EPOCH, .last = p->last, .hash = p->hashes[p->last]};
}

void peer_drain(struct peer *p, struct queue_store *q)
{
	struct queue_batch b;

	do {
		struct arena *a = arena_new();
		struct queue_changes changed = {.arena = a};
		struct error e = {0}, why = {0};
		struct json *answer;

		assert_true(queue_store_batch(q, a, &b, &changed, &e));
		if (b.len) {
			answer = peer_take(p, a, &b, &why);
			assert_true(answer ? queue_store_verdicts(q, answer, &changed, &e)
					   : queue_store_refused(q, b.first, b.last, &why, &changed, &e));
		}
		arena_free(&a);
	} while (b.len);
}

void peer_options(const char *name, const struct sign_key *key, struct queue_options *out)
{
	static char paths[16][600];
	static unsigned next;
	char *path = paths[next++ % 16];

	str_copy(path, sizeof(paths[0]), scratch(name));
	*out = (struct queue_options){.path = path, .key = key, .most_records = 50000, .most_bytes = 256 << 20, .volatile_ok = true};
}

struct queue_store *peer_open(const struct queue_options *o)
{
	struct error e = {0};
	struct queue_store *q = queue_store_open(o, &e);

	if (!q)
		fail_msg("%s: %s", error_rows[e.code].code, e.detail);
	return q;
}

struct message *peer_append(const char *kind, const char *body, int64_t sign_in, int64_t settles)
{
	struct message *m = message_new(MESSAGE_APPEND);
	struct error e = {0};

	m->kind = arena_strdup(m->arena, kind);
	m->login = "anna";
	m->body = json_parse(m->arena, body, strlen(body), &e);
	assert_non_null(m->body);
	m->sign_in = sign_in;
	m->settles = settles;
	m->time_ms = 1790000000000;
	return m;
}

int64_t peer_saved(struct queue_store *q, const char *kind, const char *body, int64_t sign_in, int64_t settles, char id[37])
{
	struct message *m = peer_append(kind, body, sign_in, settles);
	struct queue_changes changed = {.arena = m->arena};
	struct queue_saved saved = {0};
	struct error e = {0};

	if (!queue_store_append(q, m, &saved, &changed, &e))
		fail_msg("%s %s: %s", error_rows[e.code].code, e.field, e.detail);
	if (id)
		str_copy(id, 37, saved.id);
	message_free(&m);
	return saved.seq;
}
