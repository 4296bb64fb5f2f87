/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/form.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/menu.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { LABELS_WIDEST = 24, FIELD_WIDEST = 60 };

static int language(const struct form *f)
{
	return f->base.world->user ? f->base.world->user->language : ENGLISH;
}

static bool is_chosen(const struct field *f)
{
	return f->type == TYPE_CHOICE || f->type == TYPE_BOOL;
}

static struct form_field *here(struct form *f)
{
	return &f->fields[f->at];
}

/* What stands in a field that is not edited as text. */
static const char *shown(const struct form *f, const struct form_field *x)
{
	if (x->field->type == TYPE_REF)
		return x->shown ? x->shown : "";
	if (x->chosen < 0)
		return "";
	if (x->field->type == TYPE_BOOL)
		return x->chosen ? _("Yes") : _("No");
	return x->field->choices[x->chosen].label.text[language(f)];
}

static bool is_empty(const struct form_field *x)
{
	if (x->field->type == TYPE_REF)
		return x->id == 0;
	return is_chosen(x->field) ? x->chosen < 0 : !x->edit.text[0];
}

static int rows_of(const struct form_field *x)
{
	return x->wrong.code == ERR_NONE ? 1 : 2;
}

static int labels_width(const struct form *f, int columns)
{
	int widest = 0;

	for (size_t i = 0; i < f->count; i++) {
		int w = utf8_columns(show_label(f->fields[i].field, language(f))) + 2;

		widest = w > widest ? w : widest;
	}
	widest = widest > LABELS_WIDEST ? LABELS_WIDEST : widest;
	return widest > columns / 2 ? columns / 2 : widest;
}

static void draw_wrong(const struct form *f, const struct form_field *x, struct canvas *c, int row, int column)
{
	struct error e = x->wrong;
	char words[512];

	str_copy(e.field, sizeof e.field, show_label(x->field, language(f)));
	error_words(&e, _(error_rows[e.code].words), words, sizeof words);
	canvas_text(c, row, column, -1, STYLE_ERROR, "! ");
	canvas_field(c, row, column + 2, canvas_columns(c) - column - 2, STYLE_ERROR, false, words);
}

static void draw_field(const struct form *f, size_t i, struct canvas *c, int row)
{
	const struct form_field *x = &f->fields[i];
	int labels = labels_width(f, canvas_columns(c)), column = labels + 2, width = canvas_columns(c) - column - 1;
	bool focus = i == f->at;

	width = width > FIELD_WIDEST ? FIELD_WIDEST : width;
	canvas_text(c, row, 0, 1, STYLE_FOCUS, focus ? ">" : " ");
	canvas_field(c, row, 1, labels - 1, focus ? STYLE_MARKED : STYLE_LABEL, false, show_label(x->field, language(f)));
	canvas_text(c, row, labels, 1, STYLE_LABEL, x->field->required ? "*" : "");
	if (is_chosen(x->field) || x->field->type == TYPE_REF) {
		canvas_field(c, row, column, width, focus ? STYLE_FOCUS : STYLE_FIELD, false, shown(f, x));
		if (focus)
			canvas_cursor(c, row, column);
	} else {
		edit_draw(&x->edit, c, row, column, width, focus);
	}
	if (x->wrong.code != ERR_NONE)
		draw_wrong(f, x, c, row + 1, column);
}

static void form_draw(const struct screen *s, struct canvas *c)
{
	const struct form *f = (const struct form *)s;
	int row = 0, until = 0;

	for (size_t i = 0; i <= f->at && i < f->count; i++)
		until += rows_of(&f->fields[i]);
	row = until > canvas_rows(c) ? canvas_rows(c) - until : 0;
	for (size_t i = 0; i < f->count; row += rows_of(&f->fields[i++]))
		draw_field(f, i, c, row);
}

static void changed(struct form *f)
{
	here(f)->wrong = (struct error){0};
	here(f)->sure = false;
	f->touched = true;
}

static void step_choice(struct form *f, int by)
{
	struct form_field *x = here(f);
	int n = x->field->type == TYPE_BOOL ? 2 : (int)x->field->choice_count;

	if (!n)
		return;
	x->chosen = x->chosen < 0 ? (by > 0 ? 0 : n - 1) : (x->chosen + by + n) % n;
	changed(f);
}

static void choice_answered(struct screen *owner, int answer)
{
	struct form *f = (struct form *)owner;

	if (answer < 0)
		return;
	here(f)->chosen = answer;
	changed(f);
}

