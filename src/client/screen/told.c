/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/told.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/screen/text.h"
#include "client/tui/words.h"

static void add_list(struct buf *out, const struct json *list)
{
	if (!json_len(list))
		buf_addf(out, " %s", _("none"));
	for (const struct json *x = json_first(list); x; x = json_next(x))
		buf_addf(out, "\n  %s", json_as_str(x) ? json_as_str(x) : "");
}

static void add_field(struct buf *out, const struct field *f, const struct json *answer, int language, struct arena *a)
{
	const struct json *v = json_get(answer, f->name);

	if (!v)
		return;
	buf_addf(out, "%s:", show_label(f, language));
	if (json_type(v) == JSON_ARRAY)
		add_list(out, v);
	else
		buf_addf(out, " %s", show_value(f, answer, language, a));
	buf_adds(out, "\n");
}

static const struct view_ask *find_tell(const struct view *v, const char *action)
{
	for (size_t i = 0; v && i < v->tell_count; i++)
		if (str_eq(v->tells[i].action, action))
			return &v->tells[i];
	return NULL;
}

bool told_show(struct screen *s, const char *action, const struct json *answer)
{
	const struct view_ask *tell = find_tell(s->page->view, action);
	int language = s->world->user ? s->world->user->language : ENGLISH;
	struct arena *a;
	struct buf *out;

	if (!tell || !answer)
		return false;
	a = arena_new();
	out = buf_new(a);
	for (size_t i = 0; i < tell->field_count; i++)
		add_field(out, &tell->fields[i], answer, language, a);
	stack_push(s->stack, text_show(s->stack, action_find(s->page, action)->label.text[language], buf_str(out)));
	arena_free(&a);
	return true;
}
