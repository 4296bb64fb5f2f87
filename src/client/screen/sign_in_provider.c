/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in through an identity provider (C7): it shows an address and a code
 * for another device, and asks the server now and then whether that has been
 * done (sign_in.h). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/sign_in.h"
#include "client/screen/stack.h"
#include "client/tui/large.h"
#include "client/tui/qr.h"
#include "client/tui/words.h"

enum { MARGIN = 2, WORDS_ROWS = 18, SECOND_MS = 1000, INTERVAL_LEAST_S = 1, INTERVAL_MOST_S = 60, INTERVAL_S = 5, HTTP_ACCEPTED = 202 };

struct provider {
	struct screen base;
	struct screen *owner;
	const char *name, *attempt, *code, *address;
	struct qr *qr; /* of the address with the code in it, where there is one */
	int64_t expires_ms, next_mono_ms, interval_ms;
	uint64_t asked; /* to begin, then to poll */
};

static int64_t left_ms(const struct provider *p)
{
	int64_t left = p->expires_ms - p->base.world->ports->ops->now_ms(p->base.world->ports);

	return left > 0 ? left : 0;
}

/* In large print where there is room, if need be on two lines. */
static int draw_code(const struct provider *p, struct canvas *c, int row, int column, int width)
{
	int rows = canvas_rows(c) - row - 2, large = (int)strlen(p->code) * (LARGE_COLUMNS + 1) - 1;
	const char *dash = strchr(p->code, '-');
	struct arena *a = arena_new();

	if (dash && large > width && rows > 2 * LARGE_ROWS) {
		row += canvas_large(c, row, column, rows, width, arena_strndup(a, p->code, (size_t)(dash + 1 - p->code)));
		row += canvas_large(c, row, column, rows, width, dash + 1);
	} else {
		row += canvas_large(c, row, column, rows, width, p->code);
	}
	canvas_cursor(c, row - 1, column);
	arena_free(&a);
	return row;
}

static void draw_steps(const struct provider *p, struct canvas *c)
{
	struct sign_in_qr at = sign_in_qr_place(p->qr, p->base.world, c, WORDS_ROWS);
	int width = canvas_columns(c) - at.column - MARGIN, row, roomy = canvas_rows(c) > 12;
	char wait[120];
	int left = (int)((left_ms(p) + SECOND_MS - 1) / SECOND_MS);

	row = sign_in_words(c, 0, at.column, width, STYLE_VALUE, _("On a phone or computer open"));
	row = sign_in_words(c, row, at.column, width, STYLE_MARKED, p->address) + roomy;
	row = sign_in_words(c, row, at.column, width, STYLE_VALUE, _("and type this code:"));
	row = draw_code(p, c, row + roomy, at.column, width) + roomy;
	snprintf(wait, sizeof wait, _("Waiting for it; %d:%02d left. Esc breaks off."), left / 60, left % 60);
	row = sign_in_words(c, row, at.column, width, STYLE_DIM, wait);
	sign_in_qr_draw(&at, c, row + 1);
}

static void provider_draw(const struct screen *s, struct canvas *c)
{
	const struct provider *p = (const struct provider *)s;

	if (p->attempt)
		draw_steps(p, c);
	else
		sign_in_words(c, 0, MARGIN, canvas_columns(c) - 2 * MARGIN, STYLE_VALUE, p->name);
}

/* How long to wait for the next question, as the server wants it. */
static void wait(struct provider *p, const struct json *answer)
{
	int64_t interval = json_int(answer, "interval", 0);

	if (interval > 0)
		p->interval_ms = SECOND_MS * (interval > INTERVAL_MOST_S ? INTERVAL_MOST_S : interval);
	p->next_mono_ms = clock_mono_ms() + p->interval_ms;
	p->base.wake_mono_ms = clock_mono_ms() + SECOND_MS;
}

/* What the server left out is empty. */
static const char *text_of(const struct json *answer, const char *name, struct arena *a)
{
	const char *text = json_str(answer, name);

	return arena_strdup(a, text ? text : "");
}

static void begun(struct provider *p, const struct json *answer)
{
	struct arena *a = p->base.arena;

	p->attempt = text_of(answer, "attempt", a);
	p->code = text_of(answer, "code", a);
	p->address = text_of(answer, "address", a);
	p->qr = qr_make(a, json_str(answer, "complete") ? json_str(answer, "complete") : p->address);
	p->expires_ms = json_int(answer, "expires", 0);
	wait(p, answer);
}

static void begin(struct provider *p)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);

	sign_in_put_terminal(p->base.world, body);
	p->asked = stack_ask(&p->base, "POST", "/sessions/sso", body);
	arena_free(&a);
}

static void poll(struct provider *p)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);

	json_set_str(body, "attempt", p->attempt);
	p->asked = stack_ask_quietly(&p->base, "POST", "/sessions/sso/poll", body);
	arena_free(&a);
}

/* What passes by itself. */
static bool is_passing(enum error_code code)
{
	return code == ERR_OFFLINE || code == ERR_TIMEOUT || code == ERR_BUSY || code == ERR_THROTTLED;
}

static void polled(struct provider *p, struct message *m)
{
	struct error e = {0};

	if (m->status == HTTP_ACCEPTED && answer_good(m, &e))
		wait(p, m->json);
	else if (sign_in_take(p->owner, m, &e))
		return;
	else if (p->attempt && is_passing(e.code))
		wait(p, NULL);
	else
		sign_in_start_over(p->owner, &e);
}

static void provider_answer(struct screen *s, struct message *m)
{
	struct provider *p = (struct provider *)s;
	struct error e = {0};

	if (m->tag != p->asked)
		return;
	p->asked = 0;
	if (p->attempt || !answer_good(m, &e))
		polled(p, m);
	else
		begun(p, m->json);
}

static void provider_tick(struct screen *s, int64_t now_mono_ms)
{
	struct provider *p = (struct provider *)s;
	struct error e = {0};

	if (!p->attempt)
		return;
	s->wake_mono_ms = now_mono_ms + SECOND_MS;
	if (p->asked)
		return;
	if (!left_ms(p)) {
		error_set(&e, ERR_TOKEN, NULL, NULL);
		sign_in_start_over(p->owner, &e);
	} else if (now_mono_ms >= p->next_mono_ms) {
		poll(p);
	}
}

static bool provider_event(struct screen *s, const struct event *ev)
{
	(void)s;
	return ev->type == EVENT_CHARACTER;
}

static void provider_again(struct screen *s, const struct json *brought)
{
	struct provider *p = (struct provider *)s;

	(void)brought;
	if (!p->attempt && !p->asked)
		begin(p);
}

static const struct screen_ops provider_ops = {
	.name = "provider", .context = CONTEXT_SIGN_IN, .draw = provider_draw, .event = provider_event, .answer = provider_answer,
	.again = provider_again, .tick = provider_tick,
};

struct screen *provider_screen(struct screen *owner, const char *name)
{
	struct provider *p = (struct provider *)screen_new(owner->stack, &provider_ops, sizeof *p, _("Single sign-on"));

	p->owner = owner;
	p->name = arena_strdup(p->base.arena, name);
	p->interval_ms = (int64_t)INTERVAL_S * SECOND_MS;
	return &p->base;
}
