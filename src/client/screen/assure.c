/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sensitive is done by somebody who shows that it is still he (stack.h):
 * by the PIN of his authenticator app.  What was asked is asked anew then. */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "client/screen/stack.h"
#include "client/tui/edit.h"
#include "client/tui/words.h"

enum { DIGITS = 6 };

struct assure {
	struct screen base;
	struct edit digits;
	uint64_t asked;
};

static void assure_draw(const struct screen *s, struct canvas *c)
{
	const struct assure *k = (const struct assure *)s;
	int rows = canvas_rows(c), columns = canvas_columns(c), row, used;

	canvas_fill(c, 0, 0, rows, columns, STYLE_NORMAL);
	row = canvas_wrap(c, 0, 1, rows - 1, columns - 2, 0, STYLE_VALUE,
		_("This is done only when you show once more that it is you. Type the PIN of 6 digits that your authenticator app shows."));
	row += row + 1 < rows;
	used = canvas_text(c, row, 1, -1, STYLE_MARKED, _("PIN"));
	edit_draw(&k->digits, c, row, used + 2, DIGITS + 2, true);
}

static void send(struct assure *k)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);

	json_set_str(body, "pin", k->digits.text);
	k->asked = stack_ask(&k->base, "POST", "/session/assure", body);
	arena_free(&a);
}

static bool accept(struct assure *k)
{
	if (strlen(k->digits.text) != DIGITS)
		stack_say(k->base.stack, TONE_WARN, _("The PIN has %d digits"), DIGITS);
	else if (!k->asked)
		send(k);
	return true;
}

static void type(struct assure *k, uint32_t character)
{
	if (character >= '0' && character <= '9')
		edit_type(&k->digits, character);
}

static bool assure_event(struct screen *s, const struct event *ev)
{
	struct assure *k = (struct assure *)s;

	if (ev->type == EVENT_ACTION)
		return ev->action == ACTION_ACCEPT || ev->action == ACTION_SAVE ? accept(k) : edit_action(&k->digits, ev->action);
	if (ev->type == EVENT_CHARACTER) {
		type(k, ev->character);
		return true;
	}
	if (ev->type == EVENT_SCAN)
		edit_set(&k->digits, "");
	for (size_t i = 0; i < ev->len; i++)
		type(k, (unsigned char)ev->bytes[i]);
	/* The suffix of a scan, or of a PIN typed that fast, was the Enter. */
	return ev->type != EVENT_SCAN || accept(k);
}

static void assure_answer(struct screen *s, struct message *m)
{
	struct assure *k = (struct assure *)s;
	struct stack *st = s->stack;
	struct error e = {0};

	k->asked = 0;
	edit_set(&k->digits, "");
	if (!answer_good(m, &e)) {
		stack_say_error(st, &e);
		return;
	}
	stack_assured(st);
	stack_uncover(s);
	stack_pop(st, NULL);
}

static bool assure_edits(const struct screen *s)
{
	(void)s;
	return true;
}

static size_t assure_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 1)
		return 0;
	out[0] = ACTION_ACCEPT;
	return 1;
}

const struct screen_ops assure_ops = {
	.name = "assure", .context = CONTEXT_DIALOG, .draw = assure_draw, .event = assure_event, .answer = assure_answer,
	.edits = assure_edits, .keys = assure_keys,
};

struct screen *assure_screen(struct stack *st)
{
	struct assure *k = (struct assure *)screen_new(st, &assure_ops, sizeof *k, "");

	edit_init(&k->digits, DIGITS, false);
	return &k->base;
}
