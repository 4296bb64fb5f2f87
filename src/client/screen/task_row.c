/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row in hand: found, with own unanswered work laid over, and what it says
 * of the transaction's fields (task.h). */
#include "client/screen/task.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/pending.h"
#include "client/screen/show.h"
#include "client/tui/words.h"
#include "floor/facts_ask.h"
#include "model/row.h"
#include "store/store.h"

/* How rows say what has been done of them; own unanswered work is added, so
 * that a row is not done twice while the server has not answered. */
static const struct progress {
	const char *resource, *wanted, *done, *missing, *remaining;
} progress_rows[] = {
	{"pick-rows", "quantity", "picked", "short", NULL},
	{"movement-orders", "quantity", "moved", NULL, NULL},
	{"purchase-order-rows", "advised", "received", NULL, "remaining"},
};

static int64_t milli(const struct json *row, const char *field)
{
	int64_t n = 0;

	if (field && json_str(row, field))
		decimal_parse(json_str(row, field), 3, false, field, &n, NULL);
	return n;
}

static void set_milli(struct json *row, const char *field, int64_t n)
{
	char text[32];

	json_set_str(row, field, decimal_print(n, 3, '.', text));
}

bool task_lay_over(const struct task *t, const struct resource *r, struct json *row)
{
	const struct pending *pending = t->base.world->pending;
	const char *kind = t->view->send->id;
	int64_t id = json_int(row, "id", 0), left;

	for (size_t i = 0; i < sizeof progress_rows / sizeof *progress_rows; i++) {
		const struct progress *p = &progress_rows[i];

		if (!str_eq(p->resource, r->id))
			continue;
		set_milli(row, p->done, milli(row, p->done) + pending_claimed(pending, kind, id));
		left = milli(row, p->wanted) - milli(row, p->done) - milli(row, p->missing);
		if (p->remaining)
			set_milli(row, p->remaining, left > 0 ? left : 0);
		if (pending_closed(pending, kind, id))
			return false;
		/* A whole load carrier has no quantity: it is moved or it is not. */
		return milli(row, p->wanted) ? left > 0 : !pending_count(pending, kind, t->view->send->claims->name, id);
	}
	return true;
}

struct json *task_packed(const struct task *t, struct arena *a, const struct resource *r, int64_t id)
{
	struct error e = {0};

	return task_store(t) && id ? row_pack(task_store(t), r, id, a, &e) : NULL;
}

static bool is_open(const struct json *row)
{
	const char *status = json_str(row, "status");

	return json_bool(row, "open", true) && (!status || str_eq(status, "open") || str_eq(status, "moving"));
}

/* Row ids of the lead, in the rows' own order: the way one walks. */
static const struct json *rows_of_lead(struct task *t, struct arena *a)
{
	const struct field *rows = t->view->lead;
	struct list_filter mine = {.field = field_find(rows->to, rows->back), .op = 'e', .value = value_int(json_int(t->lead, "id", 0))};
	struct list_request q = {.resource = rows->to, .filters = &mine, .filter_count = 1, .limit = LIST_MOST,
		.scope = &t->base.world->user->scope, .language = t->base.world->user->language};
	struct error e = {0};

	return json_get(list_read(task_store(t), a, &q, &e), "rows");
}

static bool next_of_lead(struct task *t)
{
	struct arena *a = arena_new();
	const struct json *rows = rows_of_lead(t, a);
	size_t number = 0;

	t->row_total = json_len(rows);
	for (const struct json *r = json_first(rows); r && !t->row; r = json_next(r)) {
		struct json *row = task_packed(t, a, t->view->lead->to, json_int(r, "id", 0));

		number++;
		if (!row || !is_open(row) || !task_lay_over(t, t->view->lead->to, row))
			continue;
		t->row = json_object(t->round);
		for (const struct json *v = json_first(row); v; v = json_next(v))
			json_set_copy(t->row, json_name(v), v);
	}
	t->row_number = number;
	arena_free(&a);
	return t->row != NULL;
}

bool task_next_row(struct task *t)
{
	t->row = NULL;
	if (!task_store(t))
		return false;
	if (t->view->lead)
		return next_of_lead(t);
	/* The leading row itself is done. */
	t->row = task_packed(t, t->round, t->view->resource, json_int(t->lead, "id", 0));
	t->row_total = t->row_number = 1;
	if (t->row && !(is_open(t->row) && task_lay_over(t, t->view->resource, t->row)))
		t->row = NULL;
	return t->row != NULL;
}

static const char *sscc_of(const struct task *t, int64_t carrier)
{
	const char *sscc = json_str(task_packed(t, t->round, resource_find("load-carriers"), carrier), "sscc");

	return sscc ? sscc : "";
}

