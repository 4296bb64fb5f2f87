/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/access/access.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/kind.h"
#include "store/store.h"

#include <string.h>

static bool one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (str_eq(word, *list))
			return true;
	return false;
}

static bool list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; *p; p += strcspn(p, ",") + (p[strcspn(p, ",")] == ','))
		if (strcspn(p, ",") == len && memcmp(p, word, len) == 0)
			return true;
	return false;
}

bool access_privilege(const struct member *m, const char *privilege)
{
	if (!m->active)
		return false;
	/* A12 */
	if (str_eq(privilege, "lead") && m->level == LEVEL_ADMINISTRATOR)
		return true;
	return m->mobile && list_has(m->privileges, privilege);
}

/* B2: no order and no purchase order comes from a read-only user, by no path. */
static bool makes_order(const struct page *p, const struct action *act)
{
	static const char *const classes[] = {"order", "purchase", NULL};
	static const char *const making[] = {"read", "create", "start", "copy", "import", NULL};
	static const char *const imports[] = {"import-order", "import-purchase-order", "customer-import", NULL};

	if (one_of(act->class->code, classes) && one_of(act->name, making))
		return true;
	return str_eq(act->name, "import") && one_of(p->id, imports);
}

static bool kind_on_page(const struct kind *k, const struct page *p)
{
	for (size_t i = 0; i < k->page_count; i++)
		if (str_eq(k->pages[i], p->id))
			return true;
	return false;
}

/* E8: privileges decide floor actions.  A page is done by one of its kinds;
 * one that has none yet needs the flag alone. */
static bool may_on_floor(const struct member *m, const struct page *p, const char *action)
{
	static const char *const floor_actions[] = {"do", "next", "take", "release", "new-carrier", NULL};
	bool any = false;

	if (!one_of(action, floor_actions))
		return true;
	for (size_t i = 0; kind_at(i); i++) {
		const struct kind *k = kind_at(i);

		if (!kind_on_page(k, p))
			continue;
		if (!k->privilege || access_privilege(m, k->privilege))
			return true;
		any = true;
	}
	return any ? false : m->mobile || !str_eq(action, "do");
}

static bool may_action(const struct member *m, const struct page *p, const struct action *act)
{
	if (!m->active || !p->in_menu[m->menu] || menus[m->menu].level != m->level)
		return false;
	if (!act->class->held[m->level] || (m->read_only && makes_order(p, act)))
		return false;
	if (str_eq(act->class->code, "users") && !m->manages_users)
		return false;
	return !str_eq(act->class->code, "stock") || may_on_floor(m, p, act->name);
}

static bool may_any(const struct member *m, const struct page *p)
{
	for (size_t i = 0; i < p->action_count; i++)
		if (may_action(m, p, &p->actions[i]))
			return true;
	return false;
}

/* The error is the same whatever is lacking, and names nothing (A7). */
bool access_may(const struct member *m, const struct page *p, const char *action, struct error *e)
{
	const struct action *act = p ? action_find(p, action) : NULL;
	bool may;

	if (str_eq(action, ACCESS_LOOKUP))
		may = p && may_any(m, p);
	else
		may = act && may_action(m, p, act);
	return may || error_set(e, ERR_FORBIDDEN, NULL, "%s", "");
}

bool access_sensitive(const struct page *p, const char *action)
{
	static const char *const reading[] = {"read", "export", "test", "verify", "review", NULL};
	static const char *const own[] = {"reset-factor", "unlink", NULL};
	const struct action *act = action_find(p, action);

	if (!act || one_of(action, reading))
		return false;
	return str_eq(act->class->code, "users") || one_of(action, own);
}

bool access_may_transact(const struct member *m, const struct kind *k, struct error *e)
{
	bool may = m->active && (!k->privilege || access_privilege(m, k->privilege));

	if (may && k->page_count > 0) {
		may = false;
		for (size_t i = 0; i < k->page_count && !may; i++)
			may = access_may(m, page_find(k->pages[i]), "do", NULL);
	}
	return may || error_set(e, ERR_FORBIDDEN, NULL, "%s", "");
}

bool access_may_know(const struct member *m, const struct resource *to, struct error *e)
{
	bool may = !str_eq(to->id, "users") || m->level == LEVEL_ADMINISTRATOR || m->level == LEVEL_WAREHOUSE;

	return may || error_set(e, ERR_FORBIDDEN, NULL, "%s", "");
}

