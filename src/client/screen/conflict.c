/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/conflict.h"

#include "base/arena.h"
#include "base/str.h"
#include "client/screen/sheet.h"
#include "client/screen/show.h"
#include "client/tui/words.h"

static const char *mine(const struct form *f, struct form_field *x)
{
	if (!form_field_differs(x))
		return _("(unchanged)");
	return form_is_chosen(x->field) || x->field->type == TYPE_REF || x->field->type == TYPE_REFS ? form_shown(f, x) : x->edit.text;
}

/* Fields that neither changed are nobody's choice here. */
static void compare(struct sheet *k, const struct form *f, struct form_field *x, const struct json *before, const struct json *theirs,
	struct arena *a)
{
	int language = form_language(f);
	const char *was = show_value(x->field, before, language, a), *is = show_value(x->field, theirs, language, a);
	bool same = str_eq(was, is);

	if (x->field->secret || (same && !form_field_differs(x)))
		return;
	sheet_add(k, STYLE_LABEL, "%s", show_label(x->field, language));
	sheet_add(k, same ? STYLE_NORMAL : STYLE_MARKED, _("  theirs: %s"), same ? _("(unchanged)") : is);
	sheet_add(k, STYLE_VALUE, _("  mine: %s"), mine(f, x));
}

void conflict_ask(struct form *f, const struct json *before, const struct json *theirs, void (*done)(struct screen *form, int choice))
{
	struct sheet *k = sheet_new(f->base.stack, _("Somebody else changed this meanwhile:"), done, &f->base);
	struct arena *a = arena_new();

	for (size_t i = 0; i < f->count; i++)
		compare(k, f, &f->fields[i], before, theirs, a);
	sheet_answer(k, _("Keep mine: save my changes over theirs"));
	sheet_answer(k, _("Take theirs: give up mine"));
	sheet_answer(k, _("Back to the form"));
	sheet_show(k);
	arena_free(&a);
}
