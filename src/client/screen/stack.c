/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/stack_inside.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/actions.h"
#include "client/screen/goods_owner.h"
#include "client/screen/help.h"
#include "client/screen/own.h"
#include "client/tui/words.h"

struct stack *stack_new(struct world *w)
{
	struct stack *st = xcalloc(1, sizeof *st);

	st->world = w;
	return st;
}

static void screen_free(struct screen *s)
{
	struct arena *a = s->arena;

	if (s->ops->release)
		s->ops->release(s);
	arena_free(&a);
}

static void bury(struct stack *st)
{
	while (st->depth == 0 && st->gone) {
		struct screen *s = st->gone;

		st->gone = s->below;
		screen_free(s);
	}
}

/* Besides what else is said: why their screen has gone. */
static void say_unused(struct stack *st)
{
	char said[sizeof st->said / 2];
	size_t n = st->unused;

	if (!n)
		return;
	st->unused = 0;
	str_copy(said, sizeof said, st->said);
	if (*said)
		stack_say(st, TONE_ERROR, _("%s; not used, scan again: %zu scans"), said, n);
	else
		stack_say(st, TONE_ERROR, _("Not used, scan again: %zu scans"), n);
}

/* Takes the top screen off; it dies when no handler runs any more. */
static void take_off(struct stack *st)
{
	struct screen *s = st->top;

	st->top = s->below;
	if (st->busy == s) {
		st->busy = NULL;
		st->unused += holding_drop_scans(&st->held); /* they mean nothing to another */
	}
	if (st->signing_in == s)
		st->signing_in = NULL;
	if (st->assuring == s) {
		st->assuring = NULL;
		st->gave_up = true;
	}
	asks_forget(&st->asks, s, st->world->ports);
	s->below = st->gone;
	st->gone = s;
	bury(st);
}

void stack_free(struct stack **st)
{
	if (!*st)
		return;
	while ((*st)->top)
		take_off(*st);
	(*st)->depth = 0;
	bury(*st);
	holding_drop(&(*st)->held);
	free(*st);
	*st = NULL;
}

struct screen *screen_new(struct stack *st, const struct screen_ops *ops, size_t size, const char *title)
{
	struct arena *a = arena_new();
	struct screen *s = arena_alloc(a, size);

	s->ops = ops;
	s->arena = a;
	s->stack = st;
	s->world = st->world;
	s->title = arena_strdup(a, title);
	return s;
}

void stack_push(struct stack *st, struct screen *s)
{
	if (!s)
		return;
	s->below = st->top;
	st->top = s;
	st->depth++;
	if (s->ops->again)
		s->ops->again(s, NULL);
	st->depth--;
	bury(st);
}

/* Leaving a screen with something half-filled keeps it as a draft. */
static void keep_draft(struct screen *s)
{
	struct json *draft = NULL;
	const char *name;

	if (!s->ops->keep || !s->world->ports)
		return;
	name = s->ops->keep(s, &draft);
	if (name)
		s->world->ports->ops->draft_keep(s->world->ports, name, draft);
}

void stack_pop(struct stack *st, const struct json *brought)
{
	struct arena *a = arena_new();
	struct json *copy = NULL;

	assert(st->top);
	if (brought) {
		copy = json_object(a);
		json_set_copy(copy, "brought", brought);
	}
	st->depth++;
	take_off(st);
	if (st->top && st->top->ops->again)
		st->top->ops->again(st->top, json_get(copy, "brought"));
	st->depth--;
	bury(st);
	arena_free(&a);
}

void stack_replace(struct stack *st, struct screen *s)
{
	if (!s)
		return;
	if (st->top)
		take_off(st);
	stack_push(st, s);
}

void stack_uncover(struct screen *s)
{
	struct stack *st = s->stack;

	st->depth++;
	while (st->top && st->top != s) {
		if (st->top->ops->holds && st->top->ops->holds(st->top))
			keep_draft(st->top);
		take_off(st);
	}
	st->depth--;
	bury(st);
}

