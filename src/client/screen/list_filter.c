/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list is narrowed to and sorted by. */
#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/list.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

#define DAY_MS INT64_C(86400000)

static int language(const struct list_screen *l)
{
	return l->base.world->user->language;
}

static void drop(struct list_screen *l, const struct field *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->filter_count; i++)
		if (l->filters[i].field != f)
			l->filters[kept++] = l->filters[i];
	l->filter_count = kept;
}

static void add(struct list_screen *l, const struct field *f, char op, struct value v, const char *shown)
{
	struct arena *a = l->base.arena;

	if (l->filter_count == LIST_FILTERS)
		return;
	if (v.is_text)
		v.text = arena_strdup(a, v.text);
	l->filters[l->filter_count++] = (struct set_filter){.field = f, .op = op, .value = v, .shown = arena_strdup(a, shown)};
}

static void add_equal(struct list_screen *l, const struct field *f, struct value v, struct arena *a)
{
	add(l, f, 'e', v, types[f->type].show(f, &v, language(l), a));
}

static void add_ref(struct list_screen *l, const struct field *f, const struct json *v, struct arena *a)
{
	int64_t id = json_int(v, "id", 0);

	if (json_type(v) != JSON_OBJECT) {
		json_as_int(v, &id);
		add(l, f, 'e', (struct value){.number = id}, arena_printf(a, "#%" PRId64, id));
		return;
	}
	add(l, f, 'e', (struct value){.number = id}, show_ref(v, a));
}

static bool is_filtered(const struct list_screen *l, const struct field *f)
{
	for (size_t i = 0; i < l->filter_count; i++)
		if (l->filters[i].field == f)
			return true;
	return false;
}

/* The goods owner one works for now, where one has several (B16): a filter
 * like any other, seen and taken away by whoever wants all.  Floor work is
 * done for all of them. */
static void filter_goods_owner(struct list_screen *l, struct arena *a)
{
	const struct user *u = l->base.world->user;
	const struct field *f = l->resource->scope[SCOPE_GOODS_OWNER];

	if (!f || !u->goods_owner || l->view->kind == VIEW_TASK || json_len(u->goods_owners) < 2 || is_filtered(l, f))
		return;
	for (const struct json *g = json_first(u->goods_owners); g; g = json_next(g))
		if (json_int(g, "id", 0) == u->goods_owner)
			add_ref(l, f, g, a);
}

void list_filter_from(struct list_screen *l, const struct json *filter)
{
	struct arena *a = arena_new();

	for (const struct json *v = json_first(filter); v; v = json_next(v)) {
		const struct field *f = field_find(l->resource, json_name(v));
		struct error e = {0};
		struct value value;

		if (!f)
			continue;
		if (f->type == TYPE_REF || f->type == TYPE_REFS)
			add_ref(l, f, v, a);
		else if (types[f->type].check(f, v, a, &value, &e))
			add_equal(l, f, value, a);
	}
	filter_goods_owner(l, a);
	arena_free(&a);
}

static void filtered(struct list_screen *l)
{
	l->filtering = NULL;
	list_fetch(l, FETCH_FIRST);
}

static void say_wrong(struct list_screen *l, struct error *e, const struct field *f)
{
	str_copy(e->field, sizeof e->field, show_label(f, language(l)));
	stack_say_error(l->base.stack, e);
}

/* A time without a clock means the whole day. */
static void widen_day(const struct field *f, const char *typed, struct value *to)
{
	if (f->type == TYPE_TIME && !strchr(typed, ':'))
		to->number += DAY_MS - 1;
}

static bool add_bound(struct list_screen *l, const struct field *f, char op, const char *typed, struct arena *a, struct error *e)
{
	struct value v;

	if (!*typed)
		return true;
	if (!types[f->type].read(f, typed, a, &v, e))
		return false;
	if (op == '<')
		widen_day(f, typed, &v);
	add(l, f, op, v, types[f->type].show(f, &v, language(l), a));
	return true;
}

/* "from..to", either may be missing; one value alone is that value. */
static bool add_range(struct list_screen *l, const struct field *f, const char *typed, struct arena *a, struct error *e)
{
	const char *dots = strstr(typed, "..");
	struct value v;

	if (dots)
		return add_bound(l, f, '>', arena_strndup(a, typed, (size_t)(dots - typed)), a, e) && add_bound(l, f, '<', dots + 2, a, e);
	if (!strchr(types[f->type].filters, 'e'))
		return add_bound(l, f, '>', typed, a, e) && add_bound(l, f, '<', typed, a, e);
	if (!types[f->type].read(f, typed, a, &v, e))
		return false;
	add_equal(l, f, v, a);
	return true;
}

static bool add_text(struct list_screen *l, const struct field *f, const char *typed, struct arena *a, struct error *e)
{
	struct value v;

	if (!types[f->type].read(f, typed, a, &v, e))
		return false;
	add(l, f, strchr(types[f->type].filters, 'b') ? 'b' : 'e', v, types[f->type].show(f, &v, language(l), a));
	return true;
}

