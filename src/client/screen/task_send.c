/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A round is sent: durable first, then shown as saved (G2; task.h). */
#include "client/screen/task.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/pending.h"
#include "client/tui/words.h"

/* Errors name the field by its name in the data; people know its label. */
static void say(struct task *t, const struct error *e)
{
	const struct field *f = kind_field(t->kind, e->field);
	struct error words = *e;

	if (f)
		str_copy(words.field, sizeof words.field, task_label(t, f));
	stack_say_error(t->base.stack, &words);
}

/* The replica may be behind, so less there than is taken is a question and
 * not a refusal: the server decides. */
static bool doubtful(struct task *t, const struct postings *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct posting *one = &p->list[i];
		int64_t there = 0;
		struct error e = {0};

		if (!one->has_from || !item_quantity(task_store(t), &one->from, &there, NULL, &e))
			continue;
		there += pending_quantity(t->base.world->pending, &one->from);
		if (there >= one->quantity_milli)
			continue;
		stack_say(t->base.stack, TONE_WARN, _("Only %s should be there. Enter sends it all the same."),
			task_quantity_text(t, t->round, there > 0 ? there : 0));
		return true;
	}
	return false;
}

/* The draft goes first: were the power cut between the two, a round that was
 * not shown as saved would be lost, and none done twice. */
static void append(struct task *t, const struct json *body, const struct postings *postings)
{
	struct ports *ports = t->base.world->ports;
	int64_t after[32];
	size_t n = pending_after(t->base.world->pending, postings, t->kind->claims ? task_ref(t, t->kind->claims->name) : 0, t->settles, after);

	task_forget(t);
	t->state = TASK_SAVING;
	t->save_tag = ports->ops->append(ports, t->kind->id, body, after, n, t->settles);
	stack_wait_for(t->base.stack, &t->base, t->save_tag);
}

/* The answer that does not do is asked again; the rest stands. */
static void ask_again(struct task *t, const struct error *e)
{
	task_drop(t, e->field);
	task_ask_next(t);
	say(t, e);
	task_keep(t);
}

void task_send(struct task *t)
{
	struct arena *a = arena_new();
	struct json *body = task_merged(t, a, true);
	struct postings postings = {0};
	struct error e = {0};

	t->state = TASK_READY;
	t->failed = (struct error){0};
	if (!task_store(t))
		error_set(&e, ERR_NOT_OFFLINE, NULL, NULL);
	if (e.code != ERR_NONE || !postings_of(task_store(t), a, t->kind, body, &postings, &e))
		ask_again(t, &e);
	else if (!t->warned && doubtful(t, &postings))
		t->warned = true;
	else
		append(t, body, &postings);
	arena_free(&a);
	task_busy(t);
}

static void say_saved(struct task *t)
{
	const char *what = task_text(t, "article");
	int64_t milli = task_milli(t, "quantity");

	stack_say(t->base.stack, TONE_OK, "%s: %s %s %s", _("Saved"), t->kind->name.text[t->base.world->user->language],
		milli ? task_quantity_text(t, t->round, milli) : "", what ? what : "");
}

static void remember_round(struct task *t)
{
	t->last = json_object(t->round);
	json_set_copy(t->last, "body", t->body);
	json_set_copy(t->last, "shown", t->shown);
}

/* What comes after a round: the same again from a step on, the next row, or
 * nothing more. */
static void next_round(struct task *t)
{
	bool whole = t->kind->whole && task_fact(t, "whole_carrier");

	remember_round(t);
	if (t->view->resource || !t->view->again || whole)
		task_round(t, 0);
	else
		task_round(t, task_step_named(t, t->view->again));
	if (t->view->resource && !task_find_row(t)) {
		stack_uncover(&t->base);
		stack_pop(t->base.stack, NULL);
		return;
	}
	task_go_on(t);
}

void task_saved(struct task *t)
{
	struct stack *st = t->base.stack;

	t->save_tag = 0;
	t->state = TASK_ASKING;
	task_busy(t);
	say_saved(t);
	if (t->settles || (t->finishing && t->view->resource)) {
		stack_uncover(&t->base);
		stack_pop(st, NULL);
	} else if (t->finishing) {
		t->aside = NULL;
		task_leave_finish(t);
		task_go_on(t);
	} else {
		next_round(t);
	}
}

/* Everything stays filled in; Enter tries again. */
void task_not_saved(struct task *t, const struct error *e)
{
	t->save_tag = 0;
	t->state = TASK_READY;
	t->failed = *e;
	task_keep(t);
	say(t, e);
	task_busy(t);
}
