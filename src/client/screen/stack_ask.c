/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screens of a stack ask the server (stack.h), and what is asked anew
 * when the user has signed in again, or has done what is wanted first. */
#include "base/json.h"
#include "base/str.h"
#include "client/screen/own.h"
#include "client/screen/stack_inside.h"

void stack_wait_for(struct stack *st, struct screen *s, uint64_t tag)
{
	asks_add(&st->asks, s, tag);
}

static uint64_t ask(struct screen *s, const char *method, const char *path, const struct json *body, const struct ask_head *head, bool quiet)
{
	struct ports *p = s->world->ports;
	struct asked *w = asks_add(&s->stack->asks, s, p->ops->ask_with(p, method, path, body, head));

	asks_keep_request(w, method, path, body, head, quiet);
	return w->name;
}

uint64_t stack_ask(struct screen *s, const char *method, const char *path, const struct json *body)
{
	return ask(s, method, path, body, NULL, false);
}

uint64_t stack_ask_with(struct screen *s, const char *method, const char *path, const struct json *body, const struct ask_head *head)
{
	return ask(s, method, path, body, head, false);
}

uint64_t stack_ask_quietly(struct screen *s, const char *method, const char *path, const struct json *body)
{
	return ask(s, method, path, body, NULL, true);
}

void stack_cancel(struct stack *st, uint64_t tag)
{
	asks_cancel(&st->asks, tag, st->world->ports);
}

bool stack_waits(const struct stack *st)
{
	return st->top && asks_shown(&st->asks, st->top);
}

void stack_repeat(struct stack *st)
{
	st->signing_in = NULL;
	asks_repeat(&st->asks, st->world->ports);
}

bool answer_good(const struct message *m, struct error *e)
{
	const char *code = json_str(m->json, "code"), *detail = json_str(m->json, "detail");

	if (m->error.code != ERR_NONE)
		*e = m->error;
	else if (m->status >= 400 || m->status == 0)
		error_set(e, code ? error_find(code) : ERR_INTERNAL, json_str(m->json, "field"), "%s", detail ? detail : "");
	else
		return true;
	return false;
}

/* The session ran out: the same user signs in again on top, and what was
 * asked is asked anew. */
static void sign_in_first(struct stack *st)
{
	struct screen *s;

	if (st->signing_in)
		return;
	s = sign_in_again_screen(st);
	st->signing_in = s;
	stack_push(st, s);
}

/* A new password is to be chosen: likewise, by the page that he has for it. */
static void change_password_first(struct stack *st)
{
	const struct error e = {.code = ERR_PASSWORD_CHANGE};

	if (own_is_password_page(st->top) || open_page(st, own_password_page(st->world), NULL))
		stack_say_error(st, &e);
}

/* What is sensitive: he shows that it is still he. */
static void assure_first(struct stack *st)
{
	struct screen *s;

	if (st->assuring)
		return;
	s = assure_screen(st);
	st->assuring = s;
	stack_push(st, s);
}

void stack_park(struct stack *st, struct asked *w, enum error_code first, const struct message *m)
{
	w->assurance = first == ERR_ASSURANCE && str_eq(json_str(m->json, "detail"), "app");
	asks_park(&st->asks, w);
	if (w->assurance)
		assure_first(st);
	else if (first == ERR_PASSWORD_CHANGE)
		change_password_first(st);
	else /* by the provider, too */
		sign_in_first(st);
}

void stack_assured(struct stack *st)
{
	st->assuring = NULL;
	asks_repeat(&st->asks, st->world->ports);
}

void stack_give_up(struct stack *st)
{
	struct asked *w;

	st->gave_up = false;
	while (!st->assuring && (w = asks_take_assurance(&st->asks))) {
		struct message *m = message_new(MESSAGE_ANSWER);

		m->tag = w->name;
		error_set(&m->error, ERR_CANCELLED, NULL, NULL);
		st->depth++;
		if (w->screen->ops->answer)
			w->screen->ops->answer(w->screen, m);
		st->depth--;
		message_free(&m);
		asked_free(&w);
	}
}
