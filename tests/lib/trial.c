/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/trial.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/str.h"
#include "client/net/net.h"
#include "lib/scratch.h"
#include "lib/tls_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define PATIENCE 30000

void trial_net_start(struct trial *t)
{
	struct error e = {0};
	struct net_options o = {
		.url = tls_server_url(t->server),
		.ca_file = tls_server_ca(t->server),
		.key = &t->key,
		.terminal = t->terminal,
		.replica_path = t->replica,
		.timeout_ms = t->timeout_ms,
		.poll_ms = 60000,
		.retry_ms = 20,
		.ui = t->ui,
	};

	t->net = net_start(&o, &e);
	if (!t->net)
		fail_msg("%s", e.detail);
}

void trial_net_stop(struct trial *t)
{
	net_queue(t->net, NULL);
	net_stop(&t->net);
}

void trial_start(struct trial *t, const char *fault, const char *script, int timeout_ms)
{
	static int next;
	char name[32];

	memset(t, 0, sizeof(*t));
	t->server = tls_server_start(fault);
	tls_server_script(t->server, script);
	t->ui = chan_new(0);
	t->answers = chan_new(0);
	t->queue = chan_new(0);
	secure_sign_key(&t->key);
	secure_terminal_id(t->key.public_key, t->terminal);
	snprintf(name, sizeof(name), "replica-%d.db", ++next);
	str_copy(t->replica, sizeof(t->replica), scratch(name));
	t->timeout_ms = timeout_ms;
	trial_net_start(t);
}

void trial_start_floor(struct trial *t, const char *script)
{
	trial_start(t, "none", script, 60000);
	net_queue(t->net, t->queue);
	trial_session(t, "secret-token", true);
}

static void drain(struct chan **c)
{
	struct message *m;

	while ((m = chan_take(*c)))
		message_free(&m);
	chan_free(c);
}

void trial_stop(struct trial *t)
{
	trial_net_stop(t);
	tls_server_stop(&t->server);
	drain(&t->ui);
	drain(&t->answers);
	drain(&t->queue);
}

static void send_to(struct trial *t, struct message *m)
{
	message_send(net_chan(t->net), m);
}

void trial_ask(struct trial *t, uint64_t tag, const char *method, const char *path, const char *body)
{
	struct message *m = message_new(MESSAGE_ASK);

	m->tag = tag;
	m->answer_to = t->answers;
	m->method = arena_strdup(m->arena, method);
	m->path = arena_strdup(m->arena, path);
	m->request_body = arena_strdup(m->arena, body);
	m->content_type = body ? "application/json" : NULL;
	send_to(t, m);
}

void trial_ask_with(struct trial *t, uint64_t tag, const char *method, const char *path, const char *if_match, const char *request_id)
{
	struct message *m = message_new(MESSAGE_ASK);

	m->tag = tag;
	m->answer_to = t->answers;
	m->method = arena_strdup(m->arena, method);
	m->path = arena_strdup(m->arena, path);
	m->if_match = arena_strdup(m->arena, if_match);
	m->request_id = arena_strdup(m->arena, request_id);
	send_to(t, m);
}

void trial_session(struct trial *t, const char *token, bool want_floor)
{
	struct message *m = message_new(MESSAGE_SESSION);

	m->token = arena_strdup(m->arena, token);
	m->want_floor = want_floor;
	send_to(t, m);
}

void trial_cancel(struct trial *t, uint64_t tag)
{
	struct message *m = message_new(MESSAGE_CANCEL);

	m->tag = tag;
	send_to(t, m);
}

void trial_work(struct trial *t)
{
	send_to(t, message_new(MESSAGE_WORK));
}

void trial_batch(struct trial *t, const char *body, int64_t first, int64_t last)
{
	struct message *wanted = trial_next(t->queue, MESSAGE_BATCH_WANTED), *m = message_new(MESSAGE_BATCH);

	m->tag = wanted->tag;
	m->bytes = arena_strdup(m->arena, body);
	m->len = body ? strlen(body) : 0;
	m->first = first;
	m->last = last;
	message_send(wanted->answer_to, m);
	message_free(&wanted);
}

struct message *trial_next(struct chan *c, enum message_type type)
{
	struct message *m;

	while ((m = chan_wait(c, PATIENCE)) && m->type != type)
		message_free(&m);
	if (!m)
		fail_msg("no message of type %d", (int)type);
	return m;
}

struct message *trial_answer_to(struct trial *t, uint64_t tag)
{
	struct message *m = trial_next(t->answers, MESSAGE_ANSWER);

	assert_int_equal(m->tag, tag);
	return m;
}

void trial_answered(struct trial *t, uint64_t tag, int status, enum error_code code)
{
	struct message *m = trial_answer_to(t, tag);

	if (m->status != status || m->error.code != code)
		fail_msg("ask %d: status %d, %s %s", (int)tag, m->status, error_rows[m->error.code].code, m->error.detail);
	message_free(&m);
}

struct message *trial_contact(struct trial *t, bool online)
{
	struct message *m = trial_next(t->ui, MESSAGE_CONTACT);

	while (m->online != online) {
		message_free(&m);
		m = trial_next(t->ui, MESSAGE_CONTACT);
	}
	return m;
}

char *trial_request(struct trial *t, const char *wanted, size_t *len)
{
	char said[256];

	snprintf(said, sizeof(said), "request %s", wanted);
	t->requests += 1 + tls_server_wait(t->server, said, "request ");
	return tls_server_request(t->server, t->requests, len);
}

int64_t trial_signed(const struct trial *t, const char *request, size_t len, const char *method_path)
{
	const char *start = "\r\nAuthorization: Terminal ", *header = strstr(request, start), *body = strstr(request, "\r\n\r\n") + 4;
	struct hash h = secure_hash_bytes(body, len - (size_t)(body - request));
	struct arena *a = arena_new();
	unsigned char signature[SIGNATURE_BYTES];
	int64_t time_ms = 0;
	size_t n, parts;
	char **part, *text;

	assert_non_null(header);
	header += strlen(start);
	part = str_split(a, arena_strndup(a, header, strcspn(header, "\r")), ':', &parts);
	assert_int_equal(parts, 3);
	assert_string_equal(part[0], t->terminal);
	assert_true(str_int64(part[1], 1, INT64_MAX, &time_ms));
	assert_true(secure_unbase64(part[2], signature, sizeof(signature), &n));
	text = arena_printf(a, "%s\n%s\n%s", method_path, part[1], secure_base64(a, h.bytes, sizeof(h.bytes)));
	assert_true(secure_verify(t->key.public_key, text, strlen(text), signature));
	arena_free(&a);
	return time_ms;
}
