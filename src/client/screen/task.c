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

static struct task *of(struct screen *s)
{
	return (struct task *)s;
}

struct store *task_store(const struct task *t)
{
	const struct world *w = t->base.world;

	return w->ports->ops->replica(w->ports);
}

void task_busy(struct task *t)
{
	stack_busy(t->base.stack, t->state == TASK_WAITING || t->state == TASK_SAVING || t->several_count > 0);
}

static struct json *kept_round(struct task *t, struct arena *fresh, size_t from_step, struct json *shown)
{
	struct json *body = json_object(fresh);
	size_t kept = 0;

	for (size_t i = 0; i < t->answered_count; i++) {
		const char *name = t->steps[t->answered[i].step].ask->name;

		if (t->answered[i].step >= from_step)
			continue;
		if (json_has(t->body, name))
			json_set_copy(body, name, json_get(t->body, name));
		if (json_has(t->shown, name))
			json_set_copy(shown, name, json_get(t->shown, name));
		t->answered[kept++] = t->answered[i];
	}
	t->answered_count = t->kept = kept;
	return body;
}

void task_round(struct task *t, size_t from_step)
{
	struct arena *fresh = arena_new();
	struct json *shown = json_object(fresh), *last = json_object(fresh), *body = kept_round(t, fresh, from_step, shown);

	for (const struct json *v = json_first(t->last); v; v = json_next(v))
		json_set_copy(last, json_name(v), v);
	t->last = last;
	t->body = body;
	t->shown = shown;
	t->known = json_object(fresh);
	t->expects = json_object(fresh);
	t->row = NULL;
	t->package_milli = 0;
	t->warned = t->counting = false;
	t->several_count = 0;
	t->suggestion = NULL;
	t->choice_count = 0;
	t->failed = (struct error){0};
	arena_free(&t->round);
	t->round = fresh;
}

/* What is sure is not asked. */
static bool answer_sure(struct task *t)
{
	const struct view_step *s = &t->steps[t->at];
	struct facts f = task_facts(t, t->round);
	size_t before = t->answered_count;
	struct error e = {0};
	const char *text;
	int64_t id;

	if (!s->suggest || json_bool(t->body, "short", false) || !suggestion_is_sure(s->suggest, &f))
		return false;
	text = suggestion_make(s->suggest, &f, t->round);
	if (!text)
		return false;
	if (s->ask->type == TYPE_REF && s->scan_count == 0 && str_int64(text, 1, INT64_MAX, &id)) {
		struct json *box = json_object(t->round);

		json_set_int(box, "v", id);
		if (!task_take(t, t->at, json_get(box, "v"), task_shown(t, s->ask, json_get(box, "v")), &e))
			return false;
	} else if (!task_typed(t, text, &e)) {
		return false;
	}
	if (t->answered_count > before)
		t->answered[t->answered_count - 1].sure = true;
	return true;
}

void task_ask_next(struct task *t)
{
	char typed[EDIT_BYTES] = "";
	size_t was = t->at;

	if (t->edit.text[0] && was < t->step_count && !task_is_answered(t, was))
		str_copy(typed, sizeof typed, t->edit.text);
	do
		t->at = task_next(t);
	while (t->at < t->step_count && answer_sure(t));
	task_prepare(t);
	if (t->at == was && typed[0]) /* a later step was answered: what is being typed stays */
		edit_set(&t->edit, typed);
	t->state = t->at < t->step_count ? TASK_ASKING : TASK_READY;
}

void task_go_on(struct task *t)
{
	if (!task_find_row(t))
		return;
	task_ask_next(t);
	if (t->state == TASK_READY && !t->settles)
		task_send(t);
	task_busy(t);
}

static void several_chosen(struct screen *s, int n)
{
	struct task *t = of(s);
	struct error e = {0};

	if (n >= 0 && (size_t)n < t->several_count) {
		task_accept(t, task_which(t, (size_t)n, &e), &e);
		return;
	}
	t->several_count = 0;
	task_busy(t);
}

/* Whose it is tells two of one name apart. */
static const char *whose(struct task *t, const struct resolved *r)
{
	const struct resource *of_it = resource_find(r->what == NAMED_LOCATION ? "locations" : "articles");
	const struct field *f = field_find(of_it, r->what == NAMED_LOCATION ? "warehouse" : "goods_owner");

	return task_shown(t, f, json_get(task_packed(t, t->round, of_it, r->id), f->name));
}

static void ask_which(struct task *t)
{
	const char *texts[RESOLVE_MOST];

	for (size_t i = 0; i < t->several_count; i++)
		texts[i] = arena_printf(t->round, "%s  %s  %s", t->several[i].code, t->several[i].name ? t->several[i].name : "",
			whose(t, &t->several[i]));
	task_busy(t);
	dialog_choose(t->base.stack, _("Several have this barcode. Which?"), texts, t->several_count, several_chosen, &t->base);
}

