/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/demo.h"

#include <assert.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "store/store.h"

struct demo_row demo_row(const char *resource)
{
	struct demo_row r = {.resource = resource_find(resource)};

	assert(r.resource);
	return r;
}

static void put(struct demo_row *r, const char *field, struct value v)
{
	const struct field *f = field_find(r->resource, field);

	assert(f && r->count < sizeof r->values / sizeof *r->values);
	r->values[r->count++] = (struct row_value){.field = f, .value = v};
}

void demo_int(struct demo_row *r, const char *field, int64_t n)
{
	put(r, field, value_int(n));
}

/* The text must live until the row is inserted. */
void demo_text(struct demo_row *r, const char *field, const char *text)
{
	put(r, field, value_text(text));
}

int64_t demo_insert(struct demo *d, struct demo_row *r)
{
	int64_t id = d->failed ? 0 : row_insert(d->store, r->resource, 0, r->values, r->count, d->e);

	d->failed = d->failed || !id;
	return id;
}

/* splitmix64: the same warehouse each time. */
uint64_t demo_random(struct demo *d, uint64_t below)
{
	uint64_t z = d->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) % below;
}

int64_t demo_code(struct demo *d, const char *resource, const char *code)
{
	const struct resource *r = resource_find(resource);
	char sql[160];
	struct query *q;
	int64_t id = 0;

	assert(r);
	snprintf(sql, sizeof sql, "SELECT id FROM \"%s\" WHERE code = :code", r->table);
	q = store_query(d->store, sql, d->e);
	if (!q)
		return 0;
	query_text(q, ":code", code);
	if (query_step(q, d->e) == QUERY_ROW)
		id = query_get_int(q, 0);
	query_done(q);
	assert(id);
	return id;
}

const char *demo_date(struct demo *d, int days, char out[11])
{
	clock_local_date(d->now_ms + (int64_t)days * 86400000, out);
	return out;
}

bool demo_make(struct demo *d)
{
	void (*const parts[])(struct demo *) = {demo_places, demo_articles, demo_orders};

	d->random = 20261121;
	d->now_ms = clock_now_ms();
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!store_begin(d->store, d->e))
			return false;
		parts[i](d);
		if (d->failed) {
			store_rollback(d->store);
			return false;
		}
		if (!store_commit(d->store, d->e))
			return false;
	}
	/* Nobody has a cursor yet: terminals load the tables whole. */
	return store_exec(d->store, "DELETE FROM change", d->e) && store_checkpoint(d->store, true, d->e);
}
