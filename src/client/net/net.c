/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/net.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/thread.h"
#include "client/net/ui_asks.h"
#include "client/net/curl.h"
#include "client/net/follow.h"
#include "client/net/line.h"
#include "client/net/sender.h"

#include <stdlib.h>
#include <string.h>

#define RETRY_MS   1000
#define MOST_WAIT  60000
#define QUEUE_HERE 1 /* tag of a WORK of our own: answer_to is the queue's channel, or none */

struct net {
	struct thread *thread;
	struct chan *chan, *queue_taken;
	struct line line;
	struct ui_asks asks;
	struct sender sender;
	struct follow follow;
	struct line_call *probe;
	struct retry probe_retry;
	char *token, *terminal, *replica_path;
	bool stop;
};

static void probed(void *arg, struct message *answer)
{
	struct net *n = arg;

	n->probe = NULL;
	if (answer->error.code == ERR_TIMEOUT && answer->status == 0)
		contact_lost(&n->line.contact, answer->error.detail);
	if (n->line.contact.online)
		retry_now(&n->probe_retry);
	else
		retry_failed(&n->probe_retry, n->line.retry_ms);
	message_free(&answer);
}

/* Is the server there? */
static int64_t probe_turn(struct net *n, int64_t now_ms)
{
	struct line_request r = {.method = "GET", .path = "/health", .timeout_ms = LINE_PROBE_MS};
	const struct contact *c = &n->line.contact;

	if (n->probe || (c->online && !c->doubt))
		return RETRY_NEVER;
	if (!c->doubt && now_ms < n->probe_retry.at_ms)
		return n->probe_retry.at_ms;
	n->probe = line_call(&n->line, &r, probed, n);
	return RETRY_NEVER;
}

static void forget_token(struct net *n)
{
	if (n->token)
		secure_wipe(n->token, strlen(n->token));
	free(n->token);
	n->token = NULL;
}

static void take_session(struct net *n, const struct message *m)
{
	forget_token(n);
	n->token = m->token ? xstrdup(m->token) : NULL;
	sender_session(&n->sender, m->want_floor);
	follow_session(&n->follow, m->want_floor);
}

static void take_work(struct net *n, const struct message *m)
{
	if (m->tag != QUEUE_HERE) {
		sender_work(&n->sender);
		return;
	}
	sender_queue(&n->sender, m->answer_to);
	chan_send(n->queue_taken, n);
}

static void take(struct net *n, struct message *m)
{
	switch (m->type) {
	case MESSAGE_ASK:
		ui_asks_take(&n->asks, m, n->token);
		return; /* it has the message */
	case MESSAGE_CANCEL:
		ui_asks_cancel(&n->asks, m->tag);
		break;
	case MESSAGE_SESSION:
		take_session(n, m);
		break;
	case MESSAGE_WORK:
		take_work(n, m);
		break;
	case MESSAGE_BATCH:
		sender_batch(&n->sender, m);
		break;
	case MESSAGE_STOP:
		n->stop = true;
		break;
	default:
		break;
	}
	message_free(&m);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Gives how long to wait. */
static int turn(struct net *n)
{
	int64_t now_ms = clock_mono_ms(), next_ms = now_ms + MOST_WAIT;

	next_ms = least(next_ms, ui_asks_turn(&n->asks, now_ms));
	next_ms = least(next_ms, probe_turn(n, now_ms));
	next_ms = least(next_ms, sender_turn(&n->sender, now_ms));
	if (sender_answered(&n->sender))
		follow_soon(&n->follow);
	next_ms = least(next_ms, follow_turn(&n->follow, now_ms));
	contact_tell(&n->line.contact);
	return next_ms > now_ms ? (int)(next_ms - now_ms) : 0;
}

static void run(void *arg)
{
	struct net *n = arg;
	struct message *m;

	while (!n->stop) {
		http_wait(n->line.http, chan_fd(n->chan), turn(n));
		while (!n->stop && (m = chan_take(n->chan)))
			take(n, m);
	}
	ui_asks_drop(&n->asks);
	line_cancel(&n->probe);
	sender_release(&n->sender);
	follow_release(&n->follow);
	http_close(&n->line.http);
}

struct net *net_start(const struct net_options *o, struct error *e)
{
	struct http *http = http_open(o->url, o->ca_file, LINE_PROBE_MS, e);
	struct net *n;

	if (!http)
		return NULL;
	n = xcalloc(1, sizeof(*n));
	n->chan = chan_new(0);
	n->queue_taken = chan_new(0);
	n->terminal = xstrdup(o->terminal);
	n->replica_path = xstrdup(o->replica_path);
	n->line = (struct line){.http = http, .key = o->key, .terminal = n->terminal, .retry_ms = o->retry_ms ? o->retry_ms : RETRY_MS};
	n->line.contact.ui = o->ui;
	n->asks = (struct ui_asks){.line = &n->line, .timeout_ms = o->timeout_ms};
	n->sender = (struct sender){.line = &n->line, .self = n->chan};
	n->follow = (struct follow){.line = &n->line, .path = n->replica_path, .poll_ms = o->poll_ms, .number = -1};
	n->thread = thread_start("net", run, n);
	return n;
}

struct chan *net_chan(struct net *n)
{
	return n->chan;
}

void net_queue(struct net *n, struct chan *queue)
{
	struct message *m = message_new(MESSAGE_WORK);

	m->tag = QUEUE_HERE;
	m->answer_to = queue;
	message_send(n->chan, m);
	chan_wait(n->queue_taken, -1);
}

void net_stop(struct net **n)
{
	struct message *m;

	if (!*n)
		return;
	message_send((*n)->chan, message_new(MESSAGE_STOP));
	thread_join(&(*n)->thread);
	while ((m = chan_take((*n)->chan)))
		message_free(&m);
	chan_free(&(*n)->chan);
	chan_free(&(*n)->queue_taken);
	forget_token(*n);
	free((*n)->terminal);
	free((*n)->replica_path);
	free(*n);
	*n = NULL;
}
