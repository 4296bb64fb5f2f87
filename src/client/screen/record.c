/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row with all its fields, and the rows that belong to it (stack.h). */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/act.h"
#include "client/screen/actions.h"
#include "client/screen/jump.h"
#include "client/screen/menu.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { ROWS_MOST = 100, LABELS_WIDEST = 24, PARTS_MOST = 8 };

struct part { /* the rows of one rows field */
	const struct field *field;
	uint64_t asked;
	const struct json *rows; /* NULL: not there (yet) */
	bool more;
	struct error why;
};

enum line_type { LINE_VALUE, LINE_HEADING, LINE_ROW };
struct record_line {
	enum line_type type;
	const struct field *field; /* the value's, or the rows field */
	const struct part *part;
	const struct json *row; /* LINE_ROW */
};

struct record {
	struct screen base;
	int64_t id;
	struct arena *data;
	const struct json *row; /* NULL: not there */
	struct part parts[PARTS_MOST];
	size_t part_count;
	struct record_line *lines;
	size_t line_count, at, top;
	uint64_t asked;
	bool offline, changed;
	struct error why;
};

static const struct resource *resource(const struct record *r)
{
	return r->base.page->view->resource;
}

static int language(const struct record *r)
{
	return r->base.world->user ? r->base.world->user->language : ENGLISH;
}

static void add_line(struct record *r, struct record_line line)
{
	r->lines[r->line_count++] = line;
}

/* What the page's record has, in its order; NULL past the end. */
static const struct field *field_at(const struct record *r, size_t i)
{
	const struct view *v = r->base.page->view;

	if (v->record_count)
		return i < v->record_count ? v->record[i] : NULL;
	return i < resource(r)->field_count ? &resource(r)->fields[i] : NULL;
}

/* Alike in all rows of the page, and so not worth a line: what its filter
 * says, and what the one row of a page is called. */
static bool is_given(const struct record *r, const struct field *f)
{
	const struct view *v = r->base.page->view;

	for (size_t i = 0; i < v->fixed_count; i++)
		if (v->fixed[i].field == f)
			return true;
	return v->single && !v->own && f == resource(r)->key;
}

/* Values first, then what belongs to the row. */
static void make_lines(struct record *r)
{
	const struct resource *res = resource(r);
	size_t most = res->field_count + r->part_count;
	const struct field *f;

	for (size_t i = 0; i < r->part_count; i++)
		most += json_len(r->parts[i].rows);
	r->lines = arena_array(r->data, struct record_line, most + 1);
	r->line_count = 0;
	for (size_t i = 0; (f = field_at(r, i)); i++)
		if (f->type != TYPE_ROWS && !is_given(r, f))
			add_line(r, (struct record_line){.type = LINE_VALUE, .field = f});
	for (size_t i = 0; i < r->part_count; i++) {
		const struct part *p = &r->parts[i];

		add_line(r, (struct record_line){.type = LINE_HEADING, .field = p->field, .part = p});
		for (const struct json *x = json_first(p->rows); x; x = json_next(x))
			add_line(r, (struct record_line){.type = LINE_ROW, .field = p->field, .part = p, .row = x});
	}
	if (r->at >= r->line_count)
		r->at = r->line_count ? r->line_count - 1 : 0;
}

static const struct json *keep(struct record *r, const struct json *v)
{
	struct json *box = json_object(r->data);

	json_set_copy(box, "v", v);
	return json_get(box, "v");
}

static void take_rows(struct record *r, struct part *p, const struct json *answer)
{
	p->rows = keep(r, json_get(answer, "rows"));
	p->more = json_str(answer, "next") != NULL;
	p->why = (struct error){0};
}

static void ask_part(struct record *r, struct part *p)
{
	struct arena *a = arena_new();

	p->asked = stack_ask(&r->base, "GET",
		arena_printf(a, "/pages/%s/%" PRId64 "/rows/%s?limit=%d", r->base.page->id, r->id, p->field->name, ROWS_MOST), NULL);
	arena_free(&a);
}

