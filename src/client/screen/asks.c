/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/asks.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "client/screen/screen.h"

struct asked *asks_add(struct asks *as, struct screen *s, uint64_t tag)
{
	struct asked *w = xcalloc(1, sizeof *w);

	w->tag = w->name = tag;
	w->screen = s;
	w->next = as->first;
	as->first = w;
	return w;
}

void asks_keep_request(struct asked *w, const char *method, const char *path, const struct json *body, const struct ask_head *head,
	bool quiet)
{
	struct json *holder;

	w->arena = arena_new();
	w->method = arena_strdup(w->arena, method);
	w->path = arena_strdup(w->arena, path);
	w->quiet = quiet;
	if (head)
		w->head = (struct ask_head){.rev = head->rev, .request = arena_strdup(w->arena, head->request)};
	if (!body)
		return;
	holder = json_object(w->arena);
	json_set_copy(holder, "body", body);
	w->body = json_get(holder, "body");
}

struct asked *asks_take(struct asks *as, uint64_t tag)
{
	for (struct asked **at = &as->first; *at; at = &(*at)->next) {
		struct asked *w = *at;

		if (w->tag == tag) {
			*at = w->next;
			return w;
		}
	}
	return NULL;
}

struct asked *asks_take_assurance(struct asks *as)
{
	for (struct asked **at = &as->first; *at; at = &(*at)->next) {
		struct asked *w = *at;

		if (w->tag == 0 && w->assurance) {
			*at = w->next;
			return w;
		}
	}
	return NULL;
}

void asks_park(struct asks *as, struct asked *w)
{
	w->tag = 0;
	w->next = as->first;
	as->first = w;
}

void asks_repeat(struct asks *as, struct ports *p)
{
	for (struct asked *w = as->first; w; w = w->next)
		if (w->tag == 0 && w->arena)
			w->tag = p->ops->ask_with(p, w->method, w->path, w->body, &w->head);
}

void asked_free(struct asked **w)
{
	if (!*w)
		return;
	arena_free(&(*w)->arena);
	free(*w);
	*w = NULL;
}

void asks_forget(struct asks *as, const struct screen *s, struct ports *p)
{
	struct asked **at = &as->first;

	while (*at) {
		struct asked *gone = *at;

		if (gone->screen != s) {
			at = &gone->next;
			continue;
		}
		*at = gone->next;
		if (gone->arena && gone->tag && p)
			p->ops->cancel(p, gone->tag);
		asked_free(&gone);
	}
}

static bool shown(const struct asked *w, const struct screen *s)
{
	return w->screen == s && w->arena && w->tag && !w->quiet && !w->broken_off;
}

bool asks_shown(const struct asks *as, const struct screen *s)
{
	for (const struct asked *w = as->first; w; w = w->next)
		if (shown(w, s))
			return true;
	return false;
}

void asks_break_off(struct asks *as, const struct screen *s, struct ports *p)
{
	for (struct asked *w = as->first; w; w = w->next) {
		if (!shown(w, s))
			continue;
		w->broken_off = true;
		p->ops->cancel(p, w->tag);
	}
}

void asks_cancel(struct asks *as, uint64_t name, struct ports *p)
{
	for (struct asked *w = as->first; w; w = w->next) {
		if (w->name != name || w->broken_off || !w->tag || !w->arena)
			continue;
		w->broken_off = true;
		p->ops->cancel(p, w->tag);
	}
}
