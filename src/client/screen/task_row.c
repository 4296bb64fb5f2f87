/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/task.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/pending.h"
#include "client/screen/show.h"
#include "client/tui/words.h"
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

/* Lays own unanswered work over the packed row; false: nothing is left of it. */
static bool lay_over(const struct task *t, const struct resource *r, struct json *row)
{
	int64_t claimed = pending_claimed(t->base.world->pending, t->view->send->id, json_int(row, "id", 0));

	for (size_t i = 0; i < sizeof progress_rows / sizeof *progress_rows; i++) {
		const struct progress *p = &progress_rows[i];
		int64_t left;

		if (!str_eq(p->resource, r->id))
			continue;
		set_milli(row, p->done, milli(row, p->done) + claimed);
		left = milli(row, p->wanted) - milli(row, p->done) - milli(row, p->missing);
		if (p->remaining)
			set_milli(row, p->remaining, left > 0 ? left : 0);
		if (pending_closed(t->base.world->pending, t->view->send->id, json_int(row, "id", 0)))
			return false;
		return left > 0 || milli(row, p->wanted) == 0;
	}
	return true;
}

static struct json *packed(struct task *t, const struct resource *r, int64_t id)
{
	struct error e = {0};

	return task_store(t) ? row_pack(task_store(t), r, id, t->base.arena, &e) : NULL;
}

/* Row ids of the lead, in the rows' own order: first the way one walks. */
static const struct json *rows_of_lead(struct task *t, struct arena *a)
{
	const struct field *rows = t->view->lead;
	struct list_filter mine = {.field = field_find(rows->to, rows->back), .op = 'e', .value = value_int(json_int(t->lead, "id", 0))};
	struct list_request q = {.resource = rows->to, .filters = &mine, .filter_count = 1, .limit = LIST_MOST,
		.scope = &t->base.world->user->scope, .language = t->base.world->user->language};
	struct error e = {0};

	return json_get(list_read(task_store(t), a, &q, &e), "rows");
}

bool task_next_row(struct task *t)
{
	struct arena *a = arena_new();
	const struct json *rows;
	size_t number = 0;

	t->row = NULL;
	if (!t->view->resource) {
		arena_free(&a);
		return true;
	}
	if (!t->view->lead) { /* the leading row itself is done */
		t->row = t->row_total ? NULL : packed(t, t->view->resource, json_int(t->lead, "id", 0));
		t->row_total = t->row_number = 1;
		if (t->row && !lay_over(t, t->view->resource, t->row))
			t->row = NULL;
		arena_free(&a);
		return t->row != NULL;
	}
	rows = rows_of_lead(t, a);
	t->row_total = json_len(rows);
	for (const struct json *r = json_first(rows); r && !t->row; r = json_next(r)) {
		struct json *row = packed(t, t->view->lead->to, json_int(r, "id", 0));

		number++;
		if (row && (!json_str(row, "status") || str_eq(json_str(row, "status"), "open")) && lay_over(t, t->view->lead->to, row))
			t->row = row;
	}
	t->row_number = number;
	arena_free(&a);
	return t->row != NULL;
}

const char *task_sscc(struct task *t, int64_t carrier)
{
	struct json *row = carrier ? packed(t, resource_find("load-carriers"), carrier) : NULL;

	return row ? json_str(row, "sscc") : "";
}

static bool asked_freely(const struct task *t, const struct field *f)
{
	for (size_t i = 0; i < t->step_count; i++)
		if (t->steps[i].ask == f)
			return !t->steps[i].confirm;
	return false;
}

/* "A-01-02-1" of a ref, for people. */
static const char *ref_text(struct task *t, const struct resource *to, int64_t id)
{
	struct scope all = {.all = {true, true, true, true}};
	struct list_request q = {.resource = to, .scope = &all, .language = t->base.world->user->language, .limit = 1};
	struct error e = {0};
	struct json *row = list_one(task_store(t), t->round, &q, id, &e);
	const char *key, *title;

	if (!row || !to->key)
		return "";
	key = show_value(to->key, row, q.language, t->round);
	title = to->titles[q.language] ? show_value(to->titles[q.language], row, q.language, t->round) : "";
	return *title ? arena_printf(t->round, "%s  %s", key, title) : key;
}

const char *task_shown(struct task *t, const struct field *f, const struct json *v)
{
	int64_t id = 0;

	if (f->type == TYPE_REF)
		return json_as_int(v, &id) && id && task_store(t) ? ref_text(t, f->to, id) : "";
	if (f->type == TYPE_BOOL)
		return json_as_bool(v, false) ? _("yes") : _("no");
	return json_as_str(v) ? json_as_str(v) : "";
}

static void fill_one(struct task *t, const struct field *to, const struct json *from, const struct field *from_field)
{
	int64_t id = 0;

	if (!from || asked_freely(t, to))
		return;
	json_as_int(from, &id);
	if (to->type == TYPE_SSCC && from_field && from_field->type == TYPE_REF) {
		json_set_str(t->known, to->name, task_sscc(t, id));
		json_set_str(t->shown, to->name, task_sscc(t, id));
		return;
	}
	json_set_copy(t->known, to->name, from);
	json_set_str(t->shown, to->name, task_shown(t, to, from));
}

static void fill_from(struct task *t, const struct resource *r, const struct json *row)
{
	for (size_t i = 0; i < t->kind->field_count; i++) {
		const struct field *f = &t->kind->fields[i], *same = field_find(r, f->name);

		if (same)
			fill_one(t, f, json_get(row, f->name), same);
	}
}

void task_fill(struct task *t)
{
	const struct resource *rows = t->view->lead ? t->view->lead->to : t->view->resource;

	if (t->lead && t->view->resource) {
		const struct field *itself = NULL;

		for (size_t i = 0; i < t->kind->field_count; i++)
			if (t->kind->fields[i].type == TYPE_REF && t->kind->fields[i].to == t->view->resource)
				itself = &t->kind->fields[i];
		if (itself)
			fill_one(t, itself, json_get(t->lead, "id"), NULL);
		if (kind_field(t->kind, "lease"))
			json_set_int(t->known, "lease", t->lease);
	}
	if (!t->row || t->finishing)
		return;
	fill_from(t, rows, t->row);
	for (size_t i = 0; i < t->view->fill_count; i++) {
		const struct view_fill *fill = &t->view->fills[i];

		fill_one(t, fill->body, json_get(t->row, fill->from ? fill->from->name : "id"), fill->from);
	}
}

void task_row_of_claim(struct task *t)
{
	const struct field *claims = t->kind->claims;
	int64_t id = task_ref(t, claims->name);

	if (t->view->resource)
		return;
	t->row = id ? packed(t, claims->to, id) : NULL;
	if (!t->row)
		return;
	lay_over(t, claims->to, t->row);
	fill_from(t, claims->to, t->row);
	for (size_t i = 0; i < t->step_count; i++) { /* the row's own order, when none was named */
		const struct field *f = t->steps[i].ask;
		const struct json *v = f->type == TYPE_REF && field_find(claims->to, f->name) ? json_get(t->row, f->name) : NULL;
		int64_t there = 0;

		if (json_as_int(v, &there) && there && !task_ref(t, f->name)) {
			json_set_copy(t->body, f->name, v);
			json_set_str(t->shown, f->name, ref_text(t, f->to, there));
		}
	}
}