static struct store *replica(const struct record *r, const struct resource *of)
{
	struct ports *p = r->base.world->ports;

	return of->replica ? p->ops->replica(p) : NULL;
}

static void read_part(struct record *r, struct part *p, struct arena *a)
{
	struct view_filter back = {.field = field_find(p->field->to, p->field->back), .value = {.number = r->id}};
	struct store *s = replica(r, p->field->to);
	struct list_request q = {
		.resource = p->field->to, .fixed = &back, .fixed_count = 1, .limit = ROWS_MOST, .scope = &r->base.world->user->scope,
		.language = language(r),
	};
	struct json *answer;

	if (!s) {
		error_set(&p->why, ERR_NOT_OFFLINE, NULL, NULL);
		return;
	}
	q.descending = p->field->to->newest_first;
	answer = list_read(s, a, &q, &p->why);
	if (answer)
		take_rows(r, p, answer);
}

static void find_parts(struct record *r)
{
	const struct field *f;

	r->part_count = 0;
	for (size_t i = 0; (f = field_at(r, i)) && r->part_count < PARTS_MOST; i++)
		if (f->type == TYPE_ROWS)
			r->parts[r->part_count++] = (struct part){.field = f};
}

static void take_record(struct record *r, const struct json *row, bool offline)
{
	struct arena *a = arena_new();

	r->lines = NULL;
	r->line_count = 0;
	arena_clear(r->data);
	r->row = keep(r, row);
	r->base.title = menu_title(r->base.world, r->base.page, show_key(resource(r), r->row, language(r), r->data), r->data);
	r->offline = offline;
	r->why = (struct error){0};
	find_parts(r);
	for (size_t i = 0; i < r->part_count; i++) {
		if (offline)
			read_part(r, &r->parts[i], a);
		else
			ask_part(r, &r->parts[i]);
	}
	make_lines(r);
	arena_free(&a);
}

static void read_local(struct record *r)
{
	struct arena *a = arena_new();
	struct store *s = replica(r, resource(r));
	const struct view *v = r->base.page->view;
	struct list_request q = {
		.resource = resource(r), .fixed = v->fixed, .fixed_count = v->fixed_count, .scope = &r->base.world->user->scope,
		.language = language(r), .limit = 1,
	};
	struct json *row = NULL;

	r->why = (struct error){0};
	if (s)
		row = list_one(s, a, &q, r->id, &r->why);
	else
		error_set(&r->why, ERR_NOT_OFFLINE, NULL, NULL);
	if (row)
		take_record(r, row, true);
	arena_free(&a);
}

static void fetch(struct record *r)
{
	struct arena *a;

	if (!r->base.world->online) {
		read_local(r);
		return;
	}
	a = arena_new();
	r->asked = stack_ask(&r->base, "GET", arena_printf(a, "/pages/%s/%" PRId64, r->base.page->id, r->id), NULL);
	arena_free(&a);
}

static int labels_width(const struct record *r, int columns)
{
	int widest = 0;

	for (size_t i = 0; i < r->line_count; i++)
		if (r->lines[i].type == LINE_VALUE) {
			int w = utf8_columns(show_label(r->lines[i].field, language(r)));

			widest = w > widest ? w : widest;
		}
	widest = widest > LABELS_WIDEST ? LABELS_WIDEST : widest;
	return widest > columns / 2 ? columns / 2 : widest;
}

static void draw_value(const struct record *r, const struct record_line *line, struct canvas *c, int row, bool here, struct arena *a)
{
	int columns = canvas_columns(c), labels = labels_width(r, columns);
	bool leads = line->field->type == TYPE_REF;

	canvas_field(c, row, 1, labels, here ? STYLE_FOCUS : STYLE_LABEL, false, show_label(line->field, language(r)));
	canvas_field(c, row, labels + 2, columns - labels - 2, here ? STYLE_FOCUS : leads ? STYLE_MARKED : STYLE_VALUE, false,
		show_value(line->field, r->row, language(r), a));
}

