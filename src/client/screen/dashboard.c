/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dashboard (F10): figures that renew themselves.  Out of the server's reach
 * the last ones stay, and it says of when they are. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/dashboard_grid.h"
#include "client/screen/menu.h"
#include "client/screen/own.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { REFRESH_MS = 15000, CHROME_ROWS = 4, DETAIL_MOST = 4 };

struct dashboard {
	struct screen base;
	struct arena *arena; /* of the answer; NULL: none yet */
	const struct json *answer;
	uint64_t asked;
	int at;              /* the row under the cursor; GRID_NONE */
	int turn;            /* a wall that nobody scrolls shows one part after the other */
	struct error wrong;  /* why the last answer did not come */
};

static bool is_reached(const struct dashboard *d)
{
	return d->wrong.code == ERR_NONE && d->base.world->online;
}

static const char *clock_words(int64_t ms, struct arena *a)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char words[8];

	localtime_r(&t, &tm);
	strftime(words, sizeof words, "%H:%M", &tm);
	return arena_strdup(a, words);
}

/* Of when the figures are, and why not of now. */
static const char *foot_words(const struct dashboard *d, struct arena *a)
{
	int64_t ms = json_int(d->answer, "time", 0);
	char why[256];

	if (is_reached(d))
		return d->answer ? arena_printf(a, _("As of %s"), clock_words(ms, a)) : "";
	if (d->wrong.code == ERR_NONE || d->wrong.code == ERR_OFFLINE || d->wrong.code == ERR_TIMEOUT)
		str_copy(why, sizeof why, _("No contact with the server"));
	else
		error_words(&d->wrong, _(error_rows[d->wrong.code].words), why, sizeof why);
	return d->answer ? arena_printf(a, _("! %s: all this is of %s"), why, clock_words(ms, a)) : arena_printf(a, "! %s", why);
}

/* The rows at the foot: when, and the detail of the row under the cursor. */
static int foot_rows(const struct grid *g, int columns, const char *words)
{
	struct canvas *c = canvas_new(1, 1);
	int most = 0, rows;

	for (size_t i = 0; i < g->count; i++) {
		rows = g->rows[i].detail ? canvas_wrap(c, 0, 0, 0, columns, 0, STYLE_NORMAL, g->rows[i].detail) : 0;
		most = rows > most ? rows : most;
	}
	rows = canvas_wrap(c, 0, 0, 0, columns, 0, STYLE_NORMAL, words);
	canvas_free(&c);
	return (most > DETAIL_MOST ? DETAIL_MOST : most) + (rows < 1 ? 1 : rows);
}

/* The line that is drawn first. */
static int top_line(const struct dashboard *d, const struct grid *g, int rows)
{
	int top = 0, last = g->height - rows;

	if (last <= 0 || rows < 1)
		return 0;
	if (d->at != GRID_NONE && d->at < (int)g->count)
		top = g->rows[d->at].line - rows / 2;
	else
		top = d->turn % (last / rows + 2) * rows;
	return top > last ? last : top < 0 ? 0 : top;
}

static void draw_more(const struct grid *g, struct canvas *c, int top, int rows)
{
	int column = canvas_columns(c) - 1;

	if (top > 0)
		canvas_text(c, 0, column, 1, STYLE_KEY, canvas_is_utf8(c) ? "\u2191" : "^");
	if (top + rows < g->height)
		canvas_text(c, rows - 1, column, 1, STYLE_KEY, canvas_is_utf8(c) ? "\u2193" : "v");
}

static void draw_foot(const struct dashboard *d, const struct grid *g, struct canvas *c, int row, const char *words)
{
	int columns = canvas_columns(c);
	const char *detail = d->at >= 0 && d->at < (int)g->count ? g->rows[d->at].detail : NULL;
	int last = canvas_rows(c) - canvas_wrap(c, 0, 0, 0, columns, 0, STYLE_NORMAL, words);

	if (detail && last > row)
		canvas_wrap(c, row, 0, last - row, columns, 0, STYLE_VALUE, detail);
	canvas_wrap(c, last, 0, canvas_rows(c) - last, columns, 0, is_reached(d) ? STYLE_DIM : STYLE_WARN, words);
}

static void dashboard_draw(const struct screen *s, struct canvas *c)
{
	const struct dashboard *d = (const struct dashboard *)s;
	struct arena *a = arena_new();
	const char *words = foot_words(d, a);
	struct grid g = grid_make(s, d->answer, canvas_rows(c) - 1, canvas_columns(c) - 1, a);
	int rows = canvas_rows(c) - foot_rows(&g, canvas_columns(c), words), top;

	if (rows < canvas_rows(c) - 1)
		g = grid_make(s, d->answer, rows, canvas_columns(c) - 1, a);
	top = top_line(d, &g, rows);
	if (d->answer && rows > 0) {
		grid_draw(&g, d->at, c, top, rows);
		draw_more(&g, c, top, rows);
	}
	draw_foot(d, &g, c, rows, words);
	arena_free(&a);
}

static void ask(struct dashboard *d, bool quietly)
{
	struct arena *a = arena_new();
	const char *path = arena_printf(a, "/dashboards/%s", d->base.page->id);

	if (!d->asked)
		d->asked = quietly ? stack_ask_quietly(&d->base, "GET", path, NULL) : stack_ask(&d->base, "GET", path, NULL);
	arena_free(&a);
}

/* Of what is on the screen now; as it is drawn, but for a message of many rows. */
static struct grid grid_now(const struct dashboard *d, struct arena *a)
{
	const struct world *w = d->base.world;

