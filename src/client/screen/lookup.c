/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking up what a field may name (stack.h): asked through a page one may
 * use, so that values of other pages can be chosen and nothing else done (E7). */
#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "client/screen/scanned.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/screen/url.h"
#include "client/tui/edit.h"
#include "client/tui/words.h"

enum { MOST = 20, WORD_ROWS = 1 };

struct lookup {
	struct screen base;
	const struct field *field;
	struct edit word;
	struct arena *data;
	const struct json *rows; /* [{"id","code","name"}] */
	size_t at;
	uint64_t asked;
	bool came, soon; /* soon: Enter came before the rows it was meant for */
	struct error why;
};

static void take(struct lookup *k, const struct json *rows)
{
	struct json *box;

	arena_clear(k->data);
	box = json_object(k->data);
	if (rows)
		json_set_copy(box, "rows", rows);
	k->rows = json_get(box, "rows");
	k->at = 0;
	k->came = true;
}

static void read_local(struct lookup *k)
{
	struct ports *p = k->base.world->ports;
	const struct resource *to = k->field->to;
	struct store *s = to->replica ? p->ops->replica(p) : NULL;
	const struct user *u = k->base.world->user;
	struct arena *a = arena_new();

	k->why = (struct error){0};
	if (s)
		take(k, lookup_read(s, a, to, &u->scope, k->word.text, MOST, u->language, &k->why));
	else
		error_set(&k->why, ERR_NOT_OFFLINE, NULL, NULL);
	arena_free(&a);
}

/* Each key asks anew; an answer that was overtaken is not waited for. */
static void look(struct lookup *k)
{
	struct arena *a;
	struct buf *path;

	if (k->asked)
		stack_cancel(k->base.stack, k->asked);
	k->asked = 0;
	if (!k->base.world->online || !k->base.page) {
		read_local(k);
		return;
	}
	a = arena_new();
	path = buf_new(a);
	buf_addf(path, "/pages/%s/fields/%s", k->base.page->id, k->field->name);
	url_query(path, "find", k->word.text);
	k->asked = stack_ask_quietly(&k->base, "GET", buf_str(path), NULL);
	arena_free(&a);
}

static const struct json *row_at(const struct lookup *k, size_t i)
{
	const struct json *r = json_first(k->rows);

	while (r && i-- > 0)
		r = json_next(r);
	return r;
}

static void draw_row(const struct lookup *k, struct canvas *c, int row, size_t i, struct arena *a)
{
	bool here = i == k->at;

	canvas_fill(c, row, 0, 1, canvas_columns(c), here ? STYLE_FOCUS : STYLE_NORMAL);
	canvas_text(c, row, 0, 1, here ? STYLE_FOCUS : STYLE_NORMAL, here ? ">" : " ");
	canvas_field(c, row, 1, canvas_columns(c) - 1, here ? STYLE_FOCUS : STYLE_NORMAL, false, show_ref(row_at(k, i), a));
}

static void lookup_draw(const struct screen *s, struct canvas *c)
{
	const struct lookup *k = (const struct lookup *)s;
	size_t n = json_len(k->rows), room = (size_t)(canvas_rows(c) - WORD_ROWS), top = k->at >= room ? k->at + 1 - room : 0;
	struct arena *a = arena_new();
	char words[512] = "";
	int used = canvas_text(c, 0, 1, -1, STYLE_LABEL, _("With: "));

	for (size_t i = 0; i < room && top + i < n; i++)
		draw_row(k, c, WORD_ROWS + (int)i, top + i, a);
	if (k->why.code != ERR_NONE)
		error_words(&k->why, _(error_rows[k->why.code].words), words, sizeof words);
	if (n == 0)
		canvas_wrap(c, WORD_ROWS, 1, (int)room, canvas_columns(c) - 2, 0, STYLE_VALUE,
			words[0] ? words : k->asked ? _("Looking …") : k->came ? _("Nothing matches.") : "");
	edit_draw(&k->word, c, 0, 1 + used, canvas_columns(c) - used - 2, true);
	arena_free(&a);
}

static bool move(struct lookup *k, int64_t steps)
{
	int64_t last = (int64_t)json_len(k->rows) - 1, to = (int64_t)k->at + steps;

	k->at = (size_t)(to > last ? (last < 0 ? 0 : last) : to < 0 ? 0 : to);
	return true;
}

