/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/task.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/pending.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

/* The answer that does not do is asked again; the rest stands. */
static void ask_again(struct task *t, const char *field)
{
	for (size_t i = 0; i < t->answered_count; i++) {
		const char *name = t->steps[t->answered[i]].ask->name;

		if (!str_eq(name, field))
			continue;
		json_remove(t->body, name);
		json_remove(t->shown, name);
		for (size_t k = i + 1; k < t->answered_count; k++)
			t->answered[k - 1] = t->answered[k];
		t->answered_count--;
		return;
	}
}

/* Errors name the field by its name in the data; people know its label. */
static void say(struct task *t, const struct error *e)
{
	const struct field *f = kind_field(t->kind, e->field);
	struct error words = *e;

	if (f)
		str_copy(words.field, sizeof words.field, show_label(f, t->base.world->user->language));
	stack_say_error(t->base.stack, &words);
}

static int64_t quantity_milli(const struct task *t)
{
	const char *text = json_as_str(task_value(t, "quantity"));
	int64_t n = 0;

	if (text)
		decimal_parse(text, 3, false, "quantity", &n, NULL);
	return n;
}

/* The replica may be behind, so less there than is taken is a question and
 * not a refusal: the server decides. */
static bool doubtful(struct task *t, const struct postings *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct posting *one = &p->list[i];
		int64_t there = 0;
		struct error e = {0};
		char text[32];

		if (!one->has_from || !item_quantity(task_store(t), &one->from, &there, NULL, &e))
			continue;
		there += pending_quantity(t->base.world->pending, &one->from);
		if (there >= one->quantity_milli)
			continue;
		stack_say(t->base.stack, TONE_WARN, _("Only %s should be there. Enter sends it all the same."), decimal_print(there, 3, '.', text));
		return true;
	}
	return false;
}

void task_send(struct task *t)
{
	struct arena *a = arena_new();
	struct json *body = task_merged(t, a, true);
	struct postings postings = {0};
	struct error e = {0};
	int64_t after[32];
	size_t n;

	t->state = TASK_READY;
	if (!task_store(t))
		error_set(&e, ERR_NOT_OFFLINE, NULL, NULL);
	else if (postings_of(task_store(t), a, t->kind, body, &postings, &e) && !t->warned && doubtful(t, &postings))
		t->warned = true;
	else if (e.code == ERR_NONE) {
		n = pending_after(t->base.world->pending, &postings, t->kind->claims ? task_ref(t, t->kind->claims->name) : 0, after);
		t->tag = t->base.world->ports->ops->append(t->base.world->ports, t->kind->id, body, after, n, t->settles);
		stack_wait_for(t->base.stack, &t->base, t->tag);
		stack_busy(t->base.stack, true);
		t->state = TASK_SAVING;
	}
	if (e.code != ERR_NONE) {
		ask_again(t, e.field);
		say(t, &e);
		t->at = task_next(t);
		t->state = t->at < t->step_count ? TASK_ASKING : TASK_READY;
		task_prepare(t);
	}
	arena_free(&a);
}

static size_t step_named(const struct task *t, const char *field)
{
	for (size_t i = 0; field && i < t->step_count; i++)
		if (str_eq(t->steps[i].ask->name, field))
			return i;
	return 0;
}

void task_saved(struct task *t)
{
	struct stack *st = t->base.stack;
	const char *what = json_str(t->shown, "article");
	char text[32] = "";
	int64_t milli = quantity_milli(t);

	stack_busy(st, false);
	if (milli)
		decimal_print(milli, 3, '.', text);
	stack_say(st, TONE_OK, "%s: %s %s %s", _("Saved"), t->kind->name.text[t->base.world->user->language], text, what ? what : "");
	json_set_copy(t->last, "shown", t->shown);
	t->base.world->ports->ops->draft_keep(t->base.world->ports, t->base.page->id, NULL);
	if (t->settles) {
		stack_pop(st, NULL);
		return;
	}
	if (t->finishing) {
		if (t->view->resource) {
			stack_pop(st, NULL);
			return;
		}
		t->finishing = false;
		t->kind = t->view->send;
		t->steps = t->view->steps;
		t->step_count = t->view->step_count;
		task_round(t, 0);
	} else if (t->view->resource) {
		task_round(t, 0);
	} else {
		struct arena *a = arena_new();
		struct facts f = task_facts(t, a);
		bool whole = t->kind->whole && fact_holds("whole_carrier", &f);

		arena_free(&a);
		task_round(t, whole ? 0 : step_named(t, t->view->again));
	}
	task_go_on(t);
}

void task_failed(struct task *t, const struct error *e)
{
	stack_busy(t->base.stack, false);
	t->state = TASK_READY; /* everything stays filled in; Enter tries again */
	say(t, e);
}
