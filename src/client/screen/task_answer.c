/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/show.h"
#include "client/tui/words.h"
#include "model/row.h"
#include "store/store.h"

/* What each thing that can be named is called in a screen file's "scan", and
 * which resource it is a row of. */
static const struct named_row {
	const char *scan, *resource;
	enum error_code wrong; /* said when another one was expected */
} named_rows[] = {
	[NAMED_ARTICLE] = {"article", "articles", ERR_WRONG_ARTICLE},
	[NAMED_LOCATION] = {"location", "locations", ERR_WRONG_LOCATION},
	[NAMED_LOAD_CARRIER] = {"load_carrier", "load-carriers", ERR_INVALID},
	[NAMED_PURCHASE_ORDER] = {"order", "purchase-orders", ERR_INVALID},
	[NAMED_PICK_ORDER] = {"order", "pick-orders", ERR_INVALID},
	[NAMED_MOVEMENT_ORDER] = {"order", "movement-orders", ERR_INVALID},
};

static const char *label_of(const struct task *t, const struct field *f)
{
	return show_label(f, t->base.world->user->language);
}

const char *task_quantity_text(struct task *t, int64_t milli)
{
	char text[32];

	return arena_strdup(t->round, decimal_print(milli, 3, '.', text));
}

/* "K10001 2 144": the row's own columns but for what is known already. */
const char *task_choice_text(const struct task *t, const struct resource *r, const struct json *row)
{
	int language = t->base.world->user->language;
	struct buf *b = buf_new(t->round);

	if (r->key && r->title == NULL && r->titles[language]) {
		buf_adds(b, show_value(r->titles[language], row, language, t->round));
		return buf_str(b);
	}
	for (size_t i = 0; i < r->field_count && b->len < 60; i++) {
		const struct field *f = &r->fields[i];
		bool scope = f->type == TYPE_REF && (field_find(r, f->name) == r->scope[SCOPE_GOODS_OWNER] || f == r->scope[SCOPE_WAREHOUSE]);
		const char *text;

		if (scope || f->type == TYPE_BOOL || f->type == TYPE_ROWS || (kind_field(t->kind, f->name) && task_ref(t, f->name)))
			continue;
		text = show_value(f, row, language, t->round);
		if (*text)
			buf_addf(b, "%s%s", b->len ? "  " : "", text);
	}
	return buf_str(b);
}

/* What the row in hand expects of this field; NULL: anything goes. */
static const struct json *expected_value(const struct task *t, size_t step)
{
	const struct json *v = t->steps[step].confirm ? json_get(t->known, t->steps[step].ask->name) : NULL;
	int64_t id;

	if (v && ((json_as_int(v, &id) && !id) || (json_as_str(v) && !*json_as_str(v))))
		return NULL;
	return v;
}

static bool equal(const struct json *a, const struct json *b)
{
	int64_t x, y;

	if (json_as_int(a, &x) && json_as_int(b, &y))
		return x == y;
	return json_as_str(a) && json_as_str(b) && str_eq(json_as_str(a), json_as_str(b));
}

static enum error_code wrong_code(const struct field *f)
{
	for (size_t i = 0; f->type == TYPE_REF && i < sizeof named_rows / sizeof *named_rows; i++)
		if (str_eq(named_rows[i].resource, f->to->id))
			return named_rows[i].wrong;
	return str_eq(f->name, "batch") ? ERR_WRONG_BATCH : ERR_INVALID;
}

static bool is_locked(struct task *t, const struct field *f, int64_t id)
{
	struct error e = {0};
	struct json *row;

	if (f->type != TYPE_REF || !field_find(f->to, "locked") || field_find(f->to, "locked")->type != TYPE_BOOL)
		return false;
	row = row_pack(task_store(t), f->to, id, t->round, &e);
	return json_bool(row, "locked", false);
}

/* Goods that are past their date are not picked. */
static bool is_expired(const struct task *t, const struct field *f, const struct json *v)
{
	char today[11];

	if (!str_eq(f->name, "expiry") || t->kind->from_nowhere || !json_as_str(v) || !*json_as_str(v))
		return false;
	clock_local_date(t->base.world->ports->ops->now_ms(t->base.world->ports), today);
	return strcmp(json_as_str(v), today) < 0;
}

