/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in (stack.h): at the start, and again over one's own screens when
 * the session ran out. */
#include "client/screen/sign_in.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/stack.h"
#include "client/tui/edit.h"
#include "client/tui/words.h"

enum { LOGIN_MOST = 64, PASSWORD_MOST = 128, FIELD_WIDTH = 32, HTTP_ACCEPTED = 202 };

struct sign_in {
	struct screen base;
	bool again; /* the same user, who goes on afterwards */
	struct edit login, password;
	bool on_password;
	uint64_t asked; /* 0: nothing is under way */
	uint64_t asked_ways;
	bool ways_known;
	const char *provider; /* the identity provider's name; NULL: none */
};

static struct edit *focused(struct sign_in *s)
{
	return s->on_password ? &s->password : &s->login;
}

void sign_in_clock(int64_t ms, char out[8])
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(out, 8, "%H:%M", &tm);
}

int sign_in_words(struct canvas *c, int row, int column, int width, enum style style, const char *words)
{
	int rows = canvas_rows(c) - row;

	return rows > 0 ? row + canvas_wrap(c, row, column, rows, width, 0, style, words) : row;
}

static void draw_field(struct canvas *c, int row, const char *label, const struct edit *ed, bool focus, int labels)
{
	int width = canvas_columns(c) - labels - 4;

	canvas_text(c, row, 2, labels, focus ? STYLE_MARKED : STYLE_LABEL, label);
	edit_draw(ed, c, row, labels + 3, width < FIELD_WIDTH ? width : FIELD_WIDTH, focus);
}

static int draw_head(const struct sign_in *s, struct canvas *c)
{
	const char *words = s->again ? _("Your session has ended. Sign in again and go on where you were.") : s->base.world->site;

	if (str_empty(words))
		return 1;
	return 1 + canvas_wrap(c, 0, 2, 2, canvas_columns(c) - 4, 0, STYLE_VALUE, words);
}

/* The way that has no field here, with its key. */
static int draw_provider(const struct sign_in *s, struct canvas *c, int row)
{
	const enum context contexts[] = {CONTEXT_EDIT, CONTEXT_SIGN_IN, CONTEXT_ANY};
	char chord[16], words[160];

	if (!s->provider)
		return row;
	keymap_chord(s->base.world->keymap, contexts, 3, ACTION_SINGLE_SIGN_ON, chord);
	snprintf(words, sizeof words, _("Or through %s: %s"), s->provider, chord);
	return sign_in_words(c, row, 2, canvas_columns(c) - 4, STYLE_NORMAL, words) + 1;
}

static void sign_in_draw(const struct screen *screen, struct canvas *c)
{
	const struct sign_in *s = (const struct sign_in *)screen;
	int row = draw_head(s, c), labels = utf8_columns(_("User name"));

	if (utf8_columns(_("Password")) > labels)
		labels = utf8_columns(_("Password"));
	draw_field(c, row, _("User name"), &s->login, !s->on_password, labels);
	draw_field(c, row + 1, _("Password"), &s->password, s->on_password, labels);
	row = draw_provider(s, c, row + 3);
	if (s->base.world->demo && !s->again)
		sign_in_words(c, row, 2, canvas_columns(c) - 4, STYLE_DIM, s->base.world->demo);
}

void sign_in_put_terminal(const struct world *w, struct json *body)
{
	struct json *terminal = json_set_object(body, "terminal");

	json_set_str(terminal, "key", w->terminal_key ? w->terminal_key : "");
	json_set_str(terminal, "name", w->terminal_name ? w->terminal_name : "");
	json_set_str(terminal, "user", w->terminal_user ? w->terminal_user : "");
}

static void ask(struct sign_in *s)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);

	json_set_str(body, "login", s->login.text);
	json_set_str(body, "password", s->password.text);
	sign_in_put_terminal(s->base.world, body);
	s->asked = stack_ask(&s->base, "POST", "/sessions", body);
	arena_free(&a);
}

