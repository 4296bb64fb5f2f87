/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/writer.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/thread.h"
#include "store/store.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#define GROUP_MOST 100
#define GROUP_MS   10
#define IDLE_MS    1000
#define LOG_BYTES  (INT64_C(64) << 20)

/* A job on its way; it lives on the stack of who waits for it. */
struct ticket {
	struct writer_job job;
	struct gate *gate;
	bool done;
	bool ok;
	struct error error;
};

struct writer {
	struct writer_options options;
	char *path;
	struct chan *tickets;
	struct thread *thread;
	atomic_int waiting;
	struct store *store; /* NULL: could not be opened anew yet */
	bool behind;         /* something was committed since the last checkpoint */
	int64_t checkpoint_at;
	struct ticket *group[GROUP_MOST];
	int n;
};

enum outcome {
	JOB_DONE,
	JOB_REFUSED, /* wrote nothing */
	JOB_SPOILED, /* the transaction must not be committed */
};

static bool is_fatal(const struct error *e)
{
	return e->code == ERR_IO || e->code == ERR_CORRUPT;
}

static bool ticket_fail(struct ticket *t, const struct error *why)
{
	t->ok = false;
	t->error = (struct error){0};
	return error_set(&t->error, why->code, why->field, "%s", why->detail);
}

static void ticket_finish(struct writer *w, struct ticket *t)
{
	atomic_fetch_sub(&w->waiting, 1);
	gate_enter(t->gate);
	t->done = true;
	gate_wake(t->gate);
	gate_leave(t->gate);
}

static bool store_ready(struct writer *w, struct error *e)
{
	if (!w->store)
		w->store = w->options.open(w->options.arg, e);
	return w->store != NULL;
}

static void store_renew(struct writer *w, const struct error *why)
{
	struct error e = {0};

	log_event(LOG_ERROR, "writer.reopen", "code", error_rows[why->code].code, "detail", why->detail, NULL);
	store_close(&w->store);
	if (!store_ready(w, &e))
		log_event(LOG_ERROR, "writer.open", "code", error_rows[e.code].code, "detail", e.detail, NULL);
}

static void checkpoint(struct writer *w, bool truncate)
{
	struct error e = {0};

	w->behind = false;
	if (store_checkpoint(w->store, truncate, &e)) {
		w->checkpoint_at = LOG_BYTES;
		return;
	}
	log_event(LOG_WARN, "writer.checkpoint", "code", error_rows[e.code].code, "detail", e.detail, NULL);
	if (is_fatal(&e))
		store_renew(w, &e);
	else /* a reader is in the way; waiting for it at every commit would stop all work */
		w->checkpoint_at = store_wal_bytes(w->store) + LOG_BYTES;
}

static void committed(struct writer *w)
{
	w->behind = true;
	if (store_wal_bytes(w->store) >= w->checkpoint_at)
		checkpoint(w, true);
}

static enum outcome job_run(struct writer *w, struct ticket *t)
{
	int64_t changes = store_changes_ever(w->store);
	bool wrote = false;

	t->error = (struct error){0};
	t->ok = t->job.run(w->store, t->job.arg, &wrote, &t->error);
	store_end_queries(w->store);
	if (!store_in_transaction(w->store)) {
		t->ok = error_set(&t->error, ERR_STORE, NULL, "the transaction was ended inside it");
		return JOB_SPOILED;
	}
	if (t->ok)
		return JOB_DONE;
	error_set(&t->error, ERR_INTERNAL, NULL, "refused without a reason");
	return wrote || store_changes_ever(w->store) != changes ? JOB_SPOILED : JOB_REFUSED;
}

/* Gives the transaction up after t spoiled it. */
static void give_up(struct writer *w, const struct ticket *t)
{
	bool broken = is_fatal(&t->error) && !store_in_transaction(w->store);

	store_rollback(w->store);
	if (broken)
		store_renew(w, &t->error);
}

static void run_alone(struct writer *w, struct ticket *t)
{
	struct error e = {0};

	if (!store_ready(w, &e) || !store_begin(w->store, &e)) {
		ticket_fail(t, &e);
		return;
	}
	if (job_run(w, t) != JOB_DONE) {
		give_up(w, t);
		return;
	}
	if (store_commit(w->store, &e)) {
		committed(w);
		return;
	}
	ticket_fail(t, &e);
	if (is_fatal(&e))
		store_renew(w, &e);
}