/* The one place where an answer is taken: checked, kept, shown. */
static bool take(struct task *t, size_t step, const struct json *v, const char *shown, struct error *e)
{
	const struct field *f = t->steps[step].ask;
	const struct json *want = expected_value(t, step);
	int64_t id = 0;

	if (want && !equal(want, v))
		return error_set(e, wrong_code(f), label_of(t, f), _("it should be %s, not %s"), json_str(t->shown, f->name) ? json_str(t->shown, f->name) : "?",
			shown);
	if (json_as_int(v, &id) && is_locked(t, f, id))
		return error_set(e, ERR_LOCKED, shown, NULL);
	if (is_expired(t, f, v))
		return error_set(e, ERR_EXPIRED, label_of(t, f), "%s", shown);
	json_set_copy(t->body, f->name, v);
	json_set_str(t->shown, f->name, shown);
	for (size_t i = 0; i < t->answered_count; i++)
		if (t->steps[t->answered[i]].ask == f)
			return true;
	if (t->answered_count < TASK_STEPS)
		t->answered[t->answered_count++] = step;
	if (f == t->kind->claims)
		task_row_of_claim(t);
	return true;
}

static struct json *boxed(struct task *t)
{
	return json_object(t->round);
}

bool task_chosen(struct task *t, size_t step, int64_t id, const char *text, struct error *e)
{
	struct json *box = boxed(t);

	json_set_int(box, "v", id);
	return take(t, step, json_get(box, "v"), text, e);
}

static bool take_text(struct task *t, size_t step, const char *value, const char *shown, struct error *e)
{
	struct json *box = boxed(t);

	json_set_str(box, "v", value);
	return take(t, step, json_get(box, "v"), shown, e);
}

void task_skip(struct task *t, size_t step)
{
	struct error e = {0};

	if (t->steps[step].ask->type == TYPE_REF)
		task_chosen(t, step, 0, "", &e);
	else
		take_text(t, step, "", "", &e);
}

static bool scans(const struct view_step *s, const char *what)
{
	for (size_t i = 0; i < s->scan_count; i++)
		if (str_eq(s->scans[i], what))
			return true;
	return false;
}

/* The step that this answers: the one asked, else the first later one that
 * applies, else an answered one that comes again (a new location is a change
 * of mind).  step_count: none. */
static size_t step_for(const struct task *t, const char *what)
{
	for (size_t i = t->at; i < t->step_count; i++)
		if (scans(&t->steps[i], what) && !task_is_answered(t, i) && task_applies(t, i))
			return i;
	for (size_t i = 0; i < t->at && i < t->step_count; i++)
		if (scans(&t->steps[i], what) && !task_is_answered(t, i) && task_applies(t, i))
			return i;
	return t->step_count;
}

static const char *resolved_text(struct task *t, const struct resolved *r)
{
	return str_empty(r->name) ? r->code : arena_printf(t->round, "%s  %s", r->code, r->name);
}

/* The article again while its quantity is asked: one package more. */
static bool one_more(struct task *t, const struct resolved *r)
{
	int64_t so_far = 0;

	if (r->what != NAMED_ARTICLE || t->at >= t->step_count || !str_eq(t->steps[t->at].ask->name, "quantity") ||
		task_ref(t, "article") != r->id)
		return false;
	if (t->edit.text[0] && !decimal_parse(t->edit.text, 3, true, "quantity", &so_far, NULL))
		return false;
	edit_set(&t->edit, task_quantity_text(t, so_far + r->package_milli));
	return true;
}

bool task_resolved(struct task *t, const struct resolved *r, struct error *e)
{
	const char *what = named_rows[r->what].scan;
	size_t step = step_for(t, what);
	const struct field *f;

	if (one_more(t, r))
		return true;
	if (step == t->step_count)
		return error_set(e, ERR_INVALID, resolved_text(t, r), "%s", _("not asked for now"));
	f = t->steps[step].ask;
	if (r->what == NAMED_ARTICLE)
		t->package_milli = r->package_milli;
	if (f->type == TYPE_SSCC)
		return take_text(t, step, r->code, r->code, e);
	if (f->type != TYPE_REF || !str_eq(f->to->id, named_rows[r->what].resource))
		return error_set(e, ERR_INVALID, resolved_text(t, r), "%s", _("not asked for now"));
	return task_chosen(t, step, r->id, resolved_text(t, r), e);
}

