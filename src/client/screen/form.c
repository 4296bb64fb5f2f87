/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { CHOICES_MOST = 64 };

int form_language(const struct form *f)
{
	return f->base.world->user ? f->base.world->user->language : ENGLISH;
}

static struct form_field *here(struct form *f)
{
	return &f->fields[f->at];
}

struct form_field *form_find(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (str_eq(f->fields[i].field->name, name))
			return &f->fields[i];
	return NULL;
}

bool form_asks(const struct form_field *x)
{
	return !x->hidden && !x->locked;
}

static bool is_written(const struct form_field *x)
{
	return !form_is_chosen(x->field) && x->field->type != TYPE_REF && x->field->type != TYPE_REFS;
}

void form_changed(struct form *f)
{
	here(f)->wrong = (struct error){0};
	here(f)->touched = true;
	here(f)->sure = false;
	f->touched = true;
	if (f->changed)
		f->changed(f);
}

static void step_choice(struct form *f, int by)
{
	struct form_field *x = here(f);
	int n = x->field->type == TYPE_BOOL ? 2 : (int)x->field->choice_count;

	if (!n)
		return;
	x->chosen = x->chosen < 0 ? (by > 0 ? 0 : n - 1) : (x->chosen + by + n) % n;
	form_changed(f);
}

static void choice_answered(struct screen *owner, int answer)
{
	struct form *f = (struct form *)owner;

	if (answer < 0)
		return;
	here(f)->chosen = answer;
	form_changed(f);
}

static void choose(struct form *f, const char *find)
{
	struct form_field *x = here(f);
	const char *words[CHOICES_MOST];
	size_t n = 0;

	if (x->field->type == TYPE_REF)
		stack_push(f->base.stack, lookup_screen(f->base.stack, x->field, f->base.page, find));
	if (x->field->type == TYPE_REFS)
		stack_push(f->base.stack, checklist_screen(f->base.stack, x->field, f->base.page, x->refs, find));
	if (x->field->type == TYPE_BOOL) {
		words[n++] = _("No");
		words[n++] = _("Yes");
	}
	for (size_t i = 0; x->field->type == TYPE_CHOICE && i < x->field->choice_count && n < CHOICES_MOST; i++)
		words[n++] = x->field->choices[i].label.text[form_language(f)];
	if (n)
		dialog_choose(f->base.stack, show_label(x->field, form_language(f)), words, n, choice_answered, &f->base);
}

/* The answers of the list of fields are counted among those that can be filled in. */
static void field_answered(struct screen *owner, int answer)
{
	struct form *f = (struct form *)owner;

	for (size_t i = 0; answer >= 0 && i < f->count; i++)
		if (form_asks(&f->fields[i]) && answer-- == 0)
			f->at = i;
}

/* To a field by typing a part of its label. */
static void find_field(struct form *f)
{
	struct arena *a = arena_new();
	const char **words = arena_array(a, const char *, f->count + 1);
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		if (form_asks(&f->fields[i]))
			words[n++] = show_label(f->fields[i].field, form_language(f));
	dialog_choose(f->base.stack, _("Which field?"), words, n, field_answered, &f->base);
	arena_free(&a);
}

void form_submit(struct form *f)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);
	size_t wrong = f->count;

	for (size_t i = 0; i < f->count; i++)
		if (!form_send_field(f, &f->fields[i], body, a) && wrong == f->count)
			wrong = i;
	if (wrong < f->count) {
		f->at = wrong;
		stack_say(f->base.stack, TONE_ERROR, _("Not sent: look at what is marked."));
	} else if (!f->asked && !form_asks_twice(f)) {
		f->submit(f, body);
	}
	arena_free(&a);
}

/* Over what is not asked for. */
static bool go(struct form *f, int by)
{
	size_t at = f->at;

	do
		at = (at + f->count + (size_t)by) % f->count;
	while (at != f->at && !form_asks(&f->fields[at]));
	f->at = at;
	return true;
}

static bool is_last(const struct form *f)
{
	for (size_t i = f->at + 1; i < f->count; i++)
		if (form_asks(&f->fields[i]))
			return false;
	return true;
}

/* Enter: on to the next, after the last it is sent. */
static void accept(struct form *f)
{
	struct form_field *x = here(f);

	if ((x->field->type == TYPE_REF || x->field->type == TYPE_REFS) && form_is_empty(x) && x->field->required)
		choose(f, "");
	else if (is_last(f))
		form_submit(f);
	else
		go(f, 1);
}

/* A field of several rows that is emptied already is left as it is again. */
static void clear(struct form *f)
{
	struct form_field *x = here(f);
	bool empty = f->changes && !x->was && x->touched && form_is_empty(x);

	form_clear_field(x);
	form_changed(f);
	x->touched = !empty;
}