/* Enter goes to what is still empty, then signs in. */
static void accept(struct sign_in *s)
{
	if (s->asked)
		return;
	if (str_empty(s->login.text))
		s->on_password = false;
	else if (str_empty(s->password.text))
		s->on_password = true;
	else if (s->base.world->ports)
		ask(s);
}

static void leave_answered(struct screen *owner, int answer)
{
	if (answer == 0)
		stack_sign_off(owner->stack);
}

static void back(struct sign_in *s)
{
	const char *answers[2] = {_("Sign off"), _("Stay here")};

	dialog_ask(s->base.stack, _("Sign off? What is half done is kept for you."), answers, 2, leave_answered, &s->base);
}

/* A further way, where there is one. */
static bool go_by(struct sign_in *s, enum action_id action)
{
	struct stack *st = s->base.stack;

	if (s->asked || !s->base.world->ports)
		return true;
	if (action == ACTION_SINGLE_SIGN_ON && s->provider)
		stack_push(st, provider_screen(&s->base, s->provider));
	else if (action == ACTION_CODE && !s->again)
		stack_push(st, code_screen(&s->base));
	else
		stack_say(st, TONE_WARN, _("Not here: %s"), _(action_rows[action].help));
	return true;
}

static bool act(struct sign_in *s, enum action_id action)
{
	switch (action) {
	case ACTION_ACCEPT:
	case ACTION_SAVE:
		accept(s);
		return true;
	case ACTION_NEXT_FIELD:
	case ACTION_PREVIOUS_FIELD:
	case ACTION_UP:
	case ACTION_DOWN:
		s->on_password = s->again || !s->on_password;
		return true;
	case ACTION_SINGLE_SIGN_ON:
	case ACTION_CODE:
		return go_by(s, action);
	case ACTION_BACK:
		if (s->again)
			back(s);
		return s->again;
	default:
		return edit_action(focused(s), action);
	}
}

static bool sign_in_event(struct screen *screen, const struct event *ev)
{
	struct sign_in *s = (struct sign_in *)screen;

	switch (ev->type) {
	case EVENT_CHARACTER:
		edit_type(focused(s), ev->character);
		return true;
	case EVENT_SCAN: /* a badge */
		edit_set(focused(s), "");
		edit_paste(focused(s), ev->bytes, ev->len);
		accept(s);
		return true;
	case EVENT_PASTE:
		edit_paste(focused(s), ev->bytes, ev->len);
		return true;
	case EVENT_ACTION:
		return act(s, ev->action);
	}
	return false;
}

static void forget_password(struct sign_in *s)
{
	explicit_bzero(&s->password, sizeof s->password);
	edit_init(&s->password, PASSWORD_MOST, true);
}

static bool is_same_user(const struct world *w, const struct json *answer)
{
	return w->user && str_eq(w->user->login, json_str(json_get(answer, "user"), "login"));
}

/* Another one than whose screens lie below: theirs are left first. */
static void signed_in(struct sign_in *s, const struct json *answer)
{
	struct stack *st = s->base.stack;
	bool same = is_same_user(s->base.world, answer);
	void *arg;
	const struct stack_events *ev = stack_events_of(st, &arg);

	forget_password(s);
	stack_uncover(&s->base);
	if (s->again && !same)
		stack_unwind(st);
	if (ev && ev->signed_in)
		ev->signed_in(arg, answer);
	if (!s->again || !same)
		return;
	stack_pop(st, NULL);
	stack_repeat(st);
}

bool sign_in_take(struct screen *owner, struct message *m, struct error *e)
{
	struct sign_in *s = (struct sign_in *)owner;

	if (!answer_good(m, e))
		return false;
	forget_password(s);
	if (m->status != HTTP_ACCEPTED) {
		signed_in(s, m->json);
		return true;
	}
	stack_uncover(owner);
	stack_push(owner->stack, pin_screen(owner, m->json));
	return true;
}

void sign_in_start_over(struct screen *owner, const struct error *e)
{
	forget_password((struct sign_in *)owner);
	stack_uncover(owner);
	stack_say_error(owner->stack, e);
}

