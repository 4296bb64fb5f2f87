/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/line.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/net/auth.h"
#include "client/net/curl.h"
#include "client/queue/message.h"

#include <string.h>

struct line_call {
	struct line *line;
	struct arena *arena;
	struct http_call *http;
	struct line_request request;
	const char *path; /* whole */
	bool again;       /* signed anew once */
	void (*done)(void *arg, struct message *answer);
	void *arg;
};

/* For an answer that is no problem document: a proxy's, say. */
static enum error_code code_of_status(int status)
{
	static const struct {
		int status;
		enum error_code code;
	} codes[] = {
		{400, ERR_BAD_REQUEST},
		{401, ERR_SIGN_IN},
		{403, ERR_FORBIDDEN},
		{404, ERR_NOT_FOUND},
		{405, ERR_METHOD},
		{413, ERR_TOO_LARGE},
		{422, ERR_INVALID},
		{429, ERR_BUSY},
		{502, ERR_BUSY},
		{503, ERR_BUSY},
		{504, ERR_TIMEOUT},
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].status == status)
			return codes[i].code;
	}
	return ERR_INTERNAL;
}

/* A code that we do not know yet comes from a newer server. */
static void read_problem(struct message *m)
{
	const char *code = json_str(m->json, "code"), *detail = json_str(m->json, "detail");
	enum error_code known = code ? error_find(code) : ERR_NONE;

	if (known == ERR_NONE || (known == ERR_INTERNAL && m->status < 500))
		known = code_of_status(m->status);
	m->error = (struct error){0};
	if (!detail && !code)
		detail = arena_printf(m->arena, "HTTP %d", m->status);
	error_set(&m->error, known, json_str(m->json, "field"), "%s", detail ? detail : "");
}

static bool is_json(const char *content_type)
{
	size_t n = strcspn(content_type, "; ");

	return n == 0 || (n >= 4 && strncmp(content_type + n - 4, "json", 4) == 0);
}

static struct message *read_answer(const struct http_reply *r)
{
	struct message *m = message_new(MESSAGE_ANSWER);

	m->status = r->status;
	m->error = r->error;
	if (r->status == 0)
		return m;
	m->bytes = arena_memdup(m->arena, r->body, r->len + 1);
	m->len = r->len;
	m->content_type = arena_strdup(m->arena, r->content_type);
	if (r->len > 0 && is_json(r->content_type))
		m->json = json_parse(m->arena, m->bytes, m->len, &m->error);
	if (r->status < 200 || r->status >= 300)
		read_problem(m);
	return m;
}

static void start(struct line_call *c);

static void replied(void *arg, const struct http_reply *r)
{
	struct line_call *c = arg;
	struct arena *a = c->arena;
	struct contact *contact = &c->line->contact;
	struct message *m;

	c->http = NULL;
	contact_reply(contact, r);
	m = read_answer(r);
	if (c->request.terminal && m->error.code == ERR_CLOCK && !c->again) {
		c->again = true;
		if (json_int(m->json, "time", 0) > 0)
			contact_time(contact, json_int(m->json, "time", 0));
		message_free(&m);
		start(c);
		return;
	}
	c->done(c->arg, m);
	arena_free(&a);
}

/* A token is the server's word too: nothing in it may end the header. */
static bool is_plain(const char *token)
{
	for (; *token; token++) {
		if (*token <= ' ' || *token > '~')
			return false;
	}
	return true;
}

static const char *authorization(struct line_call *c)
{
	const struct line_request *r = &c->request;
	struct auth_request signed_part = {.method = r->method, .path = c->path, .body = r->body, .len = r->len};

	if (r->terminal)
		return auth_terminal(c->arena, c->line->key, c->line->terminal, contact_now_ms(&c->line->contact), &signed_part);
	return r->token && is_plain(r->token) ? arena_printf(c->arena, "Bearer %s", r->token) : NULL;
}

static void start(struct line_call *c)
{
	struct http_request r = {
		.method = c->request.method,
		.path = c->path,
		.authorization = authorization(c),
		.content_type = c->request.content_type,
		.if_match = c->request.if_match,
		.request_id = c->request.request_id,
		.body = c->request.body,
		.len = c->request.len,
		.timeout_ms = c->request.timeout_ms,
	};

	c->http = http_start(c->line->http, &r, replied, c);
}

struct line_call *line_call(struct line *l, const struct line_request *r, void (*done)(void *arg, struct message *answer), void *arg)
{
	struct arena *a = arena_new();
	struct line_call *c = arena_new_of(a, struct line_call);

	*c = (struct line_call){.line = l, .arena = a, .request = *r, .done = done, .arg = arg};
	c->path = arena_printf(a, "%s%s", LINE_ROOT, r->path);
	c->request.method = arena_strdup(a, r->method);
	c->request.token = arena_strdup(a, r->token);
	c->request.content_type = arena_strdup(a, r->content_type);
	c->request.if_match = arena_strdup(a, r->if_match);
	c->request.request_id = arena_strdup(a, r->request_id);
	c->request.body = r->body && r->len > 0 ? arena_memdup(a, r->body, r->len) : r->body ? "" : NULL;
	start(c);
	return c;
}

void line_cancel(struct line_call **c)
{
	struct arena *a;

	if (!*c)
		return;
	http_cancel(&(*c)->http);
	a = (*c)->arena;
	arena_free(&a);
	*c = NULL;
}