static bool read_ids(struct store *tenant, struct arena *a, const char *sql, enum scope_dim dim, struct scope *out, struct error *e)
{
	struct query *q = store_query(tenant, sql, e);
	struct buf *list = buf_new(a);
	enum query_step step;

	if (!q)
		return false;
	while ((step = query_step(q, e)) == QUERY_ROW) {
		int64_t id = query_get_int(q, 0);

		buf_add(list, &id, sizeof id);
	}
	out->all[dim] = true;
	out->count[dim] = list->len / sizeof(int64_t);
	out->ids[dim] = arena_memdup(a, buf_str(list), list->len + 1);
	return step == QUERY_DONE;
}

static void give_ids(struct scope *out, enum scope_dim dim, const int64_t *ids, size_t count)
{
	out->all[dim] = false;
	out->ids[dim] = ids;
	out->count[dim] = count;
}

/* A Reseller is one consignee, a Supplier one supplier (B15); without the
 * record he sees none. */
static void give_own(struct scope *out, enum scope_dim dim, bool bound, const int64_t *id)
{
	out->all[dim] = !bound;
	if (bound)
		give_ids(out, dim, id, *id ? 1 : 0);
}

bool access_scope(const struct member *m, struct store *tenant, struct arena *a, struct scope *out, struct error *e)
{
	*out = (struct scope){0};
	give_own(out, SCOPE_SUPPLIER, m->level == LEVEL_SUPPLIER, &m->supplier);
	give_own(out, SCOPE_CONSIGNEE, m->level == LEVEL_RESELLER, &m->consignee);
	give_ids(out, SCOPE_GOODS_OWNER, m->goods_owners, m->goods_owner_count);
	give_ids(out, SCOPE_WAREHOUSE, m->warehouses, m->warehouse_count);
	return (!m->all_goods_owners || read_ids(tenant, a, "SELECT id FROM goods_owners ORDER BY id", SCOPE_GOODS_OWNER, out, e)) &&
		(!m->all_warehouses || read_ids(tenant, a, "SELECT id FROM warehouses ORDER BY id", SCOPE_WAREHOUSE, out, e));
}

/* Where a page stands for this menu: its own section, or System (A5). */
static const struct label *section_of(const struct member *m, const struct page *p)
{
	static const struct label system = {{"System", "System"}};

	return p->in_system[m->menu] ? &system : &p->section;
}

static const char *subsection_of(const struct member *m, const struct page *p)
{
	return p->in_system[m->menu] || !p->subsection.text[ENGLISH] ? "" : p->subsection.text[ENGLISH];
}

static bool same_place(const struct member *m, const struct page *a, const struct page *b)
{
	return str_eq(section_of(m, a)->text[ENGLISH], section_of(m, b)->text[ENGLISH]) && str_eq(subsection_of(m, a), subsection_of(m, b));
}

typedef bool served_fn(const struct page *, const struct action *);

static void add_page(const struct member *m, const struct page *p, served_fn *served, struct json *pages)
{
	struct json *page = json_add_object(pages), *actions;

	json_set_str(page, "id", p->id);
	json_set_str(page, "name", p->name.text[m->language]);
	actions = json_set_array(page, "actions");
	for (size_t i = 0; i < p->action_count; i++)
		if (may_action(m, p, &p->actions[i]) && (!served || served(p, &p->actions[i])))
			json_add_str(actions, p->actions[i].name);
}

static void add_place(const struct member *m, const struct page *first, size_t from, served_fn *served, struct json *menu)
{
	struct json *place = json_add_object(menu), *pages;
	const struct label *sub = &first->subsection;

	json_set_str(place, "section", section_of(m, first)->text[m->language]);
	json_set_str(place, "subsection", *subsection_of(m, first) ? sub->text[m->language] : "");
	pages = json_set_array(place, "pages");
	for (const struct page *p; (p = page_at(from)); from++)
		if (same_place(m, p, first) && may_any(m, p))
			add_page(m, p, served, pages);
}

/* Has an earlier page of this menu the same place? */
static bool place_is_new(const struct member *m, const struct page *p, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_place(m, page_at(i), p) && may_any(m, page_at(i)))
			return false;
	return true;
}

struct json *access_menu(const struct member *m, served_fn *served, struct arena *a)
{
	struct json *menu = json_array(a);
	const struct page *p;

	for (size_t i = 0; (p = page_at(i)); i++)
		if (may_any(m, p) && place_is_new(m, p, i))
			add_place(m, p, i, served, menu);
	return menu;
}
