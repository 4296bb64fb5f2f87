/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue as people see it (stack.h): what waits, what was sent, what came
 * back; what was refused is mended or discarded here (G5, G8). */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/csv.h"
#include "client/screen/mend.h"
#include "client/screen/named.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/screen/task.h"
#include "client/screen/text.h"
#include "client/tui/words.h"
#include "model/kind.h"

enum { HEAD = 1, FOOT = 2, PAGE = 10 };

static const char *const state_words[RECORD_STATES] = {
	[RECORD_WAITING] = N_("waiting"), [RECORD_SENT] = N_("sent"), [RECORD_DONE] = N_("done"), [RECORD_REFUSED] = N_("refused"),
	[RECORD_PARKED] = N_("parked"), [RECORD_CORRUPT] = N_("damaged"),
};

struct queue_screen {
	struct screen base;
	struct arena *rows_arena;
	struct queue_row *rows; /* all, the newest first */
	size_t count;
	const struct queue_row **shown; /* those with the word */
	size_t shown_count, at;
	int64_t meant; /* seq of the one that is being asked about: rows come and go meanwhile */
	char word[128];
	struct error why;
	bool came, stale; /* stale: something changed while the rows were on their way */
	uint64_t asked, saving;
};

static bool is_stuck(const struct queue_row *r)
{
	return (r->state == RECORD_REFUSED || r->state == RECORD_PARKED || r->state == RECORD_CORRUPT) && !r->settled_by;
}

static const char *kind_name(const struct queue_screen *q, const struct queue_row *r)
{
	const struct kind *k = kind_find(r->kind);

	return k ? k->name.text[q->base.world->user ? q->base.world->user->language : ENGLISH] : r->kind;
}

static const char *state_word(const struct queue_row *r)
{
	return r->settled_by ? _("settled") : _(state_words[r->state]);
}

static const char *why_words(const struct queue_row *r, struct arena *a)
{
	char *words;

	if (r->why.code == ERR_NONE)
		return "";
	words = arena_alloc(a, 512);
	error_words(&r->why, _(error_rows[r->why.code].words), words, 512);
	return words;
}

static bool has_word(const struct queue_screen *q, const struct queue_row *r, struct arena *a)
{
	const char *all;

	if (!q->word[0])
		return true;
	all = arena_printf(a, "%" PRId64 " %s %s %s %s %s", r->seq, kind_name(q, r), r->login ? r->login : "", state_word(r),
		why_words(r, a), r->body ? json_print(a, r->body) : "");

	return strstr(utf8_fold(a, all), utf8_fold(a, q->word));
}

static const struct queue_row *row_of(const struct queue_screen *q, int64_t seq)
{
	for (size_t i = 0; i < q->count; i++)
		if (q->rows[i].seq == seq)
			return &q->rows[i];
	return NULL;
}

/* The cursor stays on its row wherever that went. */
static void choose_shown(struct queue_screen *q, int64_t stay)
{
	struct arena *a = arena_new();

	q->shown_count = 0;
	for (int stuck = 1; stuck >= 0; stuck--)
		for (size_t i = 0; i < q->count; i++)
			if (is_stuck(&q->rows[i]) == (bool)stuck && has_word(q, &q->rows[i], a))
				q->shown[q->shown_count++] = &q->rows[i];
	if (q->at >= q->shown_count)
		q->at = q->shown_count ? q->shown_count - 1 : 0;
	for (size_t i = 0; i < q->shown_count; i++)
		if (q->shown[i]->seq == stay)
			q->at = i;
	arena_free(&a);
}

static const struct queue_row *here(const struct queue_screen *q)
{
	return q->at < q->shown_count ? q->shown[q->at] : NULL;
}

static int64_t seq_here(const struct queue_screen *q)
{
	return here(q) ? here(q)->seq : 0;
}

static void ask_rows(struct queue_screen *q)
{
	struct ports *p = q->base.world->ports;

	q->stale = q->asked != 0;
	if (q->stale)
		return;
	q->why = (struct error){0};
	if (!p->ops->floor_open(p, &q->why))
		return;
	q->asked = p->ops->queue_rows(p);
	if (q->asked)
		stack_wait_for(q->base.stack, &q->base, q->asked);
}

static void clock_of(int64_t ms, bool day, char *out, size_t size)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(out, size, day ? "%Y-%m-%d %H:%M:%S" : "%H:%M", &tm);
}

