/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around the top screen (stack.h): status line, title, message
 * bar, key line; and the one sentence of a terminal that is too small. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/own.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { ROWS_LEAST = 12, COLUMNS_LEAST = 40, NARROW = 60, SAID_MOST = 3, NOTE_FROM_ROWS = 16, CHROME_ROWS = 4, KEYS_MOST = 16, FILL_WARNS = 80 };

static void add_word(struct buf *b, const char *word)
{
	if (str_empty(word))
		return;
	if (b->len)
		buf_addc(b, ' ');
	buf_adds(b, word);
}

static const char *goods_owner_word(const struct user *u)
{
	if (u->goods_owner == 0)
		return json_len(u->goods_owners) == 1 ? json_str(json_first(u->goods_owners), "code") : _("all owners");
	for (const struct json *g = json_first(u->goods_owners); g; g = json_next(g))
		if (json_int(g, "id", 0) == u->goods_owner)
			return json_str(g, "code");
	return "";
}

static void add_warehouses(struct buf *b, const struct user *u)
{
	for (const struct json *w = json_first(u->warehouses); w; w = json_next(w)) {
		buf_addc(b, w == json_first(u->warehouses) ? ' ' : ',');
		buf_adds(b, json_str(w, "code") ? json_str(w, "code") : "");
	}
}

/* Who, for whom, where. */
static void status_left(const struct world *w, struct buf *b)
{
	if (!w->user) {
		buf_adds(b, _("Not signed in"));
		return;
	}
	add_word(b, w->user->login);
	add_word(b, goods_owner_word(w->user));
	add_warehouses(b, w->user);
}

static void add_counts(const struct world *w, bool narrow, struct buf *b)
{
	char words[64];
	int64_t stuck = w->refused + w->parked;

	if (w->waiting) {
		/* TRANSLATORS: how many transactions wait to be sent; the short one for 40 columns */
		snprintf(words, sizeof words, narrow ? _("W%lld") : _("%lld waiting"), (long long)w->waiting);
		add_word(b, words);
	}
	if (stuck) {
		/* TRANSLATORS: how many transactions were refused; the short one for 40 columns */
		snprintf(words, sizeof words, narrow ? _("R%lld!") : _("%lld refused"), (long long)stuck);
		add_word(b, words);
	}
	if (w->fill_percent >= FILL_WARNS) {
		snprintf(words, sizeof words, narrow ? _("%d%%") : _("queue %d%% full"), w->fill_percent);
		add_word(b, words);
	}
}

/* Contact, what waits, the clock. */
static void status_right(const struct world *w, bool narrow, struct buf *b)
{
	char words[48];
	time_t now;
	struct tm tm;

	add_word(b, w->online ? _("online") : _("OFFLINE"));
	if (w->user && !w->replica_ready && w->replica_percent > 0) {
		snprintf(words, sizeof words, narrow ? "%d%%" : _("loading %d%%"), w->replica_percent);
		add_word(b, words);
	}
	add_counts(w, narrow, b);
	if (!w->ports)
		return;
	now = (time_t)(w->ports->ops->now_ms(w->ports) / 1000);
	localtime_r(&now, &tm);
	strftime(words, sizeof words, "%H:%M", &tm);
	add_word(b, words);
}

/* F8 */
static void draw_status(const struct stack *st, struct canvas *c)
{
	const struct world *w = stack_world(st);
	int columns = canvas_columns(c), right;
	struct arena *a = arena_new();
	struct buf *left_words = buf_new(a), *right_words = buf_new(a);

	status_left(w, left_words);
	status_right(w, columns < NARROW, right_words);
	right = utf8_columns(buf_str(right_words));
	canvas_fill(c, 0, 0, 1, columns, w->online ? STYLE_STATUS : STYLE_WARN);
	canvas_field(c, 0, 0, columns - right - 1, w->online ? STYLE_STATUS : STYLE_WARN, false, buf_str(left_words));
	canvas_text(c, 0, columns - right, right, w->online ? STYLE_STATUS : STYLE_WARN, buf_str(right_words));
	arena_free(&a);
}

static const struct screen *under_dialogs(const struct screen *s)
{
	while (s && s->ops->context == CONTEXT_DIALOG && s->below)
		s = s->below;
	return s;
}

static void draw_title(const struct stack *st, struct canvas *c)
{
	const struct screen *s = under_dialogs(stack_top(st));

	canvas_fill(c, 1, 0, 1, canvas_columns(c), STYLE_TITLE);
	canvas_field(c, 1, 0, canvas_columns(c), STYLE_TITLE, false, s && s->title ? s->title : "");
}

/* A dialog lies over the screen below it. */
static void draw_screen(const struct screen *s, struct canvas *c)
{
	if (s->ops->context == CONTEXT_DIALOG && s->below)
		draw_screen(s->below, c);
	s->ops->draw(s, c);
}

const char *stack_note(const struct screen *s)
{
	const struct user *u = s->world->user;

	return s->ops->notes && s->page && s->page->view && u ? s->page->view->note.text[u->language] : NULL;
}

/* One line where it fits, else two; none where rows are dear. */
static int note_rows(const struct screen *s, int rows, int columns)
{
	const char *note = rows < NOTE_FROM_ROWS ? NULL : stack_note(s);

	return str_empty(note) ? 0 : utf8_columns(note) > columns ? 2 : 1;
}

int stack_room(const struct screen *s)
{
	const struct world *w = s->world;
	int rows = w->rows ? w->rows : 24;

	return rows - CHROME_ROWS - note_rows(s, rows, w->columns ? w->columns : 80);
}

