/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/chan.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "client/queue/queue.h"
#include "lib/queue_peer.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define BODY  "{\"article\":7,\"quantity\":\"4\"}"
#define KILLS 60

static struct sign_key key;
static struct peer server;

struct desk { /* the two other threads, played by the test */
	struct queue_options o;
	struct chan *ui, *net;
	struct queue *q;
};

static void desk_start(struct desk *d, const char *name)
{
	struct error e = {0};

	if (name) {
		peer_options(name, &key, &d->o);
		peer_init(&server, &key);
	}
	d->o.ui = d->ui = chan_new(0);
	d->o.net = d->net = chan_new(0);
	d->q = queue_start(&d->o, &e);
	if (!d->q)
		fail_msg("%s: %s", error_rows[e.code].code, e.detail);
}

static void drop_all(struct chan *c)
{
	struct message *m;

	while ((m = chan_take(c)))
		message_free(&m);
}

static void desk_stop(struct desk *d)
{
	queue_stop(&d->q);
	assert_null(d->q);
	drop_all(d->ui);
	drop_all(d->net);
	chan_free(&d->ui);
	chan_free(&d->net);
}

/* The next message of this type; those before it are dropped. */
static struct message *want(struct chan *c, enum message_type type)
{
	for (;;) {
		struct message *m = chan_wait(c, 20000);

		assert_non_null(m);
		if (m->type == type)
			return m;
		assert_int_not_equal(m->type, MESSAGE_FAILED);
		message_free(&m);
	}
}

static struct message *next(struct chan *c, enum message_type type)
{
	struct message *m = chan_wait(c, 20000);

	assert_non_null(m);
	assert_int_equal(m->type, type);
	return m;
}

static void send_append(struct desk *d, const char *kind, int64_t sign_in, int64_t settles, uint64_t tag)
{
	struct message *m = peer_append(kind, BODY, sign_in, settles);

	m->tag = tag;
	m->answer_to = d->ui;
	message_send(queue_chan(d->q), m);
}

static void send_server(struct desk *d)
{
	struct message *m = message_new(MESSAGE_SERVER);
	struct queue_server s;

	peer_says(&server, &s);
	m->tenant = s.tenant;
	m->epoch = s.epoch;
	m->seq = s.last;
	memcpy(m->hash, s.hash.bytes, HASH_BYTES);
	message_send(queue_chan(d->q), m);
}

static struct message *get_batch(struct desk *d)
{
	struct message *m = message_new(MESSAGE_BATCH_WANTED);

	m->answer_to = d->net;
	message_send(queue_chan(d->q), m);
	return want(d->net, MESSAGE_BATCH);
}

/* As the network thread: until nothing is left. */
static void drain(struct desk *d)
{
	struct message *m;

	send_server(d);
	while ((m = get_batch(d))->len) {
		struct queue_batch b = {.bytes = m->bytes, .len = m->len, .first = m->first, .last = m->last};
		struct message *answer = message_new(MESSAGE_VERDICTS);

		answer->first = m->first;
		answer->last = m->last;
		answer->json = peer_take(&server, answer->arena, &b, &answer->error);
		message_send(queue_chan(d->q), answer);
		message_free(&m);
	}
	message_free(&m);
}

static void saved_is_said_after_the_news_G2(void **state)
{
	struct desk d;
	struct message *m;

	(void)state;
	desk_start(&d, "saved/queue.db");
	m = next(d.ui, MESSAGE_PENDING);
	assert_int_equal(m->row_count, 0);
	message_free(&m);
	m = next(d.ui, MESSAGE_COUNTS);
	assert_int_equal(m->waiting, 0);
	message_free(&m);

	send_append(&d, "sign_in", 0, 0, 11);
	m = next(d.ui, MESSAGE_PENDING);
	assert_int_equal(m->tag, 0);
	assert_int_equal(m->row_count, 1);
	assert_int_equal(m->rows[0].seq, 1);
	assert_string_equal(m->rows[0].kind, "sign_in");
	assert_int_equal(json_int(m->rows[0].body, "article", 0), 7);
	message_free(&m);
	m = next(d.ui, MESSAGE_COUNTS);
	assert_int_equal(m->waiting, 1);
	message_free(&m);
	m = next(d.ui, MESSAGE_SAVED);
	assert_int_equal(m->tag, 11);
	assert_int_equal(m->seq, 1);
	assert_int_equal(strlen(m->id), 36);
	message_free(&m);
	m = next(d.net, MESSAGE_WORK);
	message_free(&m);

	send_append(&d, "pick", 1, 17, 12);
	m = next(d.ui, MESSAGE_FAILED);
	assert_int_equal(m->tag, 12);
	assert_int_equal(m->error.code, ERR_NOT_FOUND);
	message_free(&m);
	desk_stop(&d);
}

