/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/resource.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "model/describe.h"
#include "model/field.h"
#include "model/resource_link.h"

#include <string.h>

#define FOLDER "src/model/resources/"
#define REGISTERS "src/model/registers.json"
#define PAGES "src/model/pages.tsv"

const char *const scope_names[SCOPE_DIMS] = {
	[SCOPE_GOODS_OWNER] = "goods_owner",
	[SCOPE_WAREHOUSE] = "warehouse",
	[SCOPE_SUPPLIER] = "supplier",
	[SCOPE_CONSIGNEE] = "consignee",
};

static const char *const members[] = {"name", "key", "title", "scope", "replica", "outside", "fields", "sort", "newest_first", "find", "unique",
	"index", "rules", NULL};

/* All that was read; lives until it is read anew. */
static struct {
	struct arena *arena;
	struct resource *list;
	size_t count;
} model;

const struct resource *resource_find(const char *id)
{
	for (size_t i = 0; i < model.count; i++)
		if (str_eq(model.list[i].id, id))
			return &model.list[i];
	return NULL;
}

const struct resource *resource_at(size_t i)
{
	return i < model.count ? &model.list[i] : NULL;
}

const struct field *field_find(const struct resource *r, const char *name)
{
	return field_among(r->fields, r->field_count, name);
}

static const struct embed *file_among(const struct embed *files, size_t n, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(files[i].path, path))
			return &files[i];
	return NULL;
}

static char *table_of(struct arena *a, const char *id)
{
	char *table = arena_strdup(a, id);

	for (char *p = table; *p; p++)
		if (*p == '-')
			*p = '_';
	return table;
}

/* The line of a table, below its head, whose first cell is this. */
static const char *line_of(const char *table, const char *first)
{
	size_t len = strlen(first);

	for (const char *end = strchr(table, '\n'); end; end = strchr(end + 1, '\n'))
		if (strncmp(end + 1, first, len) == 0 && end[1 + len] == '\t')
			return end + 1;
	return NULL;
}

/* A register without a name of its own is called as its page is. */
static bool name_of_page(struct draft *x, const struct embed *pages)
{
	const char *line = pages ? line_of(pages->data, x->r->id) : NULL;
	size_t cells = 0;
	char **cell = NULL;

	if (line)
		cell = str_split(x->d.arena, arena_strndup(x->d.arena, line, strcspn(line, "\n")), '\t', &cells);
	if (cells <= 6)
		return describe_fail(&x->d, "%s: no name, and no page of this id has one", x->r->id);
	x->r->name = (struct label){{cell[5], cell[6]}};
	return true;
}

static bool begin(struct draft *x, const char *id, const struct embed *pages)
{
	x->r->id = id;
	x->r->table = table_of(x->d.arena, id);
	x->r->lead = x->r->own_scope = -1;
	if (!describe_is_name(id, '-'))
		return describe_fail(&x->d, "not a name of a resource: \"%s\"", id);
	if (!describe_members(&x->d, x->own, id, members))
		return false;
	if (x->like && !json_has(x->own, "name"))
		return name_of_page(x, pages);
	return describe_label(&x->d, json_get(x->own, "name"), id, &x->r->name);
}

static bool begin_resource(struct draft *x, struct resource *r, const struct embed *file, struct error *e)
{
	const char *name = file->path + strlen(FOLDER);

	*x = (struct draft){.r = r, .d = {.file = file->path, .arena = model.arena, .e = e}};
	x->own = describe_parse(&x->d, file->data, file->len);
	if (x->own && !str_ends(name, ".json"))
		return describe_fail(&x->d, "not a .json file");
	return x->own && begin(x, arena_strndup(model.arena, name, strlen(name) - strlen(".json")), NULL);
}

/* The members of registers.json but "like"; each is one register. */
static bool begin_registers(struct draft *drafts, const struct json *all, const struct embed *pages, struct error *e)
{
	struct describe d = {.file = REGISTERS, .arena = model.arena, .e = e};
	const struct json *like = json_get(all, "like");

	if (!like)
		return describe_fail(&d, "no \"like\"");
	if (!describe_members(&d, like, "like", members))
		return false;
	for (const struct json *v = json_first(all); v; v = json_next(v)) {
		if (v == like)
			continue;
		*drafts = (struct draft){.r = &model.list[model.count], .d = d, .own = v, .like = like};
		if (!begin(drafts, json_name(v), pages))
			return false;
		if (resource_find(json_name(v)))
			return describe_fail(&d, "%s: there is a resource of this name", json_name(v));
		model.count++;
		drafts++;
	}
	return true;
}

static bool load_all(const struct embed *files, size_t n, struct error *e)
{
	const struct embed *registers = file_among(files, n, REGISTERS);
	struct describe d = {.file = REGISTERS, .arena = model.arena, .e = e};
	const struct json *all = registers ? describe_parse(&d, registers->data, registers->len) : NULL;
	struct draft *drafts;

	if (registers && !all)
		return false;
	model.list = arena_array(model.arena, struct resource, n + json_len(all));
	drafts = arena_array(model.arena, struct draft, n + json_len(all));
	for (size_t i = 0; i < n; i++) {
		if (!str_starts(files[i].path, FOLDER))
			continue;
		if (!begin_resource(&drafts[model.count], &model.list[model.count], &files[i], e))
			return false;
		model.count++;
	}
	if (all && !begin_registers(&drafts[model.count], all, file_among(files, n, PAGES), e))
		return false;
	return resources_link(drafts, model.count);
}

bool model_load_files(const struct embed *files, size_t n, struct error *e)
{
	bool ok;

	arena_free(&model.arena);
	model.arena = arena_new();
	model.list = NULL;
	model.count = 0;
	ok = load_all(files, n, e);
	if (!ok)
		model.count = 0;
	return ok;
}

bool model_load(struct error *e)
{
	size_t n;
	const struct embed *files = embed_under("src/model/", &n);

	return model_load_files(files, n, e);
}