static bool erases(enum action_id action)
{
	return action == ACTION_ERASE || action == ACTION_ERASE_NEXT || action == ACTION_ERASE_WORD;
}

static bool moves(enum action_id action)
{
	return action == ACTION_LEFT || action == ACTION_RIGHT || action == ACTION_START || action == ACTION_FINAL;
}

static bool edit_here(struct form *f, enum action_id action)
{
	struct form_field *x = here(f);

	if (form_is_chosen(x->field) && (action == ACTION_LEFT || action == ACTION_RIGHT)) {
		step_choice(f, action == ACTION_RIGHT ? 1 : -1);
		return true;
	}
	if (!is_written(x)) {
		if (erases(action))
			clear(f);
		return erases(action);
	}
	if (!edit_action(&x->edit, action))
		return false;
	if (!moves(action))
		form_changed(f);
	return true;
}

static void clear_all(struct screen *owner, int answer)
{
	struct form *f = (struct form *)owner;

	if (answer != 0)
		return;
	for (size_t i = 0; i < f->count; i++) {
		form_clear_field(&f->fields[i]);
		f->fields[i].wrong = (struct error){0};
		f->fields[i].touched = f->fields[i].sure = false;
	}
	if (f->refill)
		f->refill(f);
	f->touched = false;
}

/* As it was at first (B5). */
static void ask_clear_all(struct form *f)
{
	const char *answers[2] = {_("Clear all"), _("Stay here")};

	if (f->touched)
		dialog_ask(f->base.stack, _("Clear all that was filled in here?"), answers, 2, clear_all, &f->base);
	else
		stack_say(f->base.stack, TONE_NONE, _("Nothing was filled in."));
}

static bool act(struct form *f, enum action_id action)
{
	switch (action) {
	case ACTION_ACCEPT:
		accept(f);
		return true;
	case ACTION_NEXT_FIELD:
	case ACTION_DOWN:
		return go(f, 1);
	case ACTION_PREVIOUS_FIELD:
	case ACTION_UP:
		return go(f, -1);
	case ACTION_SAVE:
		form_submit(f);
		return true;
	case ACTION_CHOOSE:
		choose(f, "");
		return true;
	case ACTION_SEARCH:
		find_field(f);
		return true;
	case ACTION_CLEAR:
		clear(f);
		return true;
	case ACTION_CLEAR_ALL:
		ask_clear_all(f);
		return true;
	case ACTION_GENERATE:
		if (form_has_password(f))
			form_generate(f);
		return form_has_password(f);
	case ACTION_REVEAL:
		return form_reveal(f);
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
		if (str_starts(utf8_fold(a, form_shown(f, x)), utf8_fold(a, letter)))
			break;
		if (i == n - 1)
			x->chosen = before;
	}
	form_changed(f);
	arena_free(&a);
}

static void typed(struct form *f, const char *text, size_t len, bool replace)
{
	struct form_field *x = here(f);
	struct arena *a = arena_new();
	char *word = arena_strndup(a, text, len);

	if (x->field->type == TYPE_REF || x->field->type == TYPE_REFS) {
		choose(f, str_eq(word, " ") ? "" : word);
	} else if (form_is_chosen(x->field)) {
		if (str_eq(word, " "))
			step_choice(f, 1);
		else
			step_to_letter(f, word);
	} else {
		if (replace)
			edit_set(&x->edit, "");
		edit_paste(&x->edit, text, len);
		form_changed(f);
	}
	arena_free(&a);
}

