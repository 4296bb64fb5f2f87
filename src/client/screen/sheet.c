/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/sheet.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "client/screen/pick.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { ANSWERS = 4, LINES_LEAST = 32, STEP = 3 };

struct sheet_line {
	enum style style;
	const char *text;
};

struct sheet {
	struct screen base;
	const char *head;
	struct sheet_line *lines;
	size_t count, room, top;
	struct pick_item answers[ANSWERS];
	size_t answer_count;
	struct pick pick;
	struct screen *owner;
	void (*done)(struct screen *owner, int answer);
};

static void sheet_draw(const struct screen *s, struct canvas *c)
{
	const struct sheet *k = (const struct sheet *)s;
	int columns = canvas_columns(c), last = canvas_rows(c) - (int)k->answer_count, row;

	canvas_fill(c, 0, 0, canvas_rows(c), columns, STYLE_NORMAL);
	row = canvas_wrap(c, 0, 0, last, columns, 0, STYLE_WARN, k->head);
	for (size_t i = k->top; i < k->count && row < last; i++)
		row += canvas_wrap(c, row, 1, last - row, columns - 1, 0, k->lines[i].style, k->lines[i].text);
	pick_draw(&k->pick, c, last, 0, (int)k->answer_count, columns);
}

static bool scroll(struct sheet *k, int by)
{
	if (by < 0)
		k->top = k->top > STEP ? k->top - STEP : 0;
	else if (k->top + STEP < k->count)
		k->top += STEP;
	return true;
}

static bool finish(struct sheet *k, int answer)
{
	struct screen *owner = k->owner;
	void (*done)(struct screen *, int) = k->done;

	stack_pop(k->base.stack, NULL);
	done(owner, answer);
	return true;
}

static bool sheet_event(struct screen *s, const struct event *ev)
{
	struct sheet *k = (struct sheet *)s;
	enum action_id action = ev->type == EVENT_ACTION ? ev->action : ACTION_NONE;
	enum pick_result r;

	if (action == ACTION_PAGE_UP || action == ACTION_PAGE_DOWN)
		return scroll(k, action == ACTION_PAGE_UP ? -1 : 1);
	r = pick_event(&k->pick, ev);
	if (r == PICK_DONE)
		return finish(k, (int)k->pick.at);
	if (r == PICK_NOT_MINE && action == ACTION_BACK)
		return finish(k, -1);
	return r != PICK_NOT_MINE;
}

static size_t sheet_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 2)
		return 0;
	out[0] = ACTION_ACCEPT;
	out[1] = ACTION_PAGE_DOWN;
	return 2;
}

const struct screen_ops sheet_ops = {
	.name = "sheet", .context = CONTEXT_DIALOG, .draw = sheet_draw, .event = sheet_event, .keys = sheet_keys,
};

struct sheet *sheet_new(struct stack *st, const char *head, void (*done)(struct screen *owner, int answer), struct screen *owner)
{
	struct sheet *k = (struct sheet *)screen_new(st, &sheet_ops, sizeof *k, "");

	k->head = arena_strdup(k->base.arena, head);
	k->done = done;
	k->owner = owner;
	return k;
}

void sheet_add(struct sheet *k, enum style style, const char *fmt, ...)
{
	struct sheet_line *more;
	va_list ap;

	if (k->count == k->room) {
		k->room = k->room ? 2 * k->room : LINES_LEAST;
		more = arena_array(k->base.arena, struct sheet_line, k->room);
		if (k->count)
			memcpy(more, k->lines, k->count * sizeof *more);
		k->lines = more;
	}
	va_start(ap, fmt);
	k->lines[k->count++] = (struct sheet_line){.style = style, .text = arena_vprintf(k->base.arena, fmt, ap)};
	va_end(ap);
}

void sheet_answer(struct sheet *k, const char *text)
{
	if (k->answer_count < ANSWERS)
		k->answers[k->answer_count++].text = arena_strdup(k->base.arena, text);
}

void sheet_show(struct sheet *k)
{
	pick_init(&k->pick, k->answers, k->answer_count, k->base.world->keymap, CONTEXT_DIALOG);
	stack_push(k->base.stack, &k->base);
}