static void verdicts_come_as_news_G5(void **state)
{
	struct desk d;
	struct message *m;

	(void)state;
	desk_start(&d, "news.db");
	send_append(&d, "sign_in", 0, 0, 1);
	send_append(&d, "pick", SIGN_IN_LATEST, 0, 2);
	for (int i = 0; i < 2; i++) {
		m = want(d.ui, MESSAGE_SAVED);
		message_free(&m);
	}
	m = get_batch(&d);
	assert_int_equal(m->len, 0); /* not before a server said who it is */
	message_free(&m);
	server.refuses = "pick";
	drain(&d);
	m = want(d.ui, MESSAGE_PENDING);
	assert_int_equal(m->row_count, 2);
	assert_int_equal(m->rows[1].state, RECORD_SENT);
	message_free(&m);
	m = want(d.ui, MESSAGE_PENDING);
	assert_int_equal(m->row_count, 2);
	assert_int_equal(m->rows[0].state, RECORD_DONE);
	assert_int_equal(m->rows[1].state, RECORD_REFUSED);
	assert_int_equal(m->rows[1].why.code, ERR_NO_STOCK);
	message_free(&m);
	m = next(d.ui, MESSAGE_COUNTS);
	assert_int_equal(m->waiting, 0);
	assert_int_equal(m->refused, 1);
	message_free(&m);

	m = message_new(MESSAGE_ROWS_WANTED);
	m->tag = 5;
	m->answer_to = d.ui;
	message_send(queue_chan(d.q), m);
	m = want(d.ui, MESSAGE_ROWS);
	assert_int_equal(m->tag, 5);
	assert_int_equal(m->row_count, 2);
	assert_int_equal(m->rows[0].seq, 2);
	message_free(&m);
	desk_stop(&d);
}

/* What the replica may lack is told again; what was set apart is told under
 * both its numbers. */
static void a_restart_tells_what_is_open(void **state)
{
	struct desk d;
	struct message *m;

	(void)state;
	desk_start(&d, "again.db");
	send_append(&d, "sign_in", 0, 0, 1);
	send_append(&d, "receive", 1, 0, 2);
	desk_stop(&d); /* what was asked is done first */
	desk_start(&d, NULL);
	m = next(d.ui, MESSAGE_PENDING);
	assert_int_equal(m->row_count, 2);
	message_free(&m);
	m = next(d.net, MESSAGE_WORK);
	message_free(&m);
	/* Another file of this terminal got to the server first. */
	server.last = 2;
	memset(server.hashes[2].bytes, 9, HASH_BYTES);
	str_copy(server.ids[1], sizeof(server.ids[1]), "x");
	memset(server.hashes[1].bytes, 8, HASH_BYTES);
	drain(&d);
	m = want(d.ui, MESSAGE_PENDING); /* sent, one by one */
	message_free(&m);
	m = want(d.ui, MESSAGE_PENDING);
	assert_int_equal(m->row_count, 4);
	assert_int_equal(m->rows[0].seq, -1);
	assert_int_equal(m->rows[0].state, RECORD_PARKED);
	assert_int_equal(m->rows[0].why.code, ERR_FORK);
	assert_int_equal(m->rows[1].seq, 1);
	assert_int_equal(m->rows[1].settled_by, -1);
	assert_int_equal(m->rows[3].seq, 2);
	assert_int_equal(m->rows[3].settled_by, -2);
	message_free(&m);
	desk_stop(&d);
}

static void send_draft(struct desk *d, const char *name, const char *text)
{
	struct message *m = message_new(MESSAGE_DRAFT_KEEP);

	m->name = arena_strdup(m->arena, name);
	m->draft = arena_strdup(m->arena, text);
	message_send(queue_chan(d->q), m);
}

static void assert_draft(struct desk *d, const char *name, const char *text)
{
	struct message *m = message_new(MESSAGE_DRAFT_WANTED);

	m->name = arena_strdup(m->arena, name);
	m->tag = 9;
	m->answer_to = d->ui;
	message_send(queue_chan(d->q), m);
	m = want(d->ui, MESSAGE_DRAFT);
	assert_int_equal(m->tag, 9);
	assert_string_equal(m->name, name);
	if (text)
		assert_string_equal(m->draft, text);
	else
		assert_null(m->draft);
	message_free(&m);
}

