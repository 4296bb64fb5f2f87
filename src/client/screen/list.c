/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/act.h"
#include "client/screen/actions.h"
#include "client/screen/jump.h"
#include "client/screen/menu.h"
#include "client/screen/scanned.h"
#include "client/tui/words.h"

static int64_t visible(const struct list_screen *l)
{
	int rows = stack_room(&l->base) - LIST_HEAD_ROWS;

	return rows > 1 ? rows : 1;
}

static void keep_top(struct list_screen *l)
{
	size_t room = (size_t)visible(l), n = list_count_rows(l);

	if (l->top > n)
		l->top = 0;
	if (l->at < l->top)
		l->top = l->at;
	if (l->at >= l->top + room)
		l->top = l->at + 1 - room;
}

/* Past the rows at hand further ones are asked for, if there are any. */
static bool move(struct list_screen *l, int64_t steps)
{
	int64_t n = (int64_t)list_count_rows(l), to = (int64_t)l->at + steps;

	if (!n)
		return true;
	if (to >= n && l->chunks[l->chunk_count - 1].next && !l->asked) {
		l->steps = steps;
		list_fetch(l, FETCH_NEXT);
	} else if (to < 0 && l->chunks[0].previous && !l->asked) {
		l->steps = steps;
		list_fetch(l, FETCH_PREVIOUS);
	} else {
		l->at = (size_t)(to >= n ? n - 1 : to < 0 ? 0 : to);
	}
	keep_top(l);
	return true;
}

static bool go_home(struct list_screen *l)
{
	if (l->chunk_count && l->chunks[0].previous)
		list_fetch(l, FETCH_FIRST);
	else
		l->at = 0;
	keep_top(l);
	return true;
}

static bool go_end(struct list_screen *l)
{
	if (l->chunk_count && l->chunks[l->chunk_count - 1].next)
		list_fetch(l, FETCH_LAST);
	else if (list_count_rows(l))
		l->at = list_count_rows(l) - 1;
	keep_top(l);
	return true;
}

static void search(struct list_screen *l, const char *word)
{
	str_copy(l->search, sizeof l->search, word);
	list_fetch(l, FETCH_FIRST);
}

static void search_answered(struct screen *owner, const char *word)
{
	if (word)
		search((struct list_screen *)owner, word);
}

/* Rows that point to what was scanned: by the first of the list's filters that
 * can name it. */
static bool filter_scanned(struct list_screen *l, const struct scan *scan, struct arena *a)
{
	for (size_t i = 0; i < l->view->filter_count; i++) {
		const struct field *f = l->view->filters[i];
		const struct json *ref = f->type == TYPE_REF ? scanned_row(l->base.world, a, scan, f->to) : NULL;

		if (!ref)
			continue;
		l->filtering = f;
		list_filter_brought(l, ref);
		return true;
	}
	return false;
}

/* A scan looks for what it names: a row of the list, rows that point to it, or
 * else its text. */
static bool scanned(struct list_screen *l, const struct event *ev)
{
	struct arena *a = arena_new();
	struct scan *scan = arena_alloc(a, sizeof *scan);
	struct error e = {0};
	const struct gs1_element *named;
	const struct json *row;

	if (!scanned_read(l->base.world, ev->bytes, ev->len, scan, &e)) {
		stack_say_error(l->base.stack, &e);
	} else if ((row = scanned_row(l->base.world, a, scan, l->resource))) {
		search(l, json_str(row, "code"));
	} else if (!filter_scanned(l, scan, a)) {
		named = gs1_find(&scan->gs1, "00");
		if (!named)
			named = gs1_find(&scan->gs1, "01");
		search(l, scan->kind == SCAN_GS1 && named ? named->value : scan->text);
	}
	arena_free(&a);
	return true;
}

static void open_row(struct list_screen *l)
{
	const struct json *row = list_row(l, l->at);
	struct stack *st = l->base.stack;

	if (!row)
		return;
	if (l->view->kind == VIEW_TASK)
		open_page(st, l->base.page->id, row);
	else if (l->view->task)
		open_page(st, l->view->task, row);
	else
		stack_push(st, record_screen(st, l->base.page, json_int(row, "id", 0)));
}

static bool shift(struct list_screen *l, int by)
{
	int most = (int)l->view->column_count - 2;

	l->column_shift += by;
	if (l->column_shift > most)
		l->column_shift = most;
	if (l->column_shift < 0)
		l->column_shift = 0;
	return true;
}

static void chosen(struct screen *s, const struct action *x)
{
	struct list_screen *l = (struct list_screen *)s;

	if (str_eq(x->name, "change-many"))
		list_change_many(l);
	else
		list_act(l, x->name, x->on_row);
}

static bool move_action(struct list_screen *l, enum action_id action, bool *done)
{
	*done = true;
	switch (action) {
	case ACTION_UP:
		return move(l, -1);
	case ACTION_DOWN:
		return move(l, 1);
	case ACTION_PAGE_UP:
		return move(l, -visible(l));
	case ACTION_PAGE_DOWN:
		return move(l, visible(l));
	case ACTION_HOME:
		return go_home(l);
	case ACTION_END:
		return go_end(l);
	case ACTION_LEFT:
		return shift(l, -1);
	case ACTION_RIGHT:
		return shift(l, 1);
	default:
		*done = false;
		return false;
	}
}