/* The most special kind of name first: of those that a step asks for now. */
static size_t wanted(const struct task *t, struct resolved *list, size_t n)
{
	size_t best = t->step_count + 1, kept = 0;
	enum named what = NAMED_ARTICLE;

	for (size_t i = 0; i < n; i++) {
		size_t step = step_for(t, named_rows[list[i].what].scan);

		if (step < t->step_count && t->steps[step].ask->type == TYPE_REF &&
			!str_eq(t->steps[step].ask->to->id, named_rows[list[i].what].resource))
			continue;
		if (step < best) {
			best = step;
			what = list[i].what;
		}
	}
	if (best > t->step_count)
		return n;
	for (size_t i = 0; i < n; i++)
		if (list[i].what == what)
			list[kept++] = list[i];
	return kept;
}

/* One name: an id, or a question which of several is meant. */
static bool take_named(struct task *t, const struct scan *scan, bool *known, struct error *e)
{
	struct resolved list[RESOLVE_MOST];
	size_t n = resolve_scan(task_store(t), t->round, scan, &t->base.world->user->scope, list);

	n = wanted(t, list, n);
	*known = n > 0;
	if (n == 0)
		return false;
	if (n == 1)
		return task_resolved(t, &list[0], e);
	/* The row in hand knows which one. */
	for (size_t i = 0; i < n; i++) {
		size_t step = step_for(t, named_rows[list[i].what].scan);
		int64_t id = 0;

		if (step < t->step_count && json_as_int(expected_value(t, step), &id) && id == list[i].id)
			return task_resolved(t, &list[i], e);
	}
	memcpy(t->several, list, n * sizeof *list);
	t->several_count = n;
	return true;
}

static bool take_element(struct task *t, const struct gs1_element *el, bool *used, struct error *e)
{
	char what[12];
	size_t step;

	snprintf(what, sizeof what, "gs1 %s", el->ai->ai);
	step = step_for(t, what);
	if (step == t->step_count)
		return true;
	*used = true;
	if (t->steps[step].ask->type == TYPE_QUANTITY) {
		int64_t package = t->package_milli > 1000 ? t->package_milli / 1000 : 1;
		const char *text = task_quantity_text(t, el->milli * package);

		return take_text(t, step, text, text, e);
	}
	return take_text(t, step, el->value, el->value, e);
}

/* An element string fills what it can: the named thing first (its facts tell
 * what else is asked), then the rest in the order of the steps. */
static bool take_gs1(struct task *t, const struct scan *scan, struct error *e)
{
	bool known = false, used = false, names = gs1_find(&scan->gs1, "01") || gs1_find(&scan->gs1, "02") || gs1_find(&scan->gs1, "00");

	if (names && !(gs1_find(&scan->gs1, "00") && step_for(t, "gs1 00") == t->step_count && step_for(t, "load_carrier") == t->step_count)) {
		bool done = take_named(t, scan, &known, e);

		if (known && !done)
			return false;
		if (t->several_count)
			return true;
		used = known;
	}
	for (size_t i = 0; i < scan->gs1.count; i++) {
		const char *ai = scan->gs1.elements[i].ai->ai;

		if ((str_eq(ai, "01") || str_eq(ai, "02")) || (str_eq(ai, "00") && used))
			continue;
		if (!take_element(t, &scan->gs1.elements[i], &used, e))
			return false;
	}
	if (!used)
		return error_set(e, ERR_UNKNOWN_BARCODE, NULL, "%s", scan->text);
	return true;
}

static int year_now(const struct task *t)
{
	time_t now = (time_t)(t->base.world->ports->ops->now_ms(t->base.world->ports) / 1000);
	struct tm tm;

	gmtime_r(&now, &tm);
	return tm.tm_year + 1900;
}

