/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/sender.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "client/net/line.h"
#include "client/queue/message.h"
#include "secure/secure.h"


void sender_session(struct sender *s, bool wanted)
{
	line_cancel(&s->state);
	s->wanted = s->state_wanted = s->work = wanted;
	s->held = false;
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
	if (!s->held)
		retry_now(&s->retry);
}

/* One that has sent nothing may have no hash. */
static bool read_hash(const struct json *terminal, unsigned char out[HASH_BYTES])
{
	const char *text = json_str(terminal, "hash");
	size_t n = 0;

	if (json_int(terminal, "last", 0) == 0 && str_empty(text))
		return true;
	return text && secure_unbase64(text, out, HASH_BYTES, &n) && n == HASH_BYTES;
}

static bool tell_server(struct sender *s, const struct json *answer)
{
	const struct json *terminal = json_get(answer, "terminal");
	struct message *m = message_new(MESSAGE_SERVER);

	m->epoch = arena_strdup(m->arena, json_str(answer, "epoch"));
	m->tenant = arena_strdup(m->arena, json_str(answer, "tenant"));
	m->seq = json_int(terminal, "last", -1);
	if (m->seq < 0 || !m->epoch || !m->tenant || !read_hash(terminal, m->hash)) {
		message_free(&m);
		return false;
	}
	s->server_last = m->seq;
	message_send(s->queue, m);
	return true;
}

static void state_came(void *arg, struct message *answer)
{
	struct sender *s = arg;

	s->state = NULL;
	if (answer->error.code == ERR_NONE && tell_server(s, answer->json)) {
		s->state_wanted = false;
		retry_now(&s->state_retry);
	} else {
		retry_failed(&s->state_retry, s->line->retry_ms);
	}
	message_free(&answer);
}

static void ask_state(struct sender *s)
{
	struct line_request r = {.method = "GET", .path = "/replica", .terminal = true, .timeout_ms = LINE_TIMEOUT_MS};

	s->state = line_call(s->line, &r, state_came, s);
}

static bool is_refusal(const struct message *answer)
{
	return answer->status >= 400 && answer->status < 500;
}

/* Without progress the same batch would go round and round. */
static void pace(struct sender *s, bool progress, bool refused)
{
	s->held = refused;
	s->state_wanted |= refused;
	if (progress)
		retry_now(&s->retry);
	else
		retry_failed(&s->retry, s->line->retry_ms);
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
	pace(s, ok && last >= s->first, is_refusal(answer) || (ok && last < s->first));
	if (ok) {
		s->server_last = last;
		s->answered = true;
		tell_verdicts(s, answer, last);
	} else if (is_refusal(answer)) {
		log_event(LOG_WARN, "batch-refused", "code", error_rows[answer->error.code].code, "detail", answer->error.detail, NULL);
		answer->json = NULL;
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
		s->held = false;
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
	state = s->state_wanted && !s->state;
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
	line_cancel(&s->state);
	line_cancel(&s->post);
}