static void leave_answered(struct screen *owner, int answer)
{
	struct stack *st = owner->stack;

	if (answer != 0 && answer != 1)
		return;
	if (answer == 0)
		keep_draft(owner);
	else if (owner->ops->keep) {
		struct json *draft = NULL;
		const char *name = owner->ops->keep(owner, &draft);

		if (name)
			owner->world->ports->ops->draft_keep(owner->world->ports, name, NULL);
	}
	if (st->top == owner)
		stack_pop(st, NULL);
}

/* Of what is never kept: a password. */
static void leave_unkept_answered(struct screen *owner, int answer)
{
	if (answer == 0 && owner->stack->top == owner)
		stack_pop(owner->stack, NULL);
}

void stack_back(struct stack *st)
{
	struct screen *s = st->top;
	const char *answers[3];

	if (!s)
		return;
	if (!s->ops->holds || !s->ops->holds(s)) {
		if (s->below)
			stack_pop(st, NULL);
		return;
	}
	answers[0] = _("Keep it for later");
	answers[1] = _("Throw it away");
	answers[2] = _("Stay here");
	if (s->ops->keep)
		dialog_ask(st, _("This is half done."), answers, 3, leave_answered, s);
	else
		dialog_ask(st, _("This is half done."), answers + 1, 2, leave_unkept_answered, s);
}

void stack_unwind(struct stack *st)
{
	while (st->top && st->top->below) {
		if (st->top->ops->holds && st->top->ops->holds(st->top))
			keep_draft(st->top);
		take_off(st);
	}
	holding_drop(&st->held);
	st->signing_in = st->assuring = NULL;
	if (st->top && st->top->ops->again)
		st->top->ops->again(st->top, NULL);
}

struct screen *stack_top(const struct stack *st)
{
	return st->top;
}

bool stack_empty(const struct stack *st)
{
	return !st->top;
}

struct world *stack_world(const struct stack *st)
{
	return st->world;
}

size_t stack_contexts(const struct stack *st, enum context out[3])
{
	size_t n = 0;

	if (st->top && st->top->ops->edits && st->top->ops->edits(st->top))
		out[n++] = CONTEXT_EDIT;
	if (st->top)
		out[n++] = st->top->ops->context;
	out[n++] = CONTEXT_ANY;
	return n;
}

static bool is_typed(const struct screen *s, uint32_t character)
{
	return s && s->ops->types && s->ops->types(s, character);
}

/* What a chord means on the top screen.  Where a text field has the focus a
 * plain character is typed unless `edit` binds it. */
static void meaning(const struct stack *st, const struct chord *c, struct event *ev)
{
	enum context contexts[3];
	size_t n = stack_contexts(st, contexts);
	bool plain = c->key == KEY_CHAR && !c->control && !c->alt;

	ev->type = EVENT_ACTION;
	if (plain && is_typed(st->top, c->character))
		n = 0;
	ev->action = keymap_action(st->world->keymap, contexts, plain && contexts[0] == CONTEXT_EDIT ? 1 : n, c);
	if (ev->action == ACTION_NONE && plain) {
		ev->type = EVENT_CHARACTER;
		ev->character = c->character;
	}
}

void stack_sign_off(struct stack *st)
{
	const struct stack_events *ev = st->events;

	stack_unwind(st);
	if (ev && ev->signed_off)
		ev->signed_off(st->events_arg);
}

static void sign_off_answered(struct screen *owner, int answer)
{
	if (answer == 0)
		stack_sign_off(owner->stack);
}

static void ask_sign_off(struct stack *st)
{
	const char *answers[2] = {_("Sign off"), _("Stay here")};

	dialog_ask(st, _("Sign off? What waits is sent all the same."), answers, 2, sign_off_answered, st->top);
}

/* A key that does something elsewhere says that it does not here; one that
 * merely had nowhere to move to is silent. */
static void say_no_use(struct stack *st, enum action_id action)
{
	if (action >= ACTION_SEARCH && action <= ACTION_DISCARD)
		stack_say(st, TONE_WARN, _("Not here: %s"), _(action_rows[action].help));
}

