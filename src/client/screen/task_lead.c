/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leads a task: its lease, its rows one by one, and what finishes it
 * (task.h). */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/pending.h"
#include "client/screen/task.h"
#include "client/tui/words.h"
#include "model/row.h"
#include "model/types.h"
#include "secure/secure.h"

static void load(struct task *t)
{
	t->state = TASK_LOADING;
	t->at = t->step_count;
}

/* The lease is there, or none is needed: the row as the replica has it now,
 * then the draft of last time. */
static void begin(struct task *t)
{
	struct ports *ports = t->base.world->ports;
	struct arena *a;

	if (t->view->resource) {
		struct json *row = task_packed(t, t->base.arena, t->view->resource, json_int(t->lead, "id", 0));

		if (!row) {
			load(t);
			return;
		}
		t->lead = row;
	}
	if (t->view->resource && !task_find_row(t))
		return;
	a = arena_new();
	t->draft_tag = t->finishing ? 0 : ports->ops->draft_wanted(ports, task_draft_name(t, a));
	arena_free(&a);
	if (t->draft_tag) {
		t->state = TASK_WAITING;
		t->at = t->step_count;
		stack_wait_for(t->base.stack, &t->base, t->draft_tag);
	} else {
		task_go_on(t);
	}
}

static void ask_take(struct task *t, bool over)
{
	struct arena *a = arena_new();
	struct json *body = json_object(a);
	char path[160];

	if (over)
		json_set_bool(body, "take_over", true);
	snprintf(path, sizeof path, "/pages/%s/%lld/%s", t->base.page->id, (long long)json_int(t->lead, "id", 0), t->view->take);
	t->state = TASK_WAITING;
	t->at = t->step_count;
	t->take_tag = stack_ask(&t->base, "POST", path, body);
	arena_free(&a);
}

static bool is_mine(const struct task *t, const char *terminal)
{
	const char *key = t->base.world->terminal_key;
	unsigned char public_key[32];
	char mine[33];
	size_t n = 0;

	if (str_empty(key) || !secure_unbase64(key, public_key, sizeof public_key, &n) || n != sizeof public_key)
		return false;
	secure_terminal_id(public_key, mine);
	return str_eq(mine, terminal);
}

/* Without the server: under the lease that the terminal has, or the one that
 * nobody took since.  What another terminal holds is left alone. */
static void take_offline(struct task *t)
{
	struct error e = {0};
	struct json *row = task_packed(t, t->base.arena, t->view->resource, json_int(t->lead, "id", 0));
	const char *holder = json_str(row, "lease_terminal"), *until = json_str(row, "lease_until");
	const struct field *f = field_find(t->view->resource, "lease_until");
	struct value v = {0};

	if (!str_empty(holder) && !is_mine(t, holder) && f && until && types[f->type].check(f, json_get(row, f->name), t->round, &v, &e) &&
		v.number > t->base.world->ports->ops->now_ms(t->base.world->ports)) {
		struct stack *st = t->base.stack;

		stack_uncover(&t->base);
		stack_pop(st, NULL);
		stack_say(st, TONE_ERROR, "%s", _("Another terminal has it, as of the last contact."));
		return;
	}
	t->lease = json_int(row, "lease_number", 0);
	stack_say(t->base.stack, TONE_WARN, "%s", _("Offline: the server has not been told that you took it."));
	begin(t);
}

void task_start(struct task *t)
{
	if (!task_store(t)) {
		load(t);
		stack_say(t->base.stack, TONE_WARN, "%s", _("The terminal fetches what it needs; a moment ..."));
	} else if (t->settles) {
		task_mend_start(t);
	} else if (t->view->take && t->lead && !t->lease) {
		if (t->base.world->online)
			ask_take(t, false);
		else
			take_offline(t);
	} else {
		begin(t);
	}
	task_busy(t);
}

static void take_over_answered(struct screen *s, int answer)
{
	struct task *t = (struct task *)s;

	if (answer != 0) {
		stack_pop(s->stack, NULL);
		return;
	}
	ask_take(t, true);
	task_busy(t);
}

static bool has_privilege(const struct user *u, const char *wanted)
{
	size_t len = strlen(wanted);

	for (const char *p = u->privileges; p && *p; p += strcspn(p, ", "), p += strspn(p, ", "))
		if (strcspn(p, ", ") == len && strncmp(p, wanted, len) == 0)
			return true;
	return false;
}

