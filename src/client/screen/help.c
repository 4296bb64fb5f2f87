/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/help.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/menu.h"
#include "client/screen/row_form.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/screen/text.h"
#include "client/tui/words.h"
#include "model/kind.h"

enum { CHORDS_WIDTH = 16 };

static void add_keys(struct buf *b, const struct keymap *k, const enum context *contexts, size_t n)
{
	enum action_id action;
	char chords[64];

	for (size_t i = 0; keymap_at(k, contexts, n, i, &action, chords); i++) {
		int pad = CHORDS_WIDTH - utf8_columns(chords);

		buf_addf(b, "%s%*s %s\n", chords, pad > 0 ? pad : 0, "", _(action_rows[action].help));
	}
}

static void add_note(struct buf *b, const char *note)
{
	if (!str_empty(note))
		buf_addf(b, "%s\n\n", note);
}

struct screen *help_keys_screen(struct stack *st)
{
	struct buf b = BUF_INIT;
	enum context contexts[3];
	size_t n = stack_contexts(st, contexts);
	const struct screen *top = stack_top(st);
	struct screen *s;

	if (top && !str_empty(top->title))
		buf_addf(&b, "%s\n\n", top->title);
	if (top)
		add_note(&b, stack_note(top));
	add_keys(&b, stack_world(st)->keymap, contexts, n);
	s = text_show(st, _("The keys of this screen"), buf_str(&b));
	buf_release(&b);
	return s;
}

static const struct {
	enum context context;
	const char *title, *words; /* msgids */
} kinds[] = {
	{CONTEXT_MENU, N_("The menu"),
		N_("Shows the pages you may use. Choose with the arrows and Enter, or press the number in front. Type a part of a name to "
		   "find it.")},
	{CONTEXT_LIST, N_("Lists"),
		N_("Rows as many as there are: go down and further rows come. The columns stand in order of importance; Left and Right "
		   "move them, Enter shows all of a row. Without contact a list shows what this terminal holds itself, and says so. Rows that "
		   "are marked stay so while you look for others; what can be done with several is in the list of actions.")},
	{CONTEXT_RECORD, N_("One row"), N_("All fields of a row and what belongs to it. Enter on a field goes on to what it names.")},
	{CONTEXT_FORM, N_("Forms"),
		N_("Fill in the fields and save. What is half done is not lost: it is asked about, and kept for you when you are signed off. "
		   "Search goes to a field by a part of its name. Where several can be chosen, type to find them, mark with Space, take them with "
		   "Enter.")},
	{CONTEXT_TASK, N_("Floor work"),
		N_("Asks for one thing at a time. Scan it, or type it and press Enter. One scan may answer several questions. When the screen "
		   "says saved, the transaction is on this terminal's disk and is sent when there is contact.")},
	{CONTEXT_TEXT, N_("Texts"), N_("Scroll, or look for a word; Enter finds it again.")},
	{CONTEXT_DIALOG, N_("Questions"), N_("Choose an answer with the arrows and Enter, or press its number.")},
	{CONTEXT_SIGN_IN, N_("Signing in"),
		N_("Type user name and password. A PIN may be asked for besides; a code that an administrator or a mail gave you lets you "
		   "choose a new password; an identity provider may know you.")},
	{CONTEXT_EDIT, N_("Where text is written"), N_("A scan fills the field; what stood there is replaced.")},
};

static void add_kinds(struct buf *b, const struct keymap *k)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		buf_addf(b, "%s\n\n%s\n\n", _(kinds[i].title), _(kinds[i].words));
		add_keys(b, k, &kinds[i].context, 1);
		buf_addc(b, '\n');
	}
	buf_addf(b, "%s\n\n", _("Everywhere"));
	add_keys(b, k, (const enum context[]){CONTEXT_ANY}, 1);
	buf_addc(b, '\n');
}

static void add_labels(struct buf *b, const char *head, const struct field *const *fields, size_t n, int language)
{
	if (!n)
		return;
	buf_addf(b, "%s: ", head);
	for (size_t i = 0; i < n; i++)
		buf_addf(b, "%s%s", i ? ", " : "", show_label(fields[i], language));
	buf_addc(b, '\n');
}

