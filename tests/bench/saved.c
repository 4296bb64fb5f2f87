/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a scan to *saved*: what the UI thread waits for after it sent a
 * transaction to the queue thread.  By turns with a bare SQLite commit of as
 * many bytes, and with the queue's own work without its thread, which tells
 * where the difference is made. */
#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "bench/bench.h"
#include "client/queue/queue.h"
#include "client/queue/queue_store.h"
#include "floor/record.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define USAGE "saved FOLDER ROUNDS PACE_MS"
#define PATIENCE_MS 10000

struct saved {
	struct sign_key key;
	struct chan *ui;
	struct queue *queue;
	struct queue_store *store;
	struct sqlite3 *db;
	struct sqlite3_stmt *put;
	char line[RECORD_MOST];
	int line_len;
	const char *folder;
};

static struct json *body(struct arena *a, int64_t n)
{
	struct json *b = json_object(a);

	json_set_int(b, "location", 1000 + n % 1000);
	json_set_int(b, "article", 20000 + n % 5000);
	json_set_str(b, "batch", "L2311");
	json_set_str(b, "expiry", "2027-04-30");
	json_set_int(b, "quantity", 12000);
	json_set_int(b, "to_location", 2000 + n % 1000);
	return b;
}

static struct message *transaction(const char *kind, int64_t n)
{
	struct message *m = message_new(MESSAGE_APPEND);

	m->kind = kind;
	m->login = "johnny";
	m->sign_in = n ? SIGN_IN_LATEST : 0;
	m->body = n ? body(m->arena, n) : json_object(m->arena);
	if (!n)
		json_set_str((struct json *)(uintptr_t)m->body, "account", "johnny");
	return m;
}

/* Until this request is answered; news of the queue are what the UI gets too. */
static void wait_saved(struct saved *s, uint64_t tag)
{
	struct message *m;
	bool mine = false;

	while (!mine && (m = chan_wait(s->ui, PATIENCE_MS))) {
		mine = m->tag == tag;
		if (mine && m->type != MESSAGE_SAVED)
			bench_die("queue", m->error.detail);
		message_free(&m);
	}
	if (!mine)
		bench_die("queue", "no answer");
}

static double through_thread(struct saved *s, int64_t n)
{
	int64_t before = bench_now_us();
	struct message *m = transaction(n ? "move" : "sign_in", n);

	m->tag = (uint64_t)n + 1;
	m->answer_to = s->ui;
	message_send(queue_chan(s->queue), m);
	wait_saved(s, (uint64_t)n + 1);
	return (double)(bench_now_us() - before);
}

static double without_thread(struct saved *s, int64_t n)
{
	int64_t before = bench_now_us();
	struct message *m = transaction(n ? "move" : "sign_in", n);
	struct queue_changes changed = {.arena = m->arena};
	struct queue_saved saved;
	struct error e = {0};

	if (!queue_store_append(s->store, m, &saved, &changed, &e))
		bench_die("queue", e.detail);
	message_free(&m);
	return (double)(bench_now_us() - before);
}

static double bare(struct saved *s, int64_t n)
{
	int64_t before = bench_now_us();

	sqlite3_bind_int64(s->put, 1, n + 1);
	sqlite3_bind_blob(s->put, 2, s->line, s->line_len, SQLITE_STATIC);
	bench_step(s->put);
	return (double)(bench_now_us() - before);
}

static const char *place(struct saved *s, struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", s->folder, name);
}

static void open_queues(struct saved *s, struct arena *a)
{
	struct queue_options o = {.key = &s->key, .most_records = 50000, .most_bytes = 256 << 20, .ui = s->ui};
	struct error e = {0};

	o.path = place(s, a, "thread.db");
	s->queue = queue_start(&o, &e);
	o.path = place(s, a, "store.db");
	s->store = s->queue ? queue_store_open(&o, &e) : NULL;
	if (!s->store)
		bench_die(o.path, e.detail);
}

/* As many bytes as a record takes when it is sealed. */
static void open_bare(struct saved *s, struct arena *a)
{
	struct record r = {.seq = 1000, .id = "0199f0aa-0000-7000-8000-000000000000", .sign_in = 1, .kind = "move", .body = body(a, 1)};
	size_t len;

	r.time_ms = clock_now_ms();
	record_write(a, &r, &len);
	s->line_len = (int)(len + SEAL_EXTRA);
	secure_random(s->line, (size_t)s->line_len);
	s->db = bench_sqlite(place(s, a, "bare.db"), "PRAGMA locking_mode=EXCLUSIVE");
	bench_sql(s->db, "CREATE TABLE record (seq INTEGER PRIMARY KEY, line BLOB NOT NULL)");
	s->put = bench_prepare(s->db, "INSERT INTO record (seq, line) VALUES (?, ?)");
}

static void measure(struct saved *s, int64_t rounds, int64_t pace_us)
{
	static double (*const ways[])(struct saved *, int64_t) = {bare, through_thread, without_thread};
	static const char *const names[] = {"bare_us", "saved_us", "store_us"};
	int64_t beat = bench_now_us();

	for (int64_t n = 0; n < rounds; n++) {
		for (size_t i = 0; i < 3; i++) {
			double us;

			bench_wait_until(beat += pace_us);
			us = ways[i](s, n);
			if (n) /* the first is the sign-in */
				bench_sample(names[i], us);
		}
	}
}

int main(int argc, char **argv)
{
	int64_t rounds = bench_number(argc, argv, 2, USAGE), pace_ms = bench_number(argc, argv, 3, USAGE);
	struct arena *a = arena_new();
	struct saved s = {.folder = argv[1], .ui = chan_new(0)};
	struct message *m;

	if (!secure_init())
		bench_die("libsodium", "did not start");
	secure_sign_key(&s.key);
	open_queues(&s, a);
	open_bare(&s, a);
	bench_sample("bytes", s.line_len);
	measure(&s, rounds, pace_ms * 1000);
	queue_stop(&s.queue);
	queue_store_close(&s.store);
	sqlite3_finalize(s.put);
	sqlite3_close(s.db);
	while ((m = chan_take(s.ui)))
		message_free(&m);
	chan_free(&s.ui);
	arena_free(&a);
	return 0;
}
