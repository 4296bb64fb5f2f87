/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form kind of page: what was filled in is posted to its action. */
#include "base/arena.h"
#include "client/screen/form.h"
#include "client/screen/menu.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

static void post(struct form *f, const struct json *body)
{
	struct arena *a = arena_new();

	f->asked = stack_ask(&f->base, "POST", arena_printf(a, "/pages/%s/%s", f->base.page->id, f->base.page->view->action), body);
	arena_free(&a);
}

static void posted(struct form *f, struct message *m)
{
	struct ports *p = f->base.world->ports;
	struct stack *st = f->base.stack;
	struct error e = {0};

	if (!answer_good(m, &e)) {
		form_wrong(f, &e);
		return;
	}
	if (f->draft_name)
		p->ops->draft_keep(p, f->draft_name, NULL);
	stack_uncover(&f->base);
	stack_pop(st, NULL);
	stack_say(st, TONE_OK, _("Done."));
}

static bool has_secret(const struct view *v)
{
	for (size_t i = 0; i < v->form_field_count; i++)
		if (v->form_fields[i].secret)
			return true;
	return false;
}

struct screen *form_screen(struct stack *st, const struct page *p)
{
	struct form *f = form_new(st, sizeof *f, menu_name(stack_world(st), p), p->view->form_fields, p->view->form_field_count);

	f->base.page = p;
	f->submit = post;
	f->answer = posted;
	if (!has_secret(p->view))
		form_keeps(f, p->id);
	return &f->base;
}
