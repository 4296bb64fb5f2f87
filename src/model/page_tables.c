/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/page_tables.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/str.h"
#include "model/tsv.h"

#define PAGES "src/model/pages.tsv"
#define PAGES_OWN "src/model/pages-own.tsv"
#define ACTIONS "src/model/actions.tsv"
#define CLASSES "src/model/classes.tsv"

const struct level_row levels[LEVELS] = {
	[LEVEL_ADMINISTRATOR] = {"administrator", {{"Administrator", "Administratör"}}},
	[LEVEL_WAREHOUSE] = {"warehouse", {{"Warehouse user", "Lagerarbetare"}}},
	[LEVEL_CUSTOMER] = {"customer", {{"Customer", "Kund"}}},
	[LEVEL_API] = {"api", {{"API user", "Godsägar-API"}}},
	[LEVEL_AUTOMATION] = {"automation", {{"Automation API user", "Automations-API"}}},
	[LEVEL_RESELLER] = {"reseller", {{"Reseller", "Återförsäljare"}}},
	[LEVEL_SUPPLIER] = {"supplier", {{"Supplier", "Leverantör"}}},
	[LEVEL_DASHBOARD] = {"dashboard", {{"Dashboard", "Dashboard"}}},
};

const struct menu_row menus[MENUS] = {
	[MENU_ADMINISTRATOR] = {"administrator", {{"Administrator", "Administratör"}}, LEVEL_ADMINISTRATOR},
	[MENU_WAREHOUSE] = {"warehouse", {{"Warehouse user", "Lagerarbetare"}}, LEVEL_WAREHOUSE},
	[MENU_CUSTOMER] = {"customer", {{"Customer", "Kund"}}, LEVEL_CUSTOMER},
	[MENU_CUSTOMER_EXTENDED] = {"customer_extended", {{"Order handling, statistics and purchase order", "Kund (utökad)"}},
		LEVEL_CUSTOMER},
	[MENU_RESELLER] = {"reseller", {{"Reseller", "Återförsäljare"}}, LEVEL_RESELLER},
	[MENU_SUPPLIER] = {"supplier", {{"Supplier", "Leverantör"}}, LEVEL_SUPPLIER},
	[MENU_DASHBOARD] = {"dashboard", {{"Dashboard", "Dashboard"}}, LEVEL_DASHBOARD},
};

enum { PAGE_ID, PAGE_SECTION, PAGE_SECTION_SV, PAGE_SUBSECTION, PAGE_SUBSECTION_SV, PAGE_NAME, PAGE_NAME_SV, PAGE_MENUS };
static const char *const page_columns[] = {"id", "section", "section_sv", "subsection", "subsection_sv", "name_en", "name_sv",
	"administrator", "warehouse", "customer", "customer_extended", "reseller", "supplier", NULL};

enum { ACTION_PAGE, ACTION_NAME, ACTION_CLASS, ACTION_RIGHT, ACTION_EN, ACTION_SV, ACTION_ON };
static const char *const action_columns[] = {"page", "action", "class", "right", "label_en", "label_sv", "on", NULL};

static const char *const class_columns[] = {"class", "administrator", "warehouse", "customer", "api", "automation", "reseller", "supplier",
	"dashboard", NULL};

/* Actions that every page may have: they need no words of their own. */
static const struct {
	const char *name;
	bool on_row;
} ordinary[] = {
	{"read", false},
	{"create", false},
	{"import", false},
	{"export", false},
	{"do", false},
	{"new-carrier", false},
	{"update", true},
	{"delete", true},
};

static const char *const rights[] = {"read", "create", "modify", "approve", "delete"};

struct reading {
	struct arena *a;
	const struct embed *files;
	size_t file_count;
	struct error *e;
};

/* Classes are few, and asked for by name after the start, too. */
static struct {
	struct action_class *list;
	size_t count;
} classes;

