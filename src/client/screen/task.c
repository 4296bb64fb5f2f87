/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/task.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/menu.h"
#include "client/screen/show.h"
#include "client/tui/words.h"
#include "model/kind.h"
#include "model/row.h"

static struct task *of(struct screen *s)
{
	return (struct task *)s;
}

struct store *task_store(const struct task *t)
{
	const struct world *w = t->base.world;

	return w->ports->ops->replica(w->ports);
}

static struct json *copy_of(struct arena *a, const struct json *v)
{
	struct json *box = json_object(a);

	if (!v)
		return json_object(a);
	json_set_copy(box, "v", v);
	return (struct json *)json_get(box, "v");
}

/* Keeps the answers of the steps before from_step, and nothing else. */
void task_round(struct task *t, size_t from_step)
{
	struct arena *fresh = arena_new();
	struct json *body = json_object(fresh), *shown = json_object(fresh);
	size_t kept = 0;

	for (size_t i = 0; i < t->answered_count; i++) {
		const char *name = t->steps[t->answered[i]].ask->name;

		if (t->answered[i] >= from_step || !json_get(t->body, name))
			continue;
		json_set_copy(body, name, json_get(t->body, name));
		json_set_str(shown, name, json_str(t->shown, name));
		t->answered[kept++] = t->answered[i];
	}
	t->answered_count = kept;
	t->last = copy_of(fresh, t->last);
	t->body = body;
	t->shown = shown;
	t->known = json_object(fresh);
	t->row = NULL;
	t->package_milli = 0;
	t->warned = false;
	t->several_count = 0;
	t->suggestion = NULL;
	t->choice_count = 0;
	arena_free(&t->round);
	t->round = fresh;
}

static struct json *draft_of(const struct task *t, struct arena *a)
{
	struct json *draft = json_object(a), *steps;

	json_set_copy(draft, "body", t->body);
	json_set_copy(draft, "shown", t->shown);
	steps = json_set_array(draft, "answered");
	for (size_t i = 0; i < t->answered_count; i++)
		json_add_int(steps, (int64_t)t->answered[i]);
	json_set_bool(draft, "finishing", t->finishing);
	json_set_int(draft, "lead", json_int(t->lead, "id", 0));
	return draft;
}

void task_keep(struct task *t)
{
	struct arena *a = arena_new();
	struct ports *ports = t->base.world->ports;

	ports->ops->draft_keep(ports, t->base.page->id, t->answered_count ? draft_of(t, a) : NULL);
	arena_free(&a);
}

static void begin_finish(struct task *t)
{
	int64_t order = 0;
	const struct field *required = NULL;

	for (size_t i = 0; i < t->view->finish->field_count; i++) {
		const struct field *f = &t->view->finish->fields[i];

		if (f->required && f->type == TYPE_REF && kind_field(t->kind, f->name) && task_ref(t, f->name)) {
			required = f;
			order = task_ref(t, f->name);
		}
	}
	t->finishing = true;
	t->kind = t->view->finish;
	task_round(t, 0);
	t->steps = t->view->finish_steps;
	t->step_count = t->view->finish_step_count;
	t->answered_count = 0;
	task_fill(t);
	if (required)
		json_set_int(t->known, required->name, order);
}

/* Rows are done one by one; when none is left, what finishes them. */
static void next_row(struct task *t)
{
	if (t->finishing || t->row || t->settles || !t->view->resource)
		return;
	if (task_next_row(t))
		task_fill(t);
	else if (t->view->finish)
		begin_finish(t);
	else
		t->state = TASK_OVER;
}

/* What is sure is not asked. */
static bool answer_sure(struct task *t)
{
	const struct view_step *s = &t->steps[t->at];
	struct facts f = task_facts(t, t->round);
	struct error e = {0};
	const char *text;
	int64_t id;

	if (!s->suggest || !suggestion_is_sure(s->suggest, &f))
		return false;
	text = suggestion_make(s->suggest, &f, t->round);
	if (!text)
		return false;
	if (s->ask->type == TYPE_REF && str_int64(text, 1, INT64_MAX, &id))
		return task_chosen(t, t->at, id, text, &e);
	return task_typed(t, text, &e);
}