static bool form_event(struct screen *s, const struct event *ev)
{
	struct form *f = (struct form *)s;
	char utf8[5] = "";

	if (!form_asks(here(f)))
		return ev->type == EVENT_ACTION && !erases(ev->action) && act(f, ev->action);
	switch (ev->type) {
	case EVENT_CHARACTER:
		if (is_written(here(f))) {
			edit_type(&here(f)->edit, ev->character);
			form_changed(f);
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
	struct form_field *x = form_find(f, e->field);

	if (!x || x->hidden) {
		stack_say_error(f->base.stack, e);
		return;
	}
	x->wrong = *e;
	if (form_asks(x))
		f->at = (size_t)(x - f->fields);
	stack_say(f->base.stack, TONE_ERROR, _("Not sent: look at what is marked."));
}

static bool form_holds(const struct screen *s)
{
	const struct form *f = (const struct form *)s;

	for (size_t i = 0; f->touched && i < f->count; i++)
		if (f->changes ? form_field_differs(&f->fields[i]) : !f->fields[i].hidden && !form_is_empty(&f->fields[i]))
			return true;
	return false;
}

struct json *form_draft(struct form *f)
{
	struct json *draft = json_object(f->base.arena);

	for (size_t i = 0; i < f->count; i++)
		form_keep_field(f, &f->fields[i], draft);
	if (f->rev)
		json_set_int(draft, "rev", f->rev);
	return draft;
}

static const char *form_keep(struct screen *s, struct json **draft)
{
	struct form *f = (struct form *)s;

	*draft = form_draft(f);
	return f->draft_name;
}

void form_take_draft(struct form *f, const struct json *draft)
{
	form_fill(f, draft);
	for (size_t i = 0; i < f->count; i++)
		f->fields[i].touched = f->fields[i].touched || json_has(draft, f->fields[i].field->name);
	f->rev = json_int(draft, "rev", f->rev);
	f->touched = true;
}

static void form_answer(struct screen *s, struct message *m)
{
	struct form *f = (struct form *)s;
	struct error e = {0};
	const struct json *draft;

	if (f->draft_asked && m->tag == f->draft_asked) {
		f->draft_asked = 0;
		draft = m->type == MESSAGE_DRAFT && m->draft ? json_parse(m->arena, m->draft, strlen(m->draft), &e) : NULL;
		if (!draft || f->touched)
			return;
		form_take_draft(f, draft);
		stack_say(s->stack, TONE_NONE, _("Here is what you had begun."));
	} else if (f->asked && m->tag == f->asked) {
		f->asked = 0;
		f->answer(f, m);
	}
}

void form_want_draft(struct form *f)
{
	struct ports *p = f->base.world->ports;

	if (!f->draft_name || f->draft_asked || f->touched)
		return;
	f->draft_asked = p->ops->draft_wanted(p, f->draft_name);
	if (f->draft_asked)
		stack_wait_for(f->base.stack, &f->base, f->draft_asked);
}

static void form_again(struct screen *s, const struct json *brought)
{
	struct form *f = (struct form *)s;
	enum type_id type = f->count ? here(f)->field->type : TYPE_COUNT;

	if (brought && (type == TYPE_REF || type == TYPE_REFS)) {
		form_fill_field(f, here(f), brought);
		form_changed(f);
	} else if (!f->opened && f->open) {
		f->opened = true;
		f->open(f);
	} else if (!f->open) {
		form_want_draft(f);
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
	const struct form_field *x = &f->fields[f->at];
	const enum action_id keys[] = {
		ACTION_SAVE,
		ACTION_NEXT_FIELD,
		is_written(x) ? ACTION_NONE : ACTION_CHOOSE,
		form_has_password(f) ? ACTION_GENERATE : ACTION_NONE,
		x->field->secret ? ACTION_REVEAL : ACTION_NONE,
		ACTION_CLEAR,
		f->count > 3 ? ACTION_SEARCH : ACTION_NONE,
		f->count > 3 ? ACTION_CLEAR_ALL : ACTION_NONE,
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof keys / sizeof *keys && n < most; i++)
		if (keys[i] != ACTION_NONE)
			out[n++] = keys[i];
	return n;
}

static void form_release(struct screen *s)
{
	struct form *f = (struct form *)s;

	for (size_t i = 0; i < f->count; i++)
		explicit_bzero(&f->fields[i].edit, sizeof f->fields[i].edit);
}

static const struct screen_ops form_ops = {
	.name = "form", .context = CONTEXT_FORM, .notes = true, .draw = form_draw, .event = form_event, .answer = form_answer,
	.again = form_again, .edits = form_edits, .holds = form_holds, .keep = form_keep, .keys = form_keys, .release = form_release,
};

/* Where nothing is kept: half-filled it can only be thrown away. */
static const struct screen_ops unkept_ops = {
	.name = "form", .context = CONTEXT_FORM, .notes = true, .draw = form_draw, .event = form_event, .answer = form_answer,
	.again = form_again, .edits = form_edits, .holds = form_holds, .keys = form_keys, .release = form_release,
};

void form_keeps(struct form *f, const char *draft_name)
{
	f->base.ops = &form_ops;
	f->draft_name = arena_strdup(f->base.arena, draft_name);
}

struct form *form_new_of(struct stack *st, size_t size, const char *title, const struct field *const *fields, size_t count)
{
	struct form *f = (struct form *)screen_new(st, &unkept_ops, size, title);

	f->fields = arena_array(f->base.arena, struct form_field, count + 1);
	f->count = count;
	for (size_t i = 0; i < count; i++) {
		f->fields[i].field = fields[i];
		f->fields[i].chosen = -1;
		edit_init(&f->fields[i].edit, fields[i]->max, fields[i]->secret);
	}
	return f;
}

struct form *form_new(struct stack *st, size_t size, const char *title, const struct field *fields, size_t count)
{
	const struct field **list = xcalloc(count + 1, sizeof *list);
	struct form *f;

	for (size_t i = 0; i < count; i++)
		list[i] = &fields[i];
	f = form_new_of(st, size, title, list, count);
	free(list);
	return f;
}
