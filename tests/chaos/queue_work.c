/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day of the queue thread alone, every step waiting for its answer, so that
 * the same system calls come in the same order each time: a test lets them
 * fail, or kills it there.  The server is one of ours (lib/queue_peer.h).
 *
 *   queue_work do FOLDER     says on stdout what a screen would show:
 *                            SAVED n seq id | FAILED n code | END
 *   queue_work look FOLDER   opens what was left: damage found, then goes on
 *                            working with it: WHOLE
 *
 * n numbers the transactions of the day; what failed is tried again. */
#include "base/arena.h"
#include "base/chan.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "client/queue/queue_store_inside.h"
#include "lib/queue_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 60000
#define TRIES 8
#define ANOTHER_EPOCH "0198aaaa-0000-7000-8000-000000000002"

struct day {
	struct chan *ui, *net;
	struct queue *queue;
	struct peer peer;
	const char *epoch;
	uint64_t tag;
	int number;
	int64_t saved; /* the last seq */
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "queue_work: %s: %s\n", what, why);
	exit(1);
}

/* The answer to the request with this tag; news are dropped. */
static struct message *wait_answer(struct day *d, struct chan *from)
{
	struct message *m;

	while ((m = chan_wait(from, PATIENCE_MS)) && m->tag != d->tag)
		message_free(&m);
	if (!m)
		die("queue", "no answer");
	return m;
}

static struct message *ask(struct day *d, struct message *m, struct chan *back)
{
	m->tag = ++d->tag;
	m->answer_to = back;
	message_send(queue_chan(d->queue), m);
	return wait_answer(d, back);
}

static int64_t append(struct day *d, const char *kind, const char *body, int64_t settles)
{
	int64_t seq = 0;

	d->number++;
	for (int i = 0; i < TRIES && !seq; i++) {
		struct message *answer = ask(d, peer_append(kind, body, str_eq(kind, "sign_in") ? 0 : SIGN_IN_LATEST, settles), d->ui);

		if (answer->type == MESSAGE_SAVED) {
			printf("SAVED %d %lld %s\n", d->number, (long long)answer->seq, answer->id);
			seq = answer->seq;
		} else {
			printf("FAILED %d %s\n", d->number, error_rows[answer->error.code].code);
		}
		fflush(stdout);
		message_free(&answer);
	}
	d->saved = seq > d->saved ? seq : d->saved;
	return seq;
}

static void tell_server(struct day *d)
{
	struct message *m = message_new(MESSAGE_SERVER);
	struct queue_server s;

	peer_says(&d->peer, &s);
	m->tenant = s.tenant;
	m->epoch = d->epoch ? d->epoch : s.epoch;
	m->seq = s.last;
	memcpy(m->hash, s.hash.bytes, HASH_BYTES);
	message_send(queue_chan(d->queue), m);
}

static void send_verdicts(struct day *d, const struct message *batch)
{
	struct queue_batch b = {.bytes = batch->bytes, .len = batch->len, .first = batch->first, .last = batch->last};
	struct message *m = message_new(MESSAGE_VERDICTS);

	m->first = b.first;
	m->last = b.last;
	m->json = peer_take(&d->peer, m->arena, &b, &m->error);
	m->seq = d->peer.last;
	message_send(queue_chan(d->queue), m);
}

/* What the network thread does; a verdict that could not be written down is
 * asked for once more. */
static void drain(struct day *d)
{
	bool more = true;

	for (int i = 0; more && i < TRIES; i++) {
		struct message *batch = ask(d, message_new(MESSAGE_BATCH_WANTED), d->net);

		if (batch->len)
			send_verdicts(d, batch);
		else
			tell_server(d);
		more = batch->len || d->peer.last < d->saved;
		message_free(&batch);
	}
}

static void keep_draft(struct day *d, const char *text)
{
	struct message *m = message_new(MESSAGE_DRAFT_KEEP), *answer;

	m->name = "anna/receive-goods";
	m->draft = text;
	message_send(queue_chan(d->queue), m);
	m = message_new(MESSAGE_DRAFT_WANTED);
	m->name = "anna/receive-goods";
	answer = ask(d, m, d->ui);
	message_free(&answer);
}

/* Received, sent, answered; one is refused and discarded. */
static void round_of_work(struct day *d)
{
	int64_t refused;

	keep_draft(d, "{\"step\":2}");
	append(d, "receive", "{\"article\":7,\"quantity\":\"3\"}", 0);
	append(d, "receive", "{\"article\":8,\"quantity\":\"4\"}", 0);
	drain(d);
	refused = append(d, "pick", "{\"article\":9,\"quantity\":\"5\"}", 0);
	drain(d);
	keep_draft(d, NULL);
	if (refused)
		append(d, "discard", "{\"reason\":\"it was not there\"}", refused);
	drain(d);
}

/* The server was restored from a backup and has lost the last two. */
static void restored_server(struct day *d)
{
	d->peer.last = d->peer.last > 2 ? d->peer.last - 2 : 0;
	d->epoch = ANOTHER_EPOCH;
	tell_server(d);
	drain(d);
}

