/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/task.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

static const char *label(const struct task *t, const struct field *f)
{
	return show_label(f, t->base.world->user->language);
}

/* Where one is: "K20001  2 / 3". */
static void draw_progress(const struct task *t, struct canvas *c, struct arena *a)
{
	struct buf *b = buf_new(a);
	const char *kind = t->kind->name.text[t->base.world->user->language];

	if (t->settles)
		buf_addf(b, "%s: ", _("Mend"));
	buf_adds(b, kind);
	if (t->lead && json_str(t->lead, "number"))
		buf_addf(b, "  %s", json_str(t->lead, "number"));
	if (t->row_total > 1)
		buf_addf(b, "  %zu / %zu", t->row_number, t->row_total);
	canvas_text(c, 0, 0, -1, STYLE_LABEL, buf_str(b));
}

/* The next thing to do: where to go or what to take when that is known, else
 * what is asked for. */
static const char *large_text(const struct task *t)
{
	const struct field *f;
	const char *known;

	if (t->at >= t->step_count)
		return t->state == TASK_OVER ? _("Done") : _("Send?");
	f = t->steps[t->at].ask;
	known = t->steps[t->at].confirm ? json_str(t->shown, f->name) : NULL;
	if (!str_empty(known))
		return known;
	if (str_eq(f->name, "quantity") && t->suggestion)
		return t->suggestion;
	if (t->suggestion && f->type == TYPE_REF && !t->choice_count)
		return t->suggestion;
	return label(t, f);
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

static const char *question(const struct task *t, struct arena *a)
{
	const struct view_step *s;

	if (t->state == TASK_TAKING)
		return _("Asking the server for it ...");
	if (t->state == TASK_SAVING)
		return _("Saving ...");
	if (t->state == TASK_OVER)
		return _("Nothing is left to do here.");
	if (t->at >= t->step_count)
		return _("Enter sends it.");
	s = &t->steps[t->at];
	if (s->ask->type == TYPE_BOOL)
		return arena_printf(a, "%s? %s", label(t, s->ask), _("1 yes, 2 no"));
	if (t->choice_count)
		return arena_printf(a, _("Choose: %s"), label(t, s->ask));
	if (s->scan_count)
		return arena_printf(a, s->optional ? _("Scan %s, or Enter for none") : _("Scan %s"), label(t, s->ask));
	return arena_printf(a, s->optional ? _("%s, or Enter for none") : "%s", label(t, s->ask));
}

static bool is_asked(const struct task *t, const struct field *f)
{
	return t->at < t->step_count && t->steps[t->at].ask == f;
}

/* What is known so far, a line each; on a small screen the latest few. */
static int draw_known(const struct task *t, struct canvas *c, int row, int rows, struct arena *a)
{
	int columns = canvas_columns(c), width = columns < 60 ? 14 : 22, shown = 0, total = 0, skip;

	for (size_t i = 0; i < t->kind->field_count; i++)
		total += !str_empty(json_str(t->shown, t->kind->fields[i].name)) && !is_asked(t, &t->kind->fields[i]);
	skip = total > rows ? total - rows : 0;
	for (size_t i = 0; i < t->kind->field_count && shown < rows; i++) {
		const struct field *f = &t->kind->fields[i];
		const char *text = json_str(t->shown, f->name);

		if (str_empty(text) || is_asked(t, f))
			continue;
		if (skip-- > 0)
			continue;
		canvas_field(c, row + shown, 0, width, STYLE_LABEL, false, label(t, f));
		canvas_field(c, row + shown, width + 1, columns - width - 1, STYLE_VALUE, false, text);
		shown++;
	}
	(void)a;
	return shown;
}

static int draw_choices(const struct task *t, struct canvas *c, int row, int rows, struct arena *a)
{
	int n = 0;

	for (size_t i = 0; i < t->choice_count && n < rows; i++, n++)
		canvas_field(c, row + n, 0, canvas_columns(c), STYLE_VALUE, false, arena_printf(a, "%zu  %s", i + 1, t->choices[i].text));
	return n;
}

static void draw_input(const struct task *t, struct canvas *c, int row, struct arena *a)
{
	const char *prompt = "> ";
	int columns = canvas_columns(c), half = columns / 2;

	canvas_text(c, row, 0, 2, STYLE_KEY, prompt);
	edit_draw(&t->edit, c, row, 2, t->suggestion ? half - 2 : columns - 2, true);
	if (t->suggestion && !t->edit.text[0] && t->at < t->step_count)
		canvas_field(c, row, half + 1, columns - half - 1, STYLE_DIM, false, arena_printf(a, _("Enter: %s"), t->suggestion));
}

void task_draw(const struct screen *s, struct canvas *c)
{
	const struct task *t = (const struct task *)s;
	struct arena *a = arena_new();
	int rows = canvas_rows(c), columns = canvas_columns(c), row = 1, left;
	const char *code, *rest;

	draw_progress(t, c, a);
	code_of(large_text(t), a, &code, &rest);
	canvas_text(c, row++, 0, columns, STYLE_TITLE, question(t, a));
	left = rows - row - 1;
	row += canvas_large(c, row, 0, left > 8 ? 4 : left > 5 ? 3 : 1, columns, code);
	if (*rest && row < rows - 1)
		canvas_field(c, row++, 0, columns, STYLE_VALUE, false, rest);
	row += draw_choices(t, c, row, rows - 1 - row, a);
	if (left > 8 && row < rows - 2)
		row++;
	draw_known(t, c, row, rows - 1 - row, a);
	draw_input(t, c, rows - 1, a);
	arena_free(&a);
}
