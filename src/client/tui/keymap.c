/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/keymap.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/embed.h"
#include "base/str.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INCLUDES_MOST = 8, NAME_SHOWN = 36, WORDS_MOST = 32 };

const char *const context_names[CONTEXTS] = {
	[CONTEXT_ANY] = "any", [CONTEXT_MENU] = "menu", [CONTEXT_LIST] = "list", [CONTEXT_RECORD] = "record",
	[CONTEXT_FORM] = "form", [CONTEXT_TASK] = "task", [CONTEXT_TEXT] = "text", [CONTEXT_DIALOG] = "dialog",
	[CONTEXT_SIGN_IN] = "sign-in", [CONTEXT_EDIT] = "edit",
};

const struct action_row action_rows[ACTIONS_COUNT] = {
#define X(id, name, brief, help) [ACTION_##id] = {name, brief, help},
	ACTION_TABLE(X)
#undef X
};

struct binding {
	enum context context;
	enum action_id action;
	struct chord chord;
	int depth; /* of the include it comes from, 0 the keymap itself */
};

/* In order of preference: a keymap's own before those it includes, so that
 * the first match wins. */
struct keymap {
	struct binding *bindings;
	size_t count, room;
};

struct reading {
	struct keymap *k;
	keymap_reader *read;
	struct error *e;
	const char *names[INCLUDES_MOST]; /* being read, outermost first */
	int depth;
	int line;
};

static bool read_map(struct reading *r, const char *name);

/* Of a long path the end is what tells files apart. */
static bool fault(const struct reading *r, const char *what, const char *word)
{
	const char *name = r->names[r->depth];
	size_t len = strlen(name);
	char place[48];

	snprintf(place, sizeof place, "%s:%d", name + (len > NAME_SHOWN ? len - NAME_SHOWN : 0), r->line);
	return error_set(r->e, ERR_INVALID, place, "%s: %.60s", what, word);
}

static bool find_context(const char *name, enum context *out)
{
	for (int i = 0; i < CONTEXTS; i++)
		if (str_eq(name, context_names[i])) {
			*out = (enum context)i;
			return true;
		}
	return false;
}

static bool find_action(const char *name, enum action_id *out)
{
	for (int i = 0; i < ACTIONS_COUNT; i++)
		if (str_eq(name, action_rows[i].name)) {
			*out = (enum action_id)i;
			return true;
		}
	return false;
}

static const struct binding *find(const struct keymap *k, enum context context, const struct chord *chord)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->bindings[i].context == context && chord_equal(&k->bindings[i].chord, chord))
			return &k->bindings[i];
	return NULL;
}

/* Of two bindings of a chord the outer one holds; twice in one file is a mistake. */
static bool bind(struct reading *r, const struct binding *b, const char *word)
{
	struct keymap *k = r->k;
	const struct binding *other = find(k, b->context, &b->chord);
	size_t at = k->count;

	if (other && other->depth == b->depth)
		return fault(r, "bound twice", word);
	if (k->count == k->room) {
		k->room = k->room ? 2 * k->room : 128;
		k->bindings = xrealloc(k->bindings, k->room * sizeof *k->bindings);
	}
	while (at > 0 && k->bindings[at - 1].depth > b->depth)
		at--;
	memmove(k->bindings + at + 1, k->bindings + at, (k->count - at) * sizeof *k->bindings);
	k->bindings[at] = *b;
	k->count++;
	return true;
}

static bool read_binding(struct reading *r, char *const *words, size_t n)
{
	struct binding b = {.depth = r->depth};

	if (!find_context(words[0], &b.context))
		return fault(r, "no such context", words[0]);
	if (n < 3)
		return fault(r, "a context, its keys and an action are needed", words[0]);
	if (!find_action(words[n - 1], &b.action))
		return fault(r, "no such action", words[n - 1]);
	for (size_t i = 1; i < n - 1; i++) {
		if (!chord_parse(words[i], &b.chord))
			return fault(r, "no such key", words[i]);
		if (!bind(r, &b, words[i]))
			return false;
	}
	return true;
}

static bool include(struct reading *r, const char *name)
{
	int line = r->line;
	bool ok;

	for (int i = 0; i <= r->depth; i++)
		if (str_eq(name, r->names[i]))
			return fault(r, "includes itself", name);
	if (r->depth + 1 == INCLUDES_MOST)
		return fault(r, "too many includes", name);
	r->depth++;
	ok = read_map(r, name);
	r->depth--;
	r->line = line;
	return ok;
}

