/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/order.h"

#include "base/arena.h"
#include "model/page.h"
#include "model/view.h"

#include <assert.h>

bool order_may_lead(const struct resource *r, enum scope_dim dim)
{
	return r->scope[dim] && ((int)dim == r->lead || dim == SCOPE_SUPPLIER || dim == SCOPE_CONSIGNEE);
}

bool order_same(const struct order *a, const struct order *b)
{
	if (a->sort != b->sort || a->equal_count != b->equal_count)
		return false;
	for (size_t i = 0; i < a->equal_count; i++)
		if (a->equal[i] != b->equal[i])
			return false;
	return true;
}

struct order order_make(const struct field *lead, const struct view_filter *fixed, size_t fixed_count, const struct field *sort)
{
	struct order o = {.sort = sort};

	assert(fixed_count < ORDER_EQUAL);
	if (lead)
		o.equal[o.equal_count++] = lead;
	for (size_t i = 0; i < fixed_count; i++)
		o.equal[o.equal_count++] = fixed[i].field;
	return o;
}

static struct order order_together(const struct together *t)
{
	struct order o = {.sort = t->fields[t->count - 1]};

	while (o.equal_count + 1 < t->count) {
		o.equal[o.equal_count] = t->fields[o.equal_count];
		o.equal_count++;
	}
	return o;
}

struct found {
	struct order *list;
	size_t count;
};

static void add(struct found *f, struct order o)
{
	for (size_t i = 0; i < f->count; i++)
		if (order_same(&f->list[i], &o))
			return;
	f->list[f->count++] = o;
}

static const struct field *lead_of(const struct resource *r)
{
	return r->lead < 0 ? NULL : r->scope[r->lead];
}

/* Each view's fixed filter with each sort; whether one had none. */
static bool add_views(struct found *f, const struct resource *r)
{
	bool any = false, bare = false;

	for (size_t i = 0; page_at(i); i++) {
		const struct view *v = page_at(i)->view;

		if (!v || v->resource != r)
			continue;
		any = true;
		bare |= v->fixed_count == 0;
		for (size_t j = 0; j < r->sort_count; j++)
			add(f, order_make(lead_of(r), v->fixed, v->fixed_count, r->sort[j]));
	}
	return bare || !any;
}

static size_t most_orders(const struct resource *r)
{
	size_t views = 1;

	for (size_t i = 0; page_at(i); i++)
		views += page_at(i)->view && page_at(i)->view->resource == r;
	return (views + SCOPE_DIMS) * r->sort_count + r->index_count + r->together_count + 1;
}

struct order *orders_of(struct arena *a, const struct resource *r, size_t *count)
{
	struct found f = {arena_array(a, struct order, most_orders(r)), 0};
	bool bare = add_views(&f, r);

	for (size_t j = 0; j < r->sort_count; j++)
		if (bare || (r->sort[j] == r->key && r->key->type != TYPE_REF))
			add(&f, order_make(lead_of(r), NULL, 0, r->sort[j]));
	for (enum scope_dim dim = SCOPE_SUPPLIER; dim < SCOPE_DIMS; dim++)
		for (size_t j = 0; order_may_lead(r, dim) && j < r->sort_count; j++)
			add(&f, order_make(r->scope[dim], NULL, 0, r->sort[j]));
	for (size_t i = 0; i < r->index_count; i++)
		add(&f, order_make(r->index[i], NULL, 0, r->sort[0] == r->index[i] ? NULL : r->sort[0]));
	for (size_t i = 0; i < r->together_count; i++)
		add(&f, order_together(&r->togethers[i]));
	*count = f.count;
	return f.list;
}
