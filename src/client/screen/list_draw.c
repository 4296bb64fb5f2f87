/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a list looks: a line of what is shown, the labels, the rows. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "client/screen/list.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

enum { COLUMNS_MOST = 32, WIDEST = 40, CUT_LEAST = 8 };

struct layout {
	const struct field *fields[COLUMNS_MOST];
	size_t columns[COLUMNS_MOST]; /* of the view */
	int widths[COLUMNS_MOST];
	size_t count;
};

static bool grows(const struct field *f)
{
	return f->type == TYPE_TEXT || f->type == TYPE_REF || f->type == TYPE_REFS || f->type == TYPE_CODE;
}

static int most(const struct field *f)
{
	return f->type == TYPE_REF || !f->max || f->max > WIDEST ? WIDEST : (int)f->max;
}

/* What is left over goes to those that may need it, the most important first. */
static void widen(struct layout *lay, int left)
{
	for (size_t i = 0; i < lay->count && left > 0; i++) {
		int more = grows(lay->fields[i]) ? most(lay->fields[i]) - lay->widths[i] : 0;

		more = more < 0 ? 0 : more > left ? left : more;
		lay->widths[i] += more;
		left -= more;
	}
}

/* Every row has the same: it stands in the line above. */
static bool is_fixed(const struct list_screen *l, const struct field *f)
{
	for (size_t i = 0; i < l->filter_count; i++)
		if (l->filters[i].field == f && l->filters[i].op == 'e' && f->type != TYPE_REFS)
			return true;
	return false;
}

/* What is marked, or new, says so in a column of its own. */
static int first_column(const struct list_screen *l)
{
	return l->mark_count || l->made ? 2 : 1;
}

/* Columns in order of importance, as many as fit; the first is always there,
 * those scrolled away are passed over. */
static void lay_out(const struct list_screen *l, int columns, struct layout *lay)
{
	int language = l->base.world->user ? l->base.world->user->language : ENGLISH, left = columns - first_column(l);

	lay->count = 0;
	for (size_t i = 0; i < l->view->column_count && lay->count < COLUMNS_MOST; i++) {
		const struct field *f = l->view->columns[i];
		int width = show_width(f, language);

		if (i > 0 && i <= (size_t)l->column_shift)
			continue;
		if (f->type == TYPE_ROWS || (i > 0 && is_fixed(l, f)))
			continue;
		if (width > left && lay->count > 0 && (left < CUT_LEAST || !grows(f)))
			break;
		width = width > left ? left : width;
		lay->fields[lay->count] = f;
		lay->columns[lay->count] = i;
		lay->widths[lay->count++] = width;
		left -= width + 1;
		if (left <= 0)
			break;
	}
	widen(lay, left + 1);
}

static void add_part(struct buf *b, const char *part)
{
	if (b->len)
		buf_adds(b, ", ");
	buf_adds(b, part);
}

static void add_total(const struct list_screen *l, struct buf *b)
{
	char words[64];

	if (l->total < 0)
		return;
	if (l->total_more)
		snprintf(words, sizeof words, _("at least %lld rows"), (long long)l->total);
	else
		snprintf(words, sizeof words, ngettext("%lld row", "%lld rows", (unsigned long)l->total), (long long)l->total);
	add_part(b, words);
}

static void add_filters(const struct list_screen *l, struct buf *b, struct arena *a)
{
	for (size_t i = 0; i < l->filter_count; i++) {
		const struct set_filter *f = &l->filters[i];
		const char *sign = f->op == '>' ? ">= " : f->op == '<' ? "<= " : "", *end = f->op == 'b' ? "*" : "";

		add_part(b, arena_printf(a, "%s: %s%s%s", show_label(f->field, l->base.world->user->language), sign, f->shown, end));
	}
}

static const char *as_of(const struct list_screen *l, struct arena *a)
{
	time_t t = (time_t)(l->base.world->contact_ms / 1000);
	char clock[32];
	struct tm tm;

	if (!l->base.world->contact_ms)
		return _("offline");
	localtime_r(&t, &tm);
	strftime(clock, sizeof clock, "%Y-%m-%d %H:%M", &tm);
	return arena_printf(a, _("offline, as of %s"), clock);
}

