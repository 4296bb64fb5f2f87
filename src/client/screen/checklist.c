/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any number of rows to be marked (stack.h): typing narrows, Space marks, Enter
 * takes.  Those marked stand first; the rest is asked for as one types, so that
 * it does not matter how many there are. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/screen/url.h"
#include "client/tui/edit.h"
#include "client/tui/words.h"

enum { PAGE = 10, HEAD_ROWS = 1 };

struct checklist {
	struct screen base;
	const struct field *field;
	struct edit word;
	bool found;            /* what was looked for is marked: the next character looks anew */
	struct json *marked;   /* [{"id","code","name"}] */
	struct arena *data;
	struct json *rows;     /* shown: those marked, then what the server gave */
	size_t at;
	uint64_t asked;
	bool came, soon;       /* soon: Space came before the rows it was meant for */
	struct error why;
};

static const struct json *row_at(const struct json *rows, size_t i)
{
	const struct json *r = json_first(rows);

	while (r && i-- > 0)
		r = json_next(r);
	return r;
}

static const struct json *with_id(const struct json *rows, int64_t id)
{
	for (const struct json *r = json_first(rows); r; r = json_next(r))
		if (json_int(r, "id", 0) == id)
			return r;
	return NULL;
}

static bool holds_word(const struct checklist *k, const struct json *row, struct arena *a)
{
	return strstr(utf8_fold(a, show_ref(row, a)), utf8_fold(a, k->word.text)) != NULL;
}

static void lay_out(struct checklist *k, const struct json *found)
{
	struct arena *a = arena_new();

	arena_clear(k->data);
	k->rows = json_array(k->data);
	for (const struct json *r = json_first(k->marked); r; r = json_next(r))
		if (holds_word(k, r, a))
			json_add_copy(k->rows, r);
	for (const struct json *r = json_first(found); r; r = json_next(r))
		if (!with_id(k->marked, json_int(r, "id", 0)))
			json_add_copy(k->rows, r);
	k->at = 0;
	arena_free(&a);
}

/* Who looks for one wants to mark it, and not what is marked already. */
static void stand(struct checklist *k, const struct json *found)
{
	size_t n;

	lay_out(k, found);
	n = json_len(k->rows);
	while (k->word.text[0] && k->at < n && with_id(k->marked, json_int(row_at(k->rows, k->at), "id", 0)))
		k->at++;
	if (k->at == n)
		k->at = 0;
}

/* Each key asks anew; an answer that was overtaken is not waited for. */
static void look(struct checklist *k)
{
	struct arena *a = arena_new();
	struct buf *path = buf_new(a);

	if (k->asked)
		stack_cancel(k->base.stack, k->asked);
	buf_addf(path, "/pages/%s/fields/%s", k->base.page->id, k->field->name);
	url_query(path, "find", k->word.text);
	k->asked = stack_ask_quietly(&k->base, "GET", buf_str(path), NULL);
	lay_out(k, NULL);
	arena_free(&a);
}

static void toggle(struct checklist *k)
{
	const struct json *row = row_at(k->rows, k->at);
	int64_t id = json_int(row, "id", 0);
	struct json *others;

	if (!row)
		return;
	if (!with_id(k->marked, id)) {
		json_add_copy(k->marked, row);
	} else {
		others = json_array(k->base.arena);
		for (const struct json *r = json_first(k->marked); r; r = json_next(r))
			if (json_int(r, "id", 0) != id)
				json_add_copy(others, r);
		k->marked = others;
	}
	k->found = true;
}

static void draw_row(const struct checklist *k, struct canvas *c, int row, size_t i, struct arena *a)
{
	const struct json *r = row_at(k->rows, i);
	bool here = i == k->at, marked = with_id(k->marked, json_int(r, "id", 0));
	enum style style = here ? STYLE_FOCUS : marked ? STYLE_MARKED : STYLE_NORMAL;

	canvas_fill(c, row, 0, 1, canvas_columns(c), style);
	canvas_text(c, row, 0, 1, style, here ? ">" : " ");
	canvas_text(c, row, 1, 3, style, marked ? "[x]" : "[ ]");
	canvas_field(c, row, 5, canvas_columns(c) - 5, style, false, show_ref(r, a));
}

static void draw_nothing(const struct checklist *k, struct canvas *c)
{
	char words[512] = "";

	if (k->why.code != ERR_NONE)
		error_words(&k->why, _(error_rows[k->why.code].words), words, sizeof words);
	canvas_wrap(c, HEAD_ROWS, 1, canvas_rows(c) - HEAD_ROWS, canvas_columns(c) - 2, 0, STYLE_VALUE,
		words[0] ? words : k->asked ? _("Looking …") : k->came ? _("Nothing matches.") : "");
}

