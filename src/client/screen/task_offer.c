/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may answer the step: what Enter alone means, and rows to choose one of
 * (task.h). */
#include "client/screen/task.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/show.h"
#include "model/row.h"

enum { FILTERS = 8, TEXT_BYTES = 60 };

const char *task_quantity_text(const struct task *t, struct arena *a, int64_t milli)
{
	char text[32];

	return arena_strdup(a, decimal_print(milli, 3, t->base.world->user->language == SWEDISH ? ',' : '.', text));
}

/* A column that says nothing new: whose it is, what was answered already, how
 * much there once was. */
static bool is_noise(const struct task *t, const struct resource *r, const struct field *f)
{
	if (f == r->scope[SCOPE_GOODS_OWNER] || f == r->scope[SCOPE_WAREHOUSE] || f == r->scope[SCOPE_SUPPLIER])
		return true;
	if (f->type == TYPE_QUANTITY && field_find(r, "remaining") && !str_eq(f->name, "remaining"))
		return true;
	return f->type == TYPE_BOOL || f->type == TYPE_ROWS || f->type == TYPE_SUM || (kind_field(t->kind, f->name) && task_ref(t, f->name));
}

/* "K10001  2  Remaining 8": the row's own columns but for what is known already. */
static const char *choice_text(const struct task *t, const struct resource *r, const struct json *row)
{
	int language = t->base.world->user->language;
	struct buf *b = buf_new(t->round);

	if (r->key && r->title == NULL && r->titles[language])
		return show_value(r->titles[language], row, language, t->round);
	for (size_t i = 0; i < r->field_count && b->len < TEXT_BYTES; i++) {
		const struct field *f = &r->fields[i];
		const char *text = is_noise(t, r, f) ? "" : show_value(f, row, language, t->round);

		if (*text)
			buf_addf(b, "%s%s%s%s", b->len ? "  " : "", f->type == TYPE_QUANTITY ? show_label(f, language) : "",
				f->type == TYPE_QUANTITY ? " " : "", text);
	}
	return buf_str(b);
}

/* What is known holds for the row, too; and it is open, or in use. */
static size_t filters_of(const struct task *t, const struct field *ask, struct list_filter filters[FILTERS])
{
	const struct resource *r = ask->to;
	size_t n = 0;

	for (size_t i = 0; i < t->kind->field_count && n < FILTERS - 2; i++) {
		const struct field *mine = &t->kind->fields[i], *theirs = field_find(r, mine->name);

		if (theirs && mine->type == TYPE_REF && theirs->type == TYPE_REF && mine != ask && task_ref(t, mine->name))
			filters[n++] = (struct list_filter){theirs, 'e', value_int(task_ref(t, mine->name))};
	}
	for (int i = 0; i < 2; i++) {
		const struct field *flag = field_find(r, i ? "active" : "open");

		if (flag && flag->type == TYPE_BOOL)
			filters[n++] = (struct list_filter){flag, 'e', value_int(1)};
	}
	return n;
}

static void list_choices(struct task *t, const struct field *ask)
{
	struct list_filter filters[FILTERS];
	struct list_request q = {.resource = ask->to, .filters = filters, .limit = LIST_MOST, .scope = &t->base.world->user->scope,
		.language = t->base.world->user->language};
	struct error e = {0};
	const struct json *rows;

	q.filter_count = filters_of(t, ask, filters);
	rows = json_get(list_read(task_store(t), t->round, &q, &e), "rows");
	for (const struct json *row = json_first(rows); row && !t->choices_more; row = json_next(row)) {
		struct json *laid = (struct json *)row; /* ours: it was read for this */

		if (ask == t->kind->claims && !task_lay_over(t, ask->to, laid))
			continue;
		t->choices_more = t->choice_count == TASK_CHOICES;
		if (!t->choices_more)
			t->choices[t->choice_count++] = (struct task_choice){json_int(laid, "id", 0), choice_text(t, ask->to, laid)};
	}
}

static const char *text_of_choice(const struct task *t, int64_t id)
{
	for (size_t i = 0; i < t->choice_count; i++)
		if (t->choices[i].id == id)
			return t->choices[i].text;
	return NULL;
}

static void suggest_last(struct task *t, const struct field *f)
{
	const struct json *v = json_get(json_get(t->last, "body"), f->name);

	t->suggestion = json_str(json_get(t->last, "shown"), f->name);
	if (str_empty(t->suggestion))
		t->suggestion = NULL;
	else
		json_as_int(v, &t->suggested);
}

static void suggest(struct task *t, const struct view_step *s)
{
	struct facts f = task_facts(t, t->round);
	const char *text = suggestion_make(s->suggest, &f, t->round);
	int64_t n;

	t->suggestion = text;
	if (text && s->ask->type == TYPE_REF && s->scan_count == 0 && str_int64(text, 1, INT64_MAX, &n)) {
		t->suggestion = text_of_choice(t, n); /* an id, which nobody types */
		t->suggested = t->suggestion ? n : 0;
	} else if (text && s->ask->type == TYPE_QUANTITY && decimal_parse(text, 3, false, s->ask->name, &n, NULL)) {
		t->suggestion = task_quantity_text(t, t->round, n);
	}
}

void task_prepare(struct task *t)
{
	const struct view_step *s;

	t->suggestion = NULL;
	t->suggested = 0;
	t->choice_count = 0;
	t->choices_more = false;
	t->counting = false;
	edit_init(&t->edit, 0, false);
	if (t->at >= t->step_count || !task_store(t))
		return;
	s = &t->steps[t->at];
	if (s->ask->type == TYPE_REF && s->scan_count == 0)
		list_choices(t, s->ask);
	if (s->suggest && str_eq(s->suggest, "last"))
		suggest_last(t, s->ask);
	else if (s->suggest && !json_bool(t->body, "short", false)) /* who says that it is not enough says how much */
		suggest(t, s);
	/* A date is read off the label, not scanned: Enter says that it is the same. */
	if (s->confirm && s->ask->type == TYPE_DATE && task_expected(t, t->at))
		t->suggestion = json_str(t->expects, s->ask->name);
	if (t->package_milli > 1000 && str_eq(s->ask->name, "quantity") && !t->suggestion && !json_bool(t->body, "short", false))
		t->suggestion = task_quantity_text(t, t->round, t->package_milli);
}
