/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form that makes a row of a page or changes one (stack.h).  Fields whose
 * condition does not hold are neither shown nor sent; of a row that is there
 * only what was changed is sent, and only if it still is as it was seen. */
#include "client/screen/row_form.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/uuid.h"
#include "client/screen/conflict.h"
#include "client/screen/menu.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum doing { FETCHING, SAVING, COMPARING };

struct row_form {
	struct form form;
	int64_t id; /* 0: a new one */
	const struct json *row, *theirs;
	enum doing doing;
	char request[UUID_LEN + 1];
	const char *sent; /* with that request */
};

static struct row_form *of(struct form *f)
{
	return (struct row_form *)f;
}

static const struct json *keep(struct form *f, const struct json *v)
{
	struct json *box = json_object(f->base.arena);

	json_set_copy(box, "v", v);
	return json_get(box, "v");
}

/* What says whether a secret is asked for: a new row's question.  One that is
 * there may always be given a new secret; left empty it keeps its own. */
static bool is_of_new(const struct view *v, const struct field *extra)
{
	for (size_t i = 0; i < v->when_count; i++)
		for (size_t k = 0; v->whens[i].other == extra && k < v->extra_count; k++)
			if (v->extras[k].secret && str_eq(v->extras[k].name, v->whens[i].field))
				return true;
	return false;
}

static const struct field *named_field(const struct view *v, const char *name, bool editing)
{
	for (size_t i = 0; i < v->form_count; i++)
		if (str_eq(v->form[i]->name, name))
			return v->form[i];
	for (size_t i = 0; i < v->extra_count; i++)
		if (str_eq(v->extras[i].name, name))
			return editing && is_of_new(v, &v->extras[i]) ? NULL : &v->extras[i];
	return NULL;
}

size_t row_fields(const struct page *p, bool editing, struct arena *a, const struct field ***out)
{
	const struct view *v = p->view;
	size_t n = 0;

	*out = arena_array(a, const struct field *, v->order_count + 1);
	for (size_t i = 0; i < v->order_count; i++) {
		const struct field *f = named_field(v, v->order[i], editing);

		if (f)
			(*out)[n++] = f;
	}
	return n;
}

/* What nobody said, or asked, is no. */
static const char *value_name(const struct form_field *x, const struct field *f)
{
	if (f->type == TYPE_BOOL && (!x || !x->hidden))
		return x && x->chosen > 0 ? "true" : "false";
	if (!x || x->hidden)
		return "";
	return x->field->type == TYPE_CHOICE && x->chosen >= 0 ? x->field->choices[x->chosen].name : "";
}

static bool holds(const struct form *f, const struct view_when *w)
{
	const char *now = value_name(form_find(f, w->other->name), w->other);

	for (size_t i = 0; i < w->value_count; i++)
		if (str_eq(w->values[i], now))
			return true;
	return false;
}

static void look_at_conditions(struct form *f)
{
	const struct view *v = f->base.page->view;

	for (size_t i = 0; i < f->count; i++)
		f->fields[i].hidden = false;
	for (size_t i = 0; i < v->when_count; i++) {
		struct form_field *x = form_find(f, v->whens[i].field);

		if (x && !holds(f, &v->whens[i]))
			x->hidden = true;
	}
}

static void ask(struct form *f, enum doing doing, const char *method, const char *path, const struct json *body, const struct ask_head *head)
{
	of(f)->doing = doing;
	f->asked = stack_ask_with(&f->base, method, path, body, head);
}

static char *row_path(const struct form *f, struct arena *a)
{
	const struct row_form *r = (const struct row_form *)f;

	return arena_printf(a, "/pages/%s/%" PRId64, f->base.page->id, r->id);
}

static void to_first(struct form *f)
{
	for (size_t i = f->count; i-- > 0;)
		if (form_asks(&f->fields[i]))
			f->at = i;
}

static void begin(struct form *f, const struct json *row)
{
	struct row_form *r = of(f);

	r->row = keep(f, row);
	f->rev = r->id ? json_int(row, "rev", 0) : 0;
	form_fill(f, r->row);
	form_mark_opened(f);
	to_first(f);
	form_want_draft(f);
}

static void refill(struct form *f)
{
	form_fill(f, of(f)->row);
	form_mark_opened(f);
	look_at_conditions(f);
	to_first(f);
}

static bool is_whole(const struct form *f, const struct json *row)
{
	for (size_t i = 0; i < f->count; i++)
		if (field_find(f->base.page->view->resource, f->fields[i].field->name) == f->fields[i].field &&
			!json_has(row, f->fields[i].field->name))
			return false;
	return json_int(row, "rev", 0) > 0;
}

/* What is typed meanwhile waits for the fields it is meant for. */
static void open(struct form *f)
{
	struct row_form *r = of(f);
	struct arena *a;

	look_at_conditions(f);
	if (r->id && is_whole(f, r->row)) {
		begin(f, r->row);
		return;
	}
	a = arena_new();
	ask(f, FETCHING, "GET", r->id ? row_path(f, a) : arena_printf(a, "/pages/%s/defaults", f->base.page->id), NULL, NULL);
	stack_busy(f->base.stack, true);
	arena_free(&a);
}

/* What cannot be begun is left again. */
static void leave(struct form *f, const struct error *e)
{
	struct stack *st = f->base.stack;

	stack_uncover(&f->base);
	stack_pop(st, NULL);
	stack_say_error(st, e);
}

/* The same request again, when it is not known what became of it, is not done twice. */
static const char *request_for(struct row_form *r, const struct json *body)
{
	char *now = json_print(r->form.base.arena, body);

	if (!str_eq(now, r->sent))
		uuid_new(r->request);
	r->sent = now;
	return r->request;
}