	return grid_make(&d->base, d->answer, (w->rows ? w->rows : 24) - CHROME_ROWS - 1, (w->columns ? w->columns : 80) - 1, a);
}

static void keep_cursor(struct dashboard *d)
{
	struct arena *a = arena_new();
	struct grid g = grid_now(d, a);
	int at = d->at < 0 ? 0 : d->at;

	d->at = grid_stand(&g, at, 1);
	if (d->at == GRID_NONE && g.count)
		d->at = grid_stand(&g, at < (int)g.count ? at : (int)g.count - 1, -1);
	arena_free(&a);
}

static void take_answer(struct dashboard *d, const struct json *answer)
{
	struct arena *a = arena_new(), *before = d->arena;
	struct json *box = json_object(a);

	json_set_copy(box, "answer", answer);
	d->answer = json_get(box, "answer");
	d->arena = a;
	arena_free(&before);
	keep_cursor(d);
}

static void dashboard_answer(struct screen *s, struct message *m)
{
	struct dashboard *d = (struct dashboard *)s;
	struct error e = {0};

	if (m->tag != d->asked)
		return;
	d->asked = 0;
	s->wake_mono_ms = clock_mono_ms() + REFRESH_MS;
	if (answer_good(m, &e))
		take_answer(d, m->json);
	d->wrong = e;
}

static void dashboard_tick(struct screen *s, int64_t now_mono_ms)
{
	struct dashboard *d = (struct dashboard *)s;

	s->wake_mono_ms = now_mono_ms + REFRESH_MS;
	d->turn++;
	ask(d, true);
}

/* Contact again: at once. */
static void dashboard_news(struct screen *s)
{
	struct dashboard *d = (struct dashboard *)s;

	if (s->world->online && d->wrong.code != ERR_NONE)
		ask(d, true);
}

static void dashboard_again(struct screen *s, const struct json *brought)
{
	struct dashboard *d = (struct dashboard *)s;

	(void)brought;
	if (!s->wake_mono_ms)
		s->wake_mono_ms = clock_mono_ms() + REFRESH_MS;
	if (!d->answer)
		ask(d, false);
}

static void open_row(struct dashboard *d)
{
	struct arena *a = arena_new();
	struct grid g = grid_now(d, a);
	const char *page = d->at >= 0 && d->at < (int)g.count ? g.rows[d->at].page : NULL;

	if (page)
		open_page(d->base.stack, page, NULL);
	arena_free(&a);
}

static void move(struct dashboard *d, enum action_id action)
{
	struct arena *a = arena_new();
	struct grid g = grid_now(d, a);
	int at = d->at, last = (int)g.count - 1;

	if (action == ACTION_UP || action == ACTION_DOWN)
		at = grid_beside(&g, at, action == ACTION_UP ? -1 : 1, 0);
	else if (action == ACTION_LEFT || action == ACTION_RIGHT)
		at = grid_beside(&g, at, 0, action == ACTION_LEFT ? -1 : 1);
	else if (action == ACTION_NEXT_FIELD)
		at = grid_stand(&g, at + 1, 1);
	else if (action == ACTION_PREVIOUS_FIELD)
		at = grid_stand(&g, at - 1, -1);
	else
		at = action == ACTION_HOME || action == ACTION_PAGE_UP ? grid_stand(&g, 0, 1) : grid_stand(&g, last, -1);
	d->at = at == GRID_NONE ? d->at : at;
	arena_free(&a);
}

static bool dashboard_event(struct screen *s, const struct event *ev)
{
	struct dashboard *d = (struct dashboard *)s;

	if (ev->type != EVENT_ACTION)
		return false;
	switch (ev->action) {
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_LEFT:
	case ACTION_RIGHT:
	case ACTION_HOME:
	case ACTION_END:
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
	case ACTION_NEXT_FIELD:
	case ACTION_PREVIOUS_FIELD:
		if (d->at == GRID_NONE)
			d->turn += ev->action == ACTION_DOWN || ev->action == ACTION_PAGE_DOWN;
		else
			move(d, ev->action);
		return true;
	case ACTION_ACCEPT:
		open_row(d);
		return true;
	case ACTION_REFRESH:
		ask(d, false);
		return true;
	default:
		return false;
	}
}

static size_t dashboard_keys(const struct screen *s, enum action_id *out, size_t most)
{
	size_t n = 0;

	if (most < 3)
		return 0;
	if (((const struct dashboard *)s)->at != GRID_NONE)
		out[n++] = ACTION_ACCEPT;
	out[n++] = ACTION_REFRESH;
	if (own_kiosk_page(s->world) && !s->world->fixed)
		out[n++] = ACTION_QUIT;
	return n;
}

static void dashboard_release(struct screen *s)
{
	arena_free(&((struct dashboard *)s)->arena);
}

const struct screen_ops dashboard_ops = {
	.name = "dashboard", .context = CONTEXT_LIST, .draw = dashboard_draw, .event = dashboard_event, .answer = dashboard_answer,
	.news = dashboard_news, .again = dashboard_again, .keys = dashboard_keys, .tick = dashboard_tick, .release = dashboard_release,
};

struct screen *dashboard_screen(struct stack *st, const struct page *p)
{
	struct dashboard *d = (struct dashboard *)screen_new(st, &dashboard_ops, sizeof *d, menu_name(stack_world(st), p));

	d->base.page = p;
	d->at = GRID_NONE;
	return &d->base;
}
