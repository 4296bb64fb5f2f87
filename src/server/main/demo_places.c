/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "base/arena.h"
#include "server/main/demo.h"
#include "store/store.h"

/* Two warehouses, 2,000 places in zones and aisles.  One row of this table is
 * a zone: its aisles, the sections and levels of each aisle. */
static const struct zone {
	int warehouse;
	const char *code, *name, *type;
	int aisles, sections, levels;
} zones[] = {
	{0, "A", "Small parts", "PICK", 6, 20, 5},
	{0, "B", "Pallet racks", "BUFFER", 8, 16, 4},
	{0, "F", "Floor", "FLOOR", 1, 88, 1},
	{1, "N", "Racks north", "PICK", 6, 16, 5},
	{1, "S", "Racks south", "BUFFER", 5, 16, 4},
};

static int64_t location(struct demo *d, int warehouse, const char *name, const char *type, int64_t zone, int64_t aisle, int order)
{
	struct demo_row r = demo_row("locations");
	char check[16];

	snprintf(check, sizeof check, "%02d", (int)demo_random(d, 90) + 10);
	demo_int(&r, "warehouse", d->warehouses[warehouse]);
	demo_text(&r, "name", name);
	demo_int(&r, "type", demo_code(d, "location-types", type));
	demo_int(&r, "zone", zone);
	demo_int(&r, "aisle", aisle);
	demo_text(&r, "check_digits", check);
	demo_int(&r, "pick_order", order);
	return demo_insert(d, &r);
}

static void section(struct demo *d, const struct zone *z, int64_t zone, int64_t aisle, int aisle_number, int section_number)
{
	for (int level = 1; level <= z->levels; level++) {
		struct demo_place *p = &d->places[d->place_count++];

		*p = (struct demo_place){.warehouse = z->warehouse, .pick = z->type[0] != 'B', .pick_order = (int)d->place_count * 10};
		snprintf(p->name, sizeof p->name, "%s-%02d-%02d-%d", z->code, aisle_number, section_number, level);
		p->id = location(d, z->warehouse, p->name, z->type, zone, aisle, p->pick_order);
	}
}

static void zone(struct demo *d, const struct zone *z, int position)
{
	struct demo_row r = demo_row("zones");
	int64_t id;

	demo_int(&r, "warehouse", d->warehouses[z->warehouse]);
	demo_text(&r, "code", z->code);
	demo_text(&r, "name", z->name);
	demo_int(&r, "position", position);
	id = demo_insert(d, &r);
	for (int a = 1; a <= z->aisles; a++) {
		struct demo_row aisle = demo_row("aisles");
		char code[32];
		int64_t aisle_id;

		snprintf(code, sizeof code, "%s-%02d", z->code, a);
		demo_int(&aisle, "warehouse", d->warehouses[z->warehouse]);
		demo_int(&aisle, "zone", id);
		demo_text(&aisle, "code", code);
		demo_int(&aisle, "position", a);
		aisle_id = demo_insert(d, &aisle);
		for (int s = 1; s <= z->sections && !d->failed; s++)
			section(d, z, id, aisle_id, a, s);
	}
}

/* What a warehouse has beside its racks: docks, staging, hands, a cart. */
static void special_places(struct demo *d, int w)
{
	const char *prefix = w ? "2" : "1";
	char name[21];

	for (int i = 1; i <= 4; i++) {
		snprintf(name, sizeof name, "DOCK-%s%d", prefix, i);
		location(d, w, name, "DOCK", 0, 0, 0);
		snprintf(name, sizeof name, "STAGE-%s%d", prefix, i);
		int64_t id = location(d, w, name, "STAGING", 0, 0, 0);

		if (i == 1)
			d->staging[w] = id;
	}
	for (int i = 1; i <= 6; i++) {
		snprintf(name, sizeof name, "CART-%s-%d", prefix, i);
		location(d, w, name, "CART", 0, 0, 0);
	}
	snprintf(name, sizeof name, "HAND-%s", prefix);
	d->transit[w] = location(d, w, name, "TRANSIT", 0, 0, 0);
}

static void warehouses(struct demo *d)
{
	static const char *const rows[DEMO_WAREHOUSES][2] = {{"MAIN", "Main warehouse"}, {"NORTH", "Warehouse north"}};

	for (int i = 0; i < DEMO_WAREHOUSES && !d->failed; i++) {
		struct demo_row r = demo_row("warehouses");

		demo_text(&r, "code", rows[i][0]);
		demo_text(&r, "name", rows[i][1]);
		d->warehouses[i] = demo_insert(d, &r);
	}
	d->places = arena_array(d->arena, struct demo_place, 2200);
	for (size_t i = 0; i < sizeof zones / sizeof *zones && !d->failed; i++)
		zone(d, &zones[i], (int)i + 1);
	for (int i = 0; i < DEMO_WAREHOUSES && !d->failed; i++) {
		special_places(d, i);
		if (!row_set(d->store, resource_find("warehouses"), d->warehouses[i], "transit", value_int(d->transit[i]), d->e))
			d->failed = true;
	}
}

static int64_t partner(struct demo *d, const char *resource, int owner, const char *number, const char *name, const char *city)
{
	struct demo_row r = demo_row(resource);

	demo_int(&r, "goods_owner", d->owners[owner]);
	demo_text(&r, "number", number);
	demo_text(&r, "name", name);
	demo_text(&r, "city", city);
	return demo_insert(d, &r);
}

static void owners(struct demo *d)
{
	static const char *const rows[DEMO_OWNERS][2] = {{"ABC", "ABC Computers"}, {"ECOM", "E-commerce"}, {"TOYS", "Northern Toys"}};

	for (int i = 0; i < DEMO_OWNERS; i++) {
		struct demo_row r = demo_row("goods-owners");

		demo_text(&r, "code", rows[i][0]);
		demo_text(&r, "name", rows[i][1]);
		d->owners[i] = demo_insert(d, &r);
	}
}

void demo_places(struct demo *d)
{
	static const char *const customers[4][3] = {
		{"1001", "Ritas Datorbutik", "Göteborg"}, {"1002", "Åkessons Kontor", "Malmö"},
		{"1003", "Öresund Retail", "Helsingborg"}, {"1004", "Nordic Office", "Umeå"},
	};

	owners(d);
	warehouses(d);
	for (int i = 0; i < DEMO_OWNERS && !d->failed; i++) {
		d->suppliers[i][0] = partner(d, "suppliers", i, "501", "Svens Import", "Borås");
		d->suppliers[i][1] = partner(d, "suppliers", i, "502", "Global Parts", "Hamburg");
		for (int c = 0; c < 4; c++)
			d->customers[i][c] = partner(d, "customers", i, customers[c][0], customers[c][1], customers[c][2]);
	}
}
