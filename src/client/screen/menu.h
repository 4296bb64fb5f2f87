/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_MENU_H
#define SCREEN_MENU_H

/* The signed-in user's menu, as the server sent it (A7): nothing about who
 * sees what is known here.  A page is offered when its screen is there, too. */

#include <stdbool.h>

#include "client/screen/screen.h"

/* The page's entry in the user's menu; NULL: he lacks it. */
const struct json *menu_entry(const struct world *w, const char *page_id);
const char *menu_name(const struct world *w, const struct page *p);
/* The page and one row of it: "Users: johnny"; of a page's only row the page alone. */
const char *menu_title(const struct world *w, const struct page *p, const char *row, struct arena *a);
bool menu_allows(const struct world *w, const struct page *p, const char *action);
bool menu_has_floor(const struct world *w); /* a page of guided tasks */
/* The first page of his whose list is of this resource; NULL: none. */
const struct page *menu_page_of(const struct world *w, const struct resource *r);

#endif