/* In the order of the page that lists such rows, if he has one: the most important first. */
static const struct field *sub_field(const struct record *r, const struct resource *of, size_t i)
{
	const struct page *p = menu_page_of(r->base.world, of);

	if (p)
		return i < p->view->column_count ? p->view->columns[i] : NULL;
	return i < of->field_count ? &of->fields[i] : NULL;
}

/* A row's fields side by side, as many as fit; what it belongs to is known. */
static void draw_sub_row(const struct record *r, const struct record_line *line, struct canvas *c, int row, bool here, struct arena *a)
{
	const struct resource *of = line->field->to;
	int column = 3, columns = canvas_columns(c);

	const struct field *f;

	for (size_t i = 0; column < columns && (f = sub_field(r, of, i)); i++) {
		int width = show_width(f, language(r));

		if (str_eq(f->name, line->field->back) || f->type == TYPE_ROWS || f == of->scope[SCOPE_GOODS_OWNER] ||
			f == of->scope[SCOPE_WAREHOUSE])
			continue;
		if (column + width > columns && column > 3)
			break;
		width = column + width > columns ? columns - column : width;
		canvas_field(c, row, column, width, here ? STYLE_FOCUS : STYLE_NORMAL, types[f->type].align == ALIGN_RIGHT,
			show_value(f, line->row, language(r), a));
		column += width + 1;
	}
}

static const char *heading(const struct record *r, const struct part *p, struct arena *a)
{
	const char *label = show_label(p->field, language(r));
	char *words;

	if (p->why.code != ERR_NONE) {
		words = arena_alloc(a, 512);
		error_words(&p->why, _(error_rows[p->why.code].words), words, 512);
		return arena_printf(a, "%s: %s", label, words);
	}
	if (!p->rows)
		return arena_printf(a, "%s …", label);
	return arena_printf(a, p->more ? _("%s: the first %zu") : "%s: %zu", label, json_len(p->rows));
}

static void draw_line(const struct record *r, size_t i, struct canvas *c, int row, struct arena *a)
{
	const struct record_line *line = &r->lines[i];
	bool here = i == r->at;

	if (here) {
		canvas_fill(c, row, 0, 1, canvas_columns(c), STYLE_FOCUS);
		canvas_text(c, row, 0, 1, STYLE_FOCUS, ">");
		canvas_cursor(c, row, 1);
	}
	if (line->type == LINE_VALUE)
		draw_value(r, line, c, row, here, a);
	else if (line->type == LINE_ROW)
		draw_sub_row(r, line, c, row, here, a);
	else
		canvas_field(c, row, 1, canvas_columns(c) - 1, here ? STYLE_FOCUS : STYLE_TITLE, false, heading(r, line->part, a));
}

static void draw_nothing(const struct record *r, struct canvas *c)
{
	char words[512] = "";

	if (r->why.code != ERR_NONE)
		error_words(&r->why, _(error_rows[r->why.code].words), words, sizeof words);
	canvas_wrap(c, 0, 1, canvas_rows(c), canvas_columns(c) - 2, 0, STYLE_VALUE, words);
}

static void record_draw(const struct screen *s, struct canvas *c)
{
	const struct record *r = (const struct record *)s;
	int first = r->offline;
	size_t room = (size_t)(canvas_rows(c) - first), top = r->top;
	struct arena *a;

	if (!r->row || !s->world->user) {
		draw_nothing(r, c);
		return;
	}
	a = arena_new();
	if (r->offline)
		canvas_text(c, 0, 1, -1, STYLE_WARN, _("offline: what this terminal holds"));
	if (r->at < top)
		top = r->at;
	if (r->at >= top + room)
		top = r->at + 1 - room;
	for (size_t i = 0; i < room && top + i < r->line_count; i++)
		draw_line(r, top + i, c, first + (int)i, a);
	arena_free(&a);
}