/* Another has it: he is named; a lead may take over. */
static void leased(struct task *t, const struct error *e)
{
	const char *answers[2] = {_("Take it over"), _("Leave it")};
	struct stack *st = t->base.stack;
	const char *question;

	if (!has_privilege(t->base.world->user, "lead")) {
		stack_uncover(&t->base);
		stack_pop(st, NULL);
		stack_say_error(st, e);
		return;
	}
	/* TRANSLATORS: a person's name; he has leased the order */
	question = arena_printf(t->base.arena, _("%s has it."), e->detail);
	dialog_ask(st, question, answers, 2, take_over_answered, &t->base);
}

static bool is_of_network(enum error_code code)
{
	return code == ERR_OFFLINE || code == ERR_TIMEOUT || code == ERR_TLS;
}

void task_took(struct task *t, const struct message *m)
{
	struct stack *st = t->base.stack;
	struct error e = {0};

	t->take_tag = 0;
	if (answer_good(m, &e)) {
		t->lease = json_int(m->json, "lease", 0);
		begin(t);
	} else if (e.code == ERR_LEASED) {
		leased(t, &e);
	} else if (is_of_network(e.code)) {
		take_offline(t);
	} else {
		stack_uncover(&t->base);
		stack_pop(st, NULL);
		stack_say_error(st, &e);
	}
}

/* The field of the finish that says what is finished, and by which field the
 * task knows it. */
static const struct field *finished_thing(const struct task *t)
{
	for (size_t i = 0; i < t->view->finish->field_count; i++) {
		const struct field *f = &t->view->finish->fields[i];

		if (f->required && f->type == TYPE_REF && kind_field(t->view->send, f->name) && (!t->view->resource || f->to == t->view->resource))
			return f;
	}
	return NULL;
}

static void enter_finish(struct task *t)
{
	const struct field *thing = finished_thing(t);
	int64_t id = thing ? task_ref(t, thing->name) : 0;
	const char *text = thing ? task_text(t, thing->name) : NULL;

	text = arena_strdup(t->base.arena, text);
	t->finishing = true;
	t->kind = t->view->finish;
	t->answered_count = t->kept = 0;
	task_round(t, 0);
	t->steps = t->view->finish_steps;
	t->step_count = t->view->finish_step_count;
	t->at = t->step_count;
	task_fill(t);
	if (thing && id) {
		json_set_int(t->known, thing->name, id);
		json_set_str(t->expects, thing->name, text);
	}
}

void task_begin_finish(struct task *t)
{
	const struct field *thing = t->view->finish ? finished_thing(t) : NULL;

	if (!thing || t->finishing || t->settles || t->view->resource)
		return;
	if (!task_ref(t, thing->name)) {
		stack_say(t->base.stack, TONE_ERROR, _("First: %s"), task_label(t, thing));
		return;
	}
	if (t->answered_count > t->kept) {
		stack_say(t->base.stack, TONE_ERROR, "%s", _("Something is half done: send it or undo it first."));
		return;
	}
	t->aside = task_draft(t, t->base.arena);
	enter_finish(t);
	task_go_on(t);
}

bool task_leave_finish(struct task *t)
{
	if (!t->finishing || t->settles || t->view->resource)
		return false;
	t->finishing = false;
	t->kind = t->view->send;
	t->answered_count = t->kept = 0;
	t->steps = t->view->steps;
	t->step_count = t->view->step_count;
	task_round(t, 0);
	if (t->aside)
		task_resume(t, t->aside);
	t->aside = NULL;
	return true;
}

static bool is_finished(const struct task *t)
{
	const struct field *thing = finished_thing(t);

	return thing && pending_count(t->base.world->pending, t->view->finish->id, thing->name, json_int(t->lead, "id", 0)) > 0;
}

/* Rows are done one by one; when none is left, what finishes them. */
bool task_find_row(struct task *t)
{
	if (t->finishing || t->row || t->settles || !t->view->resource)
		return true;
	if (task_next_row(t)) {
		task_fill(t);
		return true;
	}
	if (t->view->finish && !is_finished(t)) {
		enter_finish(t);
		return true;
	}
	t->state = TASK_OVER;
	t->at = t->step_count;
	return false;
}
