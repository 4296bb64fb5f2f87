/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/net/ui_asks.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/clock.h"
#include "client/net/line.h"
#include "client/net/retry.h"
#include "client/queue/message.h"

#include <stdlib.h>
#include <string.h>

#define AT_ONCE 4

struct ask {
	struct ui_asks *asks;
	struct ask *next;
	struct message *m;
	struct line_call *call; /* NULL: waits */
	int64_t until_ms;
};

static void ask_free(struct ask *a)
{
	struct ask **at = &a->asks->first;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	line_cancel(&a->call);
	message_free(&a->m);
	free(a);
}

static void answered(void *arg, struct message *answer)
{
	struct ask *a = arg;

	a->call = NULL;
	answer->tag = a->m->tag;
	message_send(a->m->answer_to, answer);
	ask_free(a);
}

static void give_up(struct ask *a, enum error_code code)
{
	struct message *answer = message_new(MESSAGE_ANSWER);

	line_cancel(&a->call);
	error_set(&answer->error, code, NULL, "%s", "");
	answered(a, answer);
}

void ui_asks_take(struct ui_asks *s, struct message *m, const char *token)
{
	struct ask *a = xcalloc(1, sizeof(*a)), **at = &s->first;

	*a = (struct ask){.asks = s, .m = m, .until_ms = clock_mono_ms() + s->timeout_ms};
	if (!m->token)
		m->token = arena_strdup(m->arena, token);
	while (*at)
		at = &(*at)->next;
	*at = a;
}

void ui_asks_cancel(struct ui_asks *s, uint64_t tag)
{
	for (struct ask *a = s->first; a; a = a->next) {
		if (a->m->tag == tag) {
			give_up(a, ERR_CANCELLED);
			return;
		}
	}
}

static void start(struct ask *a, int64_t now_ms)
{
	const struct message *m = a->m;
	struct line_request r = {
		.method = m->method,
		.path = m->path,
		.token = m->token,
		.content_type = m->content_type,
		.if_match = m->if_match,
		.request_id = m->request_id,
		.body = m->request_body,
		.len = m->request_body ? strlen(m->request_body) : 0,
		.timeout_ms = (int)(a->until_ms - now_ms),
	};

	a->call = line_call(a->asks->line, &r, answered, a);
}

int64_t ui_asks_turn(struct ui_asks *s, int64_t now_ms)
{
	int64_t next_ms = RETRY_NEVER;
	int under_way = 0;
	struct ask *next;

	for (struct ask *a = s->first; a; a = a->next)
		under_way += a->call != NULL;
	for (struct ask *a = s->first; a; a = next) {
		next = a->next;
		if (a->call)
			continue;
		if (now_ms >= a->until_ms)
			give_up(a, ERR_TIMEOUT);
		else if (under_way++ < AT_ONCE)
			start(a, now_ms);
		else if (a->until_ms < next_ms)
			next_ms = a->until_ms;
	}
	return next_ms;
}

void ui_asks_drop(struct ui_asks *s)
{
	while (s->first)
		ask_free(s->first);
}
