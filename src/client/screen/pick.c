/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/pick.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/tui/words.h"

enum { NUMBERED = 9, PAGE = 10, WORD_MOST = 40 };

static bool is_free(const struct keymap *k, enum context context, uint32_t character)
{
	const enum context contexts[] = {context, CONTEXT_ANY};
	const struct chord c = {.key = KEY_CHAR, .character = character};

	return keymap_action(k, contexts, 2, &c) == ACTION_NONE;
}

void pick_init(struct pick *p, const struct pick_item *items, size_t count, const struct keymap *k, enum context context)
{
	*p = (struct pick){.items = items, .count = count, .numbers = is_free(k, context, '2'), .letters = is_free(k, context, 'j')};
	edit_init(&p->word, WORD_MOST, false);
	while (p->at < count && items[p->at].heading)
		p->at++;
}

static bool holds(const char *text, const char *word)
{
	struct arena *a;
	bool found;

	if (!*word)
		return true;
	a = arena_new();
	found = strstr(utf8_fold(a, text), utf8_fold(a, word)) != NULL;
	arena_free(&a);
	return found;
}

bool pick_shows(const struct pick *p, size_t item)
{
	if (!p->items[item].heading)
		return holds(p->items[item].text, p->word.text);
	for (size_t i = item + 1; i < p->count && !p->items[i].heading; i++)
		if (holds(p->items[i].text, p->word.text))
			return true;
	return false;
}

static bool can_stand(const struct pick *p, size_t item)
{
	return !p->items[item].heading && pick_shows(p, item);
}

/* Steps over what cannot be picked; stays where there is nothing further. */
static void move(struct pick *p, int steps)
{
	size_t at = p->at;

	while (steps > 0 && ++at < p->count)
		if (can_stand(p, at)) {
			p->at = at;
			steps--;
		}
	while (steps < 0 && at-- > 0)
		if (can_stand(p, at)) {
			p->at = at;
			steps++;
		}
}

static bool begins(const struct pick *p, size_t item)
{
	struct arena *a = arena_new();
	bool begun = str_starts(utf8_fold(a, p->items[item].text), utf8_fold(a, p->word.text));

	arena_free(&a);
	return begun;
}

/* One that begins with the word goes before those that hold it. */
static void first(struct pick *p)
{
	size_t found = p->count;

	for (size_t i = p->count; i-- > 0;)
		if (can_stand(p, i) && (found == p->count || begins(p, i) || !begins(p, found)))
			found = i;
	if (found < p->count)
		p->at = found;
}

static enum pick_result by_number(struct pick *p, size_t number)
{
	for (size_t i = 0; i < p->count; i++)
		if (can_stand(p, i) && --number == 0) {
			p->at = i;
			return PICK_DONE;
		}
	return PICK_MOVED;
}

static enum pick_result typed(struct pick *p, uint32_t character)
{
	if (!p->narrowing && character >= '1' && character <= '9')
		return by_number(p, character - '0');
	if (!p->narrowing && character <= ' ')
		return PICK_NOT_MINE;
	p->narrowing = true;
	edit_type(&p->word, character);
	first(p);
	return PICK_MOVED;
}

static void widen(struct pick *p)
{
	edit_set(&p->word, "");
	p->narrowing = false;
}

static enum pick_result narrowing(struct pick *p, const struct event *ev)
{
	if (ev->action == ACTION_BACK) {
		widen(p);
		return PICK_MOVED;
	}
	if (!edit_action(&p->word, ev->action))
		return PICK_NOT_MINE;
	if (!p->word.text[0])
		widen(p);
	if (!can_stand(p, p->at))
		first(p);
	return PICK_MOVED;
}

bool pick_types(const struct pick *p, uint32_t character)
{
	return p->letters && !p->narrowing && (character >= 0x80 || isalpha((int)character));
}

static enum pick_result moved(struct pick *p, int steps)
{
	move(p, steps);
	return PICK_MOVED;
}

