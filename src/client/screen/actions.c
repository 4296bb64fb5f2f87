/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/actions.h"

#include "base/arena.h"
#include "base/str.h"
#include "client/screen/menu.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { MOST = 32, LINKS = 8 };

struct offer {
	const struct action *actions[MOST];
	enum action_id keys[MOST];
	const struct page *links[LINKS];
	size_t action_count, key_count, link_count;
	void (*chosen)(struct screen *s, const struct action *x);
};

/* Done with a row that belongs to the record, from there. */
static bool is_of_part(const struct view *v, const struct action *x)
{
	for (size_t i = 0; v && i < v->part_count; i++)
		if (str_eq(v->parts[i].action, x->name))
			return true;
	return false;
}

/* The pages beside this one, as far as he has them. */
static void add_links(const struct screen *s, struct offer *o)
{
	const struct view *v = s->page ? s->page->view : NULL;

	for (size_t i = 0; v && i < v->link_count && o->link_count < LINKS; i++) {
		const struct page *p = page_find(v->links[i]);

		if (p && p->view && menu_entry(s->world, p->id))
			o->links[o->link_count++] = p;
	}
}

static void add_actions(struct screen *s, bool row, struct offer *o)
{
	for (size_t i = 0; s->page && i < s->page->action_count && o->action_count < MOST / 2; i++) {
		const struct action *x = &s->page->actions[i];
		const char *take = s->page->view ? s->page->view->take : NULL;

		if (str_empty(x->label.text[ENGLISH]) || (x->on_row && !row) || str_eq(x->name, take) || is_of_part(s->page->view, x))
			continue;
		if (menu_allows(s->world, s->page, x->name))
			o->actions[o->action_count++] = x;
	}
}

static void add_key(struct offer *o, enum action_id key)
{
	for (size_t i = 0; i < o->key_count; i++)
		if (o->keys[i] == key)
			return;
	if (key != ACTION_ACTIONS)
		o->keys[o->key_count++] = key;
}

static void add_keys(const struct screen *s, struct offer *o)
{
	enum action_id keys[MOST / 2 - 4];
	size_t n = s->ops->keys ? s->ops->keys(s, keys, sizeof keys / sizeof *keys) : 0;

	for (size_t i = 0; i < n; i++)
		add_key(o, keys[i]);
	if (s->world->user) {
		add_key(o, ACTION_QUEUE);
		add_key(o, ACTION_GOODS_OWNER);
		add_key(o, ACTION_SIGN_OFF);
	}
	add_key(o, ACTION_HELP);
}

static void answered(struct screen *s, int answer)
{
	struct offer *o = s->offer;
	size_t i = (size_t)answer;

	if (answer < 0)
		return;
	if (i < o->action_count)
		o->chosen(s, o->actions[i]);
	else if (i < o->action_count + o->key_count)
		stack_act(s->stack, o->keys[i - o->action_count]);
	else
		open_page(s->stack, o->links[i - o->action_count - o->key_count]->id, NULL);
}

void actions_offer(struct screen *s, bool row, void (*chosen)(struct screen *s, const struct action *x))
{
	struct offer *o = s->offer ? s->offer : arena_new_of(s->arena, struct offer);
	const char *words[MOST + LINKS];
	int language = s->world->user ? s->world->user->language : ENGLISH;
	size_t n = 0;

	*o = (struct offer){.chosen = chosen};
	s->offer = o;
	if (chosen)
		add_actions(s, row, o);
	add_keys(s, o);
	add_links(s, o);
	for (size_t i = 0; i < o->action_count; i++)
		words[n++] = o->actions[i]->label.text[language];
	for (size_t i = 0; i < o->key_count; i++)
		words[n++] = _(action_rows[o->keys[i]].help);
	for (size_t i = 0; i < o->link_count; i++)
		words[n++] = menu_name(s->world, o->links[i]);
	dialog_choose(s->stack, _("What to do?"), words, n, answered, s);
}