void task_go_on(struct task *t)
{
	if (t->state == TASK_TAKING || t->state == TASK_SAVING)
		t->state = TASK_ASKING;
	next_row(t);
	if (t->state == TASK_OVER)
		return;
	t->state = TASK_ASKING;
	do
		t->at = task_next(t);
	while (t->at < t->step_count && answer_sure(t));
	task_prepare(t);
	if (t->at < t->step_count)
		return;
	if (t->settles)
		t->state = TASK_READY;
	else
		task_send(t);
}

static void answered(struct task *t, bool good, const struct error *e);

static void several_chosen(struct screen *s, int n)
{
	struct task *t = of(s);
	struct error e = {0};
	struct resolved one;

	if (n < 0 || (size_t)n >= t->several_count) {
		t->several_count = 0;
		return;
	}
	one = t->several[n];
	t->several_count = 0;
	answered(t, task_resolved(t, &one, &e), &e);
}

static void ask_which(struct task *t)
{
	const char *texts[RESOLVE_MOST];

	for (size_t i = 0; i < t->several_count; i++)
		texts[i] = arena_printf(t->round, "%s  %s", t->several[i].code, t->several[i].name ? t->several[i].name : "");
	dialog_choose(t->base.stack, _("Several have this barcode. Which?"), texts, t->several_count, several_chosen, &t->base);
}

/* After any answer: the next step, or why not. */
static void answered(struct task *t, bool good, const struct error *e)
{
	if (!good) {
		stack_say_error(t->base.stack, e);
		edit_set(&t->edit, "");
		return;
	}
	if (t->several_count) {
		ask_which(t);
		return;
	}
	if (t->at < t->step_count && t->edit.text[0] && !task_is_answered(t, t->at))
		return; /* one package more was counted */
	task_go_on(t);
	if (t->state != TASK_SAVING)
		task_keep(t);
}

static void ask_take(struct task *t, bool over)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);
	char path[160];

	if (over)
		json_set_bool(body, "take_over", true);
	snprintf(path, sizeof path, "/pages/%s/%lld/%s", t->base.page->id, (long long)json_int(t->lead, "id", 0), t->view->take);
	t->state = TASK_TAKING;
	t->tag = stack_ask(&t->base, "POST", path, body);
	arena_free(&a);
}

static void take_over_answered(struct screen *s, int answer)
{
	if (answer == 0)
		ask_take(of(s), true);
	else
		stack_pop(s->stack, NULL);
}

/* Another has it: he is named; a lead may take over. */
static void leased(struct task *t, const struct error *e)
{
	const char *answers[2] = {_("Take it over"), _("Leave it")};
	const char *privileges = t->base.world->user->privileges;
	struct stack *st = t->base.stack;
	bool lead = (privileges && strstr(privileges, "lead")) || str_eq(t->base.world->user->level, "administrator");

	if (lead) {
		dialog_ask(st, arena_printf(t->base.arena, _("%s has it."), e->detail), answers, 2, take_over_answered, &t->base);
		return;
	}
	stack_pop(st, NULL);
	stack_say_error(st, e);
}

static void begin(struct task *t)
{
	if (!task_store(t)) {
		t->at = t->step_count;
		return;
	}
	if (t->view->resource && t->lead) {
		struct error e = {0};
		struct json *row = row_pack(task_store(t), t->view->resource, json_int(t->lead, "id", 0), t->base.arena, &e);

		if (row)
			t->lead = row;
	}
	task_go_on(t);
}