static int64_t visible(const struct record *r)
{
	int rows = stack_room(&r->base) - r->offline;

	return rows > 1 ? rows : 1;
}

static bool move(struct record *r, int64_t steps)
{
	int64_t last = (int64_t)r->line_count - 1, to = (int64_t)r->at + steps;
	size_t room = (size_t)visible(r);

	r->at = (size_t)(to > last ? (last < 0 ? 0 : last) : to < 0 ? 0 : to);
	if (r->at < r->top)
		r->top = r->at;
	if (r->at >= r->top + room)
		r->top = r->at + 1 - room;
	return true;
}

static bool may(const struct record *r, const char *action)
{
	const struct page *p = r->base.page;

	return r->row && !r->offline && p->view->kind == VIEW_LIST && menu_allows(r->base.world, p, action);
}

/* The list below shows it as it is now. */
static void leave_changed(struct record *r)
{
	struct arena *a = arena_new();
	struct json *brought = json_object(a);

	json_set_copy(brought, "changed", r->row);
	stack_pop(r->base.stack, brought);
	arena_free(&a);
}

static void acted(struct screen *s, const char *action, const struct json *answer)
{
	struct record *r = (struct record *)s;

	(void)answer;
	r->changed = true;
	act_say_done(s, action);
	if (str_eq(action, "delete"))
		leave_changed(r);
	else
		fetch(r);
}

/* part: NULL: with the row itself. */
static void start(struct record *r, const char *action, int64_t row, const struct record_line *part)
{
	struct arena *a = arena_new();
	const struct resource *of = part ? part->field->to : resource(r);
	const struct json *about = part ? part->row : r->row;

	act_start(&r->base, &(struct act){
		.action = action, .row = row, .part = part ? json_int(part->row, "id", 0) : 0, .done = acted,
		.what = row ? show_key(of, about, language(r), a) : "",
	});
	arena_free(&a);
}

/* What the page does with a row that belongs to this one. */
static const char *part_action(const struct record *r, const struct record_line *line)
{
	const struct view *v = r->base.page->view;

	for (size_t i = 0; line && line->type == LINE_ROW && i < v->part_count; i++)
		if (v->parts[i].rows == line->field && menu_allows(r->base.world, r->base.page, v->parts[i].action))
			return v->parts[i].action;
	return NULL;
}

static bool act_on_part(struct record *r, const struct record_line *line)
{
	const char *action = part_action(r, line);

	if (action)
		start(r, action, r->id, line);
	return action;
}

/* On a row that belongs to it: with that; elsewhere the record itself. */
static bool discard(struct record *r)
{
	const struct record_line *line = r->row && r->at < r->line_count ? &r->lines[r->at] : NULL;

	if (act_on_part(r, line))
		return true;
	if (!may(r, "delete") || !line || line->type == LINE_ROW)
		return false;
	start(r, "delete", r->id, NULL);
	return true;
}

static void follow(struct record *r)
{
	const struct record_line *line = r->row && r->at < r->line_count ? &r->lines[r->at] : NULL;

	if (!line || act_on_part(r, line))
		return;
	if (line->type == LINE_VALUE && line->field->type == TYPE_REF)
		jump_to_ref(&r->base, line->field->to, json_int(json_get(r->row, line->field->name), "id", 0));
	else if (line->type == LINE_ROW)
		jump_to_ref(&r->base, line->field->to, json_int(line->row, "id", 0));
	else
		stack_say(r->base.stack, TONE_NONE, _("This leads nowhere further."));
}

static void chosen(struct screen *s, const struct action *x)
{
	struct record *r = (struct record *)s;

	start(r, x->name, x->on_row ? r->id : 0, NULL);
}