static void choose(struct form *f, const char *find)
{
	struct form_field *x = here(f);
	const char *words[64];
	size_t n = 0;

	if (x->field->type == TYPE_REF) {
		stack_push(f->base.stack, lookup_screen(f->base.stack, x->field, f->base.page, find));
		return;
	}
	if (x->field->type == TYPE_BOOL) {
		words[n++] = _("No");
		words[n++] = _("Yes");
	}
	for (size_t i = 0; x->field->type == TYPE_CHOICE && i < x->field->choice_count && n < 64; i++)
		words[n++] = x->field->choices[i].label.text[language(f)];
	if (n)
		dialog_choose(f->base.stack, show_label(x->field, language(f)), words, n, choice_answered, &f->base);
}

/* Reads a field into the body; empty ones are left out. */
static bool read_field(struct form_field *x, struct json *body, struct arena *a)
{
	struct value v = {0};

	x->wrong = (struct error){0};
	if (is_empty(x))
		return !x->field->required || error_set(&x->wrong, ERR_REQUIRED, x->field->name, NULL);
	if (x->field->type == TYPE_REF)
		v.number = x->id;
	else if (x->field->type == TYPE_BOOL)
		v.number = x->chosen;
	else if (x->field->type == TYPE_CHOICE)
		v = (struct value){.is_text = true, .text = x->field->choices[x->chosen].name};
	else if (x->field->secret) /* as it was typed: a space may be part of it */
		v = (struct value){.is_text = true, .text = x->edit.text};
	else if (!types[x->field->type].read(x->field, x->edit.text, a, &v, &x->wrong))
		return false;
	types[x->field->type].put(x->field, &v, body);
	return true;
}

static void submit(struct form *f)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);
	size_t wrong = f->count;

	for (size_t i = 0; i < f->count; i++)
		if (!read_field(&f->fields[i], body, a) && wrong == f->count)
			wrong = i;
	if (wrong < f->count) {
		f->at = wrong;
		stack_say(f->base.stack, TONE_ERROR, _("Not sent: look at what is marked."));
	} else if (!f->asked && !form_asks_twice(f)) {
		f->submit(f, body);
	}
	arena_free(&a);
}

static void go(struct form *f, int by)
{
	f->at = (f->at + f->count + (size_t)by) % f->count;
}

/* Enter: on to the next, after the last it is sent. */
static void accept(struct form *f)
{
	if (here(f)->field->type == TYPE_REF && is_empty(here(f)) && here(f)->field->required)
		choose(f, "");
	else if (f->at + 1 < f->count)
		go(f, 1);
	else
		submit(f);
}

static void clear(struct form *f)
{
	struct form_field *x = here(f);

	x->id = 0;
	x->shown = NULL;
	x->chosen = -1;
	edit_set(&x->edit, "");
	changed(f);
}

static bool edit_here(struct form *f, enum action_id action)
{
	struct form_field *x = here(f);

	if (is_chosen(x->field) && (action == ACTION_LEFT || action == ACTION_RIGHT)) {
		step_choice(f, action == ACTION_RIGHT ? 1 : -1);
		return true;
	}
	if (is_chosen(x->field) || x->field->type == TYPE_REF) {
		if (action == ACTION_ERASE || action == ACTION_ERASE_NEXT || action == ACTION_ERASE_WORD)
			clear(f);
		return action == ACTION_ERASE || action == ACTION_ERASE_NEXT || action == ACTION_ERASE_WORD;
	}
	if (!edit_action(&x->edit, action))
		return false;
	changed(f);
	return true;
}

static bool act(struct form *f, enum action_id action)
{
	switch (action) {
	case ACTION_ACCEPT:
		accept(f);
		return true;
	case ACTION_NEXT_FIELD:
	case ACTION_DOWN:
		go(f, 1);
		return true;
	case ACTION_PREVIOUS_FIELD:
	case ACTION_UP:
		go(f, -1);
		return true;
	case ACTION_SAVE:
		submit(f);
		return true;
	case ACTION_CHOOSE:
	case ACTION_SEARCH:
		choose(f, "");
		return true;
	case ACTION_CLEAR:
		clear(f);
		return true;
	default:
		return edit_here(f, action);
	}
}

/* The choice whose label begins with the letter, after the one that stands. */
static void step_to_letter(struct form *f, const char *letter)
{
	struct arena *a = arena_new();
	struct form_field *x = here(f);
	int n = x->field->type == TYPE_BOOL ? 2 : (int)x->field->choice_count, before = x->chosen;

	for (int i = 0; i < n; i++) {
		step_choice(f, 1);
		if (str_starts(utf8_fold(a, shown(f, x)), utf8_fold(a, letter)))
			break;
		if (i == n - 1)
			x->chosen = before;
	}
	arena_free(&a);
}

