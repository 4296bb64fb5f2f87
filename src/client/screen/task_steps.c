/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which step comes next, of what is known so far (task.h). */
#include "client/screen/task.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/pending.h"
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

const char *task_text(const struct task *t, const char *field)
{
	const char *text = json_str(t->shown, field);

	return text ? text : json_str(t->expects, field);
}

int64_t task_ref(const struct task *t, const char *field)
{
	int64_t id = 0;

	json_as_int(task_value(t, field), &id);
	return id;
}

int64_t task_milli(const struct task *t, const char *field)
{
	const char *text = json_as_str(task_value(t, field));
	int64_t n = 0;

	if (text)
		decimal_parse(text, 3, false, field, &n, NULL);
	return n;
}

/* For sending, what is empty is left out. */
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

/* The replica's balance with own unanswered work laid over. */
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

static int64_t claimed(void *arg, int64_t row)
{
	const struct task *t = arg;

	return pending_claimed(t->base.world->pending, t->view->send->id, row);
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
		.claimed = claimed,
		.arg = (void *)t,
	};
}

bool task_fact(const struct task *t, const char *fact)
{
	struct arena *a = arena_new();
	struct facts f = task_facts(t, a);
	bool holds = task_store(t) && fact_holds(fact, &f);

	arena_free(&a);
	return holds;
}

/* Skipped was one step; answered is the field, whichever step asked for it. */
bool task_is_answered(const struct task *t, size_t step)
{
	const struct field *f = t->steps[step].ask;

	for (size_t i = 0; i < t->answered_count; i++)
		if (t->answered[i].step == step || (t->steps[t->answered[i].step].ask == f && json_has(t->body, f->name)))
			return true;
	return false;
}

size_t task_step_named(const struct task *t, const char *field)
{
	size_t i = 0;

	while (i < t->step_count && !str_eq(t->steps[i].ask->name, field))
		i++;
	return i;
}

/* Where nothing was found there are no goods to be asked about. */
static bool is_of_missing_goods(const struct task *t, const struct field *f)
{
	static const char *const names[] = {"load_carrier", "article", "batch", "expiry", "serial"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i], f->name))
			return t->kind->claims && kind_field(t->kind, "short") && task_fact(t, "nothing");
	return false;
}

bool task_applies(const struct task *t, size_t step)
{
	const struct view_step *s = &t->steps[step];

	return (!s->when || task_fact(t, s->when)) && !(s->unless && task_fact(t, s->unless)) && !is_of_missing_goods(t, s->ask);
}

/* Who said that there is not enough is asked how much there is. */
size_t task_next(const struct task *t)
{
	size_t quantity = task_step_named(t, "quantity"), i = 0;

	if (json_bool(t->body, "short", false) && quantity < t->step_count && !task_is_answered(t, quantity))
		return quantity;
	while (i < t->step_count && (task_is_answered(t, i) || !task_applies(t, i)))
		i++;
	return i;
}

static void take_back(struct task *t, size_t i)
{
	const struct field *f = t->steps[t->answered[i].step].ask;

	json_remove(t->body, f->name);
	json_remove(t->shown, f->name);
	for (size_t k = i + 1; k < t->answered_count; k++)
		t->answered[k - 1] = t->answered[k];
	t->answered_count--;
	if (t->kept > t->answered_count)
		t->kept = t->answered_count;
	if (str_eq(f->name, "article"))
		t->package_milli = 0;
	if (f == t->kind->claims)
		task_row_of_claim(t);
}

bool task_undo(struct task *t)
{
	bool sure;

	t->warned = false;
	t->failed = (struct error){0};
	if (!t->answered_count)
		return false;
	do {
		sure = t->answered[t->answered_count - 1].sure;
		take_back(t, t->answered_count - 1);
	} while (sure && t->answered_count);
	return true;
}

void task_drop(struct task *t, const char *field)
{
	for (size_t i = t->answered_count; i-- > 0;)
		if (str_eq(t->steps[t->answered[i].step].ask->name, field)) {
			take_back(t, i);
			return;
		}
}