void sign_in_with(struct screen *owner, const char *login, const char *password)
{
	struct sign_in *s = (struct sign_in *)owner;

	stack_uncover(owner);
	edit_set(&s->login, login ? login : "");
	edit_set(&s->password, password);
	s->on_password = true;
	if (!s->asked)
		ask(s);
}

static void take_ways(struct sign_in *s, struct message *m)
{
	const struct json *sso = json_get(m->json, "sso");
	struct error e = {0};

	s->asked_ways = 0;
	if (!answer_good(m, &e))
		return;
	s->ways_known = true;
	if (json_type(sso) == JSON_OBJECT)
		s->provider = arena_strdup(s->base.arena, json_str(sso, "name") ? json_str(sso, "name") : _("the identity provider"));
}

static void sign_in_answer(struct screen *screen, struct message *m)
{
	struct sign_in *s = (struct sign_in *)screen;
	struct error e = {0};

	if (m->tag == s->asked_ways)
		take_ways(s, m);
	if (m->tag != s->asked)
		return;
	s->asked = 0;
	if (sign_in_take(screen, m, &e))
		return;
	stack_say_error(screen->stack, &e);
	if (e.code == ERR_CREDENTIALS || e.code == ERR_THROTTLED) {
		forget_password(s);
		s->on_password = true;
	}
}

static void sign_in_again(struct screen *screen, const struct json *brought)
{
	struct sign_in *s = (struct sign_in *)screen;

	(void)brought;
	if (!s->again && !screen->world->user)
		forget_password(s);
}

/* What ways there are is asked once the screen has been painted. */
static void sign_in_tick(struct screen *screen, int64_t now_mono_ms)
{
	struct sign_in *s = (struct sign_in *)screen;

	(void)now_mono_ms;
	if (screen->world->ports && !s->ways_known && !s->asked_ways)
		s->asked_ways = stack_ask_quietly(screen, "GET", "/sign-in", NULL);
}

static void sign_in_news(struct screen *screen)
{
	const struct sign_in *s = (const struct sign_in *)screen;

	if (screen->world->online && !s->ways_known && !s->asked_ways)
		screen->wake_mono_ms = 1;
}

static bool sign_in_edits(const struct screen *s)
{
	(void)s;
	return true;
}

static size_t sign_in_keys(const struct screen *screen, enum action_id *out, size_t most)
{
	const struct sign_in *s = (const struct sign_in *)screen;
	size_t n = 0;

	if (most < 5)
		return 0;
	out[n++] = ACTION_ACCEPT;
	if (s->provider)
		out[n++] = ACTION_SINGLE_SIGN_ON;
	if (!s->again) {
		out[n++] = ACTION_CODE;
		out[n++] = ACTION_NEXT_FIELD;
	}
	if (!screen->world->fixed)
		out[n++] = ACTION_QUIT;
	return n;
}

static void sign_in_release(struct screen *screen)
{
	forget_password((struct sign_in *)screen);
}

const struct screen_ops sign_in_ops = {
	.name = "sign-in", .context = CONTEXT_SIGN_IN, .draw = sign_in_draw, .event = sign_in_event, .answer = sign_in_answer,
	.again = sign_in_again, .news = sign_in_news, .keys = sign_in_keys, .edits = sign_in_edits, .tick = sign_in_tick,
	.release = sign_in_release,
};

static struct sign_in *make(struct stack *st, const char *title)
{
	struct sign_in *s = (struct sign_in *)screen_new(st, &sign_in_ops, sizeof *s, title);

	edit_init(&s->login, LOGIN_MOST, false);
	edit_init(&s->password, PASSWORD_MOST, true);
	s->base.wake_mono_ms = 1;
	return s;
}

struct screen *sign_in_screen(struct stack *st)
{
	return &make(st, _("Sign in"))->base;
}

struct screen *sign_in_again_screen(struct stack *st)
{
	struct sign_in *s = make(st, _("Sign in again"));

	s->again = s->on_password = true;
	edit_set(&s->login, stack_world(st)->user->login);
	return &s->base;
}