static void typed(struct form *f, const char *text, size_t len, bool replace)
{
	struct form_field *x = here(f);
	struct arena *a = arena_new();
	char *word = arena_strndup(a, text, len);

	if (x->field->type == TYPE_REF) {
		choose(f, word);
	} else if (is_chosen(x->field)) {
		if (str_eq(word, " "))
			step_choice(f, 1);
		else
			step_to_letter(f, word);
	} else {
		if (replace)
			edit_set(&x->edit, "");
		edit_paste(&x->edit, text, len);
		changed(f);
	}
	arena_free(&a);
}

static bool form_event(struct screen *s, const struct event *ev)
{
	struct form *f = (struct form *)s;
	char utf8[5] = "";

	switch (ev->type) {
	case EVENT_CHARACTER:
		if (!is_chosen(here(f)->field) && here(f)->field->type != TYPE_REF) {
			edit_type(&here(f)->edit, ev->character);
			changed(f);
			return true;
		}
		typed(f, utf8, utf8_encode(ev->character, utf8), false);
		return true;
	case EVENT_SCAN:
	case EVENT_PASTE:
		typed(f, ev->bytes, ev->len, ev->type == EVENT_SCAN);
		return true;
	case EVENT_ACTION:
		return act(f, ev->action);
	}
	return false;
}

void form_wrong(struct form *f, const struct error *e)
{
	for (size_t i = 0; i < f->count; i++) {
		if (!str_eq(f->fields[i].field->name, e->field))
			continue;
		f->fields[i].wrong = *e;
		f->at = i;
		stack_say(f->base.stack, TONE_ERROR, _("Not sent: look at what is marked."));
		return;
	}
	stack_say_error(f->base.stack, e);
}

static void fill_ref(struct form *f, struct form_field *x, const struct json *v)
{
	struct arena *a = f->base.arena;

	if (json_type(v) == JSON_OBJECT) {
		x->id = json_int(v, "id", 0);
		x->shown = arena_strdup(a, show_ref(v, a));
	} else if (json_as_int(v, &x->id) && x->id) {
		x->shown = arena_printf(a, "#%" PRId64, x->id);
	}
}

static void fill_field(struct form *f, struct form_field *x, const struct json *v)
{
	struct arena *a = arena_new();
	struct error e = {0};
	struct value value;

	if (x->field->type == TYPE_REF) {
		fill_ref(f, x, v);
	} else if (types[x->field->type].check(x->field, v, a, &value, &e)) {
		if (x->field->type == TYPE_BOOL)
			x->chosen = value.number != 0;
		for (size_t i = 0; x->field->type == TYPE_CHOICE && i < x->field->choice_count; i++)
			if (str_eq(x->field->choices[i].name, value.text))
				x->chosen = (int)i;
		if (!is_chosen(x->field))
			edit_set(&x->edit, types[x->field->type].show(x->field, &value, language(f), a));
	} else if (json_as_str(v)) { /* of a draft: half typed */
		edit_set(&x->edit, json_as_str(v));
	}
	arena_free(&a);
}

void form_fill(struct form *f, const struct json *values)
{
	for (size_t i = 0; i < f->count; i++)
		if (json_has(values, f->fields[i].field->name))
			fill_field(f, &f->fields[i], json_get(values, f->fields[i].field->name));
}

static bool form_holds(const struct screen *s)
{
	const struct form *f = (const struct form *)s;

	for (size_t i = 0; f->touched && i < f->count; i++)
		if (!is_empty(&f->fields[i]))
			return true;
	return false;
}

static void keep_field(const struct form_field *x, struct json *draft)
{
	if (is_empty(x))
		return;
	if (x->field->type == TYPE_REF) {
		struct json *ref = json_set_object(draft, x->field->name);

		json_set_int(ref, "id", x->id);
		json_set_str(ref, "code", x->shown);
		json_set_str(ref, "name", "");
	} else if (x->field->type == TYPE_BOOL) {
		json_set_bool(draft, x->field->name, x->chosen);
	} else if (x->field->type == TYPE_CHOICE) {
		json_set_str(draft, x->field->name, x->field->choices[x->chosen].name);
	} else {
		json_set_str(draft, x->field->name, x->edit.text);
	}
}

