/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A half-done round is kept after each step, and goes on where it stood after
 * leaving, an automatic log-off or a power cut (task.h). */
#include <inttypes.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/task.h"
#include "client/tui/words.h"

/* Each thing that leads has a draft of its own. */
const char *task_draft_name(const struct task *t, struct arena *a)
{
	int64_t lead = json_int(t->lead, "id", 0);

	return lead ? arena_printf(a, "%s/%" PRId64, t->base.page->id, lead) : t->base.page->id;
}

struct json *task_draft(const struct task *t, struct arena *a)
{
	struct json *draft = json_object(a), *steps;

	json_set_int(draft, "row", json_int(t->row, "id", 0));
	json_set_copy(draft, "body", t->body);
	json_set_copy(draft, "shown", t->shown);
	steps = json_set_array(draft, "answered");
	for (size_t i = 0; i < t->answered_count; i++)
		json_add_int(steps, (int64_t)t->answered[i].step);
	json_set_int(draft, "kept", (int64_t)t->kept);
	return draft;
}

/* What finishes has one step, what is mended stays in the queue. */
static bool has_draft(const struct task *t)
{
	return !t->finishing && !t->settles;
}

void task_keep(struct task *t)
{
	struct arena *a;
	struct ports *ports = t->base.world->ports;

	if (!has_draft(t))
		return;
	a = arena_new();
	ports->ops->draft_keep(ports, task_draft_name(t, a), t->answered_count ? task_draft(t, a) : NULL);
	arena_free(&a);
}

void task_forget(struct task *t)
{
	struct arena *a;
	struct ports *ports = t->base.world->ports;

	if (!has_draft(t))
		return;
	a = arena_new();
	ports->ops->draft_keep(ports, task_draft_name(t, a), NULL);
	arena_free(&a);
}

static struct json *object_of(struct arena *a, const struct json *from)
{
	struct json *to = json_object(a);

	for (const struct json *v = json_first(from); v; v = json_next(v))
		json_set_copy(to, json_name(v), v);
	return to;
}

/* A screen file may have changed since: an answered step has its answer, a
 * skipped one may be skipped. */
static bool read_answered(struct task *t, const struct json *steps)
{
	t->answered_count = 0;
	for (const struct json *v = json_first(steps); v; v = json_next(v)) {
		int64_t step;

		if (!json_as_int(v, &step) || step < 0 || step >= (int64_t)t->step_count || t->answered_count == TASK_STEPS)
			return false;
		if (!t->steps[step].optional && !json_has(t->body, t->steps[step].ask->name))
			return false;
		t->answered[t->answered_count++] = (struct task_answer){.step = (size_t)step};
	}
	return true;
}

static void forget_all(struct task *t)
{
	t->body = json_object(t->round);
	t->shown = json_object(t->round);
	t->answered_count = 0;
}

bool task_resume(struct task *t, const struct json *draft)
{
	int64_t kept = json_int(draft, "kept", 0);

	if (!draft || (t->view->resource && json_int(draft, "row", 0) != json_int(t->row, "id", 0)))
		return false;
	t->body = object_of(t->round, json_get(draft, "body"));
	t->shown = object_of(t->round, json_get(draft, "shown"));
	if (!read_answered(t, json_get(draft, "answered")))
		forget_all(t);
	t->kept = kept > 0 && (size_t)kept <= t->answered_count ? (size_t)kept : 0;
	if (t->kind->claims && !t->view->resource && task_ref(t, t->kind->claims->name))
		task_row_of_claim(t);
	return t->answered_count > 0;
}
