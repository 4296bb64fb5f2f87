/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The PIN (C2): one that was mailed, or one of an authenticator app, which at
 * the first time is given its key here (sign_in.h). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/sign_in.h"
#include "client/screen/stack.h"
#include "client/tui/edit.h"
#include "client/tui/qr.h"
#include "client/tui/words.h"

enum { MAIL_DIGITS = 8, APP_DIGITS = 6, MARGIN = 2, WORDS_ROWS = 12 };

enum step { STEP_MAIL, STEP_APP, STEP_ENROL };

struct pin {
	struct screen base;
	struct screen *owner;
	enum step step;
	const char *attempt, *hint, *key;
	struct qr *qr; /* of the app's key; NULL: none */
	int64_t expires_ms; /* 0: it was not said */
	struct edit digits;
	size_t most;
	uint64_t asked, asked_again;
};

static const char *words(const struct pin *p, bool scanned, struct arena *a)
{
	char until[8];

	switch (p->step) {
	case STEP_APP:
		return _("Type the PIN of 6 digits that your authenticator app shows.");
	case STEP_ENROL:
		if (scanned)
			return _("Scan this with an authenticator app, or type the key into it. Then type the PIN of 6 digits that it shows.");
		return _("Type this key into an authenticator app. Then type the PIN of 6 digits that it shows.");
	case STEP_MAIL:
		break;
	}
	sign_in_clock(p->expires_ms, until);
	if (!p->expires_ms)
		return arena_printf(a, _("A PIN of 8 digits was sent to %s."), p->hint);
	return arena_printf(a, _("A PIN of 8 digits was sent to %s. It holds until %s."), p->hint, until);
}

static void draw_digits(const struct pin *p, struct canvas *c, int row, int column)
{
	const char *label = _("PIN");
	int used = canvas_text(c, row, column, -1, STYLE_MARKED, label);

	edit_draw(&p->digits, c, row, column + used + 1, (int)p->most + 2, true);
}

static void pin_draw(const struct screen *s, struct canvas *c)
{
	const struct pin *p = (const struct pin *)s;
	struct sign_in_qr at = sign_in_qr_place(p->qr, s->world, c, WORDS_ROWS);
	int width = canvas_columns(c) - at.column - MARGIN, row;
	struct arena *a = arena_new();

	row = sign_in_words(c, 0, at.column, width, STYLE_VALUE, words(p, at.quiet >= 0, a));
	if (p->key)
		row = sign_in_words(c, row + (canvas_rows(c) > row + 4), at.column, width, STYLE_MARKED, p->key);
	row += canvas_rows(c) > row + 1;
	draw_digits(p, c, row, at.column);
	sign_in_qr_draw(&at, c, row + 2);
	arena_free(&a);
}

static void send(struct pin *p)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);

	json_set_str(body, "attempt", p->attempt);
	json_set_str(body, "pin", p->digits.text);
	p->asked = stack_ask(&p->base, "POST", "/sessions/pin", body);
	arena_free(&a);
}

static void accept(struct pin *p)
{
	if (p->asked || p->asked_again)
		return;
	if (strlen(p->digits.text) == p->most)
		send(p);
	else
		stack_say(p->base.stack, TONE_WARN, _("The PIN has %d digits"), (int)p->most);
}

static void have_another(struct pin *p)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);

	json_set_str(body, "attempt", p->attempt);
	if (!p->asked && !p->asked_again)
		p->asked_again = stack_ask(&p->base, "POST", "/sessions/pin/again", body);
	arena_free(&a);
}

static void type(struct pin *p, uint32_t character)
{
	if (character >= '0' && character <= '9')
		edit_type(&p->digits, character);
}

/* With spaces or what else it was written with: digits alone count. */
static void type_all(struct pin *p, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		type(p, (unsigned char)bytes[i]);
}

static bool act(struct pin *p, enum action_id action)
{
	switch (action) {
	case ACTION_ACCEPT:
	case ACTION_SAVE:
		accept(p);
		return true;
	case ACTION_NEW_PIN:
		if (p->step != STEP_MAIL)
			return false;
		have_another(p);
		return true;
	default:
		return edit_action(&p->digits, action);
	}
}