static void took(struct task *t, struct message *m)
{
	struct error e = {0};

	if (answer_good(m, &e)) {
		t->lease = json_int(m->json, "lease", 0);
		begin(t);
		return;
	}
	if (e.code == ERR_LEASED) {
		leased(t, &e);
		return;
	}
	if (e.code == ERR_OFFLINE || e.code == ERR_TIMEOUT || e.code == ERR_TLS) { /* goes on with what the terminal has */
		stack_say(t->base.stack, TONE_WARN, "%s", _("Offline: the server has not been told that you took it."));
		begin(t);
		return;
	}
	stack_pop(t->base.stack, NULL);
	if (e.code != ERR_CANCELLED)
		stack_say_error(t->base.stack, &e);
}

/* A half-done round of before goes on where it stood. */
static void resume(struct task *t, const struct json *draft)
{
	bool finishing = json_bool(draft, "finishing", false);
	int64_t step;

	if (!draft || json_int(draft, "lead", 0) != json_int(t->lead, "id", 0) || finishing)
		return;
	t->body = copy_of(t->round, json_get(draft, "body"));
	for (const struct json *v = json_first(json_get(draft, "shown")); v; v = json_next(v))
		json_set_copy(t->shown, json_name(v), v);
	t->answered_count = 0;
	for (const struct json *v = json_first(json_get(draft, "answered")); v && t->answered_count < TASK_STEPS; v = json_next(v))
		if (json_as_int(v, &step) && step >= 0 && (size_t)step < t->step_count)
			t->answered[t->answered_count++] = (size_t)step;
	if (t->kind->claims && task_ref(t, t->kind->claims->name) && !t->view->resource)
		task_row_of_claim(t);
	if (t->answered_count)
		stack_say(t->base.stack, TONE_OK, "%s", _("You were here before: go on, or undo."));
	t->at = task_next(t);
	task_prepare(t);
	t->state = t->at < t->step_count ? TASK_ASKING : TASK_READY;
}

static void answer(struct screen *s, struct message *m)
{
	struct task *t = of(s);

	switch (m->type) {
	case MESSAGE_ANSWER:
		if (t->state == TASK_TAKING)
			took(t, m);
		break;
	case MESSAGE_SAVED:
		task_saved(t);
		break;
	case MESSAGE_FAILED:
		task_failed(t, &m->error);
		break;
	case MESSAGE_DRAFT:
		if (m->draft && !t->answered_count && t->state != TASK_SAVING) {
			struct error e = {0};

			resume(t, json_parse(t->round, m->draft, strlen(m->draft), &e));
		}
		break;
	default:
		break;
	}
}

static void chosen_choice(struct screen *s, const struct json *brought)
{
	struct task *t = of(s);
	struct error e = {0};

	if (!brought || t->at >= t->step_count || t->steps[t->at].ask->type != TYPE_REF)
		return;
	answered(t, task_chosen(t, t->at, json_int(brought, "id", 0), show_ref(brought, t->round), &e), &e);
}

static void enter(struct task *t)
{
	struct error e = {0};
	const char *text = t->edit.text[0] || !t->suggestion ? t->edit.text : t->suggestion;
	int64_t id;

	if (t->state == TASK_READY) {
		task_send(t);
		return;
	}
	if (t->state != TASK_ASKING || t->at >= t->step_count)
		return;
	text = arena_strdup(t->round, text);
	/* A suggested document's row is an id, which nobody types. */
	if (text[0] && !t->edit.text[0] && t->choice_count && str_int64(text, 1, INT64_MAX, &id)) {
		for (size_t i = 0; i < t->choice_count; i++)
			if (t->choices[i].id == id) {
				answered(t, task_chosen(t, t->at, id, t->choices[i].text, &e), &e);
				return;
			}
	}
	answered(t, task_typed(t, text, &e), &e);
}

static void short_pick(struct task *t)
{
	if (!kind_field(t->kind, "short") || t->finishing)
		return;
	json_set_bool(t->body, "short", true);
	json_set_str(t->shown, "short", _("yes"));
	for (size_t i = 0; i < t->step_count; i++)
		if (str_eq(t->steps[i].ask->name, "short") && !task_is_answered(t, i) && t->answered_count < TASK_STEPS)
			t->answered[t->answered_count++] = i;
	for (size_t i = 0; i < t->step_count; i++) /* what is there is asked; where to put it later */
		if (str_eq(t->steps[i].ask->name, "quantity")) {
			t->at = i;
			break;
		}
	task_prepare(t);
	t->suggestion = NULL;
	stack_say(t->base.stack, TONE_WARN, "%s", _("How many are there?"));
}