/* The oldest that is set apart and not settled, 0: none. */
static int64_t set_apart(struct day *d)
{
	struct message *rows = ask(d, message_new(MESSAGE_ROWS_WANTED), d->ui);
	int64_t seq = 0;

	for (size_t i = 0; i < rows->row_count; i++)
		if (rows->rows[i].seq < seq && !rows->rows[i].settled_by)
			seq = rows->rows[i].seq;
	message_free(&rows);
	return seq;
}

/* The server has another record where ours was to go: ours are set apart; one
 * is adopted again, the other is discarded. */
static void forked_server(struct day *d)
{
	append(d, "receive", "{\"article\":10,\"quantity\":\"6\"}", 0);
	append(d, "receive", "{\"article\":11,\"quantity\":\"7\"}", 0);
	d->peer.last++;
	secure_random(d->peer.hashes[d->peer.last].bytes, HASH_BYTES);
	d->saved = d->peer.last;
	for (int i = 0; i < TRIES && !set_apart(d); i++)
		tell_server(d);
	append(d, "receive", "{\"article\":10,\"quantity\":\"6\"}", set_apart(d));
	drain(d);
	append(d, "discard", "{\"reason\":\"done by hand\"}", set_apart(d));
	drain(d);
}

static void options_of(const char *folder, struct sign_key *key, struct queue_options *o, struct arena *a)
{
	struct error e = {0};

	*o = (struct queue_options){.key = key, .most_records = 50000, .most_bytes = 256 << 20, .volatile_ok = true};
	o->path = arena_printf(a, "%s/queue.db", folder);
	if (!secure_init() || !secure_sign_key_file(arena_printf(a, "%s/terminal.key", folder), key, &e))
		die("key", e.detail);
}

static int do_day(const struct queue_options *o, struct day *d)
{
	struct queue_options with = *o;
	struct error e = {0};

	with.ui = d->ui;
	with.net = d->net;
	for (int i = 0; i < TRIES && !d->queue; i++)
		d->queue = queue_start(&with, &e);
	if (!d->queue)
		die("queue", e.detail);
	tell_server(d);
	append(d, "sign_in", "{\"account\":\"anna\"}", 0);
	for (int i = 0; i < 4; i++)
		round_of_work(d);
	restored_server(d);
	round_of_work(d);
	forked_server(d);
	queue_stop(&d->queue);
	puts("END");
	return 0;
}

/* The server is as far as the queue knows. */
static void meet(struct peer *p, struct queue_store *q, struct arena *a)
{
	struct queue_changes changed = {.arena = a};
	struct queue_server s;
	struct queue_stored r;
	struct error e = {0};

	for (int64_t seq = 1; seq <= q->head.server_last; seq++) {
		if (!queue_stored_find(q, a, seq, &r))
			continue;
		p->hashes[seq] = r.hash;
		str_copy(p->ids[seq], sizeof(p->ids[seq]), r.id);
		p->kinds[seq] = "other";
	}
	p->last = q->head.server_last;
	p->hashes[p->last] = q->head.server_hash;
	peer_says(p, &s);
	if (q->head.epoch[0])
		s.epoch = q->head.epoch;
	if (!queue_store_server(q, &s, &changed, &e))
		die("server", e.detail);
}

static int look(const struct queue_options *o, struct day *d, struct arena *a)
{
	struct error e = {0};
	struct queue_store *q = queue_store_open(o, &e);
	struct queue_counts counts;

	if (!q)
		die("open", e.detail);
	if (queue_store_damage(q))
		die("damage", "was found");
	meet(&d->peer, q, a);
	peer_saved(q, "sign_in", "{\"account\":\"anna\"}", 0, 0, NULL);
	peer_saved(q, "receive", "{\"article\":7,\"quantity\":\"3\"}", SIGN_IN_LATEST, 0, NULL);
	peer_drain(&d->peer, q);
	queue_store_counts(q, &counts);
	if (counts.waiting || d->peer.last != q->head.last)
		die("drain", "something still waits");
	queue_store_close(&q);
	puts("WHOLE");
	return 0;
}

int main(int argc, char **argv)
{
	static struct day d;
	struct arena *a = arena_new();
	struct sign_key key;
	struct queue_options o;
	struct message *m;
	int code;

	if (argc != 3)
		die("usage", "queue_work do|look FOLDER");
	options_of(argv[2], &key, &o, a);
	d.ui = chan_new(0);
	d.net = chan_new(0);
	peer_init(&d.peer, &key);
	d.peer.refuses = "pick";
	code = str_eq(argv[1], "look") ? look(&o, &d, a) : do_day(&o, &d);
	while ((m = chan_take(d.ui)) || (m = chan_take(d.net)))
		message_free(&m);
	chan_free(&d.ui);
	chan_free(&d.net);
	arena_free(&a);
	return code;
}
