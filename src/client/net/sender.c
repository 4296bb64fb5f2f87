/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/sender.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "client/net/line.h"
#include "client/queue/message.h"
#include "secure/secure.h"

#include <stdlib.h>
#include <string.h>

/* What is left of an earlier call is nothing to the new queue or user. */
void sender_session(struct sender *s, const char *token, bool wanted)
{
	line_cancel(&s->state);
	if (s->token)
		secure_wipe(s->token, strlen(s->token));
	free(s->token);
	s->token = token ? xstrdup(token) : NULL;
	s->wanted = wanted;
	s->state_wanted = wanted;
	s->work = true;
	retry_now(&s->retry);
	retry_now(&s->state_retry);
}

void sender_queue(struct sender *s, struct chan *queue)
{
	line_cancel(&s->post);
	line_cancel(&s->state);
	s->queue = queue;
	s->asked = false;
	s->work = s->state_wanted = queue != NULL;
}

void sender_work(struct sender *s)
{
	s->work = true;
	retry_now(&s->retry);
}

static void tell_server(struct sender *s, const struct json *answer)
{
	const struct json *terminal = json_get(answer, "terminal"), *scope = json_get(terminal, "scope");
	struct message *m = message_new(MESSAGE_SERVER);
	size_t n = 0;

	if (!secure_unbase64(json_str(terminal, "hash"), m->hash, sizeof(m->hash), &n) || n != sizeof(m->hash)
		|| !json_str(answer, "epoch") || !json_str(answer, "tenant")) {
		message_free(&m);
		return;
	}
	m->epoch = arena_strdup(m->arena, json_str(answer, "epoch"));
	m->tenant = arena_strdup(m->arena, json_str(answer, "tenant"));
	m->seq = s->server_last = json_int(terminal, "last", 0);
	free(s->scope);
	s->scope = scope ? xstrdup(json_print(m->arena, scope)) : NULL;
	message_send(s->queue, m);
}

static void state_came(void *arg, struct message *answer)
{
	struct sender *s = arg;

	s->state = NULL;
	if (answer->error.code == ERR_NONE)
		tell_server(s, answer->json);
	/* A session that is over says so to the UI, too: nothing is gained by asking on. */
	if (answer->error.code == ERR_NONE || answer->status == 401)
		s->state_wanted = false;
	else
		retry_failed(&s->state_retry, s->line->retry_ms);
	message_free(&answer);
}

static void ask_state(struct sender *s)
{
	struct line_request r = {.method = "GET", .path = "/session", .token = s->token, .timeout_ms = LINE_TIMEOUT_MS};

	s->state = line_call(s->line, &r, state_came, s);
}

/* A whole batch refused: the queue shows why. */
static bool refused(struct sender *s, const struct message *answer)
{
	if (answer->status < 400 || answer->status >= 500)
		return false;
	log_event(LOG_WARN, "batch-refused", "code", error_rows[answer->error.code].code, "detail", answer->error.detail, NULL);
	if (answer->error.code == ERR_GAP || answer->error.code == ERR_FORK)
		s->state_wanted = true;
	return true;
}

static void tell_verdicts(struct sender *s, struct message *answer, int64_t server_last)
{
	answer->type = MESSAGE_VERDICTS;
	answer->seq = server_last;
	answer->first = s->first;
	answer->last = s->last;
	message_send(s->queue, answer);
}

static void verdicts_came(void *arg, struct message *answer)
{
	struct sender *s = arg;
	int64_t last = json_int(answer->json, "last", -1);
	bool ok = answer->error.code == ERR_NONE && last >= 0 && json_type(json_get(answer->json, "verdicts")) == JSON_ARRAY;

	s->post = NULL;
	/* Without progress the same batch would go round and round. */
	if (ok && last >= s->first)
		retry_now(&s->retry);
	else
		retry_failed(&s->retry, s->line->retry_ms);
	if (ok) {
		s->server_last = last;
		s->answered = true;
		tell_verdicts(s, answer, last);
	} else if (refused(s, answer)) {
		tell_verdicts(s, answer, 0);
	} else {
		message_free(&answer);
	}
}

void sender_batch(struct sender *s, const struct message *m)
{
	struct line_request r = {
		.method = "POST",
		.path = "/transactions",
		.terminal = true,
		.content_type = "application/x-ndjson",
		.body = m->bytes,
		.len = m->len,
		.timeout_ms = LINE_TIMEOUT_MS,
	};

	if (!s->asked || m->tag != s->tag)
		return;
	s->asked = false;
	s->work = m->len > 0;
	if (!s->work)
		return;
	s->first = m->first;
	s->last = m->last;
	s->post = line_call(s->line, &r, verdicts_came, s);
}

static void ask_batch(struct sender *s)
{
	struct message *m = message_new(MESSAGE_BATCH_WANTED);

	m->tag = ++s->tag;
	m->seq = s->server_last;
	m->answer_to = s->self;
	s->asked = true;
	message_send(s->queue, m);
}

bool sender_answered(struct sender *s)
{
	bool answered = s->answered;

	s->answered = false;
	return answered;
}

static void look_around(struct sender *s)
{
	const struct contact *c = &s->line->contact;

	if (s->regained != c->regained) {
		s->regained = c->regained;
		retry_now(&s->retry);
		retry_now(&s->state_retry);
	}
	if (c->epoch[0] && !str_eq(s->epoch, c->epoch)) {
		str_copy(s->epoch, sizeof(s->epoch), c->epoch);
		s->state_wanted = true;
	}
}

int64_t sender_turn(struct sender *s, int64_t now_ms)
{
	bool state, batch;

	look_around(s);
	if (!s->wanted || !s->queue || !s->line->contact.online)
		return RETRY_NEVER;
	state = s->state_wanted && s->token && !s->state;
	if (state && now_ms >= s->state_retry.at_ms)
		ask_state(s);
	/* The queue needs the server's state first, but not for ever. */
	batch = s->work && !s->asked && !s->post && !s->state;
	if (batch && now_ms >= s->retry.at_ms)
		ask_batch(s);
	if (state && !s->state && s->state_retry.at_ms < s->retry.at_ms)
		return s->state_retry.at_ms;
	if (batch && !s->asked)
		return s->retry.at_ms;
	return state && !s->state ? s->state_retry.at_ms : RETRY_NEVER;
}

void sender_release(struct sender *s)
{
	sender_session(s, NULL, false);
	line_cancel(&s->post);
	free(s->scope);
}
