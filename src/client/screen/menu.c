/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/menu.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/pick.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { ONE_SCREEN = 12 }; /* so many pages stand together, sections as headings */

struct menu {
	struct screen base;
	struct arena *items_arena;
	struct pick pick;
	const char **ids;     /* by item: page id; NULL a heading or a section */
	const char *section;  /* the one shown; NULL: the sections */
	bool flat, empty, all; /* all: pages of every section, while a word is typed among the sections */
	size_t sections_at;   /* where the cursor stood among them */
};

const struct json *menu_entry(const struct world *w, const char *page_id)
{
	if (!w->user)
		return NULL;
	for (const struct json *g = json_first(w->user->menu); g; g = json_next(g))
		for (const struct json *p = json_first(json_get(g, "pages")); p; p = json_next(p))
			if (str_eq(json_str(p, "id"), page_id))
				return p;
	return NULL;
}

const char *menu_name(const struct world *w, const struct page *p)
{
	const char *name = json_str(menu_entry(w, p->id), "name");

	return name ? name : p->name.text[w->user ? w->user->language : ENGLISH];
}

const char *menu_title(const struct world *w, const struct page *p, const char *row, struct arena *a)
{
	const char *name = menu_name(w, p);

	return p->view->single && !p->view->own ? name : arena_printf(a, "%s: %s", name, row);
}

bool menu_allows(const struct world *w, const struct page *p, const char *action)
{
	for (const struct json *x = json_first(json_get(menu_entry(w, p->id), "actions")); x; x = json_next(x))
		if (str_eq(json_as_str(x), action))
			return true;
	return false;
}

bool menu_has_floor(const struct world *w)
{
	for (const struct json *g = w->user ? json_first(w->user->menu) : NULL; g; g = json_next(g))
		for (const struct json *x = json_first(json_get(g, "pages")); x; x = json_next(x)) {
			const struct page *p = page_find(json_str(x, "id"));

			if (p && p->view && p->view->kind == VIEW_TASK)
				return true;
		}
	return false;
}

static bool can_open(const char *page_id)
{
	const struct page *p = page_id ? page_find(page_id) : NULL;

	return p && p->view;
}

const struct page *menu_page_of(const struct world *w, const struct resource *r)
{
	if (!w->user)
		return NULL;
	for (const struct json *g = json_first(w->user->menu); g; g = json_next(g))
		for (const struct json *x = json_first(json_get(g, "pages")); x; x = json_next(x)) {
			const struct page *p = page_find(json_str(x, "id"));

			if (p && p->view && p->view->resource == r && (p->view->kind == VIEW_LIST || p->view->kind == VIEW_TASK))
				return p;
		}
	return NULL;
}

static size_t pages_in(const struct json *group)
{
	size_t n = 0;

	for (const struct json *p = json_first(json_get(group, "pages")); p; p = json_next(p))
		n += can_open(json_str(p, "id"));
	return n;
}

static size_t pages_total(const struct json *menu)
{
	size_t n = 0;

	for (const struct json *g = json_first(menu); g; g = json_next(g))
		n += pages_in(g);
	return n;
}

struct making { /* of the items */
	struct menu *m;
	struct pick_item *items;
	size_t count;
};

static void put(struct making *mk, const char *text, const char *id, bool heading)
{
	mk->items[mk->count] = (struct pick_item){.text = arena_strdup(mk->m->items_arena, text), .heading = heading};
	mk->m->ids[mk->count++] = arena_strdup(mk->m->items_arena, id);
}

static void put_pages(struct making *mk, const struct json *group)
{
	for (const struct json *p = json_first(json_get(group, "pages")); p; p = json_next(p))
		if (can_open(json_str(p, "id")))
			put(mk, json_str(p, "name"), json_str(p, "id"), false);
}

static const char *group_heading(const struct menu *m, const struct json *g)
{
	const char *section = json_str(g, "section"), *sub = json_str(g, "subsection");

	if (m->section)
		return sub;
	return str_empty(sub) ? section : arena_printf(m->items_arena, "%s: %s", section, sub);
}

static bool is_put(const struct making *mk, const char *text)
{
	for (size_t i = 0; i < mk->count; i++)
		if (str_eq(mk->items[i].text, text))
			return true;
	return false;
}

/* Sections alone, each once, in the menu's order. */
static void put_sections(struct making *mk, const struct json *menu)
{
	for (const struct json *g = json_first(menu); g; g = json_next(g))
		if (pages_in(g) && !is_put(mk, json_str(g, "section")))
			put(mk, json_str(g, "section"), NULL, false);
}

static void put_groups(struct making *mk, const struct json *menu)
{
	for (const struct json *g = json_first(menu); g; g = json_next(g)) {
		const char *heading;

		if (!pages_in(g) || (mk->m->section && !str_eq(json_str(g, "section"), mk->m->section)))
			continue;
		heading = group_heading(mk->m, g);
		if (!str_empty(heading))
			put(mk, heading, NULL, true);
		put_pages(mk, g);
	}
}