static bool asked_freely(const struct task *t, const struct field *f)
{
	size_t i = task_step_named(t, f->name);

	return i < t->step_count && !t->steps[i].confirm;
}

/* "A-01-02-1" of a ref, for people. */
static const char *ref_text(const struct task *t, const struct resource *to, int64_t id)
{
	struct scope all = {.all = {true, true, true, true}};
	struct list_request q = {.resource = to, .scope = &all, .language = t->base.world->user->language, .limit = 1};
	struct error e = {0};
	struct json *row = to->replica ? list_one(task_store(t), t->round, &q, id, &e) : NULL;
	const char *key, *title;

	if (!row || !to->key)
		return "";
	key = show_value(to->key, row, q.language, t->round);
	title = to->titles[q.language] ? show_value(to->titles[q.language], row, q.language, t->round) : "";
	return *title ? arena_printf(t->round, "%s  %s", key, title) : key;
}

const char *task_shown(const struct task *t, const struct field *f, const struct json *v)
{
	int64_t id = 0, n = 0;

	if (f->type == TYPE_REF)
		return json_as_int(v, &id) && id && task_store(t) ? ref_text(t, f->to, id) : "";
	if (f->type == TYPE_BOOL)
		return json_as_bool(v, false) ? _("yes") : _("no");
	if (f->type == TYPE_QUANTITY && json_as_str(v) && decimal_parse(json_as_str(v), 3, false, f->name, &n, NULL))
		return task_quantity_text(t, t->round, n);
	return json_as_str(v) ? json_as_str(v) : "";
}

static bool is_nothing(const struct json *v)
{
	int64_t id;

	return !v || (json_as_int(v, &id) && !id) || (json_as_str(v) && !*json_as_str(v));
}

static void know(struct task *t, const struct field *f, const struct json *v)
{
	if (f->type == TYPE_REF && is_nothing(v))
		return;
	json_set_copy(t->known, f->name, v);
	json_set_str(t->expects, f->name, task_shown(t, f, v));
}

static void fill_one(struct task *t, const struct field *to, const struct json *from, const struct field *from_field)
{
	int64_t id = 0;

	if (!from || asked_freely(t, to))
		return;
	if (to->type == TYPE_SSCC && from_field && from_field->type == TYPE_REF) {
		json_as_int(from, &id);
		json_set_str(t->known, to->name, sscc_of(t, id));
		json_set_str(t->expects, to->name, sscc_of(t, id));
		return;
	}
	know(t, to, from);
}

static void fill_from(struct task *t, const struct resource *r, const struct json *row)
{
	for (size_t i = 0; i < t->kind->field_count; i++) {
		const struct field *f = &t->kind->fields[i], *same = field_find(r, f->name);

		if (same)
			fill_one(t, f, json_get(row, f->name), same);
	}
}

/* What leads the task, where the transaction names it, and its lease. */
static void fill_lead(struct task *t)
{
	for (size_t i = 0; i < t->kind->field_count; i++) {
		const struct field *f = &t->kind->fields[i];

		if (f->type == TYPE_REF && f->to == t->view->resource)
			fill_one(t, f, json_get(t->lead, "id"), NULL);
	}
	if (kind_field(t->kind, "lease"))
		json_set_int(t->known, "lease", t->lease);
}

void task_fill(struct task *t)
{
	const struct resource *rows = t->view->lead ? t->view->lead->to : t->view->resource;
	struct facts f;

	if (t->lead && t->view->resource)
		fill_lead(t);
	if (!t->row || t->finishing)
		return;
	fill_from(t, rows, t->row);
	for (size_t i = 0; i < t->view->fill_count; i++) {
		const struct view_fill *fill = &t->view->fills[i];

		fill_one(t, fill->body, json_get(t->row, fill->from ? fill->from->name : "id"), fill->from);
	}
	f = task_facts(t, t->round);
	if (facts_left(&f))
		json_set_str(t->expects, "quantity", task_quantity_text(t, t->round, facts_left(&f)));
}

/* The purchase order row that was chosen, or none any more: what it says is
 * known, such as its order when none was named. */
void task_row_of_claim(struct task *t)
{
	const struct field *claims = t->kind->claims;

	if (t->view->resource)
		return;
	t->known = json_object(t->round);
	t->expects = json_object(t->round);
	t->row = task_packed(t, t->round, claims->to, task_ref(t, claims->name));
	if (!t->row)
		return;
	task_lay_over(t, claims->to, t->row);
	for (size_t i = 0; i < t->kind->field_count; i++) {
		const struct field *f = &t->kind->fields[i], *same = field_find(claims->to, f->name);

		if (same && f->type == TYPE_REF && same->type == TYPE_REF)
			know(t, f, json_get(t->row, f->name));
	}
}