static bool read_value(struct task *t, size_t step, const char *text, struct error *e)
{
	const struct field *f = t->steps[step].ask;
	struct json *box = boxed(t);
	struct value v;

	if (!types[f->type].read(f, text, t->round, &v, e))
		return false;
	types[f->type].put(f, &v, box);
	return take(t, step, json_get(box, f->name), types[f->type].show(f, &v, t->base.world->user->language, t->round), e);
}

bool task_scanned(struct task *t, const char *bytes, size_t len, struct error *e)
{
	struct scan *scan = arena_alloc(t->round, sizeof *scan);
	bool known = false;

	if (!task_store(t))
		return error_set(e, ERR_NOT_OFFLINE, NULL, NULL);
	if (!scan_read(bytes, len, t->base.world->separator, year_now(t), scan, e))
		return false;
	if (scan->kind == SCAN_GS1)
		return take_gs1(t, scan, e);
	if (take_named(t, scan, &known, e))
		return true;
	if (known)
		return false;
	if (scan->kind == SCAN_SSCC) { /* a carrier nobody has seen */
		struct resolved fresh = {.what = NAMED_LOAD_CARRIER, .code = arena_strdup(t->round, scan->text)};

		return task_resolved(t, &fresh, e);
	}
	if (t->at < t->step_count && scans(&t->steps[t->at], "text"))
		return read_value(t, t->at, scan->text, e);
	return error_set(e, ERR_UNKNOWN_BARCODE, NULL, "%s", scan->text);
}

/* "3x12" and "3*12": so many packages. */
static bool read_quantity(struct task *t, const char *text, struct error *e)
{
	const char *times = strpbrk(text, "xX*");
	const char *label = label_of(t, t->steps[t->at].ask);
	int64_t a, b;

	if (!times)
		return read_value(t, t->at, text, e);
	if (!decimal_parse(arena_strndup(t->round, text, (size_t)(times - text)), 3, true, label, &a, e) ||
		!decimal_parse(times + 1, 3, true, label, &b, e))
		return false;
	if (a % 1000 || a < 0 || a > 100000 * 1000 || b < 0 || b > 100000 * (int64_t)1000)
		return error_set(e, ERR_INVALID, label, "%s", text);
	return read_value(t, t->at, task_quantity_text(t, a / 1000 * b), e);
}

static bool typed_ref(struct task *t, const char *text, struct error *e)
{
	const struct view_step *s = &t->steps[t->at];
	int64_t n;
	struct json *found;

	if (t->choice_count && str_int64(text, 1, (int64_t)t->choice_count, &n))
		return task_chosen(t, t->at, t->choices[n - 1].id, t->choices[n - 1].text, e);
	if (s->scan_count)
		return task_scanned(t, text, strlen(text), e);
	found = lookup_read(task_store(t), t->round, s->ask->to, &t->base.world->user->scope, text, 2, t->base.world->user->language, e);
	if (json_len(found) != 1)
		return error_set(e, ERR_NOT_FOUND, text, NULL);
	return task_chosen(t, t->at, json_int(json_first(found), "id", 0), show_ref(json_first(found), t->round), e);
}

static bool typed_bool(struct task *t, const char *text, struct error *e)
{
	struct json *box = boxed(t);
	bool yes = strchr("1yYjJ", text[0]) != NULL;

	if (!yes && !strchr("2nN0", text[0]))
		return error_set(e, ERR_INVALID, label_of(t, t->steps[t->at].ask), "%s", _("1 yes, 2 no"));
	json_set_bool(box, "v", yes);
	return take(t, t->at, json_get(box, "v"), yes ? _("yes") : _("no"), e);
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
		return error_set(e, ERR_REQUIRED, label_of(t, s->ask), NULL);
	switch (s->ask->type) {
	case TYPE_REF:
		return typed_ref(t, text, e);
	case TYPE_SSCC:
		return task_scanned(t, text, strlen(text), e);
	case TYPE_QUANTITY:
		return read_quantity(t, text, e);
	case TYPE_BOOL:
		return typed_bool(t, text, e);
	default:
		return read_value(t, t->at, text, e);
	}
}