static bool act(struct record *r, enum action_id action)
{
	switch (action) {
	case ACTION_UP:
		return move(r, -1);
	case ACTION_DOWN:
		return move(r, 1);
	case ACTION_PAGE_UP:
		return move(r, -visible(r));
	case ACTION_PAGE_DOWN:
		return move(r, visible(r));
	case ACTION_HOME:
		return move(r, -(int64_t)r->line_count);
	case ACTION_END:
		return move(r, (int64_t)r->line_count);
	case ACTION_ACCEPT:
		follow(r);
		return true;
	case ACTION_JUMP:
		jump_offer(&r->base, r->row);
		return true;
	case ACTION_ACTIONS:
		actions_offer(&r->base, r->row != NULL, chosen);
		return true;
	case ACTION_REFRESH:
		fetch(r);
		return true;
	case ACTION_BACK:
		if (r->changed)
			leave_changed(r);
		return r->changed;
	case ACTION_DISCARD:
		return discard(r);
	case ACTION_EDIT:
		if (may(r, "update"))
			stack_push(r->base.stack, row_form_screen(r->base.stack, r->base.page, r->row));
		return may(r, "update");
	default:
		return false;
	}
}

static bool record_event(struct screen *s, const struct event *ev)
{
	return ev->type == EVENT_ACTION && act((struct record *)s, ev->action);
}

static void part_answer(struct record *r, const struct message *m)
{
	for (size_t i = 0; i < r->part_count; i++) {
		struct part *p = &r->parts[i];

		if (!p->asked || p->asked != m->tag)
			continue;
		p->asked = 0;
		if (answer_good(m, &p->why))
			take_rows(r, p, m->json);
		make_lines(r);
	}
}

static void record_failed(struct record *r, const struct error *e)
{
	if (e->code == ERR_OFFLINE || e->code == ERR_TIMEOUT)
		read_local(r);
	else
		r->why = *e;
	if (!r->row)
		stack_say_error(r->base.stack, &r->why);
}

static void record_answer(struct screen *s, struct message *m)
{
	struct record *r = (struct record *)s;
	struct error e = {0};

	if (act_answer(s, m))
		return;
	if (r->asked && m->tag == r->asked) {
		r->asked = 0;
		if (answer_good(m, &e))
			take_record(r, m->json, false);
		else
			record_failed(r, &e);
	} else {
		part_answer(r, m);
	}
}

static void record_again(struct screen *s, const struct json *brought)
{
	struct record *r = (struct record *)s;

	if (json_has(brought, "changed"))
		r->changed = true;
	if (json_has(brought, "changed") && r->id == json_int(json_get(brought, "changed"), "id", 0))
		fetch(r);
	else if (!r->row && !r->asked && r->why.code == ERR_NONE && s->world->user)
		fetch(r);
}

static size_t record_keys(const struct screen *s, enum action_id *out, size_t most)
{
	const struct record *r = (const struct record *)s;
	const enum action_id keys[] = {
		ACTION_ACCEPT,
		s->page->view->jump_count ? ACTION_JUMP : ACTION_NONE,
		ACTION_ACTIONS,
		may(r, "update") ? ACTION_EDIT : ACTION_NONE,
		may(r, "delete") || part_action(r, r->at < r->line_count ? &r->lines[r->at] : NULL) ? ACTION_DISCARD : ACTION_NONE,
		ACTION_REFRESH,
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof keys / sizeof *keys && n < most; i++)
		if (keys[i] != ACTION_NONE)
			out[n++] = keys[i];
	return n;
}

static void record_release(struct screen *s)
{
	arena_free(&((struct record *)s)->data);
}

const struct screen_ops record_ops = {
	.name = "record", .context = CONTEXT_RECORD, .notes = true, .draw = record_draw, .event = record_event, .answer = record_answer,
	.again = record_again, .keys = record_keys, .release = record_release,
};

struct screen *record_screen(struct stack *st, const struct page *p, int64_t id)
{
	struct record *r = (struct record *)screen_new(st, &record_ops, sizeof *r, menu_name(stack_world(st), p));

	r->base.page = p;
	r->id = id;
	r->data = arena_new();
	return &r->base;
}
