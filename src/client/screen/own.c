/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/own.h"

#include "base/str.h"
#include "client/screen/asks.h"
#include "client/screen/menu.h"
#include "client/screen/stack.h"

#define PROFILE "own-profile"
#define PASSWORD "change-password"
#define KIOSK "dashboard"

static bool has_page(const struct world *w, const char *id)
{
	const struct page *p = page_find(id);

	return p && p->view && menu_entry(w, id);
}

const char *own_profile_page(const struct world *w)
{
	return has_page(w, PROFILE) ? PROFILE : PASSWORD;
}

const char *own_password_page(const struct world *w)
{
	return has_page(w, PASSWORD) ? PASSWORD : own_profile_page(w);
}

bool own_is_password_page(const struct screen *s)
{
	return s->page && (str_eq(s->page->id, PASSWORD) || str_eq(s->page->id, PROFILE));
}

bool own_is_profile(const struct screen *s)
{
	return s->page && str_eq(s->page->id, own_profile_page(s->world));
}

const struct page *own_kiosk_page(const struct world *w)
{
	const struct page *p = user_is_kiosk(w->user) && has_page(w, KIOSK) ? page_find(KIOSK) : NULL;

	return p && p->view->kind == VIEW_DASHBOARD ? p : NULL;
}

enum error_code own_first(const struct asked *w, const struct message *m)
{
	struct error e = {0};

	if (!w->arena || !w->screen->world->user || m->type != MESSAGE_ANSWER || answer_good(m, &e))
		return ERR_NONE;
	return e.code == ERR_SIGN_IN || e.code == ERR_ASSURANCE || (e.code == ERR_PASSWORD_CHANGE && !own_is_password_page(w->screen)) ? e.code : ERR_NONE;
}

bool own_has_changed(const struct asked *w, const struct message *m)
{
	struct error e = {0};

	return w->arena && own_is_password_page(w->screen) && !str_eq(w->method, "GET") && m->type == MESSAGE_ANSWER && answer_good(m, &e);
}
