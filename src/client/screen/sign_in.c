/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in (stack.h): at the start, and again over one's own screens when
 * the session ran out. */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/stack.h"
#include "client/tui/edit.h"
#include "client/tui/words.h"

enum { LOGIN_MOST = 64, PASSWORD_MOST = 128, FIELD_WIDTH = 32 };

struct sign_in {
	struct screen base;
	bool again; /* the same user, who goes on afterwards */
	struct edit login, password;
	bool on_password;
	uint64_t asked; /* 0: nothing is under way */
};

static struct edit *focused(struct sign_in *s)
{
	return s->on_password ? &s->password : &s->login;
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

static void sign_in_draw(const struct screen *screen, struct canvas *c)
{
	const struct sign_in *s = (const struct sign_in *)screen;
	int row = draw_head(s, c), labels = utf8_columns(_("User name"));

	if (utf8_columns(_("Password")) > labels)
		labels = utf8_columns(_("Password"));
	draw_field(c, row, _("User name"), &s->login, !s->on_password, labels);
	draw_field(c, row + 1, _("Password"), &s->password, s->on_password, labels);
	if (s->base.world->demo && !s->again)
		canvas_wrap(c, row + 3, 2, canvas_rows(c) - row - 3, canvas_columns(c) - 4, 0, STYLE_DIM, s->base.world->demo);
}

static void ask(struct sign_in *s)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a), *terminal;
	const struct world *w = s->base.world;

	json_set_str(body, "login", s->login.text);
	json_set_str(body, "password", s->password.text);
	terminal = json_set_object(body, "terminal");
	json_set_str(terminal, "key", w->terminal_key ? w->terminal_key : "");
	json_set_str(terminal, "name", w->terminal_name ? w->terminal_name : "");
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

static void signed_in(struct sign_in *s, const struct json *answer)
{
	struct stack *st = s->base.stack;
	void *arg;
	const struct stack_events *ev = stack_events_of(st, &arg);

	forget_password(s);
	stack_uncover(&s->base);
	if (ev && ev->signed_in)
		ev->signed_in(arg, answer);
	if (!s->again)
		return;
	stack_pop(st, NULL);
	stack_repeat(st);
}

static void sign_in_answer(struct screen *screen, struct message *m)
{
	struct sign_in *s = (struct sign_in *)screen;
	struct error e = {0};

	if (m->tag != s->asked)
		return;
	s->asked = 0;
	if (answer_good(m, &e)) {
		signed_in(s, m->json);
		return;
	}
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

static bool sign_in_edits(const struct screen *s)
{
	(void)s;
	return true;
}

static size_t sign_in_keys(const struct screen *screen, enum action_id *out, size_t most)
{
	size_t n = 0;

	if (most < 3)
		return 0;
	out[n++] = ACTION_ACCEPT;
	if (!((const struct sign_in *)screen)->again)
		out[n++] = ACTION_NEXT_FIELD;
	if (!screen->world->fixed)
		out[n++] = ACTION_QUIT;
	return n;
}

static void sign_in_release(struct screen *screen)
{
	forget_password((struct sign_in *)screen);
}

const struct screen_ops sign_in_ops = {
	.name = "sign-in", .context = CONTEXT_FORM, .draw = sign_in_draw, .event = sign_in_event, .answer = sign_in_answer,
	.again = sign_in_again, .keys = sign_in_keys, .edits = sign_in_edits, .release = sign_in_release,
};

static struct sign_in *make(struct stack *st, const char *title)
{
	struct sign_in *s = (struct sign_in *)screen_new(st, &sign_in_ops, sizeof *s, title);

	edit_init(&s->login, LOGIN_MOST, false);
	edit_init(&s->password, PASSWORD_MOST, true);
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
