/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two changed one row: field by field what the other saved and what this form
 * would (row_form.h). */
#include "base/arena.h"
#include "base/str.h"
#include "client/screen/pick.h"
#include "client/screen/row_form.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { CHOICES = 3, LINES_EACH = 3 };

struct shown_line {
	enum style style;
	const char *text;
};

struct conflict {
	struct screen base;
	struct form *form;
	struct pick pick;
	struct shown_line *lines;
	size_t count, top;
	void (*done)(struct form *f, enum conflict_choice choice);
};

static void add(struct conflict *k, enum style style, const char *text)
{
	k->lines[k->count++] = (struct shown_line){.style = style, .text = text};
}

static const char *mine(const struct form *f, struct form_field *x)
{
	if (!form_field_differs(x))
		return _("(unchanged)");
	return form_is_chosen(x->field) || x->field->type == TYPE_REF || x->field->type == TYPE_REFS ? form_shown(f, x) : x->edit.text;
}

/* Hidden, locked and secret ones are nobody's choice here. */
static void compare(struct conflict *k, struct form_field *x, const struct json *before, const struct json *theirs)
{
	struct arena *a = k->base.arena;
	int language = form_language(k->form);
	const char *was = show_value(x->field, before, language, a), *is = show_value(x->field, theirs, language, a);

	if (x->field->secret || (str_eq(was, is) && !form_field_differs(x)))
		return;
	add(k, STYLE_LABEL, show_label(x->field, language));
	add(k, str_eq(was, is) ? STYLE_NORMAL : STYLE_MARKED, arena_printf(a, _("  theirs: %s"), str_eq(was, is) ? _("(unchanged)") : is));
	add(k, STYLE_VALUE, arena_printf(a, _("  mine: %s"), mine(k->form, x)));
}

static void conflict_draw(const struct screen *s, struct canvas *c)
{
	const struct conflict *k = (const struct conflict *)s;
	int room = canvas_rows(c) - CHOICES - 1;

	canvas_fill(c, 0, 0, canvas_rows(c), canvas_columns(c), STYLE_NORMAL);
	canvas_field(c, 0, 0, canvas_columns(c), STYLE_WARN, false, _("Somebody else changed this meanwhile:"));
	for (int i = 0; i < room && k->top + (size_t)i < k->count; i++)
		canvas_field(c, 1 + i, 1, canvas_columns(c) - 1, k->lines[k->top + (size_t)i].style, false, k->lines[k->top + (size_t)i].text);
	pick_draw(&k->pick, c, canvas_rows(c) - CHOICES, 0, CHOICES, canvas_columns(c));
}

static bool scroll(struct conflict *k, int by)
{
	if (by < 0)
		k->top = k->top > LINES_EACH ? k->top - LINES_EACH : 0;
	else if (k->top + LINES_EACH < k->count)
		k->top += LINES_EACH;
	return true;
}

static void finish(struct conflict *k, enum conflict_choice choice)
{
	struct form *f = k->form;
	void (*done)(struct form *, enum conflict_choice) = k->done;

	stack_pop(k->base.stack, NULL);
	done(f, choice);
}

static bool conflict_event(struct screen *s, const struct event *ev)
{
	struct conflict *k = (struct conflict *)s;
	enum pick_result r;

	if (ev->type == EVENT_ACTION && (ev->action == ACTION_PAGE_UP || ev->action == ACTION_PAGE_DOWN))
		return scroll(k, ev->action == ACTION_PAGE_UP ? -1 : 1);
	r = pick_event(&k->pick, ev);
	if (r == PICK_DONE)
		finish(k, (enum conflict_choice)k->pick.at);
	else if (r == PICK_NOT_MINE && ev->type == EVENT_ACTION && ev->action == ACTION_BACK)
		finish(k, CONFLICT_BACK);
	else
		return r != PICK_NOT_MINE;
	return true;
}

static size_t conflict_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 2)
		return 0;
	out[0] = ACTION_ACCEPT;
	out[1] = ACTION_PAGE_DOWN;
	return 2;
}

const struct screen_ops conflict_ops = {
	.name = "conflict", .context = CONTEXT_DIALOG, .draw = conflict_draw, .event = conflict_event, .keys = conflict_keys,
};

struct screen *conflict_screen(struct form *f, const struct json *before, const struct json *theirs,
	void (*done)(struct form *f, enum conflict_choice choice))
{
	struct conflict *k = (struct conflict *)screen_new(f->base.stack, &conflict_ops, sizeof *k, f->base.title);
	struct pick_item *items = arena_array(k->base.arena, struct pick_item, CHOICES);

	items[CONFLICT_MINE].text = _("Keep mine: save my changes over theirs");
	items[CONFLICT_THEIRS].text = _("Take theirs: give up mine");
	items[CONFLICT_BACK].text = _("Back to the form");
	k->form = f;
	k->done = done;
	k->lines = arena_array(k->base.arena, struct shown_line, LINES_EACH * f->count + 1);
	for (size_t i = 0; i < f->count; i++)
		compare(k, &f->fields[i], before, theirs);
	pick_init(&k->pick, items, CHOICES, k->base.world->keymap, CONTEXT_DIALOG);
	return &k->base;
}