/* Those of the pages that the user has. */
static void add_ways(struct buf *b, const struct world *w, const char *head, const char *const *pages, size_t n)
{
	bool first = true;

	for (size_t i = 0; i < n; i++) {
		const struct page *to = page_find(pages[i]);

		if (!to || !menu_entry(w, to->id))
			continue;
		buf_addf(b, "%s%s", first ? head : ", ", menu_name(w, to));
		first = false;
	}
	if (!first)
		buf_addc(b, '\n');
}

static void add_actions(struct buf *b, const struct world *w, const struct page *p, int language)
{
	bool first = true;

	for (size_t i = 0; i < p->action_count; i++) {
		const char *label = p->actions[i].label.text[language];

		if (str_empty(label) || !menu_allows(w, p, p->actions[i].name))
			continue;
		buf_addf(b, "%s%s", first ? _("You may: ") : ", ", label);
		first = false;
	}
	if (!first)
		buf_addc(b, '\n');
}

static void add_steps(struct buf *b, const struct view *v, int language)
{
	if (v->send)
		buf_addf(b, "%s: %s\n", _("Each round makes a transaction"), v->send->name.text[language]);
	buf_addf(b, "%s: ", _("Asks for"));
	for (size_t i = 0; i < v->step_count; i++)
		buf_addf(b, "%s%s", i ? ", " : "", show_label(v->steps[i].ask, language));
	buf_addc(b, '\n');
}

static void add_form(struct buf *b, const struct view *v, int language)
{
	buf_addf(b, "%s: ", _("Asks for"));
	for (size_t i = 0; i < v->form_field_count; i++)
		buf_addf(b, "%s%s", i ? ", " : "", show_label(&v->form_fields[i], language));
	buf_addc(b, '\n');
}

/* What the form of a row asks whoever may make or change one. */
static void add_row_form(struct buf *b, const struct world *w, const struct page *p, int language)
{
	const struct field **fields;
	struct arena *a;
	size_t n;

	if (p->view->kind != VIEW_LIST || !(menu_allows(w, p, "create") || menu_allows(w, p, "update")))
		return;
	a = arena_new();
	n = row_fields(p, false, a, &fields);
	add_labels(b, _("Asks for"), fields, n, language);
	arena_free(&a);
}

static void add_tiles(struct buf *b, const struct view *v, int language)
{
	for (size_t i = 0; i < v->tile_count; i++)
		buf_addf(b, "%s%s%s", i ? ", " : _("Shows: "), v->tiles[i].label.text[language], i + 1 == v->tile_count ? "\n" : "");
}

static void add_page(struct buf *b, const struct world *w, const struct page *p, const char *section)
{
	const struct view *v = p->view;
	int language = w->user->language;

	buf_addf(b, "%s / %s\n\n", section, menu_name(w, p));
	add_note(b, v->note.text[language]);
	if (v->kind == VIEW_LIST)
		buf_addf(b, "%s: %s\n", _("A list"), v->resource->name.text[language]);
	if (v->kind == VIEW_TASK && v->resource)
		buf_addf(b, "%s: %s\n", _("Floor work, chosen from a list"), v->resource->name.text[language]);
	if (v->kind == VIEW_LIST)
		add_labels(b, _("Columns"), v->columns, v->column_count, language);
	add_labels(b, _("Filters"), v->filters, v->filter_count, language);
	if (v->kind == VIEW_TASK)
		add_steps(b, v, language);
	if (v->kind == VIEW_FORM)
		add_form(b, v, language);
	add_row_form(b, w, p, language);
	add_tiles(b, v, language);
	add_ways(b, w, _("Leads on to: "), v->jumps, v->jump_count);
	add_ways(b, w, _("Beside it: "), v->links, v->link_count);
	add_actions(b, w, p, language);
	buf_addc(b, '\n');
}

static void add_pages(struct buf *b, const struct world *w)
{
	for (const struct json *g = json_first(w->user->menu); g; g = json_next(g))
		for (const struct json *x = json_first(json_get(g, "pages")); x; x = json_next(x)) {
			const struct page *p = page_find(json_str(x, "id"));

			if (p && p->view)
				add_page(b, w, p, json_str(g, "section"));
		}
}

struct screen *help_manual_screen(struct stack *st, const char *title)
{
	const struct world *w = stack_world(st);
	struct buf b = BUF_INIT;
	struct screen *s;

	buf_addf(&b, "%s\n\n", _("The pages you may use stand last; look for one by its name."));
	add_kinds(&b, w->keymap);
	if (w->user)
		add_pages(&b, w);
	s = text_show(st, title, buf_str(&b));
	buf_release(&b);
	return s;
}
