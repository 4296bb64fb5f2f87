/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/change_many.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/menu.h"
#include "client/screen/row_form.h"
#include "client/screen/sheet.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

struct change_many {
	struct form form;
	struct list_mark *rows;
	size_t count;
	const struct json *set;
	bool dry;
};

static struct change_many *of(struct form *f)
{
	return (struct change_many *)f;
}

static void post(struct form *f, bool dry)
{
	struct change_many *k = of(f);
	struct arena *a = arena_new();
	struct json *body = json_object(a), *rows = json_set_array(body, "rows");

	for (size_t i = 0; i < k->count; i++) {
		struct json *row = json_add_object(rows);

		json_set_int(row, "id", k->rows[i].id);
		json_set_int(row, "rev", k->rows[i].rev);
	}
	json_set_copy(body, "set", k->set);
	json_set_bool(body, "dry", dry);
	k->dry = dry;
	f->asked = stack_ask(&f->base, "POST", arena_printf(a, "/pages/%s/change-many", f->base.page->id), body);
	arena_free(&a);
}

static void submit(struct form *f, const struct json *set)
{
	struct json *box = json_object(f->base.arena);

	if (!json_len(set)) {
		stack_say(f->base.stack, TONE_WARN, _("Fill in what is to be the same in all of them."));
		return;
	}
	json_set_copy(box, "set", set);
	of(f)->set = json_get(box, "set");
	post(f, true);
}

static const char *key_of(const struct change_many *k, const struct json *row)
{
	const char *key = json_str(row, "key");

	for (size_t i = 0; !key && i < k->count; i++)
		if (k->rows[i].id == json_int(row, "id", 0))
			key = k->rows[i].key;
	return key ? key : "";
}

static void add_error(struct sheet *sheet, const struct form *f, const struct json *problem)
{
	const struct form_field *x = form_find(f, json_str(problem, "field"));
	const char *detail = json_str(problem, "detail"), *field = json_str(problem, "field");
	struct error e = {0};
	char words[512];

	error_set(&e, error_find(json_str(problem, "code")), x ? show_label(x->field, form_language(f)) : field, "%s", detail ? detail : "");
	error_words(&e, _(error_rows[e.code].words), words, sizeof words);
	sheet_add(sheet, STYLE_ERROR, "  ! %s", words);
}

static void add_row(struct sheet *sheet, const struct form *f, const struct json *row)
{
	const struct resource *r = f->base.page->view->resource;
	const struct json *before = json_get(row, "before"), *after = json_get(row, "after");
	struct arena *a = arena_new();
	int language = form_language(f);
	size_t said = 0;

	sheet_add(sheet, STYLE_LABEL, "%s", key_of((const struct change_many *)f, row));
	for (const struct json *v = json_first(after); v; v = json_next(v)) {
		const struct field *x = field_find(r, json_name(v));
		const char *was = x ? show_value(x, before, language, a) : "", *is = x ? show_value(x, after, language, a) : "";

		if (!x || str_eq(was, is))
			continue;
		sheet_add(sheet, STYLE_VALUE, "  %s: %s -> %s", show_label(x, language), str_empty(was) ? "-" : was, str_empty(is) ? "-" : is);
		said++;
	}
	if (json_type(json_get(row, "error")) == JSON_OBJECT)
		add_error(sheet, f, json_get(row, "error"));
	else if (!said)
		sheet_add(sheet, STYLE_DIM, "  %s", _("(unchanged)"));
	arena_free(&a);
}

static size_t wrong_rows(const struct json *answer)
{
	size_t n = 0;

	for (const struct json *r = json_first(json_get(answer, "rows")); r; r = json_next(r))
		n += json_type(json_get(r, "error")) == JSON_OBJECT;
	return n;
}

static void chosen(struct screen *owner, int answer)
{
	if (answer == 0)
		post((struct form *)owner, false);
}

static void refused(struct screen *owner, int answer)
{
	(void)owner;
	(void)answer; /* back to the form, whatever */
}

/* Those that cannot be changed stand first. */
static void preview(struct form *f, const struct json *answer)
{
	size_t n = json_len(json_get(answer, "rows")), wrong = wrong_rows(answer);
	struct arena *a = arena_new();
	struct sheet *k = sheet_new(f->base.stack,
		wrong ? arena_printf(a, _("Nothing is changed: %zu of %zu rows cannot be."), wrong, n)
		      : arena_printf(a, ngettext("This changes %zu row:", "This changes %zu rows:", n), n),
		wrong ? refused : chosen, &f->base);

	for (int pass = 0; pass < 2; pass++)
		for (const struct json *r = json_first(json_get(answer, "rows")); r; r = json_next(r))
			if ((json_type(json_get(r, "error")) == JSON_OBJECT) == (pass == 0))
				add_row(k, f, r);
	if (!wrong)
		sheet_answer(k, _("Change them"));
	sheet_answer(k, _("Back to the form"));
	sheet_show(k);
	arena_free(&a);
}

static void finish(struct form *f)
{
	struct arena *a = arena_new();
	struct json *brought = json_object(a);
	struct stack *st = f->base.stack;
	size_t n = of(f)->count;

	json_set_int(brought, "changed_many", (int64_t)n);
	f->touched = false;
	stack_uncover(&f->base);
	stack_pop(st, brought);
	stack_say(st, TONE_OK, ngettext("Changed: %zu row", "Changed: %zu rows", n), n);
	arena_free(&a);
}

static void answered(struct form *f, struct message *m)
{
	struct error e = {0};

	if (!answer_good(m, &e)) {
		form_wrong(f, &e);
		return;
	}
	if (!of(f)->dry && json_bool(m->json, "done", false)) {
		finish(f);
		return;
	}
	stack_uncover(&f->base);
	preview(f, m->json);
}

/* What may be the same in several rows. */
static size_t shared_fields(const struct page *p, struct arena *a, const struct field ***out)
{
	size_t n = row_fields(p, true, a, out), kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct field *x = (*out)[i];

		if (field_find(p->view->resource, x->name) == x && x->set == SET_FORM && !x->unique)
			(*out)[kept++] = x;
	}
	return kept;
}

struct screen *change_many_screen(struct stack *st, const struct page *p, const struct list_mark *rows, size_t n)
{
	struct arena *a = arena_new();
	const struct field **fields;
	size_t count = shared_fields(p, a, &fields);
	char words[64];
	struct change_many *k;

	if (!count) {
		arena_free(&a);
		stack_say(st, TONE_WARN, _("There is nothing to fill in."));
		return NULL;
	}
	snprintf(words, sizeof words, ngettext("%lld row", "%lld rows", n), (long long)n);
	k = (struct change_many *)form_new_of(st, sizeof *k, arena_printf(a, "%s: %s", menu_name(stack_world(st), p), words), fields, count);
	k->form.base.page = p;
	k->form.changes = true;
	k->form.submit = submit;
	k->form.answer = answered;
	k->rows = arena_memdup(k->form.base.arena, rows, n * sizeof *rows);
	for (size_t i = 0; i < n; i++)
		k->rows[i].key = arena_strdup(k->form.base.arena, rows[i].key);
	k->count = n;
	arena_free(&a);
	return &k->form.base;
}