/* A kiosk has no way elsewhere, but for signing in when its session has ended. */
static bool is_kept_in(const struct stack *st, enum action_id action)
{
	if (!own_kiosk_page(st->world))
		return false;
	if (action == ACTION_ACTIONS)
		return !st->signing_in;
	return !(action == ACTION_HELP || action == ACTION_REDRAW || action == ACTION_QUIT || (action == ACTION_BACK && st->top->below));
}

/* Actions that mean the same on every screen. */
static void common_action(struct stack *st, enum action_id action)
{
	bool dialog = st->top->ops->context == CONTEXT_DIALOG;

	if (is_kept_in(st, action))
		return;
	switch (action) {
	case ACTION_BACK:
		if (!st->top->below && st->world->user)
			ask_sign_off(st);
		else
			stack_back(st);
		break;
	case ACTION_HELP:
		if (!dialog)
			stack_push(st, help_keys_screen(st));
		break;
	case ACTION_QUEUE:
		if (st->world->user && !dialog)
			stack_push(st, queue_screen(st));
		break;
	case ACTION_SIGN_OFF:
		if (st->world->user && !dialog)
			ask_sign_off(st);
		break;
	case ACTION_ACTIONS:
		if (!dialog)
			actions_offer(st->top, false, NULL);
		break;
	case ACTION_PROFILE:
		if (st->world->user && !dialog && !own_is_profile(st->top))
			open_page(st, own_profile_page(st->world), NULL);
		break;
	case ACTION_GOODS_OWNER:
		if (st->world->user && !dialog)
			goods_owner_ask(st);
		break;
	case ACTION_REDRAW:
		if (st->events && st->events->redraw)
			st->events->redraw(st->events_arg);
		break;
	case ACTION_QUIT:
		if (!st->world->fixed && st->events && st->events->quit)
			st->events->quit(st->events_arg);
		break;
	default:
		say_no_use(st, action);
		break;
	}
}

/* What the top screen has no use for. */
static void not_taken(struct stack *st, const struct event *ev)
{
	if (ev->type == EVENT_ACTION)
		common_action(st, ev->action);
	else if (ev->type == EVENT_SCAN)
		stack_say(st, TONE_ERROR, _("Nothing is scanned here."));
}

/* The wheel moves; nothing else that a mouse does is a key. */
static void turned(const struct input_event *in, struct event *ev)
{
	ev->type = EVENT_ACTION;
	ev->action = in->button == MOUSE_WHEEL_UP ? ACTION_UP : in->button == MOUSE_WHEEL_DOWN ? ACTION_DOWN : ACTION_NONE;
}

static void dispatch(struct stack *st, struct event ev)
{
	st->tone = TONE_NONE;
	st->said[0] = '\0';
	if (ev.type == EVENT_ACTION && ev.action == ACTION_BACK && stack_waits(st)) {
		asks_break_off(&st->asks, st->top, st->world->ports);
		return;
	}
	st->depth++;
	if (!st->top->ops->event(st->top, &ev))
		not_taken(st, &ev);
	st->depth--;
	bury(st);
	if (st->depth == 0)
		say_unused(st);
}

static void handle(struct stack *st, const struct input_event *in)
{
	struct event ev = {.bytes = in->bytes, .len = in->len};

	if (!st->top)
		return;
	if (in->type == INPUT_CHORD)
		meaning(st, &in->chord, &ev);
	else if (in->type == INPUT_MOUSE)
		turned(in, &ev);
	else
		ev.type = in->type == INPUT_SCAN ? EVENT_SCAN : EVENT_PASTE;
	dispatch(st, ev);
}

void stack_act(struct stack *st, enum action_id action)
{
	if (st->top)
		dispatch(st, (struct event){.type = EVENT_ACTION, .action = action});
}

/* Esc and the way out are never held back by a wait (F6). */
static bool breaks_off(const struct stack *st, const struct input_event *in)
{
	struct event ev = {0};

	if (in->type != INPUT_CHORD)
		return false;
	meaning(st, &in->chord, &ev);
	return ev.type == EVENT_ACTION && (ev.action == ACTION_BACK || ev.action == ACTION_QUIT || ev.action == ACTION_SIGN_OFF);
}

