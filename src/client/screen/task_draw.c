/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a task looks: where one is, what is asked, the next thing in large
 * print, what is known, the line one writes in (task.h). */
#include "client/screen/task.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "client/tui/words.h"

enum { NARROW = 60, LABEL_NARROW = 16, LABEL_WIDE = 22, ROOMY = 10 };

/* Where one is: "Pick  P-20001  2 / 3". */
static void draw_progress(const struct task *t, struct canvas *c, struct arena *a)
{
	struct buf *b = buf_new(a);

	if (t->settles)
		buf_addf(b, "%s: ", _("Mend"));
	buf_adds(b, t->kind->name.text[t->base.world->user->language]);
	if (json_str(t->lead, "number"))
		buf_addf(b, "  %s", json_str(t->lead, "number"));
	if (t->row_total > 1 && t->row) {
		buf_adds(b, "  ");
		/* TRANSLATORS: the second of three rows */
		buf_addf(b, _("row %zu of %zu"), t->row_number, t->row_total);
	}
	canvas_field(c, 0, 0, canvas_columns(c), STYLE_LABEL, false, buf_str(b));
}

static const struct view_step *asked(const struct task *t)
{
	return t->state == TASK_ASKING && t->at < t->step_count ? &t->steps[t->at] : NULL;
}

static const char *large_of_state(const struct task *t)
{
	static const char *const words[] = {
		[TASK_LOADING] = N_("Wait"), [TASK_WAITING] = N_("Wait"), [TASK_ASKING] = "", [TASK_READY] = N_("Send?"), [TASK_SAVING] = N_("Saving"),
		[TASK_OVER] = N_("Done"),
	};

	return *words[t->state] ? _(words[t->state]) : "";
}

/* The next thing to do: where to go or what to take when that is known, else
 * what is asked for. */
static const char *large_text(const struct task *t)
{
	const struct view_step *s = asked(t);
	const char *known;

	if (!s)
		return large_of_state(t);
	known = s->confirm ? json_str(t->expects, s->ask->name) : NULL;
	if (!str_empty(known))
		return known;
	if (t->suggestion && (s->ask->type == TYPE_REF || s->ask->type == TYPE_QUANTITY) && !t->choice_count)
		return t->suggestion;
	return task_label(t, s->ask);
}

/* "A-01-02-1  Name" is two things: the code is large, the name beside. */
static void code_of(const char *text, struct arena *a, const char **code, const char **rest)
{
	const char *gap = text;

	while (*gap && !(gap[0] == ' ' && gap[1] == ' '))
		gap++;
	*code = arena_strndup(a, text, (size_t)(gap - text));
	while (*gap == ' ')
		gap++;
	*rest = gap;
}

static const char *question_of_state(const struct task *t, struct arena *a)
{
	switch (t->state) {
	case TASK_LOADING:
		if (!task_store(t))
			return arena_printf(a, _("The terminal fetches what it needs: %d%%"), t->base.world->replica_percent);
		return _("The terminal has not got this one yet.");
	case TASK_WAITING:
		return t->take_tag ? _("Asking the server for it ...") : "";
	case TASK_SAVING:
		return _("Saving ...");
	case TASK_OVER:
		return _("Nothing is left to do here.");
	default:
		return t->failed.code != ERR_NONE ? _("Not saved. Enter tries again.") : _("Enter sends it.");
	}
}

static const char *question(const struct task *t, struct arena *a)
{
	const struct view_step *s = asked(t);
	const char *label;

	if (!s)
		return question_of_state(t, a);
	label = task_label(t, s->ask);
	if (s->ask->type == TYPE_BOOL)
		return arena_printf(a, "%s? %s", label, _("1 yes, 2 no"));
	if (t->choice_count)
		return s->optional ? arena_printf(a, _("Choose: %s, or scan: %s"), label, task_scan_wanted(t)) : arena_printf(a, _("Choose: %s"), label);
	if (task_is_scanned(s))
		return arena_printf(a, s->optional && !t->suggestion ? _("Scan: %s, or Enter for none") : _("Scan: %s"), label);
	return arena_printf(a, s->optional && !t->suggestion ? _("Write: %s, or Enter for none") : _("Write: %s"), label);
}

/* What need not be read again: the row is in the first line. */
static bool is_shown(const struct task *t, const struct field *f)
{
	const struct view_step *s = asked(t);

	if (str_empty(task_text(t, f->name)) || (s && s->ask == f))
		return false;
	return !t->view->resource || (f != t->kind->claims && f->to != t->view->resource);
}

/* What is known, a line each; on a small screen the last few. */
static void draw_known(const struct task *t, struct canvas *c, int row, int rows)
{
	int columns = canvas_columns(c), width = columns < NARROW ? LABEL_NARROW : LABEL_WIDE, total = 0, n = 0;

	for (size_t i = 0; i < t->kind->field_count; i++)
		total += is_shown(t, &t->kind->fields[i]);
	for (size_t i = 0; i < t->kind->field_count; i++) {
		const struct field *f = &t->kind->fields[i];
		bool answered = json_has(t->shown, f->name);

		if (!is_shown(t, f) || n++ < total - rows)
			continue;
		canvas_field(c, row, 0, width, STYLE_LABEL, false, task_label(t, f));
		canvas_field(c, row++, width + 1, columns - width - 1, answered ? STYLE_VALUE : STYLE_DIM, false, task_text(t, f->name));
	}
}

static int draw_choices(const struct task *t, struct canvas *c, int row, int rows, struct arena *a)
{
	int n = 0;

	for (size_t i = 0; i < t->choice_count && n < rows; i++, n++)
		canvas_field(c, row + n, 0, canvas_columns(c), STYLE_VALUE, false, arena_printf(a, "%zu  %s", i + 1, t->choices[i].text));
	if ((size_t)n < t->choice_count || t->choices_more)
		canvas_field(c, row + n - (n == rows), 0, canvas_columns(c), STYLE_DIM, false, _("and more: choose from a list"));
	return n == rows ? n : n + t->choices_more;
}

static void draw_input(const struct task *t, struct canvas *c, int row, struct arena *a)
{
	int columns = canvas_columns(c), half = columns / 2;
	bool offers = t->suggestion && !t->edit.text[0];

	if (!asked(t))
		return;
	canvas_text(c, row, 0, 2, STYLE_KEY, "> ");
	edit_draw(&t->edit, c, row, 2, offers ? half - 3 : columns - 2, true);
	if (offers)
		canvas_field(c, row, half, columns - half, STYLE_VALUE, false, arena_printf(a, _("Enter: %s"), t->suggestion));
}

void task_draw(const struct screen *s, struct canvas *c)
{
	const struct task *t = (const struct task *)s;
	struct arena *a;
	int last = canvas_rows(c) - 1, columns = canvas_columns(c), row = 2;
	const char *code, *rest;

	if (!t->base.world->user)
		return;
	a = arena_new();
	draw_progress(t, c, a);
	canvas_field(c, 1, 0, columns, STYLE_TITLE, false, question(t, a));
	code_of(large_text(t), a, &code, &rest);
	row += last > ROOMY;
	row += canvas_large(c, row, 0, last - row, columns, code);
	if (*rest && row < last)
		canvas_field(c, row++, 0, columns, STYLE_VALUE, false, rest);
	row += last > ROOMY;
	row += draw_choices(t, c, row, last - row, a);
	row += t->choice_count && last > ROOMY;
	if (row < last)
		draw_known(t, c, row, last - row);
	draw_input(t, c, last, a);
	arena_free(&a);
}
