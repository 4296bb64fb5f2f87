/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/queue/queue.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "base/thread.h"
#include "client/queue/queue_store.h"

#include <stdlib.h>
#include <string.h>

struct kept_draft { /* waits to be written until nothing else does */
	struct message *message;
	struct kept_draft *next;
};

struct queue {
	struct queue_store *store;
	struct chan *in, *ui, *net;
	struct thread *thread;
	struct kept_draft *drafts;
	struct queue_counts told;
	bool told_counts;
	bool work_told; /* and not asked for since */
	bool stop;
	bool old; /* there may be work that is kept no longer */
};

static struct message *answer_to(const struct message *m, enum message_type type)
{
	struct message *answer = message_new(type);

	answer->tag = m->tag;
	return answer;
}

static void fail(const struct message *m, const struct error *why)
{
	struct message *answer = answer_to(m, MESSAGE_FAILED);

	answer->error = *why;
	message_send(m->answer_to, answer);
}

static void tell_counts(struct queue *q)
{
	struct queue_counts c;
	struct message *m;

	queue_store_counts(q->store, &c);
	if (q->told_counts && c.waiting == q->told.waiting && c.refused == q->told.refused && c.parked == q->told.parked &&
		c.fill_percent == q->told.fill_percent)
		return;
	q->told = c;
	q->told_counts = true;
	m = message_new(MESSAGE_COUNTS);
	m->waiting = c.waiting;
	m->refused = c.refused;
	m->parked = c.parked;
	m->fill_percent = c.fill_percent;
	message_send(q->ui, m);
}

static void tell_work(struct queue *q)
{
	struct queue_counts c;

	queue_store_counts(q->store, &c);
	if (q->work_told || !q->net || !c.unsent)
		return;
	q->work_told = true;
	message_send(q->net, message_new(MESSAGE_WORK));
}

/* Under its old number a record that was set apart is settled by the new one. */
static void tell_changes(struct queue *q, const struct queue_changes *c)
{
	struct message *m;

	if (c->count) {
		m = message_new(MESSAGE_PENDING);
		m->rows = arena_array(m->arena, struct queue_row, c->count * 2);
		for (size_t i = 0; i < c->count; i++) {
			struct queue_row row;

			if (!queue_store_row(q->store, m->arena, c->list[i].seq, &row))
				continue;
			m->rows[m->row_count++] = row;
			if (!c->list[i].was)
				continue;
			m->rows[m->row_count] = row;
			m->rows[m->row_count].seq = c->list[i].was;
			m->rows[m->row_count++].settled_by = row.seq;
		}
		message_send(q->ui, m);
	}
	tell_counts(q);
}

static void on_append(struct queue *q, const struct message *m, struct queue_changes *changed)
{
	struct error e = {0};
	struct queue_saved saved;
	struct message *answer;

	if (!queue_store_append(q->store, m, &saved, changed, &e)) {
		fail(m, &e);
		return;
	}
	answer = answer_to(m, MESSAGE_SAVED);
	answer->seq = saved.seq;
	answer->id = arena_strdup(answer->arena, saved.id);
	memcpy(answer->hash, saved.hash, sizeof(answer->hash));
	/* The news first: whoever hears "saved" already counts with it. */
	tell_changes(q, changed);
	changed->count = 0;
	message_send(m->answer_to, answer);
	tell_work(q);
}

static void on_rows(struct queue *q, const struct message *m)
{
	struct message *answer = answer_to(m, MESSAGE_ROWS);

	answer->rows = queue_store_rows(q->store, answer->arena, QUEUE_ALL, &answer->row_count);
	message_send(m->answer_to, answer);
}

static void on_batch(struct queue *q, const struct message *m, struct queue_changes *changed)
{
	struct message *answer = answer_to(m, MESSAGE_BATCH);
	struct queue_batch batch;
	struct error e = {0};

	q->work_told = false;
	if (!queue_store_batch(q->store, answer->arena, &batch, changed, &e))
		log_event(LOG_ERROR, "queue-batch", "detail", e.detail, NULL);
	answer->bytes = batch.bytes;
	answer->len = batch.len;
	answer->first = batch.first;
	answer->last = batch.last;
	message_send(m->answer_to ? m->answer_to : q->net, answer);
}

static void on_verdicts(struct queue *q, const struct message *m, struct queue_changes *changed)
{
	struct error e = {0};
	bool ok = m->json ? queue_store_verdicts(q->store, m->json, changed, &e)
			  : queue_store_refused(q->store, m->first, m->last, &m->error, changed, &e);

	if (!ok)
		log_event(LOG_ERROR, "queue-verdicts", "detail", e.detail, NULL);
	if (!m->json)
		log_event(LOG_WARN, "queue-refused", "code", error_rows[m->error.code].code, "detail", m->error.detail, NULL);
	tell_work(q);
}

