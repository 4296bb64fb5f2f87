/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/goods_owner.h"

#include "base/arena.h"
#include "base/json.h"
#include "client/screen/show.h"
#include "client/screen/stack.h"
#include "client/tui/words.h"

/* The answers stand in the order of his goods owners, "all" last. */
static void answered(struct screen *owner, int answer)
{
	const struct json *g = json_first(owner->world->user->goods_owners);
	void *arg;
	const struct stack_events *ev = stack_events_of(owner->stack, &arg);

	if (answer < 0 || !ev || !ev->goods_owner)
		return;
	while (g && answer-- > 0)
		g = json_next(g);
	ev->goods_owner(arg, json_int(g, "id", 0));
	stack_news(owner->stack);
}

void goods_owner_ask(struct stack *st)
{
	const struct json *all = stack_world(st)->user->goods_owners;
	struct arena *a = arena_new();
	const char **words = arena_array(a, const char *, json_len(all) + 1);
	size_t n = 0;

	for (const struct json *g = json_first(all); g; g = json_next(g))
		words[n++] = show_ref(g, a);
	words[n++] = _("All of them");
	dialog_choose(st, _("For which goods owner?"), words, n, answered, stack_top(st));
	arena_free(&a);
}