static void run_one_by_one(struct writer *w)
{
	for (int i = 0; i < w->n; i++)
		run_alone(w, w->group[i]);
}

/* Runs the first and what else is there by then; false when one spoiled it. */
static bool group_run(struct writer *w)
{
	int64_t began_ms = clock_mono_ms();
	struct ticket *t = w->group[0];

	while (t) {
		if (job_run(w, t) == JOB_SPOILED) {
			give_up(w, t);
			return false;
		}
		if (w->n == GROUP_MOST || clock_mono_ms() - began_ms >= GROUP_MS)
			return true;
		t = chan_take(w->tickets);
		if (t)
			w->group[w->n++] = t;
	}
	return true;
}

static void group_commit(struct writer *w)
{
	struct error e = {0};

	if (store_commit(w->store, &e)) {
		committed(w);
		return;
	}
	if (!is_fatal(&e)) {
		run_one_by_one(w);
		return;
	}
	/* The refused ones too: they may have judged by what is not there now. */
	for (int i = 0; i < w->n; i++)
		ticket_fail(w->group[i], &e);
	store_renew(w, &e);
}

static void group_start(struct writer *w, struct ticket *first)
{
	struct error e = {0};

	w->group[0] = first;
	w->n = 1;
	if (!store_ready(w, &e) || !store_begin(w->store, &e))
		ticket_fail(first, &e);
	else if (group_run(w))
		group_commit(w);
	else if (w->n > 1)
		run_one_by_one(w);
	for (int i = 0; i < w->n; i++)
		ticket_finish(w, w->group[i]);
}

static void writer_loop(void *arg)
{
	struct writer *w = arg;

	for (;;) {
		struct ticket *t = chan_wait(w->tickets, w->behind ? w->options.idle_ms : -1);
		bool closed = chan_closed(w->tickets);

		/* What came between the end of the wait and the closing. */
		if (!t && closed)
			t = chan_take(w->tickets);
		if (t)
			group_start(w, t);
		else if (closed)
			return;
		else if (w->behind && w->store)
			checkpoint(w, false);
		else
			w->behind = false;
	}
}

static void writer_free(struct writer *w)
{
	store_close(&w->store);
	chan_free(&w->tickets);
	free(w->path);
	free(w);
}

static struct writer *writer_begin(struct writer *w, struct error *e)
{
	w->checkpoint_at = LOG_BYTES;
	w->tickets = chan_new(0);
	if (!store_ready(w, e)) {
		writer_free(w);
		return NULL;
	}
	/* What a crash left in the log counts from zero again; readers may be in the way. */
	store_checkpoint(w->store, true, NULL);
	w->thread = thread_start("writer", writer_loop, w);
	return w;
}

struct writer *writer_start_with(const struct writer_options *options, struct error *e)
{
	struct writer *w = xcalloc(1, sizeof(*w));

	w->options = *options;
	return writer_begin(w, e);
}

static struct store *open_path(void *arg, struct error *e)
{
	return store_open(((struct writer *)arg)->path, STORE_WRITER, e);
}

struct writer *writer_start(const char *path, struct error *e)
{
	struct writer *w = xcalloc(1, sizeof(*w));

	w->path = xstrdup(path);
	w->options = (struct writer_options){.open = open_path, .arg = w, .idle_ms = IDLE_MS};
	return writer_begin(w, e);
}

void writer_stop(struct writer **w)
{
	if (!*w)
		return;
	chan_close((*w)->tickets);
	thread_join(&(*w)->thread);
	if ((*w)->store && (*w)->behind)
		checkpoint(*w, true);
	writer_free(*w);
	*w = NULL;
}

bool writer_do(struct writer *w, struct writer_job job, struct error *e)
{
	struct ticket t = {.job = job, .gate = gate_new()};

	if (!chan_send(w->tickets, &t)) {
		gate_free(&t.gate);
		return error_set(e, ERR_BUSY, NULL, "the writer has stopped");
	}
	atomic_fetch_add(&w->waiting, 1);
	gate_enter(t.gate);
	while (!t.done)
		gate_wait(t.gate);
	gate_leave(t.gate);
	gate_free(&t.gate);
	return t.ok || error_set(e, t.error.code, t.error.field, "%s", t.error.detail);
}

int writer_waiting(struct writer *w)
{
	return atomic_load(&w->waiting);
}