void task_accept(struct task *t, bool good, const struct error *e)
{
	task_busy(t);
	if (!good) {
		stack_say_error(t->base.stack, e);
		edit_set(&t->edit, "");
	} else if (t->several_count) {
		ask_which(t);
	} else if (!t->counting) {
		task_go_on(t);
		if (t->state == TASK_ASKING || t->state == TASK_READY)
			task_keep(t);
	}
	t->counting = false;
}

static void take_draft(struct task *t, const struct message *m)
{
	struct error e = {0};
	const struct json *draft = m->draft ? json_parse(t->round, m->draft, strlen(m->draft), &e) : NULL;

	t->draft_tag = 0;
	if (draft && task_resume(t, draft)) {
		stack_say(t->base.stack, TONE_OK, "%s", _("You were here before: go on, or undo."));
		task_ask_next(t);
		task_busy(t);
	} else {
		task_go_on(t);
	}
}

static void take_carrier(struct task *t, const struct message *m)
{
	struct error e = {0};

	t->carrier_tag = 0;
	if (!answer_good(m, &e))
		stack_say_error(t->base.stack, &e);
	else if (t->state == TASK_ASKING)
		task_accept(t, task_new_carrier(t, json_str(m->json, "sscc") ? json_str(m->json, "sscc") : "", &e), &e);
}

static void answer(struct screen *s, struct message *m)
{
	struct task *t = of(s);

	if (m->tag == t->take_tag && m->type == MESSAGE_ANSWER)
		task_took(t, m);
	else if (m->tag == t->draft_tag && m->type == MESSAGE_DRAFT)
		take_draft(t, m);
	else if (m->tag == t->carrier_tag && m->type == MESSAGE_ANSWER)
		take_carrier(t, m);
	else if (m->tag == t->save_tag && m->type == MESSAGE_SAVED)
		task_saved(t);
	else if (m->tag == t->save_tag && m->type == MESSAGE_FAILED)
		task_not_saved(t, &m->error);
	if (stack_top(t->base.stack) == s)
		task_busy(t);
}

/* First on top: it begins.  Later: what a detour brought. */
static void again(struct screen *s, const struct json *brought)
{
	struct task *t = of(s);
	struct error e = {0};

	if (!t->started) {
		t->started = true;
		task_start(t);
	} else if (brought && t->state == TASK_ASKING && t->at < t->step_count && t->steps[t->at].ask->type == TYPE_REF) {
		task_accept(t, task_chosen(t, t->at, json_int(brought, "id", 0), arena_strdup(t->round, show_ref(brought, t->round)), &e), &e);
	}
}

static void news(struct screen *s)
{
	struct task *t = of(s);

	if (t->started && t->state == TASK_LOADING && task_store(t)) {
		stack_say(s->stack, TONE_NONE, "%s", "");
		task_start(t);
		task_busy(t);
	}
}

static bool edits(const struct screen *s)
{
	(void)s;
	return true;
}

static bool holds(const struct screen *s)
{
	const struct task *t = (const struct task *)s;

	return t->answered_count > t->kept && t->state != TASK_OVER;
}

static const char *keep(struct screen *s, struct json **draft)
{
	struct task *t = of(s);

	*draft = task_draft(t, t->round);
	return t->finishing ? NULL : task_draft_name(t, t->round);
}

static void release(struct screen *s)
{
	arena_free(&of(s)->round);
}

static const struct screen_ops task_ops = {
	.name = "task",
	.context = CONTEXT_TASK,
	.draw = task_draw,
	.event = task_event,
	.answer = answer,
	.again = again,
	.news = news,
	.keys = task_keys,
	.edits = edits,
	.holds = holds,
	.keep = keep,
	.release = release,
};

/* What is mended stays in the queue until this is saved: it needs no draft. */
static const struct screen_ops mend_ops = {
	.name = "task",
	.context = CONTEXT_TASK,
	.draw = task_draw,
	.event = task_event,
	.answer = answer,
	.again = again,
	.news = news,
	.keys = task_keys,
	.edits = edits,
	.holds = holds,
	.release = release,
};

struct task *task_new(struct stack *st, const struct page *p, bool mending)
{
	struct task *t = (struct task *)screen_new(st, mending ? &mend_ops : &task_ops, sizeof(struct task), menu_name(stack_world(st), p));

	t->base.page = p;
	t->view = p->view;
	t->kind = p->view->send;
	t->steps = p->view->steps;
	t->step_count = p->view->step_count;
	task_round(t, 0);
	t->at = t->step_count;
	t->state = TASK_LOADING;
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
	t = task_new(st, p, false);
	if (lead && p->view->resource) {
		t->lead = json_object(t->base.arena);
		for (const struct json *v = json_first(lead); v; v = json_next(v))
			json_set_copy(t->lead, json_name(v), v);
		t->lease = json_int(lead, "lease", 0);
	}
	return &t->base;
}