static void draw_row(const struct queue_screen *q, struct canvas *c, int row, size_t i, struct arena *a)
{
	const struct queue_row *r = q->shown[i];
	enum style style = i == q->at ? STYLE_FOCUS : is_stuck(r) ? STYLE_ERROR : STYLE_NORMAL;
	int columns = canvas_columns(c);
	char clock[32];

	canvas_fill(c, row, 0, 1, columns, style);
	if (i == q->at) {
		canvas_text(c, row, 0, 1, style, ">");
		canvas_cursor(c, row, 1);
	}
	clock_of(r->time_ms, false, clock, sizeof clock);
	canvas_field(c, row, 1, 5, style, true, arena_printf(a, "%" PRId64, r->seq));
	canvas_field(c, row, 7, 5, style, false, clock);
	canvas_field(c, row, 13, 13, style, false, kind_name(q, r));
	canvas_field(c, row, 27, 9, style, false, state_word(r));
	canvas_field(c, row, 37, columns - 37, style, false, why_words(r, a));
}

static void draw_head(const struct queue_screen *q, struct canvas *c)
{
	canvas_fill(c, 0, 0, 1, canvas_columns(c), STYLE_LABEL);
	canvas_field(c, 0, 1, 5, STYLE_LABEL, true, _("No."));
	canvas_field(c, 0, 7, 5, STYLE_LABEL, false, _("Time"));
	canvas_field(c, 0, 13, 13, STYLE_LABEL, false, _("What"));
	canvas_field(c, 0, 27, 9, STYLE_LABEL, false, _("State"));
	canvas_field(c, 0, 37, canvas_columns(c) - 37, STYLE_LABEL, false, q->word[0] ? q->word : _("Why"));
}

static void draw_nothing(const struct queue_screen *q, struct canvas *c)
{
	char words[512];

	if (q->why.code != ERR_NONE)
		error_words(&q->why, _(error_rows[q->why.code].words), words, sizeof words);
	else
		str_copy(words, sizeof words, !q->came ? "" : q->word[0] ? _("Nothing matches.") : _("Nothing waits, and nothing was refused."));
	canvas_wrap(c, HEAD, 1, canvas_rows(c) - HEAD, canvas_columns(c) - 2, 0, STYLE_VALUE, words);
}

static void queue_draw(const struct screen *s, struct canvas *c)
{
	const struct queue_screen *q = (const struct queue_screen *)s;
	size_t room = (size_t)(canvas_rows(c) > HEAD + FOOT + 1 ? canvas_rows(c) - HEAD - FOOT : 1), top;
	struct arena *a;

	draw_head(q, c);
	if (!q->shown_count) {
		draw_nothing(q, c);
		return;
	}
	a = arena_new();
	top = q->at >= room ? q->at + 1 - room : 0;
	for (size_t i = 0; i < room && top + i < q->shown_count; i++)
		draw_row(q, c, HEAD + (int)i, top + i, a);
	canvas_wrap(c, canvas_rows(c) - FOOT, 1, FOOT, canvas_columns(c) - 2, 0, STYLE_VALUE, why_words(q->shown[q->at], a));
	arena_free(&a);
}

/* As a person reads it; what a ref names, where that is known here. */
static const char *value_text(const struct queue_screen *q, const struct field *f, const struct json *body, const struct json *v, struct arena *a)
{
	const char *text = f && f->type != TYPE_REF ? show_value(f, body, q->base.world->user->language, a) : "";
	int64_t id;

	if (*text)
		return text;
	if (f && f->type == TYPE_REF && json_as_int(v, &id) && (text = named(q->base.world, f, id, a)))
		return text;
	return json_as_str(v) ? json_as_str(v) : json_print(a, v);
}

static void add_body(const struct queue_screen *q, struct buf *b, const struct queue_row *r, struct arena *a)
{
	const struct kind *k = kind_find(r->kind);

	for (const struct json *v = json_first(r->body); v; v = json_next(v)) {
		const struct field *f = k ? kind_field(k, json_name(v)) : NULL;

		buf_addf(b, "%s: %s\n", f ? show_label(f, q->base.world->user->language) : json_name(v), value_text(q, f, r->body, v, a));
	}
}

static void show_all(struct queue_screen *q, const struct queue_row *r)
{
	struct arena *a = arena_new();
	struct buf *b = buf_new(a);
	char clock[32];

	clock_of(r->time_ms, true, clock, sizeof clock);
	buf_addf(b, "%s: %" PRId64 "\n%s: %s\n%s: %s\n%s: %s\n", _("No."), r->seq, _("Time"), clock, _("What"), kind_name(q, r), _("User"),
		r->login ? r->login : "");
	buf_addf(b, "%s: %s\n", _("State"), state_word(r));
	if (r->why.code != ERR_NONE)
		buf_addf(b, "%s: %s\n", _("Why"), why_words(r, a));
	if (r->settles)
		buf_addf(b, "%s: %" PRId64 "\n", _("Settles"), r->settles);
	if (r->settled_by)
		buf_addf(b, "%s: %" PRId64 "\n", _("Settled by"), r->settled_by);
	buf_addc(b, '\n');
	add_body(q, b, r, a);
	stack_push(q->base.stack, text_show(q->base.stack, _("Transaction"), buf_str(b)));
	arena_free(&a);
}