static enum pick_result act(struct pick *p, enum action_id action)
{
	switch (action) {
	case ACTION_UP:
		return moved(p, -1);
	case ACTION_DOWN:
		return moved(p, 1);
	case ACTION_PAGE_UP:
		return moved(p, -PAGE);
	case ACTION_PAGE_DOWN:
		return moved(p, PAGE);
	case ACTION_HOME:
		return moved(p, -(int)p->count);
	case ACTION_END:
		return moved(p, (int)p->count);
	case ACTION_SEARCH:
		p->narrowing = true;
		return PICK_MOVED;
	case ACTION_ACCEPT:
		return p->at < p->count && can_stand(p, p->at) ? PICK_DONE : PICK_MOVED;
	default:
		return PICK_NOT_MINE;
	}
}

enum pick_result pick_event(struct pick *p, const struct event *ev)
{
	if (ev->type == EVENT_CHARACTER)
		return typed(p, ev->character);
	if (ev->type != EVENT_ACTION)
		return PICK_NOT_MINE;
	if (ev->action != ACTION_UP && ev->action != ACTION_DOWN && p->narrowing) {
		enum pick_result r = narrowing(p, ev);

		if (r != PICK_NOT_MINE)
			return r;
	}
	return act(p, ev->action);
}

int pick_rows(const struct pick *p)
{
	int shown = 0;

	for (size_t i = 0; i < p->count; i++)
		shown += pick_shows(p, i);
	return p->narrowing + (shown ? shown : 1); /* or what says that there is nothing */
}

/* Rows above the item under the cursor, among those shown. */
static int rows_above(const struct pick *p)
{
	int n = 0;

	for (size_t i = 0; i < p->at && i < p->count; i++)
		n += pick_shows(p, i);
	return n;
}

static void draw_item(const struct pick *p, struct canvas *c, int row, int column, int columns, size_t i, int number)
{
	bool here = i == p->at;
	char mark[4];

	if (p->items[i].heading) {
		canvas_field(c, row, column, columns, STYLE_LABEL, false, p->items[i].text);
		return;
	}
	snprintf(mark, sizeof mark, "%c%c ", here ? '>' : ' ', number <= NUMBERED && p->numbers && !p->narrowing ? '0' + number : ' ');
	canvas_field(c, row, column, columns, here ? STYLE_FOCUS : STYLE_NORMAL, false, mark);
	canvas_field(c, row, column + 3, columns - 3, here ? STYLE_FOCUS : STYLE_NORMAL, false, p->items[i].text);
	if (here && !p->narrowing)
		canvas_cursor(c, row, column + 3);
}

static int draw_word(const struct pick *p, struct canvas *c, int row, int column, int columns)
{
	int used = canvas_text(c, row, column, columns, STYLE_LABEL, _("With: "));

	edit_draw(&p->word, c, row, column + used, columns - used, true);
	return 1;
}

void pick_draw(const struct pick *p, struct canvas *c, int row, int column, int rows, int columns)
{
	int line = p->narrowing ? draw_word(p, c, row, column, columns) : 0;
	int first = line, room = rows - line, skip = rows_above(p) - room + 1, number = 0, left = pick_rows(p) - p->narrowing;
	bool any = false, above;

	if (skip < 0)
		skip = 0;
	if (skip == 0 || pick_rows(p) - p->narrowing <= room)
		skip = 0;
	above = skip > 0;
	left -= skip + room;
	if (above || left > 0)
		columns--;
	for (size_t i = 0; i < p->count; i++) {
		if (!pick_shows(p, i))
			continue;
		any = true;
		number += !p->items[i].heading;
		if (skip-- > 0)
			continue;
		if (line < rows)
			draw_item(p, c, row + line++, column, columns, i, number);
	}
	if (above)
		canvas_text(c, row + first, column + columns, 1, STYLE_KEY, canvas_is_utf8(c) ? "\u2191" : "^");
	if (left > 0)
		canvas_text(c, row + rows - 1, column + columns, 1, STYLE_KEY, canvas_is_utf8(c) ? "\u2193" : "v");
	if (!any)
		canvas_field(c, row + line, column, columns, STYLE_DIM, false, _("Nothing has that in it"));
}
