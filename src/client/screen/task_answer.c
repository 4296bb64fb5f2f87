/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was typed or chosen (task.h). */
#include "client/screen/task.h"

#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

#define MANY (INT64_C(100000) * 1000)

const struct json *task_expected(const struct task *t, size_t step)
{
	const struct json *v = t->steps[step].confirm ? json_get(t->known, t->steps[step].ask->name) : NULL;
	int64_t id;

	if (v && ((json_as_int(v, &id) && !id) || (json_as_str(v) && !*json_as_str(v))))
		return NULL;
	return v;
}

static void note_answered(struct task *t, size_t step)
{
	if (!task_is_answered(t, step) && t->answered_count < TASK_STEPS)
		t->answered[t->answered_count++] = (struct task_answer){.step = step};
}

/* The one place where an answer is taken: checked, kept, shown. */
bool task_take(struct task *t, size_t step, const struct json *v, const char *shown, struct error *e)
{
	const struct field *f = t->steps[step].ask;

	if (!task_check(t, step, v, shown, e))
		return false;
	json_set_copy(t->body, f->name, v);
	json_set_str(t->shown, f->name, shown);
	note_answered(t, step);
	if (f == t->kind->claims)
		task_row_of_claim(t);
	/* It is enough after all. */
	if (str_eq(f->name, "quantity") && json_bool(t->body, "short", false) && !task_fact(t, "under"))
		task_drop(t, "short");
	return true;
}

bool task_chosen(struct task *t, size_t step, int64_t id, const char *text, struct error *e)
{
	struct json *box = json_object(t->round);

	json_set_int(box, "v", id);
	return task_take(t, step, json_get(box, "v"), text, e);
}

bool task_take_text(struct task *t, size_t step, const char *value, const char *shown, struct error *e)
{
	struct json *box = json_object(t->round);

	json_set_str(box, "v", value);
	return task_take(t, step, json_get(box, "v"), shown, e);
}

/* Answered with nothing: what the row in hand says holds. */
void task_skip(struct task *t, size_t step)
{
	note_answered(t, step);
}

bool task_read(struct task *t, size_t step, const char *text, struct error *e)
{
	const struct field *f = t->steps[step].ask;
	struct json *box = json_object(t->round);
	struct error why = {0};
	struct value v;

	if (!types[f->type].read(f, text, t->round, &v, &why))
		return error_set(e, why.code, task_label(t, f), "%s", *why.detail ? why.detail : text);
	types[f->type].put(f, &v, box);
	return task_take(t, step, json_get(box, f->name), types[f->type].show(f, &v, t->base.world->user->language, t->round), e);
}

/* "3x12" and "3*12": so many packages. */
static bool read_quantity(struct task *t, const char *text, struct error *e)
{
	const char *times = strpbrk(text, "xX*");
	const char *label = task_label(t, t->steps[t->at].ask);
	int64_t a, b;

	if (!times)
		return task_read(t, t->at, text, e);
	if (!decimal_parse(arena_strndup(t->round, text, (size_t)(times - text)), 3, true, label, &a, e) ||
		!decimal_parse(times + 1, 3, true, label, &b, e))
		return false;
	if (a % 1000 || a < 0 || a > MANY || b < 0 || b > MANY)
		return error_set(e, ERR_INVALID, label, "%s", text);
	return task_read(t, t->at, task_quantity_text(t, t->round, a / 1000 * b), e);
}

static bool typed_ref(struct task *t, const char *text, struct error *e)
{
	const struct view_step *s = &t->steps[t->at];
	int64_t n;
	struct json *found;

	if (t->choice_count && str_int64(text, 1, (int64_t)t->choice_count, &n))
		return task_chosen(t, t->at, t->choices[n - 1].id, t->choices[n - 1].text, e);
	if (s->scan_count)
		return task_scanned(t, text, strlen(text), true, e);
	found = lookup_read(task_store(t), t->round, s->ask->to, &t->base.world->user->scope, text, 2, t->base.world->user->language, e);
	if (json_len(found) != 1) /* none of these: what comes after may be meant */
		return task_scanned(t, text, strlen(text), false, e);
	return task_chosen(t, t->at, json_int(json_first(found), "id", 0), show_ref(json_first(found), t->round), e);
}

static bool typed_bool(struct task *t, const char *text, struct error *e)
{
	struct json *box = json_object(t->round);
	bool yes = strchr("1yYjJ", text[0]) != NULL;

	if (!yes && !strchr("2nN0", text[0]))
		return error_set(e, ERR_INVALID, task_label(t, t->steps[t->at].ask), "%s", _("1 yes, 2 no"));
	json_set_bool(box, "v", yes);
	return task_take(t, t->at, json_get(box, "v"), yes ? _("yes") : _("no"), e);
}

bool task_typed(struct task *t, const char *text, struct error *e)
{
	const struct view_step *s = &t->steps[t->at];

	if (!task_store(t))
		return error_set(e, ERR_NOT_OFFLINE, NULL, NULL);
	if (!*text && s->optional) {
		task_skip(t, t->at);
		return true;
	}
	if (!*text)
		return error_set(e, ERR_REQUIRED, task_label(t, s->ask), NULL);
	switch (s->ask->type) {
	case TYPE_REF:
		return typed_ref(t, text, e);
	case TYPE_SSCC:
		return task_scanned(t, text, strlen(text), true, e);
	case TYPE_QUANTITY:
		return read_quantity(t, text, e);
	case TYPE_BOOL:
		return typed_bool(t, text, e);
	default:
		return task_read(t, t->at, text, e);
	}
}

size_t task_carrier_step(const struct task *t)
{
	for (size_t i = 0; i < t->step_count; i++)
		if (t->kind->to.load_carrier && t->steps[i].ask == t->kind->to.load_carrier && !task_is_answered(t, i) && task_applies(t, i))
			return i;
	return t->step_count;
}

bool task_new_carrier(struct task *t, const char *sscc, struct error *e)
{
	size_t step = task_carrier_step(t);

	if (step == t->step_count)
		return error_set(e, ERR_INVALID, sscc, "%s", _("not asked for now"));
	return task_take_text(t, step, sscc, sscc, e);
}