static void reason_answered(struct screen *owner, const char *reason)
{
	struct queue_screen *q = (struct queue_screen *)owner;
	struct ports *p = owner->world->ports;
	const struct queue_row *r = row_of(q, q->meant);
	struct arena *a;
	struct json *body;

	if (!reason)
		return;
	if (!r || !is_stuck(r)) {
		stack_say(owner->stack, TONE_WARN, _("Only what was refused can be discarded."));
		return;
	}
	if (!*reason) {
		stack_say(owner->stack, TONE_ERROR, _("Give a reason: it is kept with the transaction."));
		return;
	}
	a = arena_new();
	body = json_object(a);
	json_set_str(body, "reason", reason);
	q->saving = p->ops->append(p, "discard", body, NULL, 0, r->seq);
	stack_wait_for(owner->stack, owner, q->saving);
	arena_free(&a);
}

static void discard(struct queue_screen *q, const struct queue_row *r)
{
	if (!r || !is_stuck(r)) {
		stack_say(q->base.stack, TONE_WARN, _("Only what was refused can be discarded."));
		return;
	}
	q->meant = r->seq;
	dialog_text(q->base.stack, _("Why is it discarded?"), "", false, reason_answered, &q->base);
}

/* By its task where the user has one, else by a form of its fields. */
static struct screen *mend(struct stack *st, const struct queue_row *r)
{
	struct screen *task = task_mend_screen(st, r);

	return task ? task : mend_screen(st, r);
}

static void stuck_answered(struct screen *owner, int answer)
{
	struct queue_screen *q = (struct queue_screen *)owner;
	const struct queue_row *r = row_of(q, q->meant);

	if (!r || !owner->world->user)
		return;
	if (answer == 0 && is_stuck(r))
		stack_push(owner->stack, mend(owner->stack, r));
	else if (answer == 1)
		discard(q, r);
	else if (answer >= 0)
		show_all(q, r);
}

static void open_row(struct queue_screen *q)
{
	const struct queue_row *r = here(q);
	const char *answers[3] = {_("Correct it and send it again"), _("Discard it, with a reason"), _("Show all of it")};
	struct arena *a;

	if (!r || !q->base.world->user)
		return;
	if (!is_stuck(r) || r->state == RECORD_CORRUPT || !kind_find(r->kind)) {
		show_all(q, r);
		return;
	}
	q->meant = r->seq;
	a = arena_new();
	dialog_ask(q->base.stack, why_words(r, a), answers, 3, stuck_answered, &q->base);
	arena_free(&a);
}

static void add_csv_row(const struct queue_screen *q, struct buf *b, const struct queue_row *r, struct arena *a)
{
	char clock[32];

	clock_of(r->time_ms, true, clock, sizeof clock);
	buf_addf(b, "%" PRId64 ",%s,", r->seq, clock);
	csv_cell(b, kind_name(q, r), false);
	buf_addc(b, ',');
	csv_cell(b, r->login ? r->login : "", false);
	buf_addc(b, ',');
	csv_cell(b, state_word(r), false);
	buf_addc(b, ',');
	csv_cell(b, why_words(r, a), false);
	buf_addc(b, ',');
	csv_cell(b, r->body ? json_print(a, r->body) : "", false);
	buf_adds(b, "\r\n");
}

/* What is shown, all of it; the queue is bounded, so it is written at once. */
static void export_rows(struct queue_screen *q)
{
	struct ports *p = q->base.world->ports;
	struct arena *a;
	struct buf *b;
	struct error e = {0};
	char path[256];

	if (!q->base.world->may_export || q->base.world->fixed) {
		stack_say(q->base.stack, TONE_ERROR, _("This terminal does not export to files."));
		return;
	}
	a = arena_new();
	b = buf_new(a);
	buf_addf(b, "%s,%s,%s,%s,%s,%s,%s\r\n", _("No."), _("Time"), _("What"), _("User"), _("State"), _("Why"), _("Content"));
	for (size_t i = 0; i < q->shown_count; i++)
		add_csv_row(q, b, q->shown[i], a);
	if (p->ops->export_file(p, "queue.csv", buf_str(b), b->len, true, path, &e))
		stack_say(q->base.stack, TONE_OK, _("%zu rows exported to %s"), q->shown_count, path);
	else
		stack_say_error(q->base.stack, &e);
	arena_free(&a);
}

static void search_answered(struct screen *owner, const char *word)
{
	struct queue_screen *q = (struct queue_screen *)owner;

	if (!word)
		return;
	str_copy(q->word, sizeof q->word, word);
	choose_shown(q, seq_here(q));
}