static void make_items(struct menu *m)
{
	const struct json *menu = m->base.world->user ? m->base.world->user->menu : NULL;
	size_t total = pages_total(menu), most = 2 * total + 2;
	struct making mk = {.m = m};

	arena_clear(m->items_arena);
	mk.items = arena_array(m->items_arena, struct pick_item, most);
	m->ids = arena_array(m->items_arena, const char *, most);
	m->empty = total == 0;
	m->flat = total <= ONE_SCREEN;
	if (m->flat || m->all || m->section)
		put_groups(&mk, menu);
	else
		put_sections(&mk, menu);
	pick_init(&m->pick, mk.items, mk.count, m->base.world->keymap, CONTEXT_MENU);
}

static void menu_draw(const struct screen *s, struct canvas *c)
{
	const struct menu *m = (const struct menu *)s;

	if (m->empty)
		canvas_wrap(c, 1, 2, canvas_rows(c) - 1, canvas_columns(c) - 4, 0, STYLE_VALUE,
			_("There is no page for you here. Ask an administrator for a menu, then sign in again."));
	else
		pick_draw(&m->pick, c, 0, 1, canvas_rows(c), canvas_columns(c) - 2);
}

static void show_section(struct menu *m, const char *section)
{
	m->section = arena_strdup(m->base.arena, section);
	m->base.title = arena_printf(m->base.arena, "%s: %s", _("Menu"), section);
	make_items(m);
}

static void to_sections(struct menu *m)
{
	m->section = NULL;
	m->base.title = _("Menu");
	make_items(m);
	if (m->sections_at < m->pick.count)
		m->pick.at = m->sections_at;
}

static void picked(struct menu *m)
{
	const char *id = m->ids[m->pick.at];

	if (id) {
		open_page(m->base.stack, id, NULL);
		return;
	}
	m->sections_at = m->pick.at;
	show_section(m, m->pick.items[m->pick.at].text);
}

static bool begins_word(const struct event *ev)
{
	if (ev->type == EVENT_ACTION)
		return ev->action == ACTION_SEARCH;
	return ev->type == EVENT_CHARACTER && ev->character > ' ' && (ev->character < '0' || ev->character > '9');
}

/* A word typed among the sections is looked for in all pages. */
static enum pick_result pick(struct menu *m, const struct event *ev)
{
	enum pick_result r;

	if (!m->flat && !m->section && !m->all && begins_word(ev)) {
		m->all = true;
		make_items(m);
	}
	r = pick_event(&m->pick, ev);
	if (m->all && !m->pick.narrowing && r == PICK_MOVED) {
		m->all = false;
		make_items(m);
	}
	return r;
}

static bool menu_event(struct screen *s, const struct event *ev)
{
	struct menu *m = (struct menu *)s;
	enum pick_result r = m->empty ? PICK_NOT_MINE : pick(m, ev);

	if (r == PICK_DONE)
		picked(m);
	else if (r == PICK_NOT_MINE && ev->type == EVENT_ACTION && m->section &&
		 (ev->action == ACTION_BACK || ev->action == ACTION_LEFT))
		to_sections(m);
	else if (r == PICK_NOT_MINE && ev->type == EVENT_ACTION && ev->action == ACTION_RIGHT)
		return menu_event(s, &(struct event){.type = EVENT_ACTION, .action = ACTION_ACCEPT});
	else
		return r != PICK_NOT_MINE;
	return true;
}

/* The menu may have changed at a new sign-in. */
static void menu_again(struct screen *s, const struct json *brought)
{
	struct menu *m = (struct menu *)s;
	size_t at = m->pick.at;

	(void)brought;
	if (!s->world->user)
		return;
	m->all = false;
	make_items(m);
	if (at < m->pick.count && !m->pick.items[at].heading)
		m->pick.at = at;
}

static size_t menu_keys(const struct screen *s, enum action_id *out, size_t most)
{
	static const enum action_id keys[] = {ACTION_ACCEPT, ACTION_SEARCH, ACTION_GOODS_OWNER, ACTION_QUEUE, ACTION_SIGN_OFF};
	size_t n = 0;

	if (((const struct menu *)s)->empty) {
		out[0] = ACTION_SIGN_OFF;
		return 1;
	}
	while (n < sizeof keys / sizeof *keys && n < most) {
		out[n] = keys[n];
		n++;
	}
	return n;
}

static bool menu_edits(const struct screen *s)
{
	return ((const struct menu *)s)->pick.narrowing;
}

static bool menu_types(const struct screen *s, uint32_t character)
{
	return pick_types(&((const struct menu *)s)->pick, character);
}

static void menu_release(struct screen *s)
{
	arena_free(&((struct menu *)s)->items_arena);
}

static const struct screen_ops menu_ops = {
	.name = "menu", .context = CONTEXT_MENU, .draw = menu_draw, .event = menu_event, .again = menu_again, .keys = menu_keys,
	.edits = menu_edits, .types = menu_types, .release = menu_release,
};

struct screen *menu_screen(struct stack *st)
{
	struct menu *m = (struct menu *)screen_new(st, &menu_ops, sizeof *m, _("Menu"));

	m->items_arena = arena_new();
	make_items(m);
	return &m->base;
}
