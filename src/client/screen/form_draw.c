/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a form looks: a label and a field a row, what is wrong under its field. */
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/form.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

enum { LABELS_WIDEST = 24, FIELD_WIDEST = 60, NARROW = 60, WRONG_MOST = 3 };

static int labels_width(const struct form *f, int columns)
{
	int widest = 0;

	for (size_t i = 0; i < f->count; i++) {
		int w = utf8_columns(show_label(f->fields[i].field, form_language(f))) + 2;

		widest = w > widest ? w : widest;
	}
	widest = widest > LABELS_WIDEST ? LABELS_WIDEST : widest;
	return widest > columns / 2 ? columns / 2 : widest;
}

/* What is wrong with a field stands under it: where there is little room, under
 * its label, too.  Returns rows used; row below 0: only counts. */
static int draw_wrong(const struct form *f, const struct form_field *x, struct canvas *c, int row)
{
	struct error e = x->wrong;
	char words[512];
	int columns = canvas_columns(c), column = columns < NARROW ? 1 : labels_width(f, columns) + 2, width = columns - column - 2;

	if (x->wrong.code == ERR_NONE)
		return 0;
	str_copy(e.field, sizeof e.field, show_label(x->field, form_language(f)));
	error_words(&e, _(error_rows[e.code].words), words, sizeof words);
	if (row >= 0)
		canvas_text(c, row, column, -1, STYLE_ERROR, "! ");
	return canvas_wrap(c, row, column + 2, row < 0 ? 0 : WRONG_MOST, width, 0, STYLE_ERROR, words);
}

static int rows_of(const struct form *f, const struct form_field *x, struct canvas *c)
{
	int wrong = x->hidden ? 0 : draw_wrong(f, x, c, -1);

	return x->hidden ? 0 : 1 + (wrong > WRONG_MOST ? WRONG_MOST : wrong);
}

static bool is_written(const struct field *f)
{
	return !form_is_chosen(f) && f->type != TYPE_REF && f->type != TYPE_REFS;
}

/* Of several rows at once: what nobody touched, and what is emptied in all. */
static const char *unwritten(const struct form *f, const struct form_field *x)
{
	if (!f->changes || x->was || !form_is_empty(x))
		return NULL;
	return x->touched ? _("(emptied)") : _("(unchanged)");
}

static void draw_value(const struct form *f, const struct form_field *x, struct canvas *c, int row, int column, int width, bool focus)
{
	enum style style = x->locked ? STYLE_VALUE : focus ? STYLE_FOCUS : STYLE_FIELD;
	const char *words = unwritten(f, x);

	if (!words && is_written(x->field) && !x->locked) {
		edit_draw(&x->edit, c, row, column, width, focus);
		return;
	}
	if (!words)
		words = is_written(x->field) ? x->edit.text : form_shown(f, x);
	canvas_field(c, row, column, width, style, false, words);
	if (focus)
		canvas_cursor(c, row, column);
}

static void draw_field(const struct form *f, size_t i, struct canvas *c, int row)
{
	const struct form_field *x = &f->fields[i];
	int labels = labels_width(f, canvas_columns(c)), column = labels + 2, width = canvas_columns(c) - column - 1;
	bool focus = i == f->at;

	width = width > FIELD_WIDEST ? FIELD_WIDEST : width;
	canvas_text(c, row, 0, 1, STYLE_FOCUS, focus ? ">" : " ");
	canvas_field(c, row, 1, labels - 1, focus ? STYLE_MARKED : STYLE_LABEL, false, show_label(x->field, form_language(f)));
	canvas_text(c, row, labels, 1, STYLE_LABEL, x->field->required && !x->locked && !unwritten(f, x) ? "*" : "");
	draw_value(f, x, c, row, column, width, focus);
	if (row + 1 < canvas_rows(c))
		draw_wrong(f, x, c, row + 1);
}

/* With the field in hand those after it that cannot be gone to. */
void form_draw(const struct screen *s, struct canvas *c)
{
	const struct form *f = (const struct form *)s;
	int row, until = 0;

	for (size_t i = 0; i < f->count && (i <= f->at || !form_asks(&f->fields[i])); i++)
		until += rows_of(f, &f->fields[i], c);
	row = until > canvas_rows(c) ? canvas_rows(c) - until : 0;
	for (size_t i = 0; i < f->count; row += rows_of(f, &f->fields[i++], c))
		if (!f->fields[i].hidden)
			draw_field(f, i, c, row);
}
