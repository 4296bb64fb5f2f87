/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/edit/edit.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "server/edit/edit_steps.h"
#include "store/store.h"
#include "store/writer.h"

static struct {
	const struct rules *const *table;
	size_t n;
} all_rules;

void edit_rules(const struct rules *const *table, size_t n)
{
	all_rules.table = table;
	all_rules.n = n;
}

const struct rules *edit_rules_find(const struct resource *r)
{
	for (size_t i = 0; r->rules && i < all_rules.n; i++)
		if (str_eq(all_rules.table[i]->name, r->rules))
			return all_rules.table[i];
	return NULL;
}

struct work {
	struct edit *list;
	size_t n;
};

static bool keep(struct edit *x, struct error *e)
{
	return error_set(e, x->error.code, x->error.field, "%s", x->error.detail);
}

/* All are checked, also behind one that is wrong. */
static bool check_all(const struct work *w, struct store *s, struct error *e)
{
	bool ok = true;

	for (size_t i = 0; i < w->n; i++) {
		struct edit *x = &w->list[i];

		x->error = (struct error){0};
		x->earlier = w->list;
		x->earlier_count = i;
		if (edit_check(s, x, &x->error) && edit_unique(s, w->list, i, &x->error))
			continue;
		ok = keep(x, e);
	}
	return ok;
}

static bool check(const struct work *w, struct error *e)
{
	struct pool *pool = w->list[0].house->pool;
	struct store *s = pool_take(pool, e);
	bool ok = s && check_all(w, s, e);

	if (s)
		pool_give(pool, s);
	return ok;
}

/* *begun: how many were, wholly or half. */
static bool before(const struct work *w, size_t *begun, struct error *e)
{
	for (*begun = 0; *begun < w->n;) {
		struct edit *x = &w->list[(*begun)++];
		const struct rules *rules = edit_rules_find(x->resource);

		if (!x->repeated && rules && rules->before && !rules->before(x, &x->error))
			return keep(x, e);
	}
	return true;
}

/* On the writer's thread; may run twice. */
static bool inside(struct store *s, void *arg, bool *wrote, struct error *e)
{
	const struct work *w = arg;

	(void)wrote;
	for (size_t i = 0; i < w->n; i++)
		w->list[i].error = (struct error){0};
	for (size_t i = 0; i < w->n; i++)
		if (!edit_write(s, &w->list[i], &w->list[i].error)) {
			error_set(&w->list[i].error, ERR_INTERNAL, NULL, "no reason was given");
			return keep(&w->list[i], e);
		}
	return true;
}

static void undo(const struct work *w, size_t begun)
{
	while (begun-- > 0) {
		struct edit *x = &w->list[begun];
		const struct rules *rules = edit_rules_find(x->resource);

		if (rules && rules->undo)
			rules->undo(x);
	}
}

static void after(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct rules *rules = edit_rules_find(w->list[i].resource);

		if (!w->list[i].repeated && rules && rules->after)
			rules->after(&w->list[i]);
	}
}

bool edit_run(struct edit *list, size_t n, bool dry, struct error *e)
{
	struct work w = {list, n};
	size_t begun = 0;

	if (!n)
		return true;
	if (!check(&w, e))
		return false;
	if (dry)
		return true;
	if (!before(&w, &begun, e) || !writer_do(list[0].house->writer, (struct writer_job){inside, &w}, e)) {
		undo(&w, begun);
		return false;
	}
	after(&w);
	return true;
}
