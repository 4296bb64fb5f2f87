/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was scanned: the steps that it answers, wholly or not at all (task.h). */
#include "client/screen/task.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/scanned.h"
#include "client/tui/words.h"

/* What each thing that can be named is called in a screen file's "scan". */
static const char *const named_words[] = {
	[NAMED_ARTICLE] = "article", [NAMED_LOCATION] = "location", [NAMED_LOAD_CARRIER] = "load_carrier",
	[NAMED_PURCHASE_ORDER] = "order", [NAMED_PICK_ORDER] = "order", [NAMED_MOVEMENT_ORDER] = "order",
};

/* As it was before a scan, some of which may turn out not to do. */
struct before {
	struct json *body, *shown, *known, *expects, *row;
	struct task_answer answered[TASK_STEPS];
	size_t answered_count, kept;
	int64_t package_milli;
};

static struct json *copy(struct arena *a, const struct json *object)
{
	struct json *o = json_object(a);

	for (const struct json *v = json_first(object); v; v = json_next(v))
		json_set_copy(o, json_name(v), v);
	return o;
}

static void remember(const struct task *t, struct before *b)
{
	*b = (struct before){.body = copy(t->round, t->body), .shown = copy(t->round, t->shown), .known = t->known, .expects = t->expects,
		.row = t->row, .answered_count = t->answered_count, .kept = t->kept, .package_milli = t->package_milli};
	memcpy(b->answered, t->answered, sizeof b->answered);
}

static bool put_back(struct task *t, const struct before *b)
{
	t->body = b->body;
	t->shown = b->shown;
	t->known = b->known;
	t->expects = b->expects;
	t->row = b->row;
	t->answered_count = b->answered_count;
	t->kept = b->kept;
	t->package_milli = b->package_milli;
	memcpy(t->answered, b->answered, sizeof t->answered);
	return false;
}

static bool scans(const struct view_step *s, const char *what)
{
	for (size_t i = 0; i < s->scan_count; i++)
		if (str_eq(s->scans[i], what))
			return true;
	return false;
}

static bool is_asked_now(const struct task *t, const char *what)
{
	return t->at < t->step_count && scans(&t->steps[t->at], what);
}

static bool is_skipped(const struct task *t, size_t step)
{
	return task_is_answered(t, step) && !json_has(t->body, t->steps[step].ask->name);
}

/* The step that this answers: the one asked, else the first later one that
 * applies, else one before that does now, or that was skipped.  step_count:
 * none. */
static size_t step_for(const struct task *t, const char *what)
{
	for (size_t n = 0; n < t->step_count; n++) {
		size_t i = (t->at + n) % t->step_count;

		if (scans(&t->steps[i], what) && (!task_is_answered(t, i) || is_skipped(t, i)) && task_applies(t, i))
			return i;
	}
	return t->step_count;
}

/* The answered step that took such a scan; step_count: none. */
static size_t answered_by(const struct task *t, const char *what)
{
	for (size_t i = t->answered_count; i-- > 0;)
		if (scans(&t->steps[t->answered[i].step], what) && json_has(t->body, t->steps[t->answered[i].step].ask->name))
			return t->answered[i].step;
	return t->step_count;
}

bool task_is_scanned(const struct view_step *s)
{
	for (size_t i = 0; i < s->scan_count; i++)
		if (!str_starts(s->scans[i], "gs1 "))
			return true;
	return false;
}

const char *task_scan_wanted(const struct task *t)
{
	for (size_t i = t->at; i < t->step_count; i++)
		if (task_is_scanned(&t->steps[i]) && !task_is_answered(t, i) && task_applies(t, i))
			return task_label(t, t->steps[i].ask);
	return t->at < t->step_count ? task_label(t, t->steps[t->at].ask) : "-";
}

static bool unknown(const struct task *t, const char *text, struct error *e)
{
	return error_set(e, ERR_UNKNOWN_BARCODE, NULL, _("%s; asked for is: %s"), text, task_scan_wanted(t));
}

static bool not_now(const struct task *t, const char *text, struct error *e)
{
	return error_set(e, ERR_INVALID, text, _("not now; asked for is: %s"), task_scan_wanted(t));
}

static const char *resolved_text(const struct task *t, const struct resolved *r)
{
	return str_empty(r->name) ? r->code : arena_printf(t->round, "%s  %s", r->code, r->name);
}

static bool is_same(const struct task *t, size_t step, const struct resolved *r)
{
	const struct field *f = t->steps[step].ask;

	return f->type == TYPE_REF ? task_ref(t, f->name) == r->id : str_eq(json_str(t->body, f->name), r->code);
}

/* The article again while its quantity is asked: one package more; the scan
 * that named it was the first. */
static bool one_more(struct task *t, const struct resolved *r)
{
	int64_t so_far = t->package_milli;

	if (r->what != NAMED_ARTICLE || t->at >= t->step_count || !str_eq(t->steps[t->at].ask->name, "quantity") || task_ref(t, "article") != r->id)
		return false;
	if (t->edit.text[0] && !decimal_parse(t->edit.text, 3, true, "quantity", &so_far, NULL))
		return false;
	edit_set(&t->edit, task_quantity_text(t, t->round, so_far + r->package_milli));
	t->counting = true;
	return true;
}