static void finish(struct task *t)
{
	if (!t->view->finish || t->finishing || t->view->resource)
		return;
	for (size_t i = 0; i < t->view->finish->field_count; i++) {
		const struct field *f = &t->view->finish->fields[i];

		if (f->required && f->type == TYPE_REF && !task_ref(t, f->name)) {
			stack_say(t->base.stack, TONE_ERROR, _("First: %s"), show_label(f, t->base.world->user->language));
			return;
		}
	}
	begin_finish(t);
	task_go_on(t);
}

static void choose(struct task *t)
{
	const struct field *f = t->at < t->step_count ? t->steps[t->at].ask : NULL;

	if (f && f->type == TYPE_REF)
		stack_push(t->base.stack, lookup_screen(t->base.stack, f, t->base.page, t->edit.text));
}

static bool action(struct task *t, enum action_id a)
{
	if (edit_action(&t->edit, a))
		return true;
	switch (a) {
	case ACTION_ACCEPT:
		enter(t);
		return true;
	case ACTION_UNDO:
		if (t->state == TASK_SAVING || !task_undo(t))
			stack_say(t->base.stack, TONE_WARN, "%s", _("Nothing to take back here."));
		t->state = TASK_ASKING;
		t->at = task_next(t);
		task_prepare(t);
		task_keep(t);
		return true;
	case ACTION_SKIP:
		if (t->at < t->step_count && t->steps[t->at].optional) {
			task_skip(t, t->at);
			task_go_on(t);
		}
		return true;
	case ACTION_SHORT:
		short_pick(t);
		return true;
	case ACTION_FINISH:
		finish(t);
		return true;
	case ACTION_CHOOSE:
		choose(t);
		return true;
	default:
		return false;
	}
}

static bool event(struct screen *s, const struct event *ev)
{
	struct task *t = of(s);
	struct error e = {0};

	switch (ev->type) {
	case EVENT_SCAN:
		if (t->state == TASK_ASKING || t->state == TASK_READY)
			answered(t, task_scanned(t, ev->bytes, ev->len, &e), &e);
		return true;
	case EVENT_CHARACTER:
		edit_type(&t->edit, ev->character);
		return true;
	case EVENT_PASTE:
		edit_paste(&t->edit, ev->bytes, ev->len);
		return true;
	default:
		return action(t, ev->action);
	}
}

static size_t keys(const struct screen *s, enum action_id *out, size_t most)
{
	const struct task *t = (const struct task *)s;
	enum action_id all[8];
	size_t n = 0;

	all[n++] = ACTION_UNDO;
	if (t->at < t->step_count && t->steps[t->at].ask->type == TYPE_REF)
		all[n++] = ACTION_CHOOSE;
	if (kind_field(t->kind, "short"))
		all[n++] = ACTION_SHORT;
	if (t->view->finish && !t->view->resource && !t->finishing)
		all[n++] = ACTION_FINISH;
	n = n < most ? n : most;
	memcpy(out, all, n * sizeof *out);
	return n;
}

static bool edits(const struct screen *s)
{
	(void)s;
	return true;
}

static bool holds(const struct screen *s)
{
	const struct task *t = (const struct task *)s;

	return t->answered_count > 0 && t->state != TASK_OVER;
}

static const char *keep(struct screen *s, struct json **draft)
{
	*draft = draft_of(of(s), of(s)->round);
	return s->page->id;
}

static void news(struct screen *s)
{
	struct task *t = of(s);

	if (t->state == TASK_ASKING && t->at == t->step_count && task_store(t)) /* the replica has come */
		begin(t);
}