const struct action_class *class_find(const char *code)
{
	for (size_t i = 0; i < classes.count; i++)
		if (str_eq(classes.list[i].code, code))
			return &classes.list[i];
	return NULL;
}

static bool read_table(const struct reading *in, struct describe *d, const char *path, const char *const *columns, struct tsv *out)
{
	*d = (struct describe){.file = path, .arena = in->a, .e = in->e};
	for (size_t i = 0; i < in->file_count; i++)
		if (str_eq(in->files[i].path, path))
			return tsv_read(d, &in->files[i], columns, out);
	return describe_fail(d, "there is no such file");
}

static bool read_yes(const struct describe *d, const char *where, const char *cell, bool *out)
{
	*out = str_eq(cell, "yes");
	return *out || str_eq(cell, "no") || describe_fail(d, "%s: neither yes nor no: \"%s\"", where, cell);
}

static bool read_classes(const struct reading *in)
{
	struct describe d;
	struct tsv table;

	classes.count = 0;
	if (!read_table(in, &d, CLASSES, class_columns, &table))
		return false;
	classes.list = arena_array(in->a, struct action_class, table.count + 1);
	for (size_t i = 0; i < table.count; i++) {
		struct action_class *c = &classes.list[classes.count];

		c->code = table.rows[i][0];
		if (class_find(c->code))
			return describe_fail(&d, "class \"%s\" twice", c->code);
		for (int level = 0; level < LEVELS; level++)
			if (!read_yes(&d, c->code, table.rows[i][1 + level], &c->held[level]))
				return false;
		classes.count++;
	}
	return true;
}

static bool read_menus(const struct describe *d, struct page *p, char **cells)
{
	for (int menu = 0; menu < MENU_DASHBOARD; menu++) {
		const char *cell = cells[PAGE_MENUS + menu];

		p->in_system[menu] = str_eq(cell, "yes@System");
		if (!read_yes(d, p->id, p->in_system[menu] ? "yes" : cell, &p->in_menu[menu]))
			return false;
	}
	p->in_menu[MENU_DASHBOARD] = str_eq(p->id, "dashboard");
	return true;
}

static bool read_page(const struct describe *d, struct page *p, char **cells)
{
	*p = (struct page){
		.id = cells[PAGE_ID],
		.section = {{cells[PAGE_SECTION], cells[PAGE_SECTION_SV]}},
		.subsection = {{cells[PAGE_SUBSECTION], cells[PAGE_SUBSECTION_SV]}},
		.name = {{cells[PAGE_NAME], cells[PAGE_NAME_SV]}},
	};
	if (!describe_is_name(p->id, '-'))
		return describe_fail(d, "not a name of a page: \"%s\"", p->id);
	for (int i = PAGE_SECTION; i < PAGE_MENUS; i++)
		if (i != PAGE_SUBSECTION && i != PAGE_SUBSECTION_SV && !*cells[i])
			return describe_fail(d, "%s: no %s", p->id, page_columns[i]);
	return read_menus(d, p, cells);
}

static struct page *page_among(struct page *list, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i].id, id))
			return &list[i];
	return NULL;
}

static bool add_pages(const struct describe *d, const struct tsv *table, struct page *list, size_t *count)
{
	for (size_t i = 0; i < table->count; i++, ++*count) {
		if (!read_page(d, &list[*count], table->rows[i]))
			return false;
		if (page_among(list, *count, list[*count].id))
			return describe_fail(d, "page \"%s\" twice", list[*count].id);
	}
	return true;
}

/* A catalogue may do without pages of our own. */
static bool read_own(const struct reading *in, struct describe *d, struct tsv *out)
{
	*out = (struct tsv){0};
	for (size_t i = 0; i < in->file_count; i++)
		if (str_eq(in->files[i].path, PAGES_OWN))
			return read_table(in, d, PAGES_OWN, page_columns, out);
	return true;
}