static bool pin_event(struct screen *s, const struct event *ev)
{
	struct pin *p = (struct pin *)s;

	switch (ev->type) {
	case EVENT_CHARACTER:
		type(p, ev->character);
		return true;
	case EVENT_SCAN: /* its suffix was the Enter */
		edit_set(&p->digits, "");
		type_all(p, ev->bytes, ev->len);
		accept(p);
		return true;
	case EVENT_PASTE:
		type_all(p, ev->bytes, ev->len);
		return true;
	case EVENT_ACTION:
		return act(p, ev->action);
	}
	return false;
}

static void forget_digits(struct pin *p)
{
	explicit_bzero(&p->digits, sizeof p->digits);
	edit_init(&p->digits, p->most, false);
}

static enum step step_of(const char *name)
{
	return str_eq(name, "enrol") ? STEP_ENROL : str_eq(name, "app") ? STEP_APP : STEP_MAIL;
}

static void begin(struct pin *p, const struct json *answer)
{
	struct arena *a = p->base.arena;
	const char *hint = json_str(answer, "hint");

	p->step = step_of(json_str(answer, "step"));
	p->attempt = arena_strdup(a, json_str(answer, "attempt"));
	p->hint = arena_strdup(a, str_empty(hint) ? _("your e-mail address") : hint);
	p->key = p->step == STEP_ENROL ? arena_strdup(a, json_str(answer, "key")) : NULL;
	p->qr = p->key ? qr_make(a, json_str(answer, "uri")) : NULL;
	p->expires_ms = json_int(answer, "expires", 0);
	p->most = p->step == STEP_MAIL ? MAIL_DIGITS : APP_DIGITS;
	forget_digits(p);
}

/* Wrong: once more, or the attempt is over. */
static void refused(struct pin *p, const struct error *e)
{
	if (e->code == ERR_TOKEN) {
		sign_in_start_over(p->owner, e);
		return;
	}
	stack_say_error(p->base.stack, e);
	if (e->code == ERR_PIN)
		forget_digits(p);
}

static void answered_again(struct pin *p, struct message *m)
{
	struct error e = {0};
	int64_t expires_ms;

	if (!answer_good(m, &e)) {
		refused(p, &e);
		return;
	}
	expires_ms = json_int(m->json, "expires", 0);
	p->expires_ms = expires_ms ? expires_ms : p->expires_ms;
	forget_digits(p);
	stack_say(p->base.stack, TONE_OK, _("A new PIN was sent."));
}

static void pin_answer(struct screen *s, struct message *m)
{
	struct pin *p = (struct pin *)s;
	struct error e = {0};

	if (m->tag == p->asked_again) {
		p->asked_again = 0;
		answered_again(p, m);
	} else if (m->tag == p->asked) {
		p->asked = 0;
		if (!sign_in_take(p->owner, m, &e))
			refused(p, &e);
	}
}

static bool pin_edits(const struct screen *s)
{
	(void)s;
	return true;
}

static size_t pin_keys(const struct screen *s, enum action_id *out, size_t most)
{
	size_t n = 0;

	if (most < 2)
		return 0;
	if (((const struct pin *)s)->step == STEP_MAIL)
		out[n++] = ACTION_NEW_PIN;
	out[n++] = ACTION_ACCEPT;
	return n;
}

static void pin_release(struct screen *s)
{
	forget_digits((struct pin *)s);
}

static const struct screen_ops pin_ops = {
	.name = "pin", .context = CONTEXT_SIGN_IN, .draw = pin_draw, .event = pin_event, .answer = pin_answer, .keys = pin_keys,
	.edits = pin_edits, .release = pin_release,
};

struct screen *pin_screen(struct screen *owner, const struct json *answer)
{
	struct pin *p = (struct pin *)screen_new(owner->stack, &pin_ops, sizeof *p, "");

	p->owner = owner;
	begin(p, answer);
	p->base.title = p->step == STEP_ENROL ? _("Set up your authenticator app") : _("PIN");
	return &p->base;
}