static void draw_inner(const struct stack *st, struct canvas *c, int row, int rows)
{
	const struct screen *s = under_dialogs(stack_top(st));
	int columns = canvas_columns(c), noted = note_rows(s, canvas_rows(c), columns);
	struct canvas *inner = canvas_part(c, row, rows - noted);

	draw_screen(stack_top(st), inner);
	canvas_free(&inner);
	if (noted)
		canvas_wrap(c, row + rows - noted, 0, noted, columns, 0, STYLE_DIM, stack_note(s));
}

static const enum style tone_styles[] = {
	[TONE_NONE] = STYLE_NORMAL, [TONE_OK] = STYLE_OK, [TONE_WARN] = STYLE_WARN, [TONE_ERROR] = STYLE_ERROR,
};

/* What the message bar has to say: a message, or what is waited for. */
static const char *message_words(const struct stack *st, struct arena *a, enum style *style)
{
	const char *said;
	enum tone tone = stack_said(st, &said);

	*style = tone_styles[tone];
	if (*said)
		return tone == TONE_ERROR || tone == TONE_WARN ? arena_printf(a, "! %s", said) : said;
	*style = STYLE_DIM;
	return stack_waits(st) ? _("Waiting for the server … Esc breaks off") : "";
}

static int message_rows(const char *words, int columns, struct canvas *c)
{
	int rows = *words ? canvas_wrap(c, 0, 0, 0, columns, 0, STYLE_NORMAL, words) : 1;

	return rows > SAID_MOST ? SAID_MOST : rows < 1 ? 1 : rows;
}

struct key_line {
	struct canvas *c;
	int row, column, last; /* `last`: the column that is not ours any more */
	enum context contexts[3];
	size_t context_count;
	const struct keymap *keymap;
	enum action_id enter; /* what that key does here */
};

static const struct chord enter_chord = {.key = KEY_ENTER};

/* The key everybody knows, where it does that; else the first bound to it. */
static void chord_of(const struct key_line *l, enum action_id action, char chord[16])
{
	if (action == l->enter)
		chord_print(&enter_chord, chord);
	else
		keymap_chord(l->keymap, l->contexts, l->context_count, action, chord);
}

static int key_width(const struct key_line *l, enum action_id action, char chord[16])
{
	chord_of(l, action, chord);
	return *chord ? utf8_columns(chord) + 1 + utf8_columns(_(action_rows[action].brief)) + 2 : 0;
}

/* A key is drawn with its whole word or not at all. */
static void draw_key(struct key_line *l, enum action_id action)
{
	char chord[16];
	int width = key_width(l, action, chord);

	if (!width || l->column + width - 2 > l->last)
		return;
	canvas_text(l->c, l->row, l->column, -1, STYLE_KEY, chord);
	canvas_text(l->c, l->row, l->column + utf8_columns(chord) + 1, -1, STYLE_NORMAL, _(action_rows[action].brief));
	l->column += width;
}

/* Where the list of what can be done is one plain key, all else may have none
 * (the number pad): that key is not left out. */
static bool leads_to_all(const struct key_line *l, const enum action_id *keys, size_t n)
{
	char chord[16];

	for (size_t i = 0; i < n; i++)
		if (keys[i] == ACTION_ACTIONS)
			return false;
	chord_of(l, ACTION_ACTIONS, chord);
	return *chord && !chord[1];
}

static void draw_keys(const struct stack *st, struct canvas *c, int row)
{
	const struct screen *s = stack_top(st);
	struct key_line l = {.c = c, .row = row, .keymap = stack_world(st)->keymap};
	enum action_id keys[KEYS_MOST];
	size_t n = s->ops->keys ? s->ops->keys(s, keys, KEYS_MOST) : 0;
	char chord[16];
	int help, back;
	bool leads_back;

	l.context_count = stack_contexts(st, l.contexts);
	l.enter = keymap_action(l.keymap, l.contexts, l.context_count, &enter_chord);
	leads_back = s->below || (stack_world(st)->user && !own_kiosk_page(stack_world(st)));
	back = leads_back ? key_width(&l, ACTION_BACK, chord) : 0;
	help = s->ops->context == CONTEXT_DIALOG ? 0 : key_width(&l, ACTION_HELP, chord);
	l.last = canvas_columns(c) - back - help;
	if (help && leads_to_all(&l, keys, n))
		draw_key(&l, ACTION_ACTIONS);
	for (size_t i = 0; i < n; i++)
		draw_key(&l, keys[i]);
	l.last = canvas_columns(c);
	if (leads_back)
		draw_key(&l, ACTION_BACK);
	if (help)
		draw_key(&l, ACTION_HELP);
}

static void draw_too_small(struct canvas *c)
{
	char words[80];

	snprintf(words, sizeof words, _("Too small: at least %dx%d"), COLUMNS_LEAST, ROWS_LEAST);
	canvas_wrap(c, 0, 0, canvas_rows(c), canvas_columns(c), 0, STYLE_WARN, words);
}

void stack_draw(const struct stack *st, struct canvas *c)
{
	struct arena *a;
	enum style style;
	const char *words;
	int rows = canvas_rows(c), said;

	canvas_clear(c);
	if (stack_empty(st))
		return;
	if (rows < ROWS_LEAST || canvas_columns(c) < COLUMNS_LEAST) {
		draw_too_small(c);
		return;
	}
	a = arena_new();
	words = message_words(st, a, &style);
	said = message_rows(words, canvas_columns(c), c);
	draw_status(st, c);
	draw_title(st, c);
	draw_inner(st, c, 2, rows - 3 - said);
	canvas_wrap(c, rows - 1 - said, 0, said, canvas_columns(c), 0, style, words);
	draw_keys(st, c, rows - 1);
	arena_free(&a);
}
