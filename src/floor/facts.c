/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "floor/facts.h"

#include "base/json.h"
#include "base/str.h"
#include "floor/facts_ask.h"

#include <string.h>

static bool asks_batch(const struct facts *f)
{
	return facts_ask(f, "SELECT asks_batch FROM articles WHERE id = :a", facts_ref(f, "article"), 0, NULL);
}

static bool asks_expiry(const struct facts *f)
{
	return facts_ask(f, "SELECT asks_expiry FROM articles WHERE id = :a", facts_ref(f, "article"), 0, NULL);
}

static bool asks_serial(const struct facts *f)
{
	return facts_ask(f, "SELECT asks_serial FROM articles WHERE id = :a", facts_ref(f, "article"), 0, NULL);
}

static bool waiting(const struct facts *f)
{
	return !facts_claimed(f) && facts_waiting_row(f);
}

static bool announced(const struct facts *f)
{
	return !facts_claimed(f) && !facts_ref(f, "article") &&
		facts_first_open(f, "SELECT id, remaining FROM purchase_order_rows WHERE purchase_order = :a AND open = 1 AND remaining > 0",
			facts_ref(f, "purchase_order"), 0);
}

static bool over(const struct facts *f)
{
	return facts_claimed(f) && facts_quantity(f) > facts_left(f);
}

static bool under(const struct facts *f)
{
	if (f->kind->claims)
		return facts_claimed(f) && json_has(f->body, "quantity") && facts_quantity(f) < facts_left(f);
	return facts_first_open(f, "SELECT id, remaining FROM purchase_order_rows WHERE purchase_order = :a AND remaining > 0",
		facts_ref(f, "purchase_order"), 0);
}

static bool is_short(const struct facts *f)
{
	return json_bool(f->body, "short", false);
}

static bool expired(const struct facts *f)
{
	const char *expiry = facts_text(f, "expiry");

	return *expiry && f->today && strcmp(expiry, f->today) < 0;
}

static bool on_carrier(const struct facts *f)
{
	return *facts_carrier(f, &f->kind->from);
}

static bool whole_carrier(const struct facts *f)
{
	return on_carrier(f) && !facts_ref(f, "article");
}

static bool carriers_at(const struct facts *f, const struct place_fields *side)
{
	int64_t location = side->location ? facts_ref(f, side->location->name) : 0;

	return !location ||
		facts_ask(f, "SELECT 1 FROM article_items WHERE location = :a AND load_carrier <> 0 AND quantity > 0 LIMIT 1", location, 0, NULL);
}

static bool carriers_here(const struct facts *f)
{
	return carriers_at(f, &f->kind->from);
}

static bool carriers_there(const struct facts *f)
{
	return carriers_at(f, &f->kind->to);
}

static bool placed(const struct facts *f)
{
	return facts_carrier_location(f, facts_carrier(f, &f->kind->to)) != 0;
}

/* Nothing was found, so nothing is put anywhere. */
static bool nothing(const struct facts *f)
{
	return json_has(f->body, "quantity") && facts_quantity(f) == 0;
}

static bool in_carrier(const struct facts *f)
{
	return nothing(f) || *facts_carrier(f, &f->kind->to);
}

static bool in_bin(const struct facts *f)
{
	return nothing(f) || (f->kind->to.location && json_int(f->body, f->kind->to.location->name, 0));
}

static const struct fact {
	const char *name;
	bool (*holds)(const struct facts *f);
} facts[] = {
	{"asks_batch", asks_batch},
	{"asks_expiry", asks_expiry},
	{"asks_serial", asks_serial},
	{"waiting", waiting},
	{"announced", announced},
	{"over", over},
	{"under", under},
	{"short", is_short},
	{"nothing", nothing},
	{"expired", expired},
	{"on_carrier", on_carrier},
	{"carriers_here", carriers_here},
	{"carriers_there", carriers_there},
	{"whole_carrier", whole_carrier},
	{"placed", placed},
	{"in_carrier", in_carrier},
	{"in_bin", in_bin},
};

static const struct fact *find(const char *name)
{
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (str_eq(facts[i].name, name))
			return &facts[i];
	return NULL;
}

bool fact_known(const char *name)
{
	return find(name) != NULL;
}

bool fact_holds(const char *name, const struct facts *f)
{
	const struct fact *fact = find(name);

	return fact && fact->holds(f);
}