static void on_server(struct queue *q, const struct message *m, struct queue_changes *changed)
{
	struct queue_server s = {.tenant = m->tenant, .epoch = m->epoch, .last = m->seq};
	struct error e = {0};

	memcpy(s.hash.bytes, m->hash, HASH_BYTES);
	if (!queue_store_server(q->store, &s, changed, &e))
		log_event(LOG_ERROR, "queue-server", "detail", e.detail, NULL);
	q->work_told = false;
	tell_work(q);
}

/* Only the newest draft of a name is worth writing. */
static void keep_draft(struct queue *q, struct message *m)
{
	struct kept_draft **at = &q->drafts;

	while (*at && !str_eq((*at)->message->name, m->name))
		at = &(*at)->next;
	if (*at)
		message_free(&(*at)->message);
	else
		*at = xcalloc(1, sizeof(**at));
	(*at)->message = m;
}

static void write_drafts(struct queue *q)
{
	while (q->drafts) {
		struct kept_draft *d = q->drafts;
		struct error e = {0};

		q->drafts = d->next;
		if (!queue_store_draft_keep(q->store, d->message->name, d->message->draft, &e))
			log_event(LOG_WARN, "queue-draft", "detail", e.detail, NULL);
		message_free(&d->message);
		free(d);
	}
}

static void on_draft_wanted(struct queue *q, const struct message *m)
{
	struct message *answer = answer_to(m, MESSAGE_DRAFT);

	write_drafts(q);
	answer->name = arena_strdup(answer->arena, m->name);
	answer->draft = m->name ? queue_store_draft(q->store, answer->arena, m->name) : NULL;
	message_send(m->answer_to, answer);
}

static void dispatch(struct queue *q, const struct message *m)
{
	struct queue_changes changed = {.arena = arena_new()};

	switch (m->type) {
	case MESSAGE_APPEND:
		on_append(q, m, &changed);
		break;
	case MESSAGE_ROWS_WANTED:
		on_rows(q, m);
		break;
	case MESSAGE_DRAFT_WANTED:
		on_draft_wanted(q, m);
		break;
	case MESSAGE_BATCH_WANTED:
		on_batch(q, m, &changed);
		break;
	case MESSAGE_VERDICTS:
		on_verdicts(q, m, &changed);
		break;
	case MESSAGE_SERVER:
		on_server(q, m, &changed);
		break;
	case MESSAGE_STOP:
		q->stop = true;
		break;
	default:
		log_event(LOG_WARN, "queue-message", "what", "is not for the queue", NULL);
	}
	tell_changes(q, &changed);
	arena_free(&changed.arena);
}

static void tell_pending(struct queue *q)
{
	struct message *m = message_new(MESSAGE_PENDING);

	m->rows = queue_store_rows(q->store, m->arena, QUEUE_PENDING, &m->row_count);
	message_send(q->ui, m);
	tell_counts(q);
	tell_work(q);
}

/* Drafts and tidying are done when nobody waits for anything. */
static struct message *next(struct queue *q)
{
	struct message *m;

	while (!(m = chan_take(q->in))) {
		if (q->drafts) {
			write_drafts(q);
			continue;
		}
		queue_store_tidy(q->store);
		if (!q->old)
			return chan_wait(q->in, -1);
		q->old = queue_store_drop_old(q->store);
	}
	return m;
}

static void run(void *arg)
{
	struct queue *q = arg;
	struct message *m;

	tell_pending(q);
	q->old = true;
	while (!q->stop && (m = next(q))) {
		if (m->type == MESSAGE_DRAFT_KEEP && m->name) {
			keep_draft(q, m);
			continue;
		}
		dispatch(q, m);
		message_free(&m);
	}
	write_drafts(q);
}

struct queue *queue_start(const struct queue_options *o, struct error *e)
{
	struct queue_store *store = queue_store_open(o, e);
	struct queue *q;

	if (!store)
		return NULL;
	q = xcalloc(1, sizeof(*q));
	q->store = store;
	q->ui = o->ui;
	q->net = o->net;
	q->in = chan_new(0);
	q->thread = thread_start("queue", run, q);
	return q;
}

struct chan *queue_chan(struct queue *q)
{
	return q->in;
}

void queue_stop(struct queue **q)
{
	struct message *m;

	if (!*q)
		return;
	chan_close((*q)->in);
	thread_join(&(*q)->thread);
	while ((m = chan_take((*q)->in)))
		message_free(&m);
	chan_free(&(*q)->in);
	queue_store_close(&(*q)->store);
	free(*q);
	*q = NULL;
}
