/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dialogs: a box over the screen below (stack.h). */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "client/screen/pick.h"
#include "client/screen/stack.h"
#include "client/tui/edit.h"
#include "client/tui/words.h"

enum { BOX_WIDEST = 64, BOX_NARROWEST = 24 };

struct choosing { /* one of several */
	struct screen base;
	const char *question;
	struct pick pick;
	int widest;
	struct screen *owner;
	void (*done)(struct screen *owner, int answer);
};

struct line { /* a text */
	struct screen base;
	const char *question;
	struct edit edit;
	struct screen *owner;
	void (*done)(struct screen *owner, const char *text);
};

/* Draws the frame and the question; *row is left at the first row under it. */
static void draw_box(struct canvas *c, const char *question, int widest, int body, int *row, int *column, int *rows, int *columns)
{
	int width = utf8_columns(question), height, top, left, lines;

	width = (width > widest ? width : widest) + 4;
	width = width > BOX_WIDEST ? BOX_WIDEST : width < BOX_NARROWEST ? BOX_NARROWEST : width;
	width = width > canvas_columns(c) ? canvas_columns(c) : width;
	lines = canvas_wrap(c, 0, 0, 0, width - 4, 0, STYLE_NORMAL, question);
	height = lines + body + 2;
	height = height > canvas_rows(c) ? canvas_rows(c) : height;
	top = (canvas_rows(c) - height) / 2;
	left = (canvas_columns(c) - width) / 2;
	canvas_fill(c, top, left, height, width, STYLE_NORMAL);
	canvas_box(c, top, left, height, width, STYLE_TITLE, "");
	if (lines > height - 3)
		lines = height - 3;
	canvas_wrap(c, top + 1, left + 2, lines, width - 4, 0, STYLE_VALUE, question);
	*row = top + 1 + lines;
	*column = left + 2;
	*rows = height - 2 - lines;
	*columns = width - 4;
}

static void choice_draw(const struct screen *s, struct canvas *c)
{
	const struct choosing *d = (const struct choosing *)s;
	int row, column, rows, columns;

	draw_box(c, d->question, d->widest + 3, pick_rows(&d->pick), &row, &column, &rows, &columns);
	pick_draw(&d->pick, c, row, column, rows, columns);
}

static void choice_done(struct choosing *d, int answer)
{
	struct screen *owner = d->owner;
	void (*done)(struct screen *, int) = d->done;

	stack_pop(d->base.stack, NULL);
	done(owner, answer);
}

static bool choice_event(struct screen *s, const struct event *ev)
{
	struct choosing *d = (struct choosing *)s;
	enum pick_result r = pick_event(&d->pick, ev);

	if (r == PICK_DONE)
		choice_done(d, (int)d->pick.at);
	else if (r == PICK_NOT_MINE && ev->type == EVENT_ACTION && ev->action == ACTION_BACK)
		choice_done(d, -1);
	else
		return r != PICK_NOT_MINE;
	return true;
}

static bool choice_edits(const struct screen *s)
{
	return ((const struct choosing *)s)->pick.narrowing;
}

static bool choice_types(const struct screen *s, uint32_t character)
{
	return pick_types(&((const struct choosing *)s)->pick, character);
}

static size_t choice_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 2)
		return 0;
	out[0] = ACTION_ACCEPT;
	out[1] = ACTION_SEARCH;
	return 2;
}

const struct screen_ops choice_ops = {
	.name = "choice", .context = CONTEXT_DIALOG, .draw = choice_draw, .event = choice_event,
	.edits = choice_edits, .types = choice_types, .keys = choice_keys,
};

void dialog_choose(struct stack *st, const char *question, const char *const *choices, size_t n,
	void (*done)(struct screen *owner, int chosen), struct screen *owner)
{
	struct choosing *d = (struct choosing *)screen_new(st, &choice_ops, sizeof *d, "");
	struct pick_item *items = arena_array(d->base.arena, struct pick_item, n ? n : 1);

	for (size_t i = 0; i < n; i++) {
		int columns;

		items[i].text = arena_strdup(d->base.arena, choices[i]);
		columns = utf8_columns(choices[i]);
		d->widest = columns > d->widest ? columns : d->widest;
	}
	d->question = arena_strdup(d->base.arena, question);
	pick_init(&d->pick, items, n, d->base.world->keymap, CONTEXT_DIALOG);
	d->done = done;
	d->owner = owner;
	stack_push(st, &d->base);
}

void dialog_ask(struct stack *st, const char *question, const char *const *answers, size_t n,
	void (*done)(struct screen *owner, int answer), struct screen *owner)
{
	dialog_choose(st, question, answers, n, done, owner);
}

static void line_draw(const struct screen *s, struct canvas *c)
{
	const struct line *d = (const struct line *)s;
	int row, column, rows, columns;

	draw_box(c, d->question, 40, 1, &row, &column, &rows, &columns);
	edit_draw(&d->edit, c, row, column, columns, true);
}

static void line_done(struct line *d, bool given)
{
	struct screen *owner = d->owner;
	void (*done)(struct screen *, const char *) = d->done;
	char text[EDIT_BYTES];

	memcpy(text, d->edit.text, sizeof text);
	stack_pop(d->base.stack, NULL);
	done(owner, given ? text : NULL);
	explicit_bzero(text, sizeof text);
}

static bool line_event(struct screen *s, const struct event *ev)
{
	struct line *d = (struct line *)s;

	switch (ev->type) {
	case EVENT_CHARACTER:
		edit_type(&d->edit, ev->character);
		return true;
	case EVENT_SCAN:
		edit_set(&d->edit, "");
		edit_paste(&d->edit, ev->bytes, ev->len);
		return true;
	case EVENT_PASTE:
		edit_paste(&d->edit, ev->bytes, ev->len);
		return true;
	case EVENT_ACTION:
		break;
	}
	if (ev->action == ACTION_ACCEPT || ev->action == ACTION_BACK)
		line_done(d, ev->action == ACTION_ACCEPT);
	else
		return edit_action(&d->edit, ev->action);
	return true;
}

static bool line_edits(const struct screen *s)
{
	(void)s;
	return true;
}

static size_t line_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 1)
		return 0;
	out[0] = ACTION_ACCEPT;
	return 1;
}

const struct screen_ops line_ops = {
	.name = "line", .context = CONTEXT_DIALOG, .draw = line_draw, .event = line_event, .edits = line_edits, .keys = line_keys,
};

void dialog_text(struct stack *st, const char *question, const char *initial, bool secret,
	void (*done)(struct screen *owner, const char *text), struct screen *owner)
{
	struct line *d = (struct line *)screen_new(st, &line_ops, sizeof *d, "");

	d->question = arena_strdup(d->base.arena, question);
	edit_init(&d->edit, 0, secret);
	if (initial)
		edit_set(&d->edit, initial);
	d->done = done;
	d->owner = owner;
	stack_push(st, &d->base);
}