static void text_answered(struct screen *owner, const char *typed)
{
	struct list_screen *l = (struct list_screen *)owner;
	const struct field *f = l->filtering;
	struct arena *a;
	struct error e = {0};
	bool good;

	if (!typed || !f)
		return;
	a = arena_new();
	drop(l, f);
	good = !*typed || (strchr(types[f->type].filters, 'r') ? add_range(l, f, typed, a, &e) : add_text(l, f, typed, a, &e));
	arena_free(&a);
	filtered(l);
	if (!good)
		say_wrong(l, &e, f);
}

static void choice_answered(struct screen *owner, int answer)
{
	struct list_screen *l = (struct list_screen *)owner;
	const struct field *f = l->filtering;
	struct arena *a;

	if (answer < 0 || !f)
		return;
	a = arena_new();
	drop(l, f);
	if (f->type == TYPE_BOOL && answer < 2)
		add_equal(l, f, (struct value){.number = answer == 0}, a);
	else if (f->type == TYPE_CHOICE && (size_t)answer < f->choice_count)
		add_equal(l, f, (struct value){.is_text = true, .text = f->choices[answer].name}, a);
	arena_free(&a);
	filtered(l);
}

static void ask_choice(struct list_screen *l, const struct field *f)
{
	struct arena *a = arena_new();
	size_t count = f->type == TYPE_BOOL ? 2 : f->choice_count;
	const char **words = arena_array(a, const char *, count + 1);

	if (f->type == TYPE_BOOL) {
		words[0] = _("Yes");
		words[1] = _("No");
	}
	for (size_t i = 0; f->type == TYPE_CHOICE && i < count; i++)
		words[i] = f->choices[i].label.text[language(l)];
	words[count] = _("Any");
	dialog_choose(l->base.stack, show_label(f, language(l)), words, count + 1, choice_answered, &l->base);
	arena_free(&a);
}

static void ask_text(struct list_screen *l, const struct field *f)
{
	struct arena *a = arena_new();
	const char *label = show_label(f, language(l));
	bool range = strchr(types[f->type].filters, 'r');

	dialog_text(l->base.stack, arena_printf(a, range ? _("%s: one, or from..to (empty: any)") : _("%s begins with (empty: any)"), label), "",
		false, text_answered, &l->base);
	arena_free(&a);
}

void list_filter_brought(struct list_screen *l, const struct json *ref)
{
	const struct field *f = l->filtering;
	struct arena *a;

	if (!f)
		return;
	a = arena_new();
	drop(l, f);
	add_ref(l, f, ref, a);
	arena_free(&a);
	filtered(l);
}

static void field_answered(struct screen *owner, int answer)
{
	struct list_screen *l = (struct list_screen *)owner;
	const struct field *f;

	if (answer < 0)
		return;
	if ((size_t)answer >= l->view->filter_count) {
		l->filter_count = 0;
		filtered(l);
		return;
	}
	f = l->filtering = l->view->filters[answer];
	if (f->type == TYPE_CHOICE || f->type == TYPE_BOOL)
		ask_choice(l, f);
	else if (f->type == TYPE_REF || f->type == TYPE_REFS)
		stack_push(owner->stack, lookup_screen(owner->stack, f, owner->page, ""));
	else
		ask_text(l, f);
}

static const char *filter_words(const struct list_screen *l, const struct field *f, struct arena *a)
{
	const char *label = show_label(f, language(l));

	for (size_t i = 0; i < l->filter_count; i++)
		if (l->filters[i].field == f)
			return arena_printf(a, "%s: %s", label, l->filters[i].shown);
	return label;
}

void list_ask_filter(struct list_screen *l)
{
	struct arena *a = arena_new();
	size_t n = l->view->filter_count;
	const char **words = arena_array(a, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		words[i] = filter_words(l, l->view->filters[i], a);
	if (l->filter_count)
		words[n++] = _("No filter at all");
	if (n)
		dialog_choose(l->base.stack, _("Filter by"), words, n, field_answered, &l->base);
	else
		stack_say(l->base.stack, TONE_WARN, _("This list has no filters."));
	arena_free(&a);
}

/* Two answers a field: first to last, last to first. */
static void sort_answered(struct screen *owner, int answer)
{
	struct list_screen *l = (struct list_screen *)owner;

	if (answer < 0)
		return;
	l->sort = l->resource->sort[answer / 2];
	l->descending = answer % 2;
	list_fetch(l, FETCH_FIRST);
}

void list_ask_sort(struct list_screen *l)
{
	struct arena *a = arena_new();
	size_t n = l->resource->sort_count;
	const char **words = arena_array(a, const char *, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		words[2 * i] = show_label(l->resource->sort[i], language(l));
		words[2 * i + 1] = arena_printf(a, _("%s, last first"), words[2 * i]);
	}
	dialog_choose(l->base.stack, _("Sort by"), words, 2 * n, sort_answered, &l->base);
	arena_free(&a);
}
