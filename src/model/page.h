/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

/* Pages: the unit of right and of the API.  One row of pages.tsv (who has it
 * in which standard menu), its rows of actions.tsv (what may be done, of
 * which class), and its screen file (how it looks), joined. */

#include <stdbool.h>
#include <stddef.h>

#include "model/resource.h"

/* A1: names and ceilings are fixed. */
enum level {
	LEVEL_ADMINISTRATOR, LEVEL_WAREHOUSE, LEVEL_CUSTOMER, LEVEL_API, LEVEL_AUTOMATION, LEVEL_RESELLER, LEVEL_SUPPLIER,
	LEVEL_DASHBOARD, LEVELS,
};
struct level_row {
	const char *code; /* "administrator", "warehouse", "customer", "api", "automation", "reseller", "supplier", "dashboard" */
	struct label label;
};
extern const struct level_row levels[LEVELS];

/* A3: the six standard menus, in the order of pages.tsv's columns; the
 * Dashboard level's built-in menu is the seventh. */
enum menu_id {
	MENU_ADMINISTRATOR, MENU_WAREHOUSE, MENU_CUSTOMER, MENU_CUSTOMER_EXTENDED, MENU_RESELLER, MENU_SUPPLIER, MENU_DASHBOARD, MENUS,
};
struct menu_row {
	const char *code;
	struct label label;
	enum level level; /* the one it applies to */
};
extern const struct menu_row menus[MENUS];

/* A10: every action is of one class; a level holds classes.  The rows are
 * src/model/classes.tsv (class, then a yes/no for each level). */
struct action_class {
	const char *code;
	bool held[LEVELS];
};
const struct action_class *class_find(const char *code);

struct action {
	const char *name;   /* "read", "create", "update", "delete", "import", "release", ... */
	const struct action_class *class;
	const char *right;  /* of document 002: "read" "create" "modify" "approve" "delete", or NULL */
	struct label label; /* empty for the ordinary ones */
	bool on_row;        /* POST /pages/PAGE/ID/NAME; else POST /pages/PAGE/NAME */
};

struct view;

struct page {
	const char *id;
	struct label section, subsection, name; /* subsection may be empty */
	bool in_menu[MENUS];
	bool in_system[MENUS]; /* "yes@System": shown in section System */
	const struct action *actions;
	size_t action_count;
	const struct view *view; /* NULL: no screen file yet */
};

struct embed;
bool pages_load(struct error *e); /* after model_load() and kinds_load() */
bool pages_load_files(const struct embed *files, size_t n, struct error *e);
const struct page *page_find(const char *id);
const struct page *page_at(size_t i); /* in the catalogue's order; NULL past the end */
const struct action *action_find(const struct page *p, const char *name);

#endif
