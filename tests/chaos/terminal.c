/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal without a screen: the real queue and network threads, and a
 * worker who does what a plan says, a line at a time, `KIND BODY`.  It may be
 * killed at any time and started again in the same folder, from any line.
 *
 *   terminal FOLDER URL CA LOGIN PASSWORD PLAN FIRST PACE_MS
 *
 * LOGIN "-": nobody signs in, the work goes on under the latest sign-in.  The
 * plan's line `clock {"back_ms":N}` sets the clock back.  On stdout:
 *
 *   SAVED seq id line     (line 0: the sign-in)
 *   FAILED line code      (tried again until it is saved)
 *   DRAINED               all of the plan is saved and answered: the end */
#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "client/net/net.h"
#include "client/queue/queue.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAG_SIGN_IN 1
#define TAG_APPEND 2
#define RETRY_MS 20

struct terminal {
	struct arena *arena;
	const char *folder, *url, *ca, *login, *password;
	FILE *plan;
	char kind[32], body[1024];
	int64_t line; /* of the plan: the one being saved */
	int pace_ms;
	struct sign_key key;
	struct chan *ui;
	struct net *net;
	struct queue *queue;
	int64_t back_ms, waiting;
	bool signing, asking, appending, planned;
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "terminal: %s: %s\n", what, why);
	exit(1);
}

static void say(const char *line)
{
	printf("%s\n", line);
	fflush(stdout);
}

/* It stands still between two transactions; going back is what matters. */
static void turn_clock(const struct terminal *t)
{
	clock_set_for_test(-1, -1);
	if (t->back_ms)
		clock_set_for_test(clock_now_ms() - t->back_ms, -1);
}

static void next_line(struct terminal *t)
{
	char *text;

	t->planned = fscanf(t->plan, "%31s %1023[^\n]", t->kind, t->body) == 2;
	t->line++;
	if (!t->planned || !str_eq(t->kind, "clock"))
		return;
	text = strchr(t->body, ':');
	t->back_ms = text ? strtoll(text + 1, NULL, 10) : 0;
	next_line(t);
}

static void append(struct terminal *t, const char *kind, const struct json *body, int64_t sign_in)
{
	struct message *m = message_new(MESSAGE_APPEND);
	struct json *box = json_object(m->arena);

	turn_clock(t);
	json_set_copy(box, "body", body);
	m->tag = TAG_APPEND;
	m->answer_to = t->ui;
	m->kind = arena_strdup(m->arena, kind);
	m->login = arena_strdup(m->arena, t->login);
	m->body = json_get(box, "body");
	m->sign_in = sign_in;
	m->time_ms = clock_now_ms();
	t->appending = true;
	message_send(queue_chan(t->queue), m);
}

static void append_planned(struct terminal *t)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct json *body = json_parse(a, t->body, strlen(t->body), &e);

	if (!body)
		die(t->body, e.detail);
	append(t, t->kind, body, SIGN_IN_LATEST);
	arena_free(&a);
}

static void ask_sign_in(struct terminal *t)
{
	struct message *m = message_new(MESSAGE_ASK);
	struct json *body = json_object(m->arena), *terminal;

	json_set_str(body, "login", t->login);
	json_set_str(body, "password", t->password);
	terminal = json_set_object(body, "terminal");
	json_set_str(terminal, "key", secure_base64(m->arena, t->key.public_key, sizeof(t->key.public_key)));
	json_set_str(terminal, "name", "chaos");
	m->tag = TAG_SIGN_IN;
	m->answer_to = t->ui;
	m->method = "POST";
	m->path = "/sessions";
	m->request_body = json_print(m->arena, body);
	m->content_type = "application/json";
	t->asking = true;
	message_send(net_chan(t->net), m);
}

static void start_floor_work(struct terminal *t, const char *token)
{
	struct message *m = message_new(MESSAGE_SESSION);

	m->token = arena_strdup(m->arena, token);
	m->want_floor = true;
	message_send(net_chan(t->net), m);
}

static void signed_in(struct terminal *t, const struct message *answer)
{
	struct arena *a;
	struct json *body;

	t->asking = false;
	if (answer->status != 201) {
		if (answer->status >= 400 && answer->status < 500 && answer->error.code != ERR_THROTTLED)
			die("sign-in", answer->error.detail);
		return;
	}
	a = arena_new();
	body = json_object(a);
	json_set_str(body, "account", t->login);
	json_set_str(body, "session", json_str(answer->json, "session"));
	json_set_bool(body, "offline", false);
	append(t, "sign_in", body, 0);
	start_floor_work(t, json_str(answer->json, "token"));
	arena_free(&a);
}