/* The catalogue's pages, then those that are ours beside them. */
static bool read_pages(const struct reading *in, struct page **list, size_t *count)
{
	struct describe d, own_d;
	struct tsv table, own;

	if (!read_table(in, &d, PAGES, page_columns, &table) || !read_own(in, &own_d, &own))
		return false;
	*list = arena_array(in->a, struct page, table.count + own.count + 1);
	*count = 0;
	return add_pages(&d, &table, *list, count) && add_pages(&own_d, &own, *list, count);
}

static bool read_right(const struct describe *d, const char *cell, struct action *act)
{
	act->right = tsv_text(cell);
	if (!act->right)
		return true;
	for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
		if (str_eq(rights[i], act->right))
			return true;
	return describe_fail(d, "%s: unknown right \"%s\"", act->name, act->right);
}

/* What it is called and done on: told by the row, or known of an ordinary one. */
static bool read_words(const struct describe *d, char **cells, struct action *act)
{
	const char *on = tsv_text(cells[ACTION_ON]);

	act->label = (struct label){{tsv_text(cells[ACTION_EN]), tsv_text(cells[ACTION_SV])}};
	for (size_t i = 0; i < sizeof ordinary / sizeof ordinary[0]; i++)
		if (str_eq(ordinary[i].name, act->name)) {
			act->on_row = ordinary[i].on_row;
			return true;
		}
	if (!act->label.text[ENGLISH] || !act->label.text[SWEDISH])
		return describe_fail(d, "%s: %s: no label", cells[ACTION_PAGE], act->name);
	if (!str_eq(on, "row") && !str_eq(on, "page"))
		return describe_fail(d, "%s: %s: done on \"row\" or \"page\"?", cells[ACTION_PAGE], act->name);
	act->on_row = str_eq(on, "row");
	return true;
}

static bool read_action(const struct describe *d, char **cells, const char *name, struct page *p, struct action *act)
{
	*act = (struct action){.name = name, .class = class_find(cells[ACTION_CLASS])};
	if (!describe_is_name(name, '-'))
		return describe_fail(d, "%s: not a name of an action: \"%s\"", p->id, name);
	if (!act->class)
		return describe_fail(d, "%s: %s: unknown class \"%s\"", p->id, name, cells[ACTION_CLASS]);
	if (action_find(p, name))
		return describe_fail(d, "%s: action \"%s\" twice", p->id, name);
	if (!read_right(d, cells[ACTION_RIGHT], act) || !read_words(d, cells, act))
		return false;
	p->action_count++;
	return true;
}

/* "read|create|update": ordinary actions of one class in one row. */
static bool read_action_row(const struct reading *in, const struct describe *d, char **cells, struct page *p)
{
	size_t count;
	char **names = str_split(in->a, cells[ACTION_NAME], '|', &count);
	struct action *grown = arena_array(in->a, struct action, p->action_count + count);

	for (size_t i = 0; i < p->action_count; i++)
		grown[i] = p->actions[i];
	p->actions = grown;
	for (size_t i = 0; i < count; i++)
		if (!read_action(d, cells, names[i], p, &grown[p->action_count]))
			return false;
	return true;
}

static bool read_actions(const struct reading *in, struct page *list, size_t count)
{
	struct describe d;
	struct tsv table;

	if (!read_table(in, &d, ACTIONS, action_columns, &table))
		return false;
	for (size_t i = 0; i < table.count; i++) {
		struct page *p = page_among(list, count, table.rows[i][ACTION_PAGE]);

		if (!p)
			return describe_fail(&d, "there is no page \"%s\"", table.rows[i][ACTION_PAGE]);
		if (!read_action_row(in, &d, table.rows[i], p))
			return false;
	}
	return true;
}

bool page_tables_read(struct arena *a, const struct embed *files, size_t n, struct page **list, size_t *count, struct error *e)
{
	struct reading in = {.a = a, .files = files, .file_count = n, .e = e};

	return read_classes(&in) && read_pages(&in, list, count) && read_actions(&in, *list, *count);
}
