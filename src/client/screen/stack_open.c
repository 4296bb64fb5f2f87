/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages opened by what their screen files say (stack.h). */
#include "base/json.h"
#include "client/screen/menu.h"
#include "client/screen/own.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

static struct screen *open_form(struct stack *st, const struct page *p, const struct json *filter)
{
	(void)filter;
	return form_screen(st, p);
}

static struct screen *open_text(struct stack *st, const struct page *p, const struct json *filter)
{
	(void)filter;
	return text_screen(st, p);
}

/* What leads the task is chosen from a list first, unless it was brought. */
static struct screen *open_task(struct stack *st, const struct page *p, const struct json *lead)
{
	return p->view->resource && !json_has(lead, "id") ? list_screen(st, p, lead) : task_screen(st, p, lead);
}

static struct screen *open_dashboard(struct stack *st, const struct page *p, const struct json *filter)
{
	(void)filter;
	return dashboard_screen(st, p);
}

static struct screen *(*const openers[VIEW_KINDS])(struct stack *, const struct page *, const struct json *) = {
	[VIEW_LIST] = list_screen, [VIEW_FORM] = open_form, [VIEW_TASK] = open_task, [VIEW_TEXT] = open_text,
	[VIEW_DASHBOARD] = open_dashboard,
};

bool open_page(struct stack *st, const char *page_id, const struct json *filter)
{
	const struct page *p = page_find(page_id);
	struct error e = {0};
	struct screen *s;

	if (!menu_entry(stack_world(st), page_id))
		error_set(&e, ERR_FORBIDDEN, NULL, NULL);
	else if (!p || !p->view || !openers[p->view->kind])
		error_set(&e, ERR_NOT_FOUND, page_id, NULL);
	if (e.code != ERR_NONE) {
		stack_say_error(st, &e);
		return false;
	}
	s = openers[p->view->kind](st, p, filter);
	stack_push(st, s);
	return s != NULL;
}

struct screen *home_screen(struct stack *st)
{
	const struct page *p = own_kiosk_page(stack_world(st));

	return p ? dashboard_screen(st, p) : menu_screen(st);
}
