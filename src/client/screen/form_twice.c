/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret that is chosen, not shown, is typed twice: whoever mistypes it
 * would lock himself out (form.h). */
#include "base/arena.h"
#include "base/str.h"
#include "client/screen/form.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

/* One that is chosen here, and not merely told. */
static bool is_chosen(const struct field *f)
{
	return f->secret && (str_eq(f->name, "new") || str_eq(f->name, "password"));
}

static struct form_field *unsure(struct form *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (form_asks(&f->fields[i]) && is_chosen(f->fields[i].field) && f->fields[i].edit.text[0] && !f->fields[i].sure)
			return &f->fields[i];
	return NULL;
}

static void typed_again(struct screen *owner, const char *text)
{
	struct form *f = (struct form *)owner;
	struct form_field *x = unsure(f);
	struct error e = {0};

	if (!text || !x)
		return;
	if (str_eq(text, x->edit.text)) {
		x->sure = true;
		owner->ops->event(owner, &(struct event){.type = EVENT_ACTION, .action = ACTION_SAVE});
		return;
	}
	edit_set(&x->edit, "");
	error_set(&e, ERR_INVALID, x->field->name, "%s", _("not the same both times"));
	form_wrong(f, &e);
}

bool form_asks_twice(struct form *f)
{
	const struct form_field *x = unsure(f);
	struct arena *a;
	int language = f->base.world->user ? f->base.world->user->language : ENGLISH;

	if (!x)
		return false;
	a = arena_new();
	dialog_text(f->base.stack, arena_printf(a, _("Once more: %s"), show_label(x->field, language)), NULL, true, typed_again, &f->base);
	arena_free(&a);
	return true;
}
