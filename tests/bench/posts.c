/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions through HTTPS into the ledger: several terminals at once, each
 * with a connection it keeps, send signed batches of 100 moves.  Batches are
 * made and signed before the clock starts.
 *
 * The moves file has a line for each balance, "article location to_location":
 * one unit goes there, back, there and back; the first pass makes the balances
 * and is not counted, so that each counted one changes two and adds a row. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/thread.h"
#include "base/uuid.h"
#include "bench/bench.h"
#include "bench/tls.h"
#include "floor/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define USAGE "posts PORT CA LOGIN PASSWORD MOVES PID"
#define POST_PATH "/api/terminal/v1/transactions"
enum { TERMINALS = 4, BATCH = 100, PASSES = 4, MOVES_MOST = 20000 };

struct move {
	int64_t article, from, to;
};

struct batch_body {
	const char *headers, *bytes;
	size_t len;
};

struct terminal {
	struct arena *arena;
	struct tls *tls;
	struct sign_key key;
	char id[33];
	const char *tenant, *epoch, *session;
	int64_t seq;
	struct hash hash;
	struct batch_body *batches;
	size_t count, counted_from, from, to; /* what the thread posts */
};

static struct move moves[MOVES_MOST];
static size_t move_count;

static void read_moves(const char *path)
{
	FILE *f = fopen(path, "re");
	char line[128];

	while (f && fgets(line, sizeof line, f) && move_count < MOVES_MOST) {
		struct move *m = &moves[move_count];

		if (sscanf(line, "%" SCNd64 " %" SCNd64 " %" SCNd64, &m->article, &m->from, &m->to) == 3)
			move_count++;
	}
	if (f)
		fclose(f);
	if (move_count < (size_t)TERMINALS * BATCH)
		bench_die(path, "too few moves");
}

static void sign_in(struct terminal *t, const char *login, const char *password)
{
	struct json *asked = json_object(t->arena), *terminal, *got;
	struct tls_answer a;
	const char *body;

	secure_sign_key(&t->key);
	secure_terminal_id(t->key.public_key, t->id);
	json_set_str(asked, "login", login);
	json_set_str(asked, "password", password);
	terminal = json_set_object(asked, "terminal");
	json_set_str(terminal, "key", secure_base64(t->arena, t->key.public_key, 32));
	json_set_str(terminal, "name", arena_printf(t->arena, "bench %.8s", t->id));
	body = json_print(t->arena, asked);
	a = tls_must(t->tls, 201, "POST", "/api/terminal/v1/sessions", "Content-Type: application/json\r\n", body, strlen(body));
	got = json_parse(t->arena, a.body, a.len, &(struct error){0});
	t->session = json_str(got, "session");
	t->tenant = json_str(got, "tenant");
	t->epoch = json_str(got, "epoch");
	if (!t->session || !t->tenant || !t->epoch)
		bench_die("sign-in", a.body);
}

static const char *record(struct terminal *t, const char *kind, const struct json *body)
{
	struct record r = {.seq = ++t->seq, .sign_in = t->seq > 1, .time_ms = clock_now_ms(), .kind = kind, .body = body};
	size_t len;

	uuid_new(r.id);
	return record_write(t->arena, &r, &len);
}

static const char *sign_in_record(struct terminal *t, const char *login)
{
	struct json *body = json_object(t->arena);

	json_set_str(body, "account", login);
	json_set_str(body, "session", t->session);
	return record(t, "sign_in", body);
}

static const char *move_record(struct terminal *t, const struct move *m, bool back)
{
	struct json *body = json_object(t->arena);

	json_set_int(body, "article", m->article);
	json_set_int(body, "location", back ? m->to : m->from);
	json_set_int(body, "to_location", back ? m->from : m->to);
	json_set_str(body, "quantity", "1");
	return record(t, "move", body);
}

/* "Authorization: Terminal ID:MS:SIGNATURE", made when it is sent: the server
 * takes it within five minutes. */
static const char *authorization(struct terminal *t, const char *body, size_t len)
{
	struct hash hash = secure_hash_bytes(body, len);
	int64_t now_ms = clock_now_ms();
	char *text = arena_printf(t->arena, "POST\n" POST_PATH "\n%" PRId64 "\n%s", now_ms, secure_base64(t->arena, hash.bytes, HASH_BYTES));
	unsigned char signature[SIGNATURE_BYTES];

	secure_sign(&t->key, text, strlen(text), signature);
	return arena_printf(t->arena, "Content-Type: application/x-ndjson\r\nAuthorization: Terminal %s:%" PRId64 ":%s\r\n", t->id, now_ms,
		secure_base64(t->arena, signature, sizeof signature));
}