/* It was scanned already, or something else was. */
static bool again(struct task *t, size_t before, const struct resolved *r, struct error *e)
{
	const struct field *f = t->steps[before].ask;

	if (is_same(t, before, r))
		return true;
	if (r->what == NAMED_ARTICLE)
		return task_wrong(t, f, json_str(t->shown, f->name), resolved_text(t, r), e);
	return not_now(t, resolved_text(t, r), e);
}

static bool take_resolved(struct task *t, const struct resolved *r, struct error *e)
{
	const char *what = named_words[r->what];
	size_t step = step_for(t, what), before = answered_by(t, what);
	const struct field *f;

	if (one_more(t, r))
		return true;
	if (before < t->step_count && !is_asked_now(t, what) && (step == t->step_count || is_same(t, before, r)))
		return again(t, before, r, e);
	if (step == t->step_count)
		return not_now(t, resolved_text(t, r), e);
	f = t->steps[step].ask;
	if (f->type == TYPE_SSCC) {
		if (!r->id && f == t->kind->from.load_carrier)
			return error_set(e, ERR_NOT_FOUND, r->code, NULL);
		return task_take_text(t, step, r->code, r->code, e);
	}
	if (f->type != TYPE_REF || f->to != scanned_resource(r->what))
		return not_now(t, resolved_text(t, r), e);
	if (!task_chosen(t, step, r->id, resolved_text(t, r), e))
		return false;
	if (r->what == NAMED_ARTICLE)
		t->package_milli = r->package_milli;
	return true;
}

static bool answers(const struct task *t, size_t step, const struct resolved *r)
{
	const struct field *f;

	if (step >= t->step_count || !scans(&t->steps[step], named_words[r->what]))
		return false;
	f = t->steps[step].ask;
	return f->type == TYPE_SSCC ? r->what == NAMED_LOAD_CARRIER : f->type == TYPE_REF && f->to == scanned_resource(r->what);
}

/* Of those of one kind that have the name, the ones that would do; all, when
 * none does: the first then says why. */
static size_t narrow(struct task *t, struct resolved *list, size_t n)
{
	size_t kept = 0;
	struct resolved first = list[0];

	for (size_t i = 0; i < n; i++) {
		size_t step = step_for(t, named_words[list[i].what]);
		struct json *box = json_object(t->round);
		struct error e = {0};

		json_set_int(box, "v", list[i].id);
		if (step == t->step_count || t->steps[step].ask->type != TYPE_REF || task_check(t, step, json_get(box, "v"), list[i].code, &e))
			list[kept++] = list[i];
	}
	list[0] = kept ? list[0] : first;
	return kept ? kept : 1;
}

/* One of them, or a question which is meant. */
static bool take_one_of(struct task *t, struct resolved *list, size_t n, const struct scan *scan, struct error *e)
{
	n = narrow(t, list, n);
	if (n == 1)
		return take_resolved(t, &list[0], e);
	memcpy(t->several, list, n * sizeof *list);
	t->several_count = n;
	t->several_scan = scan;
	return true;
}

static size_t only(const struct resolved *list, size_t n, enum named what, struct resolved *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (list[i].what == what)
			out[kept++] = list[i];
	return kept;
}

/* A plain name may be of several kinds of thing: the one asked for soonest. */
static bool take_plain(struct task *t, const struct resolved *list, size_t n, const struct scan *scan, bool typed, struct error *e)
{
	struct resolved these[RESOLVE_MOST];
	size_t best = t->step_count + 1;
	enum named what = NAMED_ARTICLE;

	for (size_t i = 0; i < n; i++) {
		size_t step = typed ? t->at : step_for(t, named_words[list[i].what]), distance;

		if (step < t->step_count && !answers(t, step, &list[i]))
			continue;
		distance = step == t->step_count ? step : (step + t->step_count - t->at) % t->step_count;
		if (distance < best) {
			best = distance;
			what = list[i].what;
		}
	}
	if (best > t->step_count || n == 0)
		return unknown(t, scan->text, e);
	n = only(list, n, what, these);
	return take_one_of(t, these, n, scan, e);
}

static bool take_element(struct task *t, const struct gs1_element *el, bool *used, struct error *e)
{
	char what[12];
	size_t step, before;

	snprintf(what, sizeof what, "gs1 %s", el->ai->ai);
	step = step_for(t, what);
	before = answered_by(t, what);
	if (step == t->step_count && before == t->step_count)
		return true;
	*used = true;
	if (step == t->step_count) { /* answered: it must say the same */
		const struct field *f = t->steps[before].ask;

		return f->type == TYPE_QUANTITY || str_eq(json_str(t->body, f->name), el->value) ||
			task_wrong(t, f, json_str(t->shown, f->name), el->value, e);
	}
	if (t->steps[step].ask->type == TYPE_QUANTITY) { /* 37 counts packages, 30 pieces */
		int64_t each = str_eq(el->ai->ai, "37") && t->package_milli ? t->package_milli : 1000;
		int64_t count = el->milli / 1000;

		if (count > DECIMAL_MAX / each)
			return error_set(e, ERR_INVALID, task_label(t, t->steps[step].ask), "%s", el->value);
		return task_read(t, step, task_quantity_text(t, t->round, count * each), e);
	}
	return task_read(t, step, el->value, e);
}