static void drafts_do_not_wait(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d, "drafts.db");
	for (int i = 0; i < 100; i++)
		send_draft(&d, "anna/receive", i < 99 ? "{\"step\":1}" : "{\"step\":2}");
	send_draft(&d, "anna/pick", "{\"step\":3}");
	assert_draft(&d, "anna/receive", "{\"step\":2}");
	send_draft(&d, "anna/receive", NULL);
	assert_draft(&d, "anna/receive", NULL);
	send_draft(&d, "anna/move", "{\"step\":4}");
	desk_stop(&d);
	desk_start(&d, NULL);
	assert_draft(&d, "anna/move", "{\"step\":4}");
	assert_draft(&d, "anna/pick", "{\"step\":3}");
	desk_stop(&d);
}

static void a_second_session_is_told_who_has_it(void **state)
{
	struct desk d;
	struct error e = {0};
	int status;
	pid_t child;

	(void)state;
	desk_start(&d, "second.db");
	child = fork();
	if (child == 0)
		_exit(!queue_start(&d.o, &e) && e.code == ERR_TAKEN ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	desk_stop(&d);
}

struct report { /* what the child was told is saved */
	int64_t seq;
	char id[37];
};

static _Noreturn void append_for_ever(const struct queue_options *o, int to)
{
	struct desk d = {.o = *o};
	struct error e = {0};
	struct report r = {0};

	d.o.ui = d.ui = chan_new(0);
	d.o.net = d.net = chan_new(0);
	d.q = queue_start(&d.o, &e);
	for (int i = 0; d.q; i++) {
		struct message *m;

		send_append(&d, i ? "receive" : "sign_in", i ? SIGN_IN_LATEST : 0, 0, 1);
		do
			m = chan_wait(d.ui, 20000);
		while (m && m->type != MESSAGE_SAVED && m->type != MESSAGE_FAILED);
		if (!m || m->type == MESSAGE_FAILED)
			_exit(2);
		r.seq = m->seq;
		str_copy(r.id, sizeof(r.id), m->id);
		if (write(to, &r, sizeof(r)) != sizeof(r))
			_exit(3);
		message_free(&m);
	}
	_exit(4);
}

/* Kills it after so many reports and a moment more; gives all reports. */
static size_t kill_at(const struct queue_options *o, unsigned reports, unsigned moment, struct report *out, size_t most)
{
	int ends[2], status;
	size_t count = 0;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		append_for_ever(o, ends[1]);
	}
	close(ends[1]);
	while (count < most && read(ends[0], &out[count], sizeof(*out)) == (ssize_t)sizeof(*out)) {
		if (++count != reports)
			continue;
		for (volatile unsigned i = 0; i < moment; i++)
			;
		assert_int_equal(kill(child, SIGKILL), 0);
	}
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_true(count >= reports);
	return count;
}

static void what_was_saved_outlives_a_kill_G2_G3(void **state)
{
	struct arena *a = arena_new();
	struct report *saved = arena_array(a, struct report, KILLS * 64);
	size_t count = 0;
	struct queue_options o;
	struct queue_store *q;

	(void)state;
	peer_options("kill/queue.db", &key, &o);
	peer_init(&server, &key);
	srand(4711);
	for (int i = 0; i < KILLS; i++) {
		struct queue_server s;
		struct queue_changes changed = {.arena = a};
		struct error e = {0};

		count += kill_at(&o, 1 + (unsigned)rand() % 8, (unsigned)rand() % 300000, saved + count, 64);
		q = peer_open(&o);
		assert_int_equal(queue_store_damage(q), 0);
		for (size_t n = 0; n < count; n++) {
			struct queue_row row = {0};

			assert_true(queue_store_row(q, a, saved[n].seq, &row));
			assert_string_equal(row.id, saved[n].id);
		}
		peer_says(&server, &s);
		assert_true(queue_store_server(q, &s, &changed, &e));
		if (i % 4 == 3)
			peer_drain(&server, q);
		queue_store_close(&q);
	}
	q = peer_open(&o);
	peer_drain(&server, q);
	queue_store_close(&q);
	for (size_t n = 0; n < count; n++)
		assert_int_equal(peer_has(&server, saved[n].id), 1);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(saved_is_said_after_the_news_G2),
		cmocka_unit_test(verdicts_come_as_news_G5),
		cmocka_unit_test(a_restart_tells_what_is_open),
		cmocka_unit_test(drafts_do_not_wait),
		cmocka_unit_test(a_second_session_is_told_who_has_it),
		cmocka_unit_test(what_was_saved_outlives_a_kill_G2_G3),
	};

	if (!secure_init())
		return 1;
	secure_sign_key(&key);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