static void release(struct screen *s)
{
	arena_free(&of(s)->round);
}

static const struct screen_ops task_ops = {
	.name = "task",
	.context = CONTEXT_TASK,
	.draw = task_draw,
	.event = event,
	.answer = answer,
	.again = chosen_choice,
	.news = news,
	.keys = keys,
	.edits = edits,
	.holds = holds,
	.keep = keep,
	.release = release,
};

static struct task *task_new(struct stack *st, const struct page *p)
{
	struct world *w = stack_world(st);
	struct task *t = (struct task *)screen_new(st, &task_ops, sizeof(struct task), menu_name(w, p));

	t->base.page = p;
	t->view = p->view;
	t->kind = p->view->send;
	t->steps = p->view->steps;
	t->step_count = p->view->step_count;
	task_round(t, 0);
	t->at = t->step_count;
	t->state = TASK_ASKING;
	return t;
}

struct screen *task_screen(struct stack *st, const struct page *p, const struct json *lead)
{
	struct world *w = stack_world(st);
	struct error e = {0};
	struct task *t;

	if (!w->ports->ops->floor_open(w->ports, &e)) {
		stack_say_error(st, &e);
		return NULL;
	}
	t = task_new(st, p);
	t->lead = lead ? copy_of(t->base.arena, lead) : NULL;
	if (!task_store(t))
		stack_say(st, TONE_WARN, "%s", _("The terminal fetches what it needs; a moment ..."));
	if (t->view->take && t->lead) {
		t->lease = json_int(lead, "lease", 0);
		if (t->lease)
			begin(t);
		else
			ask_take(t, false);
	} else {
		begin(t);
	}
	t->tag = w->ports->ops->draft_wanted(w->ports, p->id);
	if (t->tag)
		stack_wait_for(st, &t->base, t->tag);
	return &t->base;
}

static const struct page *page_of_kind(const struct world *w, const struct kind *k, bool *finishing)
{
	for (size_t i = 0; page_at(i); i++) {
		const struct page *p = page_at(i);

		if (!p->view || p->view->kind != VIEW_TASK || !menu_entry(w, p->id))
			continue;
		*finishing = p->view->finish == k;
		if (p->view->send == k || *finishing)
			return p;
	}
	return NULL;
}

static void fill_refused(struct task *t, const struct queue_row *row)
{
	for (const struct json *v = json_first(row->body); v; v = json_next(v)) {
		const struct field *f = kind_field(t->kind, json_name(v));
		bool asked = false;

		if (!f)
			continue;
		for (size_t i = 0; i < t->step_count && !asked; i++) {
			asked = t->steps[i].ask == f;
			if (asked)
				t->answered[t->answered_count++] = i;
		}
		json_set_copy(asked ? t->body : t->known, f->name, v);
		json_set_str(t->shown, f->name, task_shown(t, f, v));
	}
}

struct screen *task_mend_screen(struct stack *st, const struct queue_row *row)
{
	struct world *w = stack_world(st);
	const struct kind *k = kind_find(row->kind);
	struct error e = {0};
	bool finishing = false;
	const struct page *p = k ? page_of_kind(w, k, &finishing) : NULL;
	struct task *t;

	if (!p || !w->ports->ops->floor_open(w->ports, &e))
		return NULL;
	t = task_new(st, p);
	if (finishing) {
		t->finishing = true;
		t->steps = t->view->finish_steps;
		t->step_count = t->view->finish_step_count;
	}
	t->kind = k;
	t->settles = row->seq;
	fill_refused(t, row);
	for (size_t i = 0; i < t->answered_count; i++)
		if (str_eq(t->steps[t->answered[i]].ask->name, row->why.field)) {
			t->answered[i] = t->answered[--t->answered_count];
			json_remove(t->body, row->why.field);
			json_remove(t->shown, row->why.field);
			break;
		}
	task_go_on(t);
	if (row->why.code != ERR_NONE)
		stack_say_error(st, &row->why);
	return &t->base;
}
