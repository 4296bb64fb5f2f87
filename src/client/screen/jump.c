/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/jump.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/menu.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

enum { MOST = 16 };

static bool is_scope(const struct resource *r, const struct field *f)
{
	return r->scope[SCOPE_GOODS_OWNER] == f || r->scope[SCOPE_WAREHOUSE] == f;
}

/* The field of `to` that names such a row. */
static const struct field *field_to(const struct resource *to, const struct resource *from)
{
	for (size_t i = 0; i < to->field_count; i++)
		if (to->fields[i].type == TYPE_REF && to->fields[i].to == from)
			return &to->fields[i];
	return NULL;
}

/* What both name, and this row has: stock and transactions of one article. */
static const struct field *field_shared(const struct resource *to, const struct resource *from, const struct json *row)
{
	for (size_t i = 0; i < to->field_count; i++) {
		const struct field *f = &to->fields[i], *ours = field_find(from, f->name);

		if (f->type == TYPE_REF && ours && ours->type == TYPE_REF && ours->to == f->to && !is_scope(to, f) &&
			json_int(json_get(row, f->name), "id", 0))
			return f;
	}
	return NULL;
}

static void open_for_row(struct screen *s, const struct page *to, const struct field *f, const struct json *row)
{
	struct arena *a = arena_new();
	const struct resource *r = s->page->view->resource;
	struct json *filter = json_object(a), *ref = json_set_object(filter, f->name);

	json_set_int(ref, "id", json_int(row, "id", 0));
	json_set_str(ref, "code", show_key(r, row, s->world->user->language, a));
	json_set_str(ref, "name", r->title ? show_value(r->title, row, s->world->user->language, a) : "");
	open_page(s->stack, to->id, filter);
	arena_free(&a);
}

static void open_shared(struct screen *s, const struct page *to, const struct field *f, const struct json *row)
{
	struct arena *a = arena_new();
	struct json *filter = json_object(a);

	json_set_copy(filter, f->name, json_get(row, f->name));
	open_page(s->stack, to->id, filter);
	arena_free(&a);
}

static void go(struct screen *s, const struct page *to, const struct json *row)
{
	const struct resource *from = s->page->view->resource, *r = to->view->resource;
	const struct field *f;

	if (r == from)
		stack_push(s->stack, record_screen(s->stack, to, json_int(row, "id", 0)));
	else if ((f = field_to(r, from)))
		open_for_row(s, to, f, row);
	else if ((f = field_to(from, r)) && json_int(json_get(row, f->name), "id", 0))
		stack_push(s->stack, record_screen(s->stack, to, json_int(json_get(row, f->name), "id", 0)));
	else if ((f = field_shared(r, from, row)))
		open_shared(s, to, f, row);
	else
		open_page(s->stack, to->id, NULL);
}

/* The pages offered, in the view's order. */
static size_t targets(const struct screen *s, const struct page *out[MOST])
{
	const struct view *v = s->page->view;
	size_t n = 0;

	for (size_t i = 0; i < v->jump_count && n < MOST; i++) {
		const struct page *p = page_find(v->jumps[i]);

		if (p && p->view && p->view->resource && p != s->page && menu_entry(s->world, p->id))
			out[n++] = p;
	}
	return n;
}

static void answered(struct screen *s, int answer)
{
	const struct page *pages[MOST];

	if (answer >= 0 && (size_t)answer < targets(s, pages) && s->jump_row)
		go(s, pages[answer], s->jump_row);
}

void jump_offer(struct screen *s, const struct json *row)
{
	const struct page *pages[MOST];
	const char *words[MOST];
	size_t n = row ? targets(s, pages) : 0;
	struct json *box;

	if (!n) {
		stack_say(s->stack, TONE_WARN, _("Nothing to go on to from here."));
		return;
	}
	box = json_object(s->arena);
	json_set_copy(box, "row", row);
	s->jump_row = json_get(box, "row");
	for (size_t i = 0; i < n; i++)
		words[i] = menu_name(s->world, pages[i]);
	dialog_choose(s->stack, _("Go on to"), words, n, answered, s);
}

bool jump_to_ref(struct screen *s, const struct resource *to, int64_t id)
{
	const struct page *p = menu_page_of(s->world, to);

	if (p && id)
		stack_push(s->stack, record_screen(s->stack, p, id));
	else
		stack_say(s->stack, TONE_WARN, _("No page of yours shows this."));
	return p && id;
}