/* What could not be saved is tried again, as a worker would. */
static void answered(struct terminal *t, const struct message *m)
{
	int64_t line = t->signing ? 0 : t->line;

	t->appending = false;
	if (m->type == MESSAGE_FAILED) {
		say(arena_printf(m->arena, "FAILED %lld %s", (long long)line, error_rows[m->error.code].code));
		return;
	}
	say(arena_printf(m->arena, "SAVED %lld %s %lld", (long long)m->seq, m->id, (long long)line));
	if (!t->signing)
		next_line(t);
	t->signing = false;
}

static void take(struct terminal *t, const struct message *m)
{
	switch (m->type) {
	case MESSAGE_ANSWER:
		signed_in(t, m);
		break;
	case MESSAGE_SAVED:
	case MESSAGE_FAILED:
		answered(t, m);
		break;
	case MESSAGE_COUNTS:
		t->waiting = m->waiting;
		break;
	default:
		break;
	}
}

static void do_next(struct terminal *t)
{
	if (t->signing && !t->asking && !t->appending)
		ask_sign_in(t);
	else if (!t->signing && !t->appending && t->planned)
		append_planned(t);
}

static void work(struct terminal *t)
{
	int64_t next_ms = clock_mono_ms();

	while (t->signing || t->appending || t->planned || t->waiting) {
		int64_t wait_ms = next_ms - clock_mono_ms();
		struct message *m = wait_ms > 0 ? chan_wait(t->ui, (int)wait_ms) : chan_take(t->ui);

		if (m) {
			take(t, m);
			message_free(&m);
		} else {
			next_ms = clock_mono_ms() + t->pace_ms;
			do_next(t);
		}
	}
	say("DRAINED");
}

static const char *place(const struct terminal *t, const char *name)
{
	return arena_printf(t->arena, "%s/%s", t->folder, name);
}

static void start(struct terminal *t)
{
	char id[33];
	struct error e = {0};
	struct net_options n = {
		.url = t->url, .ca_file = t->ca, .key = &t->key, .terminal = id, .replica_path = place(t, "replica.db"),
		.timeout_ms = 15000, .poll_ms = 2000, .retry_ms = RETRY_MS, .ui = t->ui,
	};
	struct queue_options q = {
		.path = place(t, "queue.db"), .key = &t->key, .most_records = 50000, .most_bytes = 256 << 20, .volatile_ok = true, .ui = t->ui,
	};

	if (!secure_init() || !secure_sign_key_file(place(t, "terminal.key"), &t->key, &e))
		die("key", e.detail);
	secure_terminal_id(t->key.public_key, id);
	t->net = net_start(&n, &e);
	if (!t->net)
		die("net", e.detail);
	q.net = net_chan(t->net);
	t->queue = queue_start(&q, &e);
	if (!t->queue)
		die("queue", e.detail);
	net_queue(t->net, queue_chan(t->queue));
}

static void stop(struct terminal *t)
{
	struct message *m;

	net_queue(t->net, NULL);
	queue_stop(&t->queue);
	net_stop(&t->net);
	while ((m = chan_take(t->ui)))
		message_free(&m);
	chan_free(&t->ui);
	fclose(t->plan);
	arena_free(&t->arena);
}

int main(int argc, char **argv)
{
	struct terminal t = {.arena = arena_new(), .waiting = 1};

	if (argc != 9)
		die("usage", "terminal FOLDER URL CA LOGIN PASSWORD PLAN FIRST PACE_MS");
	t.folder = argv[1];
	t.url = argv[2];
	t.ca = argv[3];
	t.login = str_eq(argv[4], "-") ? NULL : argv[4];
	t.password = argv[5];
	t.plan = fopen(argv[6], "r");
	t.pace_ms = atoi(argv[8]);
	t.signing = t.login != NULL;
	t.ui = chan_new(0);
	if (!t.plan)
		die(argv[6], "cannot be read");
	signal(SIGXFSZ, SIG_IGN); /* a full disk is an error, not the end */
	signal(SIGPIPE, SIG_IGN);
	do
		next_line(&t);
	while (t.planned && t.line < atoll(argv[7]));
	start(&t);
	if (!t.signing)
		start_floor_work(&t, NULL);
	work(&t);
	stop(&t);
	return 0;
}