/* What the rows are: how many, which, in what order. */
static void draw_info(const struct list_screen *l, struct canvas *c, struct arena *a)
{
	struct buf *b = buf_new(a);
	int used = 0;

	if (l->offline)
		used = canvas_text(c, 0, 0, -1, STYLE_WARN, as_of(l, a)) + 2;
	add_total(l, b);
	if (l->mark_count)
		add_part(b, arena_printf(a, _("%zu marked"), l->mark_count));
	if (l->search[0])
		add_part(b, arena_printf(a, _("with \"%s\""), l->search));
	add_filters(l, b, a);
	canvas_field(c, 0, used, canvas_columns(c) - used, STYLE_DIM, false, buf_str(b));
}

static void draw_labels(const struct list_screen *l, const struct layout *lay, struct canvas *c, struct arena *a)
{
	int column = first_column(l);

	canvas_fill(c, 1, 0, 1, canvas_columns(c), STYLE_LABEL);
	for (size_t i = 0; i < lay->count; i++) {
		const struct field *f = lay->fields[i];
		const char *label = show_label(f, l->base.world->user->language);

		if (f == l->sort)
			label = arena_printf(a, "%s%s", l->descending ? "v" : "^", label);
		canvas_field(c, 1, column, lay->widths[i], STYLE_LABEL, types[f->type].align == ALIGN_RIGHT, label);
		column += lay->widths[i] + 1;
	}
}

static const char *mark_of(const struct list_screen *l, const struct json *row)
{
	int64_t id = json_int(row, "id", 0);

	if (list_is_marked(l, id))
		return "*";
	return l->made && json_int(l->made, "id", 0) == id ? "+" : "";
}

static void draw_row(const struct list_screen *l, const struct layout *lay, struct canvas *c, int row, size_t i)
{
	bool here = i == l->at;
	enum style style = here ? STYLE_FOCUS : STYLE_NORMAL;
	int column = first_column(l);

	canvas_fill(c, row, 0, 1, canvas_columns(c), style);
	if (here) {
		canvas_text(c, row, 0, 1, style, ">");
		canvas_cursor(c, row, column);
	}
	if (column > 1)
		canvas_text(c, row, 1, 1, style, mark_of(l, list_row(l, i)));
	for (size_t k = 0; k < lay->count; k++) {
		const struct field *f = lay->fields[k];

		canvas_field(c, row, column, lay->widths[k], style, types[f->type].align == ALIGN_RIGHT,
			list_shown(l, i, lay->columns[k]));
		column += lay->widths[k] + 1;
	}
}

/* Why there are no rows. */
static void draw_nothing(const struct list_screen *l, struct canvas *c, struct arena *a)
{
	const char *words = "";

	if (l->why.code != ERR_NONE) {
		char *why = arena_alloc(a, 512);

		error_words(&l->why, _(error_rows[l->why.code].words), why, 512);
		words = why;
	} else if (l->came) {
		words = l->search[0] || l->filter_count ? _("Nothing matches.") : _("Nothing here.");
	}
	canvas_wrap(c, LIST_HEAD_ROWS, 1, canvas_rows(c) - LIST_HEAD_ROWS, canvas_columns(c) - 2, 0, STYLE_VALUE, words);
}

void list_draw(const struct screen *s, struct canvas *c)
{
	const struct list_screen *l = (const struct list_screen *)s;
	size_t room = canvas_rows(c) > LIST_HEAD_ROWS ? (size_t)(canvas_rows(c) - LIST_HEAD_ROWS) : 0, n = list_count_rows(l);
	size_t top = l->top;
	struct arena *a;
	struct layout lay;

	if (!l->base.world->user)
		return;
	a = arena_new();
	lay_out(l, canvas_columns(c), &lay);
	draw_info(l, c, a);
	draw_labels(l, &lay, c, a);
	if (l->at < top || top >= n)
		top = l->at;
	if (l->at >= top + room)
		top = l->at + 1 - room;
	if (top + room > n)
		top = n > room ? n - room : 0;
	for (size_t i = 0; i < room && top + i < n; i++)
		draw_row(l, &lay, c, LIST_HEAD_ROWS + (int)i, top + i);
	if (n == 0)
		draw_nothing(l, c, a);
	arena_free(&a);
}
