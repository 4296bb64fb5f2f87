/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and scans of a task (task.h). */
#include "client/screen/task.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/tui/words.h"

static void enter(struct task *t)
{
	struct error e = {0};

	if (t->state == TASK_READY) {
		task_send(t);
		return;
	}
	if (t->state != TASK_ASKING)
		return;
	if (!t->edit.text[0] && t->suggested)
		task_accept(t, task_chosen(t, t->at, t->suggested, t->suggestion, &e), &e);
	else
		task_accept(t, task_typed(t, arena_strdup(t->round, t->edit.text[0] || !t->suggestion ? t->edit.text : t->suggestion), &e), &e);
}

/* There is not enough: then it is asked how many there are, and why. */
static void short_pick(struct task *t)
{
	size_t step = task_step_named(t, "short");

	if (t->state != TASK_ASKING || step == t->step_count)
		return;
	if (!task_is_answered(t, step)) {
		task_drop(t, "quantity");
		json_set_bool(t->body, "short", true);
		json_set_str(t->shown, "short", _("yes"));
		task_skip(t, step);
	}
	task_ask_next(t);
	task_keep(t);
	stack_say(t->base.stack, TONE_WARN, "%s", _("How many are there?"));
}

static void undo(struct task *t)
{
	bool undone;

	if (t->state != TASK_ASKING && t->state != TASK_READY)
		return;
	undone = t->edit.text[0] || task_undo(t) || task_leave_finish(t);
	edit_set(&t->edit, "");
	if (!undone) {
		stack_say(t->base.stack, TONE_WARN, "%s", _("Nothing to take back here."));
		return;
	}
	/* What is sure is asked now that it was taken back. */
	t->at = task_next(t);
	t->state = t->at < t->step_count ? TASK_ASKING : TASK_READY;
	task_prepare(t);
	task_keep(t);
}

static void skip(struct task *t)
{
	struct error none = {0};

	if (t->state != TASK_ASKING)
		return;
	if (!t->steps[t->at].optional) {
		stack_say(t->base.stack, TONE_ERROR, _("This is needed: %s"), task_label(t, t->steps[t->at].ask));
		return;
	}
	task_skip(t, t->at);
	task_accept(t, true, &none);
}

/* Without anything to finish: from the first step again. */
static void finish(struct task *t)
{
	if (t->view->finish || t->view->resource || t->settles || t->state != TASK_ASKING) {
		if (t->state == TASK_ASKING)
			task_begin_finish(t);
		return;
	}
	if (t->answered_count > t->kept) {
		stack_say(t->base.stack, TONE_ERROR, "%s", _("Something is half done: send it or undo it first."));
		return;
	}
	task_round(t, 0);
	task_go_on(t);
	task_keep(t);
}

static void choose(struct task *t)
{
	const struct field *f = t->state == TASK_ASKING ? t->steps[t->at].ask : NULL;

	if (f && f->type == TYPE_REF)
		stack_push(t->base.stack, lookup_screen(t->base.stack, f, t->base.page, t->edit.text));
}

/* Numbers are the server's, so that no two terminals give the same. */
static void ask_carrier(struct task *t)
{
	char path[120];

	if (t->state != TASK_ASKING || task_carrier_step(t) == t->step_count || t->carrier_tag)
		return;
	if (!t->base.world->online) {
		stack_say(t->base.stack, TONE_ERROR, "%s", _("New numbers come from the server, which cannot be reached: scan a printed label."));
		return;
	}
	snprintf(path, sizeof path, "/pages/%s/new-carrier", t->base.page->id);
	t->carrier_tag = stack_ask(&t->base, "POST", path, NULL);
}

/* A lost power button is no way out of a save: it is over in a moment. */
static bool back(struct task *t)
{
	if (t->state == TASK_SAVING) {
		stack_say(t->base.stack, TONE_WARN, "%s", _("It is being saved; a moment ..."));
		return true;
	}
	return false;
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
		undo(t);
		return true;
	case ACTION_SKIP:
		skip(t);
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
	case ACTION_NEW_CARRIER:
		ask_carrier(t);
		return true;
	case ACTION_BACK:
		return back(t);
	default:
		return false;
	}
}

static void scanned(struct task *t, const struct event *ev)
{
	struct error e = {0};

	if (t->state == TASK_ASKING)
		task_accept(t, task_scanned(t, ev->bytes, ev->len, false, &e), &e);
	else if (t->failed.code != ERR_NONE)
		stack_say(t->base.stack, TONE_ERROR, "%s", _("Not saved yet: Enter tries again, then scan this."));
	else if (t->state == TASK_READY)
		stack_say(t->base.stack, TONE_ERROR, "%s", _("First: Enter sends, or undo."));
	else
		stack_say(t->base.stack, TONE_ERROR, "%s", _("Nothing is scanned here."));
}

bool task_event(struct screen *s, const struct event *ev)
{
	struct task *t = (struct task *)s;

	switch (ev->type) {
	case EVENT_SCAN:
		scanned(t, ev);
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

size_t task_keys(const struct screen *s, enum action_id *out, size_t most)
{
	const struct task *t = (const struct task *)s;
	const struct view_step *step = t->state == TASK_ASKING ? &t->steps[t->at] : NULL;
	const struct {
		enum action_id action;
		bool offered;
	} keys[] = {
		{ACTION_UNDO, step || t->state == TASK_READY},
		{ACTION_SHORT, step && kind_field(t->kind, "short")},
		{ACTION_CHOOSE, step && step->ask->type == TYPE_REF},
		{ACTION_SKIP, step && step->optional},
		{ACTION_NEW_CARRIER, step && step->ask == t->kind->to.load_carrier},
		{ACTION_FINISH, step && !t->finishing && !t->settles && !t->view->resource && (t->view->finish || t->kept)},
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof keys / sizeof *keys && n < most; i++)
		if (keys[i].offered)
			out[n++] = keys[i].action;
	return n;
}