static void submit(struct form *f, const struct json *body)
{
	struct row_form *r = of(f);
	struct stack *st = f->base.stack;
	struct ask_head head = {.rev = f->rev};
	struct arena *a;

	if (r->id && !json_len(body)) {
		stack_pop(st, NULL);
		stack_say(st, TONE_NONE, _("Nothing was changed."));
		return;
	}
	a = arena_new();
	if (!r->id)
		head.request = request_for(r, body);
	ask(f, SAVING, r->id ? "PUT" : "POST", r->id ? row_path(f, a) : arena_printf(a, "/pages/%s", f->base.page->id), body, &head);
	arena_free(&a);
}

static void bring(struct form *f, const char *as, const struct json *row)
{
	struct arena *a = arena_new();
	struct json *brought = json_object(a);
	struct stack *st = f->base.stack;

	json_set_copy(brought, as, row);
	stack_uncover(&f->base);
	stack_pop(st, brought);
	arena_free(&a);
}

static void saved(struct form *f, const struct json *answer)
{
	struct row_form *r = of(f);
	struct stack *st = f->base.stack;
	struct ports *p = f->base.world->ports;
	const struct json *secret = json_get(answer, "secret");
	struct arena *a = arena_new();
	const struct page *page = f->base.page;
	bool only = page->view->single && !page->view->own;
	const char *key = only ? menu_name(f->base.world, page) : show_key(page->view->resource, answer, form_language(f), a);

	if (f->draft_name)
		p->ops->draft_keep(p, f->draft_name, NULL);
	f->touched = false;
	bring(f, r->id ? "changed" : "made", answer);
	stack_say(st, TONE_OK, r->id ? _("Saved: %s") : _("Made: %s"), key);
	if (json_str(secret, "value"))
		stack_push(st, secret_screen(st, json_str(secret, "label"), json_str(secret, "value")));
	arena_free(&a);
}

/* What no row and no draft ever holds stands where it was typed. */
static void keep_secrets(struct form *f)
{
	for (size_t i = 0; i < f->count; i++) {
		struct form_field *x = &f->fields[i];

		if (!x->field->secret || form_is_empty(x))
			continue;
		x->was = NULL;
		x->touched = true;
	}
}

static void merge(struct form *f)
{
	struct row_form *r = of(f);
	struct json *mine = form_draft(f);

	json_remove(mine, "rev");
	r->row = r->theirs;
	f->rev = json_int(r->row, "rev", 0);
	form_fill(f, r->row);
	form_mark_opened(f);
	form_take_draft(f, mine);
	keep_secrets(f);
	form_submit(f);
}

static void chosen(struct screen *owner, int choice)
{
	struct form *f = (struct form *)owner;
	struct stack *st = owner->stack;

	if (choice == CONFLICT_MINE) {
		merge(f);
	} else if (choice == CONFLICT_THEIRS) {
		f->touched = false;
		if (f->draft_name)
			f->base.world->ports->ops->draft_keep(f->base.world->ports, f->draft_name, NULL);
		bring(f, "changed", of(f)->theirs);
		stack_say(st, TONE_NONE, _("What the other saved stays."));
	}
}

static void refused(struct form *f, const struct error *e)
{
	struct arena *a;

	if (e->code != ERR_CONFLICT || !of(f)->id) {
		form_wrong(f, e);
		return;
	}
	a = arena_new();
	ask(f, COMPARING, "GET", row_path(f, a), NULL, NULL);
	arena_free(&a);
}

static void answered(struct form *f, struct message *m)
{
	struct row_form *r = of(f);
	struct error e = {0};
	bool good = answer_good(m, &e);

	if (r->doing == FETCHING)
		stack_busy(f->base.stack, false);
	if (r->doing == FETCHING && !good) {
		leave(f, &e);
	} else if (r->doing == FETCHING) {
		begin(f, m->json);
	} else if (!good) {
		refused(f, &e);
	} else if (r->doing == SAVING) {
		saved(f, m->json);
	} else {
		r->theirs = keep(f, m->json);
		stack_uncover(&f->base);
		conflict_ask(f, r->row, r->theirs, chosen);
	}
}

static void lock(struct form *f)
{
	for (size_t i = 0; i < f->count; i++)
		f->fields[i].locked = f->fields[i].field->set != SET_FORM &&
			field_find(f->base.page->view->resource, f->fields[i].field->name) == f->fields[i].field;
}

struct screen *row_form_screen(struct stack *st, const struct page *p, const struct json *row)
{
	struct arena *a = arena_new();
	const struct field **fields;
	size_t n = row_fields(p, row, a, &fields);
	struct row_form *r;
	struct form *f;
	const char *key;

	if (!n) {
		arena_free(&a);
		stack_say(st, TONE_WARN, _("There is nothing to fill in."));
		return NULL;
	}
	r = (struct row_form *)form_new_of(st, sizeof *r, "", fields, n);
	f = &r->form;
	key = show_key(p->view->resource, row, form_language(f), a);
	f->base.page = p;
	f->base.title = menu_title(stack_world(st), p, row ? key : _("new"), f->base.arena);
	r->id = json_int(row, "id", 0);
	r->row = keep(f, row);
	f->changes = row;
	f->open = open;
	f->changed = look_at_conditions;
	f->refill = refill;
	f->submit = submit;
	f->answer = answered;
	if (row)
		lock(f);
	form_keeps(f, row ? arena_printf(a, "%s/%" PRId64, p->id, r->id) : p->id);
	arena_free(&a);
	return &f->base;
}