static bool move(struct queue_screen *q, int64_t steps)
{
	int64_t last = (int64_t)q->shown_count - 1, to = (int64_t)q->at + steps;

	q->at = (size_t)(to > last ? (last < 0 ? 0 : last) : to < 0 ? 0 : to);
	return true;
}

static bool queue_event(struct screen *s, const struct event *ev)
{
	struct queue_screen *q = (struct queue_screen *)s;

	if (ev->type != EVENT_ACTION)
		return false;
	switch (ev->action) {
	case ACTION_UP:
		return move(q, -1);
	case ACTION_DOWN:
		return move(q, 1);
	case ACTION_PAGE_UP:
		return move(q, -PAGE);
	case ACTION_PAGE_DOWN:
		return move(q, PAGE);
	case ACTION_HOME:
		return move(q, -(int64_t)q->count);
	case ACTION_END:
		return move(q, (int64_t)q->count);
	case ACTION_ACCEPT:
		open_row(q);
		return true;
	case ACTION_DISCARD:
		discard(q, here(q));
		return true;
	case ACTION_EXPORT:
		export_rows(q);
		return true;
	case ACTION_SEARCH:
		dialog_text(s->stack, _("Look for"), q->word, false, search_answered, s);
		return true;
	case ACTION_REFRESH:
		ask_rows(q);
		return true;
	default:
		return ev->action == ACTION_QUEUE;
	}
}

static struct queue_row copy_row(struct arena *a, const struct queue_row *from)
{
	struct queue_row r = *from;
	struct json *box = json_object(a);

	r.id = arena_strdup(a, from->id);
	r.kind = arena_strdup(a, from->kind ? from->kind : "");
	r.login = arena_strdup(a, from->login);
	if (from->body)
		json_set_copy(box, "body", from->body);
	r.body = json_get(box, "body");
	return r;
}

static int newer(const void *a, const void *b)
{
	int64_t x = ((const struct queue_row *)a)->seq, y = ((const struct queue_row *)b)->seq;

	x = x < 0 ? -x : x; /* a damaged record's number is negative */
	y = y < 0 ? -y : y;
	return (x < y) - (x > y);
}

static void take_rows(struct queue_screen *q, const struct message *m)
{
	int64_t stay = seq_here(q);

	arena_clear(q->rows_arena);
	q->rows = arena_array(q->rows_arena, struct queue_row, m->row_count + 1);
	q->shown = arena_array(q->rows_arena, const struct queue_row *, m->row_count + 1);
	q->count = m->row_count;
	for (size_t i = 0; i < m->row_count; i++)
		q->rows[i] = copy_row(q->rows_arena, &m->rows[i]);
	qsort(q->rows, q->count, sizeof *q->rows, newer);
	choose_shown(q, q->came && q->at ? stay : 0); /* at the top one sees what comes */
	q->came = true;
}

static void queue_answer(struct screen *s, struct message *m)
{
	struct queue_screen *q = (struct queue_screen *)s;

	if (m->tag == q->asked && m->type == MESSAGE_ROWS) {
		q->asked = 0;
		take_rows(q, m);
		if (q->stale)
			ask_rows(q);
	} else if (m->tag == q->saving && m->type == MESSAGE_SAVED) {
		stack_say(s->stack, TONE_OK, _("Saved: it is discarded."));
		ask_rows(q);
	} else if (m->type == MESSAGE_FAILED) {
		q->asked = m->tag == q->asked ? 0 : q->asked;
		stack_say_error(s->stack, &m->error);
	}
}

static void queue_news(struct screen *s)
{
	ask_rows((struct queue_screen *)s);
}

static void queue_again(struct screen *s, const struct json *brought)
{
	struct queue_screen *q = (struct queue_screen *)s;

	if (!q->came || brought)
		ask_rows(q);
}

static size_t queue_keys(const struct screen *s, enum action_id *out, size_t most)
{
	static const enum action_id keys[] = {ACTION_ACCEPT, ACTION_DISCARD, ACTION_SEARCH, ACTION_EXPORT, ACTION_REFRESH};
	size_t n = 0;

	(void)s;
	for (; n < sizeof keys / sizeof *keys && n < most; n++)
		out[n] = keys[n];
	return n;
}

static void queue_release(struct screen *s)
{
	arena_free(&((struct queue_screen *)s)->rows_arena);
}

const struct screen_ops queue_ops = {
	.name = "queue", .context = CONTEXT_LIST, .draw = queue_draw, .event = queue_event, .answer = queue_answer, .news = queue_news,
	.again = queue_again, .keys = queue_keys, .release = queue_release,
};

struct screen *queue_screen(struct stack *st)
{
	struct queue_screen *q = (struct queue_screen *)screen_new(st, &queue_ops, sizeof *q, _("The queue"));

	q->rows_arena = arena_new();
	return &q->base;
}
