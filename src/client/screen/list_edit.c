/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a list that are made, changed, deleted and marked. */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/act.h"
#include "client/screen/change_many.h"
#include "client/screen/list.h"
#include "client/screen/menu.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

enum { MARKS_LEAST = 64 };

static bool allows(const struct list_screen *l, const char *action)
{
	return l->view->kind == VIEW_LIST && !l->offline && menu_allows(l->base.world, l->base.page, action);
}

bool list_may(const struct list_screen *l, enum action_id action)
{
	switch (action) {
	case ACTION_NEW:
		return allows(l, "create") && !l->view->single;
	case ACTION_EDIT:
		return allows(l, "update") && list_count_rows(l);
	case ACTION_DISCARD:
		return allows(l, "delete") && list_count_rows(l);
	case ACTION_MARK:
	case ACTION_MARK_ALL:
		return allows(l, "change-many") && list_count_rows(l);
	default:
		return false;
	}
}

static struct list_mark *find_mark(const struct list_screen *l, int64_t id)
{
	for (size_t i = 0; i < l->mark_count; i++)
		if (l->marks[i].id == id)
			return &l->marks[i];
	return NULL;
}

bool list_is_marked(const struct list_screen *l, int64_t id)
{
	return find_mark(l, id) != NULL;
}

static void mark(struct list_screen *l, const struct json *row)
{
	struct arena *a = l->base.arena;
	struct list_mark *more;

	if (l->mark_count == l->mark_room) {
		l->mark_room = l->mark_room ? 2 * l->mark_room : MARKS_LEAST;
		more = arena_array(a, struct list_mark, l->mark_room);
		if (l->mark_count)
			memcpy(more, l->marks, l->mark_count * sizeof *more);
		l->marks = more;
	}
	l->marks[l->mark_count++] = (struct list_mark){
		.id = json_int(row, "id", 0),
		.rev = json_int(row, "rev", 0),
		.key = arena_strdup(a, show_key(l->resource, row, l->base.world->user->language, a)),
	};
}

static void toggle(struct list_screen *l, const struct json *row)
{
	struct list_mark *m = find_mark(l, json_int(row, "id", 0));

	if (m)
		*m = l->marks[--l->mark_count];
	else
		mark(l, row);
}

/* The next one is at hand at once. */
static void mark_here(struct list_screen *l)
{
	toggle(l, list_row(l, l->at));
	stack_act(l->base.stack, ACTION_DOWN);
}

/* All rows at hand; when they are marked already, none at all. */
static void mark_all(struct list_screen *l)
{
	size_t n = list_count_rows(l), before = l->mark_count;

	for (size_t i = 0; i < n; i++)
		if (!list_is_marked(l, json_int(list_row(l, i), "id", 0)))
			mark(l, list_row(l, i));
	if (l->mark_count == before)
		l->mark_count = 0;
	else if (l->chunks[l->chunk_count - 1].next || l->chunks[0].previous)
		stack_say(l->base.stack, TONE_WARN, _("Marked are those at hand; there are more rows."));
}

bool list_edit(struct list_screen *l, enum action_id action)
{
	struct stack *st = l->base.stack;

	if (!list_may(l, action))
		return false;
	if (action == ACTION_NEW)
		stack_push(st, row_form_screen(st, l->base.page, NULL));
	else if (action == ACTION_EDIT)
		stack_push(st, row_form_screen(st, l->base.page, list_row(l, l->at)));
	else if (action == ACTION_MARK)
		mark_here(l);
	else if (action == ACTION_MARK_ALL)
		mark_all(l);
	else
		list_act(l, "delete", true);
	return true;
}

/* Where an action led: "next" of a task brings the row that is to be done now. */
static void acted(struct screen *s, const char *action, const struct json *answer)
{
	struct list_screen *l = (struct list_screen *)s;

	if (l->view->kind == VIEW_TASK && json_has(answer, "id")) {
		open_page(s->stack, s->page->id, answer);
		return;
	}
	act_say_done(s, action);
	if (str_eq(action, "delete") && json_int(list_row(l, l->at), "id", 0) == json_int(l->made, "id", 0))
		list_forget_made(l);
	list_refresh(l);
}

void list_act(struct list_screen *l, const char *action, bool on_row)
{
	const struct json *row = on_row ? list_row(l, l->at) : NULL;
	struct arena *a = arena_new();

	act_start(&l->base, &(struct act){
		.action = action, .row = json_int(row, "id", 0), .done = acted,
		.what = row ? show_key(l->resource, row, l->base.world->user->language, a) : "",
	});
	arena_free(&a);
}

/* Those marked, or the row in hand. */
void list_change_many(struct list_screen *l)
{
	const struct json *row = list_row(l, l->at);
	struct arena *a = arena_new();
	struct list_mark here = {.id = json_int(row, "id", 0), .rev = json_int(row, "rev", 0)};

	if (l->mark_count) {
		stack_push(l->base.stack, change_many_screen(l->base.stack, l->base.page, l->marks, l->mark_count));
	} else if (row) {
		here.key = show_key(l->resource, row, l->base.world->user->language, a);
		stack_push(l->base.stack, change_many_screen(l->base.stack, l->base.page, &here, 1));
	}
	arena_free(&a);
}

static void unmark(struct list_screen *l)
{
	l->mark_count = 0;
	list_refresh(l);
}

void list_brought(struct list_screen *l, const struct json *brought)
{
	if (json_has(brought, "made"))
		list_show_made(l, json_get(brought, "made"));
	else if (json_has(brought, "changed"))
		list_refresh(l);
	else if (json_has(brought, "changed_many"))
		unmark(l);
	else
		list_filter_brought(l, brought);
}
