/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/page.h"

#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"
#include "model/describe.h"
#include "model/kind.h"
#include "model/page_tables.h"
#include "model/view.h"

#include <string.h>

#define SCREENS "screens/"

/* All that was read; lives until it is read anew. */
static struct {
	struct arena *arena;
	struct page *list;
	size_t count;
} pages;

const struct page *page_find(const char *id)
{
	for (size_t i = 0; i < pages.count; i++)
		if (str_eq(pages.list[i].id, id))
			return &pages.list[i];
	return NULL;
}

const struct page *page_at(size_t i)
{
	return i < pages.count ? &pages.list[i] : NULL;
}

const struct action *action_find(const struct page *p, const char *name)
{
	for (size_t i = 0; i < p->action_count; i++)
		if (str_eq(p->actions[i].name, name))
			return &p->actions[i];
	return NULL;
}

/* screens/SECTION/PAGE.json, or screens/PAGE.json for a menu of the program. */
static char *page_of_screen(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = strlen(slash + 1);

	return arena_strndup(a, slash + 1, len > strlen(".json") ? len - strlen(".json") : len);
}

static bool load_view(const struct embed *file, struct error *e)
{
	char *id = page_of_screen(pages.arena, file->path);
	struct describe d = {.file = file->path, .arena = pages.arena, .e = e};
	struct page *p = (struct page *)page_find(id);

	if (!p)
		return describe_fail(&d, "there is no page \"%s\"", id);
	if (p->view)
		return describe_fail(&d, "page \"%s\" has a screen already: %s", id, p->view->file);
	p->view = view_read(pages.arena, file->path, id, file->data, file->len, e);
	return p->view != NULL;
}

/* Kinds were read before the pages they name. */
static bool check_kinds(struct error *e)
{
	for (size_t i = 0; kind_at(i); i++) {
		const struct kind *k = kind_at(i);

		for (size_t j = 0; j < k->page_count; j++)
			if (!page_find(k->pages[j]))
				return error_set(e, ERR_SCREEN_FILE, k->id, "transactions: there is no page \"%s\"", k->pages[j]);
	}
	return true;
}

static bool load_all(const struct embed *files, size_t n, struct error *e)
{
	if (!page_tables_read(pages.arena, files, n, &pages.list, &pages.count, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (str_starts(files[i].path, SCREENS) && str_ends(files[i].path, ".json") && !load_view(&files[i], e))
			return false;
	return check_kinds(e);
}

bool pages_load_files(const struct embed *files, size_t n, struct error *e)
{
	bool ok;

	arena_free(&pages.arena);
	pages.arena = arena_new();
	pages.count = 0;
	ok = load_all(files, n, e);
	if (!ok)
		pages.count = 0;
	return ok;
}

bool pages_load(struct error *e)
{
	size_t n;
	const struct embed *files = embed_under("", &n);

	return pages_load_files(files, n, e);
}
