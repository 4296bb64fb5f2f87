/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refused work, filled in again: what the server named is asked anew, the rest
 * stands (G5; task.h).  The queue keeps the refused one until this is saved. */
#include "client/screen/task.h"

#include "base/json.h"
#include "base/str.h"
#include "client/screen/menu.h"
#include "model/kind.h"

static void news(struct screen *s)
{
	struct task *t = (struct task *)s;

	if (t->started && t->state == TASK_LOADING && task_store(t))
		task_go_on(t);
}

static const struct screen_ops mend_ops = {
	.name = "task",
	.context = CONTEXT_TASK,
	.draw = task_draw,
	.event = task_event,
	.answer = task_answer,
	.again = task_again,
	.news = news,
	.keys = task_keys,
	.edits = task_edits,
	.holds = task_holds,
	.release = task_release,
};

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

/* What a step asks for counts as answered, the rest as known. */
static void fill_refused(struct task *t, const struct json *body)
{
	for (const struct json *v = json_first(body); v; v = json_next(v)) {
		const struct field *f = kind_field(t->kind, json_name(v));
		size_t step = f ? task_step_named(t, f->name) : t->step_count;
		bool asked = step < t->step_count;

		if (!f)
			continue;
		json_set_copy(asked ? t->body : t->known, f->name, v);
		json_set_str(asked ? t->shown : t->expects, f->name, task_shown(t, f, v));
		if (asked && t->answered_count < TASK_STEPS)
			t->answered[t->answered_count++].step = step;
	}
	if (t->kind->claims && task_ref(t, t->kind->claims->name))
		t->row = task_packed(t, t->round, t->kind->claims->to, task_ref(t, t->kind->claims->name));
}

struct screen *task_mend_screen(struct stack *st, const struct queue_row *row)
{
	struct world *w = stack_world(st);
	const struct kind *k = row->kind ? kind_find(row->kind) : NULL;
	struct error e = {0};
	bool finishing = false;
	const struct page *p = k && w->user ? page_of_kind(w, k, &finishing) : NULL;
	struct task *t;

	if (!p || !w->ports->ops->floor_open(w->ports, &e))
		return NULL;
	t = task_new(st, &mend_ops, p);
	t->finishing = finishing;
	if (finishing) {
		t->steps = t->view->finish_steps;
		t->step_count = t->view->finish_step_count;
	}
	t->kind = k;
	t->settles = row->seq;
	t->started = true;
	fill_refused(t, row->body);
	t->kept = t->answered_count; /* nothing is half done until something is changed */
	task_drop(t, row->why.field);
	t->at = t->step_count;
	if (task_store(t))
		task_ask_next(t);
	if (row->why.code != ERR_NONE)
		stack_say_error(st, &row->why);
	return &t->base;
}