static void checklist_draw(const struct screen *s, struct canvas *c)
{
	const struct checklist *k = (const struct checklist *)s;
	size_t n = json_len(k->rows), room = (size_t)(canvas_rows(c) - HEAD_ROWS), top = k->at >= room ? k->at + 1 - room : 0;
	struct arena *a = arena_new();
	char *count = arena_printf(a, _("%zu marked"), json_len(k->marked));
	int used = canvas_text(c, 0, 1, -1, STYLE_LABEL, _("With: ")), right = utf8_columns(count);

	edit_draw(&k->word, c, 0, 1 + used, canvas_columns(c) - used - right - 4, true);
	canvas_text(c, 0, canvas_columns(c) - right - 1, right, STYLE_DIM, count);
	for (size_t i = 0; i < room && top + i < n; i++)
		draw_row(k, c, HEAD_ROWS + (int)i, top + i, a);
	if (n == 0)
		draw_nothing(k, c);
	arena_free(&a);
}

static bool move(struct checklist *k, int64_t steps)
{
	int64_t last = (int64_t)json_len(k->rows) - 1, to = (int64_t)k->at + steps;

	k->at = (size_t)(to > last ? (last < 0 ? 0 : last) : to < 0 ? 0 : to);
	return true;
}

/* Whoever types faster than the server answers marks what he looked for. */
static void mark(struct checklist *k)
{
	k->soon = k->asked != 0;
	if (k->soon)
		stack_busy(k->base.stack, true);
	else
		toggle(k);
}

static bool act(struct checklist *k, enum action_id action)
{
	switch (action) {
	case ACTION_UP:
	case ACTION_PREVIOUS_FIELD:
		return move(k, -1);
	case ACTION_DOWN:
	case ACTION_NEXT_FIELD:
		return move(k, 1);
	case ACTION_PAGE_UP:
		return move(k, -PAGE);
	case ACTION_PAGE_DOWN:
		return move(k, PAGE);
	case ACTION_MARK: /* where there is no Space key: from the list of actions */
		mark(k);
		return true;
	case ACTION_ACCEPT:
	case ACTION_SAVE:
		stack_pop(k->base.stack, k->marked);
		return true;
	default:
		if (!edit_action(&k->word, action))
			return false;
		k->found = false;
		if (action != ACTION_LEFT && action != ACTION_RIGHT)
			look(k);
		return true;
	}
}

static bool typed(struct checklist *k, const struct event *ev)
{
	if (ev->type == EVENT_CHARACTER && ev->character == ' ') {
		mark(k);
		return true;
	}
	if (k->found || ev->type == EVENT_SCAN)
		edit_set(&k->word, "");
	k->found = false;
	if (ev->type == EVENT_CHARACTER)
		edit_type(&k->word, ev->character);
	else
		edit_paste(&k->word, ev->bytes, ev->len);
	look(k);
	return true;
}

static bool checklist_event(struct screen *s, const struct event *ev)
{
	struct checklist *k = (struct checklist *)s;

	return ev->type == EVENT_ACTION ? act(k, ev->action) : typed(k, ev);
}

static void checklist_answer(struct screen *s, struct message *m)
{
	struct checklist *k = (struct checklist *)s;

	if (m->tag != k->asked)
		return;
	k->asked = 0;
	k->came = true;
	k->why = (struct error){0};
	if (answer_good(m, &k->why))
		stand(k, json_get(m->json, "rows"));
	if (!k->soon)
		return;
	stack_busy(s->stack, false);
	mark(k);
}

static void checklist_again(struct screen *s, const struct json *brought)
{
	struct checklist *k = (struct checklist *)s;

	(void)brought;
	if (!k->came && !k->asked)
		look(k);
}

static bool checklist_edits(const struct screen *s)
{
	(void)s;
	return true;
}

static size_t checklist_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 2)
		return 0;
	out[0] = ACTION_ACCEPT;
	out[1] = ACTION_MARK;
	return 2;
}

static void checklist_release(struct screen *s)
{
	arena_free(&((struct checklist *)s)->data);
}

const struct screen_ops checklist_ops = {
	.name = "checklist", .context = CONTEXT_FORM, .draw = checklist_draw, .event = checklist_event, .answer = checklist_answer,
	.again = checklist_again, .edits = checklist_edits, .keys = checklist_keys, .release = checklist_release,
};

struct screen *checklist_screen(struct stack *st, const struct field *field, const struct page *through, const struct json *marked,
	const char *find)
{
	const struct user *u = stack_world(st)->user;
	struct checklist *k = (struct checklist *)screen_new(st, &checklist_ops, sizeof *k, "");

	k->base.title = arena_printf(k->base.arena, _("%s: Space marks"), show_label(field, u ? u->language : ENGLISH));
	k->base.page = through;
	k->field = field;
	k->data = arena_new();
	k->marked = json_array(k->base.arena);
	for (const struct json *r = json_first(marked); r; r = json_next(r))
		json_add_copy(k->marked, r);
	edit_init(&k->word, 0, false);
	edit_set(&k->word, find ? find : "");
	return &k->base;
}