static void drain(struct stack *st)
{
	if (st->gave_up && st->depth == 0)
		stack_give_up(st);
	while (st->held.first && !st->busy && st->depth == 0) {
		struct held *h = holding_take(&st->held);

		handle(st, &h->event);
		held_free(&h);
	}
}

/* Scans wait for a busy screen wherever it lies; keys only while it is on top:
 * what is asked over it must be answered. */
static bool must_wait(const struct stack *st, const struct input_event *in)
{
	return st->busy && (in->type == INPUT_SCAN || st->busy == st->top);
}

void stack_input(struct stack *st, const struct input_event *in)
{
	if (must_wait(st, in) && !breaks_off(st, in))
		holding_add(&st->held, in);
	else
		handle(st, in);
	drain(st);
}

void stack_message(struct stack *st, struct message *m)
{
	struct asked *w = m->tag ? asks_take(&st->asks, m->tag) : NULL;
	enum error_code first = w ? own_first(w, m) : ERR_NONE;

	st->depth++;
	if (first != ERR_NONE) {
		stack_park(st, w, first, m);
		w = NULL;
	} else if (w && w->screen->ops->answer) {
		m->tag = w->name;
		w->screen->ops->answer(w->screen, m);
		if (own_has_changed(w, m))
			asks_repeat(&st->asks, st->world->ports);
	}
	st->depth--;
	asked_free(&w);
	message_free(&m);
	bury(st);
	say_unused(st);
	drain(st);
}

/* There is contact again: that there was none is no news any more. */
static void forget_offline(struct stack *st)
{
	bool back = st->world->online && !st->was_online;

	st->was_online = st->world->online;
	if (!back || !st->said_offline)
		return;
	st->said[0] = '\0';
	st->tone = TONE_NONE;
}

void stack_news(struct stack *st)
{
	forget_offline(st);
	st->depth++;
	for (struct screen *s = st->top; s; s = s->below)
		if (s->ops->news)
			s->ops->news(s);
	st->depth--;
	bury(st);
	drain(st);
}

void stack_tick(struct stack *st, int64_t mono_ms)
{
	struct screen *s = st->top;

	if (!s || !s->ops->tick || s->wake_mono_ms == 0 || s->wake_mono_ms > mono_ms)
		return;
	s->wake_mono_ms = 0;
	st->depth++;
	s->ops->tick(s, mono_ms);
	st->depth--;
	bury(st);
	drain(st);
}

int64_t stack_wake(const struct stack *st)
{
	return st->top ? st->top->wake_mono_ms : 0;
}

void stack_busy(struct stack *st, bool busy)
{
	st->busy = busy ? st->top : NULL;
}

void stack_say(struct stack *st, enum tone tone, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(st->said, sizeof st->said, fmt, ap);
	va_end(ap);
	st->tone = tone;
	st->said_offline = false;
	st->beep = st->beep || tone == TONE_ERROR;
}

void stack_say_error(struct stack *st, const struct error *e)
{
	char words[sizeof st->said];

	error_words(e, _(error_rows[e->code].words), words, sizeof words);
	stack_say(st, e->code == ERR_CANCELLED ? TONE_WARN : TONE_ERROR, "%s", words);
	st->said_offline = e->code == ERR_OFFLINE || e->code == ERR_TIMEOUT || e->code == ERR_NOT_OFFLINE;
}

bool stack_take_beep(struct stack *st)
{
	bool beep = st->beep;

	st->beep = false;
	return beep;
}

enum tone stack_said(const struct stack *st, const char **text)
{
	*text = st->said;
	return st->tone;
}

void stack_listen(struct stack *st, const struct stack_events *ev, void *arg)
{
	st->events = ev;
	st->events_arg = arg;
}

const struct stack_events *stack_events_of(const struct stack *st, void **arg)
{
	*arg = st->events_arg;
	return st->events;
}