static void add_batch(struct terminal *t, const char *const *lines, size_t count)
{
	struct batch_body *b = &t->batches[t->count++];

	b->bytes = batch_write(t->arena, &t->key, t->tenant, t->epoch, t->seq - (int64_t)count + 1, lines, count, &t->hash, &b->len);
	b->headers = authorization(t, b->bytes, b->len);
	for (size_t i = 0; i < count; i++)
		t->hash = record_hash(&t->hash, lines[i], strlen(lines[i]));
}

/* Each terminal has every TERMINALS-th move, in whole batches. */
static void make_batches(struct terminal *t, size_t number, const char *login)
{
	size_t mine = move_count / TERMINALS / BATCH * BATCH;
	const char *lines[BATCH];

	t->batches = arena_array(t->arena, struct batch_body, PASSES * (mine / BATCH) + 1);
	lines[0] = sign_in_record(t, login);
	add_batch(t, lines, 1);
	for (int pass = 0; pass < PASSES; pass++) {
		if (pass == 1)
			t->counted_from = t->count;
		for (size_t i = 0; i < mine; i++) {
			lines[i % BATCH] = move_record(t, &moves[i * TERMINALS + number], pass % 2);
			if (i % BATCH == BATCH - 1)
				add_batch(t, lines, BATCH);
		}
	}
}

static bool all_done(const char *answer, size_t count)
{
	size_t done = 0;

	while ((answer = strstr(answer, "\"state\":\"done\""))) {
		answer++;
		done++;
	}
	return done == count;
}

static void post(void *arg)
{
	struct terminal *t = arg;

	for (size_t i = t->from; i < t->to; i++) {
		const struct batch_body *b = &t->batches[i];
		struct tls_answer a = tls_must(t->tls, 200, "POST", POST_PATH, b->headers, b->bytes, b->len);

		if (!all_done(a.body, i ? BATCH : 1))
			bench_die("a move was not done", a.body);
	}
}

static double post_all(struct terminal *t, bool counted)
{
	struct thread *threads[TERMINALS];
	int64_t before = bench_now_us();

	for (int i = 0; i < TERMINALS; i++) {
		t[i].from = counted ? t[i].counted_from : 0;
		t[i].to = counted ? t[i].count : t[i].counted_from;
		threads[i] = thread_start("terminal", post, &t[i]);
	}
	for (int i = 0; i < TERMINALS; i++)
		thread_join(&threads[i]);
	return (double)(bench_now_us() - before);
}

static void measure(struct terminal *t, int64_t pid)
{
	int64_t all_ns, writer_ns, written;
	double count = 0, us;

	post_all(t, false);
	all_ns = bench_cpu_ns(pid, NULL);
	writer_ns = bench_cpu_ns(pid, "writer");
	written = bench_written(pid);
	us = post_all(t, true);
	for (int i = 0; i < TERMINALS; i++)
		count += (double)(t[i].count - t[i].counted_from) * BATCH;
	all_ns = bench_cpu_ns(pid, NULL) - all_ns;
	writer_ns = bench_cpu_ns(pid, "writer") - writer_ns;
	bench_sample("tps", count * 1e6 / us);
	bench_sample("batch_us", us * TERMINALS * BATCH / count);
	bench_sample("writer_cpu_us", (double)writer_ns / 1e3 / count);
	bench_sample("other_cpu_us", (double)(all_ns - writer_ns) / 1e3 / count);
	bench_sample("bytes", (double)(bench_written(pid) - written) / count);
	bench_sample("writer_busy", (double)writer_ns / 1e3 / us);
}

int main(int argc, char **argv)
{
	int64_t port = bench_number(argc, argv, 1, USAGE), pid = bench_number(argc, argv, 6, USAGE);
	struct terminal terminals[TERMINALS] = {0};

	if (!secure_init())
		bench_die("libsodium", "did not start");
	read_moves(argv[5]);
	for (size_t i = 0; i < TERMINALS; i++) {
		terminals[i].arena = arena_new();
		terminals[i].tls = tls_open((int)port, argv[2]);
		sign_in(&terminals[i], argv[3], argv[4]);
		make_batches(&terminals[i], i, argv[3]);
	}
	measure(terminals, pid);
	for (size_t i = 0; i < TERMINALS; i++) {
		tls_close(&terminals[i].tls);
		arena_free(&terminals[i].arena);
	}
	return 0;
}
