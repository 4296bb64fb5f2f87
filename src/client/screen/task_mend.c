/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refused work, filled in again: what the server named is asked anew, the rest
 * stands (G5; task.h).  The queue keeps the refused one until this is saved. */
#include "client/screen/task.h"

#include "base/json.h"
#include "base/str.h"
#include "client/screen/menu.h"
#include "model/kind.h"

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
static void fill(struct task *t, const struct json *body)
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

/* The replica is there: what the server named is asked, the rest stands. */
void task_mend_start(struct task *t)
{
	fill(t, json_get(t->refused, "body"));
	t->kept = t->answered_count; /* nothing is half done until something is changed */
	task_drop(t, t->why.field);
	task_ask_next(t);
	if (t->why.code != ERR_NONE)
		stack_say_error(t->base.stack, &t->why);
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
	t = task_new(st, p, true);
	t->finishing = finishing;
	if (finishing) {
		t->steps = t->view->finish_steps;
		t->step_count = t->view->finish_step_count;
	}
	t->kind = k;
	t->settles = row->seq;
	t->refused = json_object(t->base.arena);
	json_set_copy(t->refused, "body", row->body);
	t->why = row->why;
	return &t->base;
}