/* Goods past their date are not picked, whether the article asks for it or not. */
static bool check_dates(const struct task *t, const struct scan *scan, struct error *e)
{
	struct facts f = task_facts(t, t->round);
	const struct gs1_element *el = gs1_find(&scan->gs1, "17");

	return !el || !t->kind->order || strcmp(el->value, f.today) >= 0 || error_set(e, ERR_EXPIRED, NULL, "%s", el->value);
}

/* The load carrier, the order, and then the rest in the order of the symbol. */
static bool take_rest(struct task *t, const struct scan *scan, bool used, struct error *e)
{
	struct resolved list[RESOLVE_MOST], these[RESOLVE_MOST];
	size_t n = resolve_scan(task_store(t), t->round, scan, &t->base.world->user->scope, list), orders, carriers;

	carriers = only(list, n, NAMED_LOAD_CARRIER, these);
	if (gs1_find(&scan->gs1, "00") && step_for(t, "load_carrier") < t->step_count) {
		if (!carriers)
			return unknown(t, gs1_find(&scan->gs1, "00")->value, e);
		if (!take_resolved(t, &these[0], e))
			return false;
		used = true;
	}
	orders = only(list, n, NAMED_PURCHASE_ORDER, these);
	if (orders && step_for(t, "order") < t->step_count) {
		if (!take_resolved(t, &these[0], e))
			return false;
		used = true;
	}
	for (size_t i = 0; i < scan->gs1.count; i++) {
		const char *ai = scan->gs1.elements[i].ai->ai;

		if (str_eq(ai, "00") || str_eq(ai, "01") || str_eq(ai, "02") || str_eq(ai, "400"))
			continue;
		if (!take_element(t, &scan->gs1.elements[i], &used, e))
			return false;
	}
	return used || not_now(t, scan->gs1.elements[0].value, e);
}

/* An element string fills what it can, the article first: it decides what
 * else is asked. */
static bool take_gs1(struct task *t, const struct scan *scan, struct error *e)
{
	struct resolved list[RESOLVE_MOST], these[RESOLVE_MOST];
	const struct gs1_element *gtin = gs1_find(&scan->gs1, "01");
	size_t n = resolve_scan(task_store(t), t->round, scan, &t->base.world->user->scope, list);
	bool wanted = step_for(t, "article") < t->step_count || answered_by(t, "article") < t->step_count;

	if (!gtin)
		gtin = gs1_find(&scan->gs1, "02");
	if (!check_dates(t, scan, e))
		return false;
	if (!gtin || !wanted)
		return take_rest(t, scan, false, e);
	n = only(list, n, NAMED_ARTICLE, these);
	if (!n)
		return unknown(t, gtin->value, e);
	if (!take_one_of(t, these, n, scan, e))
		return false;
	return t->several_count || t->counting || take_rest(t, scan, true, e);
}

/* Some labels have the date as a code of its own; shorter forms of it could be
 * any number. */
static bool is_date_asked_now(const struct task *t, const char *text)
{
	return t->at < t->step_count && t->steps[t->at].ask->type == TYPE_DATE && strlen(text) == 10 && text[4] == '-' && text[7] == '-';
}

static bool take_scan(struct task *t, const struct scan *scan, bool typed, struct error *e)
{
	struct resolved list[RESOLVE_MOST];
	size_t n;

	if (scan->kind == SCAN_GS1)
		return take_gs1(t, scan, e);
	n = resolve_scan(task_store(t), t->round, scan, &t->base.world->user->scope, list);
	if (n == 0 && (is_asked_now(t, "text") || is_date_asked_now(t, scan->text)))
		return task_read(t, t->at, scan->text, e);
	return take_plain(t, list, n, scan, typed, e);
}

bool task_scanned(struct task *t, const char *bytes, size_t len, bool typed, struct error *e)
{
	struct scan *scan = arena_alloc(t->round, sizeof *scan);
	struct before before;

	t->counting = false;
	if (!task_store(t))
		return error_set(e, ERR_NOT_OFFLINE, NULL, NULL);
	if (!scanned_read(t->base.world, bytes, len, scan, e))
		return false;
	remember(t, &before);
	return take_scan(t, scan, typed, e) || put_back(t, &before);
}

bool task_which(struct task *t, size_t n, struct error *e)
{
	struct resolved one = t->several[n];
	const struct scan *scan = t->several_scan;
	struct before before;

	remember(t, &before);
	t->several_count = 0;
	if (!take_resolved(t, &one, e))
		return put_back(t, &before);
	return t->counting || scan->kind != SCAN_GS1 || take_rest(t, scan, true, e) || put_back(t, &before);
}