static bool act(struct list_screen *l, enum action_id action)
{
	bool moved;

	move_action(l, action, &moved);
	if (moved)
		return true;
	switch (action) {
	case ACTION_ACCEPT:
		open_row(l);
		return true;
	case ACTION_SEARCH:
		dialog_text(l->base.stack, _("Search"), l->search, false, search_answered, &l->base);
		return true;
	case ACTION_FILTER:
		list_ask_filter(l);
		return true;
	case ACTION_SORT:
		list_ask_sort(l);
		return true;
	case ACTION_JUMP:
		jump_offer(&l->base, list_row(l, l->at));
		return true;
	case ACTION_ACTIONS:
		actions_offer(&l->base, list_row(l, l->at) != NULL, chosen);
		return true;
	case ACTION_EXPORT:
		list_export(l);
		return true;
	case ACTION_REFRESH:
		list_refresh(l);
		return true;
	case ACTION_BACK: /* an export of the replica has no request that Esc could break off */
		if (!l->exporting)
			return false;
		l->exporting = false;
		stack_say(l->base.stack, TONE_WARN, _("Broken off after %zu rows"), l->export_rows);
		return true;
	default:
		return list_edit(l, action);
	}
}

static bool list_event(struct screen *s, const struct event *ev)
{
	struct list_screen *l = (struct list_screen *)s;

	if (ev->type == EVENT_SCAN)
		return scanned(l, ev);
	return ev->type == EVENT_ACTION && act(l, ev->action);
}

/* A page of one row is that row: the list is not gone back to. */
static void open_single(struct list_screen *l)
{
	const struct json *row = list_row(l, 0);

	if (!l->view->single || !row)
		return;
	stack_uncover(&l->base);
	stack_replace(l->base.stack, record_screen(l->base.stack, l->base.page, json_int(row, "id", 0)));
}

static void list_take_answer(struct screen *s, struct message *m)
{
	struct list_screen *l = (struct list_screen *)s;

	if (l->export_asked && m->tag == l->export_asked) {
		list_export_answer(l, m);
	} else if (!act_answer(s, m)) {
		list_answer(l, m);
		keep_top(l);
		open_single(l);
	}
}

static void list_again(struct screen *s, const struct json *brought)
{
	struct list_screen *l = (struct list_screen *)s;

	if (brought)
		list_brought(l, brought);
	else if (l->came && l->view->kind == VIEW_TASK && !l->asked)
		list_refresh(l); /* what was done has left the list */
	else if (!l->came && !l->asked && l->why.code == ERR_NONE && s->world->user)
		list_fetch(l, FETCH_FIRST);
	keep_top(l);
}

/* Contact came back, or what the terminal holds is at hand now: a list that
 * could not be shown is asked for again; so is one of the terminal's own rows,
 * where nobody has moved in it yet. */
static void list_news(struct screen *s)
{
	struct list_screen *l = (struct list_screen *)s;
	struct ports *p = s->world->ports;
	bool can = s->world->online || (l->resource->replica && p->ops->replica(p));

	bool stale = l->came && l->offline && s->world->online && l->at == 0 && stack_top(s->stack) == s;

	if (can && !l->asked && s->world->user && ((!l->came && l->why.code != ERR_NONE) || stale))
		list_refresh(l);
}

static void list_tick(struct screen *s, int64_t now_mono_ms)
{
	(void)now_mono_ms;
	list_export_tick((struct list_screen *)s);
}

static size_t list_keys(const struct screen *s, enum action_id *out, size_t most)
{
	const struct list_screen *l = (const struct list_screen *)s;
	const enum action_id keys[] = {
		ACTION_ACCEPT,
		ACTION_ACTIONS,
		ACTION_SEARCH,
		list_may(l, ACTION_NEW) ? ACTION_NEW : ACTION_NONE,
		list_may(l, ACTION_EDIT) ? ACTION_EDIT : ACTION_NONE,
		list_may(l, ACTION_DISCARD) ? ACTION_DISCARD : ACTION_NONE,
		list_may(l, ACTION_MARK) ? ACTION_MARK : ACTION_NONE,
		list_may(l, ACTION_MARK_ALL) ? ACTION_MARK_ALL : ACTION_NONE,
		l->view->filter_count ? ACTION_FILTER : ACTION_NONE,
		l->view->jump_count ? ACTION_JUMP : ACTION_NONE,
		l->resource->sort_count ? ACTION_SORT : ACTION_NONE,
		s->world->may_export ? ACTION_EXPORT : ACTION_NONE,
		ACTION_REFRESH,
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof keys / sizeof *keys && n < most; i++)
		if (keys[i] != ACTION_NONE)
			out[n++] = keys[i];
	return n;
}

static void list_release(struct screen *s)
{
	list_forget_rows((struct list_screen *)s);
}

static const struct screen_ops list_ops = {
	.name = "list", .context = CONTEXT_LIST, .notes = true, .draw = list_draw, .event = list_event,
	.answer = list_take_answer, .news = list_news, .again = list_again, .keys = list_keys, .tick = list_tick, .release = list_release,
};

struct screen *list_screen(struct stack *st, const struct page *p, const struct json *filter)
{
	struct list_screen *l = (struct list_screen *)screen_new(st, &list_ops, sizeof *l, menu_name(stack_world(st), p));

	l->base.page = p;
	l->view = p->view;
	l->resource = p->view->resource;
	l->total = -1;
	if (l->resource->sort_count) {
		l->sort = l->resource->sort[0];
		l->descending = l->resource->newest_first;
	}
	list_filter_from(l, filter);
	return &l->base;
}
