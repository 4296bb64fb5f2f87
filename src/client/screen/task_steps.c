/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/task.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/pending.h"
#include "model/row.h"
#include "store/store.h"

static bool is_something(const struct json *v)
{
	return v && json_type(v) != JSON_NULL && !(json_type(v) == JSON_STRING && !*json_as_str(v));
}

const struct json *task_value(const struct task *t, const char *field)
{
	const struct json *v = json_get(t->body, field);

	return v ? v : json_get(t->known, field);
}

int64_t task_ref(const struct task *t, const char *field)
{
	int64_t id = 0;

	json_as_int(task_value(t, field), &id);
	return id;
}

/* For sending, what was skipped or is empty is left out. */
struct json *task_merged(const struct task *t, struct arena *a, bool for_sending)
{
	struct json *all = json_object(a);

	for (size_t i = 0; i < t->kind->field_count; i++) {
		const char *name = t->kind->fields[i].name;
		const struct json *v = task_value(t, name);

		if (v && (!for_sending || is_something(v)))
			json_set_copy(all, name, v);
	}
	return all;
}

static int64_t expected(void *arg, int64_t article, int64_t location)
{
	const struct task *t = arg;
	struct query *q = store_query(task_store(t), "SELECT sum(quantity) FROM article_items WHERE article = :article AND location = :location", NULL);
	int64_t sum = 0;

	if (!q)
		return 0;
	query_int(q, ":article", article);
	query_int(q, ":location", location);
	if (query_step(q, NULL) == QUERY_ROW)
		sum = query_get_int(q, 0);
	query_done(q);
	return sum + pending_at(t->base.world->pending, article, location);
}

struct facts task_facts(const struct task *t, struct arena *a)
{
	char *today = arena_alloc(a, 11);
	const struct user *u = t->base.world->user;

	clock_local_date(t->base.world->ports->ops->now_ms(t->base.world->ports), today);
	return (struct facts){
		.store = task_store(t),
		.kind = t->kind,
		.body = task_merged(t, a, false),
		.row = t->row,
		.today = today,
		.warehouse = u && u->scope.count[SCOPE_WAREHOUSE] == 1 ? u->scope.ids[SCOPE_WAREHOUSE][0] : 0,
		.expected = expected,
		.arg = (void *)t,
	};
}

bool task_is_answered(const struct task *t, size_t step)
{
	for (size_t i = 0; i < t->answered_count; i++)
		if (t->steps[t->answered[i]].ask == t->steps[step].ask)
			return true;
	return false;
}

bool task_applies(const struct task *t, size_t step)
{
	const struct view_step *s = &t->steps[step];
	struct arena *a = arena_new();
	struct facts f = task_facts(t, a);
	bool applies = (!s->when || fact_holds(s->when, &f)) && !(s->unless && fact_holds(s->unless, &f));

	arena_free(&a);
	return applies;
}

size_t task_next(const struct task *t)
{
	size_t i = 0;

	while (i < t->step_count && (task_is_answered(t, i) || !task_applies(t, i)))
		i++;
	return i;
}

bool task_undo(struct task *t)
{
	const char *field;

	if (!t->answered_count)
		return false;
	field = t->steps[t->answered[--t->answered_count]].ask->name;
	json_remove(t->body, field);
	json_remove(t->shown, field);
	if (t->kind->claims && str_eq(field, t->kind->claims->name) && !t->view->resource)
		t->row = NULL;
	if (str_eq(field, "quantity"))
		json_remove(t->body, "short");
	t->warned = false;
	return true;
}

/* Rows that may answer: those of the target that agree with what is known. */
static void list_choices(struct task *t, const struct field *ask)
{
	const struct resource *r = ask->to;
	struct list_filter filters[8];
	struct list_request q = {.resource = r, .filters = filters, .limit = TASK_CHOICES + 1, .scope = &t->base.world->user->scope};
	const struct json *rows, *row;
	struct json *found;
	struct error e = {0};

	for (size_t i = 0; i < t->kind->field_count && q.filter_count < 6; i++) {
		const struct field *mine = &t->kind->fields[i], *theirs = field_find(r, mine->name);

		if (theirs && mine->type == TYPE_REF && theirs->type == TYPE_REF && mine != ask && task_ref(t, mine->name))
			filters[q.filter_count++] = (struct list_filter){theirs, 'e', value_int(task_ref(t, mine->name))};
	}
	for (int i = 0; i < 2; i++) {
		const struct field *flag = field_find(r, i ? "active" : "open");

		if (flag && flag->type == TYPE_BOOL)
			filters[q.filter_count++] = (struct list_filter){flag, 'e', value_int(1)};
	}
	q.language = t->base.world->user->language;
	found = list_read(task_store(t), t->round, &q, &e);
	rows = json_get(found, "rows");
	for (row = json_first(rows); row && t->choice_count < TASK_CHOICES; row = json_next(row)) {
		struct task_choice *c = &t->choices[t->choice_count++];

		c->id = json_int(row, "id", 0);
		c->text = task_choice_text(t, r, row);
	}
	t->choices_more = row != NULL;
}

static bool is_scanned(const struct view_step *s)
{
	return s->scan_count > 0;
}

void task_prepare(struct task *t)
{
	const struct view_step *s;
	struct facts f;

	t->suggestion = NULL;
	t->choice_count = 0;
	t->choices_more = false;
	edit_init(&t->edit, 0, false);
	if (t->at >= t->step_count || !task_store(t))
		return;
	s = &t->steps[t->at];
	f = task_facts(t, t->round);
	if (s->suggest && str_eq(s->suggest, "last"))
		t->suggestion = json_str(json_get(t->last, "shown"), s->ask->name);
	else if (s->suggest)
		t->suggestion = suggestion_make(s->suggest, &f, t->round);
	if (s->ask->type == TYPE_REF && !is_scanned(s))
		list_choices(t, s->ask);
	if (t->package_milli > 1000 && str_eq(s->ask->name, "quantity") && !t->suggestion)
		t->suggestion = task_quantity_text(t, t->package_milli);
}