static bool edited(struct lookup *k)
{
	look(k);
	return true;
}

static void accept(struct lookup *k)
{
	k->soon = k->asked != 0;
	if (k->soon)
		stack_busy(k->base.stack, true);
	else if (row_at(k, k->at))
		stack_pop(k->base.stack, row_at(k, k->at));
}

static bool act(struct lookup *k, enum action_id action)
{
	switch (action) {
	case ACTION_UP:
	case ACTION_PREVIOUS_FIELD:
		return move(k, -1);
	case ACTION_DOWN:
	case ACTION_NEXT_FIELD:
		return move(k, 1);
	case ACTION_PAGE_UP:
		return move(k, -MOST / 2);
	case ACTION_PAGE_DOWN:
		return move(k, MOST / 2);
	case ACTION_ACCEPT:
		accept(k);
		return true;
	default:
		return edit_action(&k->word, action) && (action == ACTION_LEFT || action == ACTION_RIGHT || edited(k));
	}
}

/* What was scanned is what was looked for; else its text is looked up. */
static bool scanned(struct lookup *k, const struct event *ev)
{
	struct arena *a = arena_new();
	struct scan *scan = arena_alloc(a, sizeof *scan);
	struct error e = {0};
	const struct json *row = NULL;

	if (!scanned_read(k->base.world, ev->bytes, ev->len, scan, &e)) {
		stack_say_error(k->base.stack, &e);
	} else if ((row = scanned_row(k->base.world, a, scan, k->field->to))) {
		stack_pop(k->base.stack, row);
	} else {
		edit_set(&k->word, scan->text);
		edited(k);
	}
	arena_free(&a);
	return true;
}

static bool lookup_event(struct screen *s, const struct event *ev)
{
	struct lookup *k = (struct lookup *)s;

	switch (ev->type) {
	case EVENT_CHARACTER:
		return edit_type(&k->word, ev->character) && edited(k);
	case EVENT_SCAN:
		return scanned(k, ev);
	case EVENT_PASTE:
		edit_paste(&k->word, ev->bytes, ev->len);
		return edited(k);
	case EVENT_ACTION:
		return act(k, ev->action);
	}
	return false;
}

static void lookup_answer(struct screen *s, struct message *m)
{
	struct lookup *k = (struct lookup *)s;
	struct error e = {0};

	if (m->tag != k->asked)
		return;
	k->asked = 0;
	k->why = (struct error){0};
	if (answer_good(m, &e))
		take(k, json_get(m->json, "rows"));
	else if (e.code == ERR_OFFLINE || e.code == ERR_TIMEOUT)
		read_local(k);
	else
		k->why = e;
	if (!k->soon)
		return;
	stack_busy(s->stack, false);
	accept(k);
}

static void lookup_again(struct screen *s, const struct json *brought)
{
	struct lookup *k = (struct lookup *)s;

	(void)brought;
	if (!k->came && !k->asked && s->world->user)
		look(k);
}

static bool lookup_edits(const struct screen *s)
{
	(void)s;
	return true;
}

static size_t lookup_keys(const struct screen *s, enum action_id *out, size_t most)
{
	(void)s;
	if (most < 1)
		return 0;
	out[0] = ACTION_ACCEPT;
	return 1;
}

static void lookup_release(struct screen *s)
{
	arena_free(&((struct lookup *)s)->data);
}

const struct screen_ops lookup_ops = {
	.name = "lookup", .context = CONTEXT_LIST, .draw = lookup_draw, .event = lookup_event, .answer = lookup_answer,
	.again = lookup_again, .edits = lookup_edits, .keys = lookup_keys, .release = lookup_release,
};

struct screen *lookup_screen(struct stack *st, const struct field *field, const struct page *through, const char *find)
{
	const struct user *u = stack_world(st)->user;
	struct lookup *k = (struct lookup *)screen_new(st, &lookup_ops, sizeof *k, show_label(field, u ? u->language : ENGLISH));

	k->base.page = through;
	k->field = field;
	k->data = arena_new();
	edit_init(&k->word, 0, false);
	edit_set(&k->word, find ? find : "");
	return &k->base;
}
