/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ACCESS_ACCESS_H
#define ACCESS_ACCESS_H

/* The one question for rights: may this session do this action on this page?
 * Knows levels, menus, classes, scopes, flags and privileges, and nobody else
 * does.  A page or action one lacks is FORBIDDEN; a row outside one's scope is
 * NOT_FOUND, as if it did not exist (A7). */

#include <stdbool.h>
#include <stdint.h>

#include "model/list.h"
#include "model/page.h"

struct kind;

/* Who asks: account and membership of a tenant, as they are now.  Read anew
 * for each request, so a change holds at the next one. */
struct member {
	int64_t account;
	char login[65], name[129];
	char tenant[33];
	int64_t user;          /* the tenant's user row */
	enum level level;
	enum menu_id menu;
	int language;          /* ENGLISH, SWEDISH */
	bool active, read_only, mobile;
	char privileges[160];  /* "receive,pick,move,lead,…" */
	bool all_goods_owners, all_warehouses;
	const int64_t *goods_owners, *warehouses; /* when not all */
	size_t goods_owner_count, warehouse_count;
	int64_t default_goods_owner;
	int64_t consignee, supplier; /* B15; 0 none */
	bool manages_users;          /* may open Users and what belongs to it (B7) */
	bool mfa_mail, mfa_app;      /* asked of him by name */
	bool filtered;               /* has an IP filter: */
	const char *ranges;          /* its ranges */
};

bool access_may(const struct member *m, const struct page *p, const char *action, struct error *e);
/* The action of asking a field's values: whoever may do anything on the page
 * may ask for those of the fields he sees or fills in there (E7). */
#define ACCESS_LOOKUP "lookup"
/* Changes people, what they get in with, or where from: asks for a factor of
 * level 2 shown lately, where he has one. */
bool access_sensitive(const struct page *p, const char *action);
#define PRIVILEGES_ALL "receive,deliver,pick,move,count,adjust,goods-info,return,produce,load-carrier,lead"
/* A mobile privilege (E8): "receive", "pick", "lead", ... */
bool access_privilege(const struct member *m, const char *privilege);
/* Whose names he may look for: customers, resellers and suppliers see them
 * where they stand in a row, and are given no list of the house's people. */
bool access_may_know(const struct member *m, const struct resource *to, struct error *e);
bool access_may_transact(const struct member *m, const struct kind *k, struct error *e);
/* His row scope.  For "all" the ids are those of the tenant's goods owners and
 * warehouses at this moment, so that a list may lead with them. */
struct store;
bool access_scope(const struct member *m, struct store *tenant, struct arena *a, struct scope *out, struct error *e);
/* His menu as the client gets it: [{"section","subsection","pages":[{"id","name","actions":[…]}]}],
 * with those of his actions that are served (NULL: all). */
struct json *access_menu(const struct member *m, bool (*served)(const struct page *, const struct action *), struct arena *a);

#endif