static const char *form_keep(struct screen *s, struct json **draft)
{
	struct form *f = (struct form *)s;

	*draft = json_object(s->arena);
	for (size_t i = 0; i < f->count; i++)
		keep_field(&f->fields[i], *draft);
	return f->draft_name;
}

static void form_answer(struct screen *s, struct message *m)
{
	struct form *f = (struct form *)s;
	struct error e = {0};
	const struct json *draft;

	if (f->draft_asked && m->tag == f->draft_asked) {
		f->draft_asked = 0;
		draft = m->type == MESSAGE_DRAFT && m->draft ? json_parse(m->arena, m->draft, strlen(m->draft), &e) : NULL;
		if (draft && !f->touched) {
			form_fill(f, draft);
			f->touched = true;
			stack_say(s->stack, TONE_NONE, _("Here is what you had begun."));
		}
	} else if (m->tag == f->asked) {
		f->asked = 0;
		f->answer(f, m);
	}
}

static void form_again(struct screen *s, const struct json *brought)
{
	struct form *f = (struct form *)s;
	struct ports *p = s->world->ports;

	if (brought) {
		fill_ref(f, here(f), brought);
		changed(f);
	} else if (f->draft_name && !f->draft_asked && !f->touched) {
		f->draft_asked = p->ops->draft_wanted(p, f->draft_name);
		if (f->draft_asked)
			stack_wait_for(s->stack, s, f->draft_asked);
	}
}

static bool form_edits(const struct screen *s)
{
	(void)s;
	return true;
}

static size_t form_keys(const struct screen *s, enum action_id *out, size_t most)
{
	const struct form *f = (const struct form *)s;
	const struct field *x = f->fields[f->at].field;
	size_t n = 0;

	if (most < 4)
		return 0;
	out[n++] = ACTION_SAVE;
	out[n++] = ACTION_NEXT_FIELD;
	if (is_chosen(x) || x->type == TYPE_REF)
		out[n++] = ACTION_CHOOSE;
	out[n++] = ACTION_CLEAR;
	return n;
}

static void form_release(struct screen *s)
{
	struct form *f = (struct form *)s;

	for (size_t i = 0; i < f->count; i++)
		explicit_bzero(&f->fields[i].edit, sizeof f->fields[i].edit);
}

static const struct screen_ops form_ops = {
	.name = "form", .context = CONTEXT_FORM, .draw = form_draw, .event = form_event, .answer = form_answer, .again = form_again,
	.edits = form_edits, .holds = form_holds, .keep = form_keep, .keys = form_keys, .release = form_release,
};

/* A form with a secret keeps nothing. */
static const struct screen_ops secret_ops = {
	.name = "form", .context = CONTEXT_FORM, .draw = form_draw, .event = form_event, .answer = form_answer, .again = form_again,
	.edits = form_edits, .holds = form_holds, .keys = form_keys, .release = form_release,
};

static const struct screen_ops *ops_for(const struct field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fields[i].secret)
			return &secret_ops;
	return &form_ops;
}

struct form *form_new(struct stack *st, size_t size, const char *title, const struct field *fields, size_t count)
{
	struct form *f = (struct form *)screen_new(st, ops_for(fields, count), size, title);

	f->fields = arena_array(f->base.arena, struct form_field, count + 1);
	f->count = count;
	for (size_t i = 0; i < count; i++) {
		f->fields[i].field = &fields[i];
		f->fields[i].chosen = -1;
		edit_init(&f->fields[i].edit, fields[i].max, fields[i].secret);
	}
	return f;
}

static void post(struct form *f, const struct json *body)
{
	struct arena *a = arena_new();

	f->asked = stack_ask(&f->base, "POST", arena_printf(a, "/pages/%s/%s", f->base.page->id, f->base.page->view->action), body);
	arena_free(&a);
}

static void posted(struct form *f, struct message *m)
{
	struct ports *p = f->base.world->ports;
	struct stack *st = f->base.stack;
	struct error e = {0};

	if (!answer_good(m, &e)) {
		form_wrong(f, &e);
		return;
	}
	if (f->draft_name)
		p->ops->draft_keep(p, f->draft_name, NULL);
	stack_uncover(&f->base);
	stack_pop(st, NULL);
	stack_say(st, TONE_OK, _("Done."));
}

struct screen *form_screen(struct stack *st, const struct page *p)
{
	struct form *f = form_new(st, sizeof *f, menu_name(stack_world(st), p), p->view->form_fields, p->view->form_field_count);

	f->base.page = p;
	f->submit = post;
	f->answer = posted;
	if (f->base.ops->keep)
		f->draft_name = p->id;
	return &f->base;
}