static bool read_line(struct reading *r, char *line)
{
	char *words[WORDS_MOST], *rest = line;
	size_t n = 0;

	for (char *word; (word = strsep(&rest, " \t\r"));)
		if (*word) {
			if (n == WORDS_MOST)
				return fault(r, "too many words", word);
			words[n++] = word;
		}
	if (!n || words[0][0] == '#')
		return true;
	if (!str_eq(words[0], "include"))
		return read_binding(r, words, n);
	return n == 2 ? include(r, words[1]) : fault(r, "one name is needed", "include");
}

static bool read_map(struct reading *r, const char *name)
{
	size_t len = 0;
	const char *text = r->read(name, &len);
	struct arena *a;
	char *rest;
	bool ok = true;

	r->names[r->depth] = name;
	r->line = 0;
	if (!text)
		return error_set(r->e, ERR_NOT_FOUND, name, "no such keymap");
	if (memchr(text, '\0', len))
		return fault(r, "not text", name);
	a = arena_new();
	rest = arena_strndup(a, text, len);
	for (char *line; ok && (line = strsep(&rest, "\n"));) {
		r->line++;
		ok = read_line(r, line);
	}
	arena_free(&a);
	return ok;
}

struct keymap *keymap_read(const char *name, keymap_reader *read, struct error *e)
{
	struct keymap *k = xcalloc(1, sizeof *k);
	struct reading r = {.k = k, .read = read, .e = e};

	if (!read_map(&r, name))
		keymap_free(&k);
	return k;
}

const char *keymap_embedded(const char *name, size_t *len)
{
	const struct embed *file;
	char path[64];

	if (snprintf(path, sizeof path, "keymaps/%s", name) >= (int)sizeof path || !(file = embed_find(path)))
		return NULL;
	*len = file->len;
	return file->data;
}

void keymap_free(struct keymap **k)
{
	if (!*k)
		return;
	free((*k)->bindings);
	free(*k);
	*k = NULL;
}

static bool is_typed(const struct chord *c)
{
	return c->key == KEY_CHAR && !c->control && !c->alt;
}

enum action_id keymap_action(const struct keymap *k, const enum context *contexts, size_t n, const struct chord *c)
{
	bool typing = false;

	for (size_t i = 0; i < n; i++)
		typing |= contexts[i] == CONTEXT_EDIT;
	typing = typing && is_typed(c);
	for (size_t i = 0; i < n; i++) {
		const struct binding *b = typing && contexts[i] != CONTEXT_EDIT ? NULL : find(k, contexts[i], c);

		if (b)
			return b->action;
	}
	return ACTION_NONE;
}

/* A more special context than this one decides what the chord means. */
static bool is_hidden(const struct keymap *k, const enum context *contexts, size_t at, const struct chord *chord)
{
	for (size_t i = 0; i < at; i++)
		if (find(k, contexts[i], chord))
			return true;
	return false;
}

/* The next binding of the action there that no other hides; *at counts through
 * contexts and bindings. */
static const struct binding *next(const struct keymap *k, const enum context *contexts, size_t n, enum action_id action, size_t *at)
{
	size_t from = k->count ? *at % k->count : 0;

	for (size_t i = k->count ? *at / k->count : n; i < n; i++, from = 0)
		for (size_t j = from; j < k->count; j++) {
			const struct binding *b = &k->bindings[j];

			if (b->action != action || b->context != contexts[i] || find(k, b->context, &b->chord) != b ||
				is_hidden(k, contexts, i, &b->chord) || keymap_action(k, contexts, n, &b->chord) != action)
				continue;
			*at = i * k->count + j + 1;
			return b;
		}
	*at = n * k->count;
	return NULL;
}

void keymap_chord(const struct keymap *k, const enum context *contexts, size_t n, enum action_id action, char out[16])
{
	size_t at = 0;
	const struct binding *b = action == ACTION_NONE ? NULL : next(k, contexts, n, action, &at);

	out[0] = '\0';
	if (b)
		chord_print(&b->chord, out);
}

static void list_chords(const struct keymap *k, const enum context *contexts, size_t n, enum action_id action, char chords[64])
{
	const struct binding *b;
	size_t len = 0;
	char name[16];

	chords[0] = '\0';
	for (size_t at = 0; (b = next(k, contexts, n, action, &at));) {
		chord_print(&b->chord, name);
		if (len + strlen(name) + 2 > 64)
			return;
		len += (size_t)snprintf(chords + len, 64 - len, "%s%s", len ? " " : "", name);
	}
}

bool keymap_at(const struct keymap *k, const enum context *contexts, size_t n, size_t i, enum action_id *action, char chords[64])
{
	for (int id = ACTION_NONE + 1; id < ACTIONS_COUNT; id++) {
		size_t at = 0;

		if (!next(k, contexts, n, (enum action_id)id, &at) || i-- > 0)
			continue;
		*action = (enum action_id)id;
		list_chords(k, contexts, n, *action, chords);
		return true;
	}
	return false;
}
