/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/text.h"

#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/help.h"
#include "client/screen/menu.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { CHROME_ROWS = 4, MARGIN = 1 };

struct text_screen {
	struct screen base;
	const char *text;
	int top; /* first row shown, of the text as it is wrapped */
	char word[128];
	size_t found; /* byte where the word was found last */
};

static int width(const struct world *w)
{
	return (w->columns ? w->columns : 80) - 2 * MARGIN;
}

static int height(const struct world *w)
{
	int rows = (w->rows ? w->rows : 24) - CHROME_ROWS;

	return rows > 1 ? rows : 1;
}

static int count_rows(const struct text_screen *t, const char *text)
{
	struct canvas *c = canvas_new(1, 1);
	int rows = canvas_wrap(c, 0, 0, 0, width(t->base.world), 0, STYLE_NORMAL, text);

	canvas_free(&c);
	return rows;
}

static void text_draw(const struct screen *s, struct canvas *c)
{
	const struct text_screen *t = (const struct text_screen *)s;

	canvas_wrap(c, 0, MARGIN, canvas_rows(c), canvas_columns(c) - 2 * MARGIN, t->top, STYLE_NORMAL, t->text);
	canvas_cursor(c, 0, MARGIN);
}

static void go_to(struct text_screen *t, int row)
{
	int last = count_rows(t, t->text) - height(t->base.world);

	t->top = row > last ? last : row;
	if (t->top < 0)
		t->top = 0;
}

/* The next line that has the word, after the one found last; from the top
 * when there is none. */
static bool find_from(struct text_screen *t, size_t from)
{
	struct arena *a = arena_new();
	const char *word = utf8_fold(a, t->word), *line = t->text + from;
	bool found = false;

	while (!found && *line) {
		size_t len = strcspn(line, "\n");

		found = strstr(utf8_fold(a, arena_strndup(a, line, len)), word) != NULL;
		if (!found)
			line += len + (line[len] == '\n');
	}
	if (found) {
		t->found = (size_t)(line - t->text);
		go_to(t, t->found ? count_rows(t, arena_strndup(a, t->text, t->found - 1)) : 0);
	}
	arena_free(&a);
	return found;
}

static void find_next(struct text_screen *t)
{
	size_t after = t->found + strcspn(t->text + t->found, "\n");

	if (!t->word[0])
		return;
	if (find_from(t, after) || find_from(t, 0))
		return;
	stack_say(t->base.stack, TONE_WARN, _("Not in this text: %s"), t->word);
}

static void search_answered(struct screen *owner, const char *word)
{
	struct text_screen *t = (struct text_screen *)owner;

	if (!word || !*word)
		return;
	str_copy(t->word, sizeof t->word, word);
	if (!find_from(t, 0))
		stack_say(owner->stack, TONE_WARN, _("Not in this text: %s"), word);
}

static bool act(struct text_screen *t, enum action_id action)
{
	int page = height(t->base.world);

	switch (action) {
	case ACTION_UP:
		go_to(t, t->top - 1);
		return true;
	case ACTION_DOWN:
		go_to(t, t->top + 1);
		return true;
	case ACTION_PAGE_UP:
		go_to(t, t->top - page);
		return true;
	case ACTION_PAGE_DOWN:
		go_to(t, t->top + page);
		return true;
	case ACTION_HOME:
		go_to(t, 0);
		return true;
	case ACTION_END:
		go_to(t, count_rows(t, t->text));
		return true;
	case ACTION_SEARCH:
		dialog_text(t->base.stack, _("Look for"), t->word, false, search_answered, &t->base);
		return true;
	case ACTION_ACCEPT:
		find_next(t);
		return true;
	default:
		return false;
	}
}

static bool text_event(struct screen *s, const struct event *ev)
{
	return ev->type == EVENT_ACTION && act((struct text_screen *)s, ev->action);
}

static size_t text_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 3)
		return 0;
	out[0] = ACTION_PAGE_DOWN;
	out[1] = ACTION_PAGE_UP;
	out[2] = ACTION_SEARCH;
	return 3;
}

static const struct screen_ops text_ops = {
	.name = "text", .context = CONTEXT_TEXT, .draw = text_draw, .event = text_event, .keys = text_keys,
};

struct screen *text_show(struct stack *st, const char *title, const char *text)
{
	struct text_screen *t = (struct text_screen *)screen_new(st, &text_ops, sizeof *t, title);

	t->text = arena_strdup(t->base.arena, text);
	return &t->base;
}

/* The text a screen file names: "help" is made, others are carried along. */
struct screen *text_screen(struct stack *st, const struct page *p)
{
	const char *title = menu_name(stack_world(st), p);
	const struct embed *f;
	struct screen *s;

	if (str_eq(p->view->text, "help")) {
		s = help_manual_screen(st, title);
	} else {
		f = embed_find(p->view->text);
		s = text_show(st, title, f ? f->data : "");
	}
	s->page = p;
	return s;
}
