/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data that the programs carry: what no single description can say. */
#include "base/arena.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lib/db.h"
#include "lib/fixture_db.h"
#include "model/kind.h"
#include "model/page.h"
#include "model/row.h"
#include "model/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static int load(void **state)
{
	struct error e = {0};

	(void)state;
	if (model_load(&e) && kinds_load(&e) && pages_load(&e))
		return 0;
	fprintf(stderr, "%s: %s\n", e.field, e.detail);
	return -1;
}

static void pages_of_the_first_shift_have_their_screens(void **state) /* F2: a page is a file */
{
	static const struct {
		const char *page;
		enum view_kind kind;
	} shift[] = {
		{"receive-goods", VIEW_TASK}, {"pick-orders", VIEW_TASK}, {"stock-movement", VIEW_TASK}, {"movement-orders", VIEW_TASK},
		{"articles", VIEW_LIST}, {"goods-in-stock", VIEW_LIST}, {"goods-stock-location", VIEW_LIST}, {"load-carriers-in-stock", VIEW_LIST},
		{"goods-transactions", VIEW_LIST}, {"order-list", VIEW_LIST}, {"purchase-order-list", VIEW_LIST}, {"locations", VIEW_LIST},
		{"change-password", VIEW_FORM}, {"help", VIEW_TEXT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof shift / sizeof shift[0]; i++) {
		const struct page *p = page_find(shift[i].page);

		if (!p || !p->view || p->view->kind != shift[i].kind)
			fail_msg("%s", shift[i].page);
	}
}

static void work_needs_the_do_of_its_page(void **state)
{
	(void)state;
	for (size_t i = 0; kind_at(i); i++)
		for (size_t n = 0; n < kind_at(i)->page_count; n++) {
			const struct page *p = page_find(kind_at(i)->pages[n]);

			if (!action_find(p, "do") || !str_eq(action_find(p, "do")->class->code, "stock"))
				fail_msg("%s: %s", kind_at(i)->id, p->id);
		}
}

static bool may_send(const struct kind *k, const char *page)
{
	for (size_t i = 0; i < k->page_count; i++)
		if (str_eq(k->pages[i], page))
			return true;
	return false;
}

static void tasks_send_what_their_page_may(void **state)
{
	(void)state;
	for (size_t i = 0; page_at(i); i++) {
		const struct view *v = page_at(i)->view;

		if (!v || v->kind != VIEW_TASK)
			continue;
		if (!may_send(v->send, page_at(i)->id) || (v->finish && !may_send(v->finish, page_at(i)->id)))
			fail_msg("%s", page_at(i)->id);
		if ((v->resource != NULL) != (v->take != NULL))
			fail_msg("%s: what leads a task is leased", page_at(i)->id);
	}
}

/* Every required field of what is sent is asked for or comes with the row. */
static bool is_filled(const struct view *v, const struct kind *k, const struct field *f, const struct view_step *steps, size_t count)
{
	const struct resource *hand = v->lead ? v->lead->to : v->resource;

	for (size_t i = 0; i < count; i++)
		if (steps[i].ask == f)
			return true;
	for (size_t i = 0; i < v->fill_count; i++)
		if (v->fills[i].body == f)
			return true;
	if (str_eq(f->name, "lease"))
		return v->take != NULL;
	return (hand && field_find(hand, f->name)) || (k == v->finish && kind_field(v->send, f->name));
}

static void tasks_fill_what_is_required(void **state)
{
	(void)state;
	for (size_t i = 0; page_at(i); i++) {
		const struct view *v = page_at(i)->view;

		if (!v || v->kind != VIEW_TASK)
			continue;
		for (size_t n = 0; n < v->send->field_count; n++)
			if (v->send->fields[n].required && !is_filled(v, v->send, &v->send->fields[n], v->steps, v->step_count))
				fail_msg("%s: %s", page_at(i)->id, v->send->fields[n].name);
		for (size_t n = 0; v->finish && n < v->finish->field_count; n++)
			if (v->finish->fields[n].required && !is_filled(v, v->finish, &v->finish->fields[n], v->finish_steps, v->finish_step_count))
				fail_msg("%s: %s", page_at(i)->id, v->finish->fields[n].name);
	}
}

static void lists_open_with_what_one_calls_a_row(void **state)
{
	(void)state;
	for (size_t i = 0; page_at(i); i++) {
		const struct view *v = page_at(i)->view;

		if (v && v->kind == VIEW_LIST && v->columns[0] != v->resource->key && v->columns[0] != v->resource->sort[0])
			fail_msg("%s: %s", page_at(i)->id, v->columns[0]->name);
	}
}

/* A label beside its value must fit a terminal of 40 columns. */
static void labels_are_short(void **state)
{
	(void)state;
	for (size_t i = 0; resource_at(i); i++)
		for (size_t n = 0; n < resource_at(i)->field_count; n++)
			for (int l = 0; l < LANGUAGES; l++) {
				const struct field *f = &resource_at(i)->fields[n];

				if (utf8_columns(f->label.text[l]) > 22)
					fail_msg("%s.%s: %s", resource_at(i)->id, f->name, f->label.text[l]);
			}
}

static bool is_kept(const struct resource *r)
{
	return !r || r->replica;
}

/* What floor work points to is there offline (G6), or its name is copied. */
static void floor_work_is_in_the_replica(void **state)
{
	static const char *const elsewhere[] = {"orders", "order-rows", "users"};

	(void)state;
	for (size_t i = 0; kind_at(i); i++)
		for (size_t n = 0; n < kind_at(i)->field_count; n++) {
			const struct resource *to = kind_at(i)->fields[n].to;
			bool known = is_kept(to);

			for (size_t j = 0; !known && j < sizeof elsewhere / sizeof elsewhere[0]; j++)
				known = str_eq(to->id, elsewhere[j]);
			if (!known)
				fail_msg("%s.%s: %s", kind_at(i)->id, kind_at(i)->fields[n].name, to->id);
		}
}

static void insert_seed(struct store *s, struct arena *a, const char *resource, const struct json *row)
{
	const struct resource *r = resource_find(resource);
	struct error e = {0};
	struct row_value *v;
	size_t n;

	if (!r || !row_check(r, row, true, a, &v, &n, &e) || !row_insert(s, r, 0, v, n, &e))
		fail_msg("%s %s: %s %s", resource, json_str(row, "code"), e.field, e.detail);
}

/* What a new installation begins with; floor work asks for these by flag or number. */
static void seeds_are_rows(void **state)
{
	const struct embed *file = embed_find("src/model/seeds.json");
	struct store *s = fixture_db(DDL_SERVER);
	struct arena *a = arena_new();
	const struct json *seeds = json_parse(a, file->data, file->len, NULL);

	(void)state;
	for (const struct json *list = json_first(seeds); list; list = json_next(list))
		for (const struct json *row = json_first(list); row; row = json_next(row))
			insert_seed(s, a, json_name(list), row);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM order_statuses WHERE number IN (100, 200, 300, 400, 450, 900)"), 6);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM purchase_order_statuses WHERE number IN (100, 200, 300, 350, 900)"), 5);
	assert_int_equal(db_ask(s, "SELECT count(*) FROM location_types WHERE transit = 1"), 1);
	assert_true(db_ask(s, "SELECT count(*) FROM location_types WHERE staging = 1") > 0);
	assert_true(db_ask(s, "SELECT count(*) FROM location_types WHERE cart = 1") > 0);
	assert_int_equal(db_ask(s, "SELECT id FROM goods_status WHERE sellable = 1 AND pickable = 1"), 1);
	store_close(&s);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_of_the_first_shift_have_their_screens),
		cmocka_unit_test(work_needs_the_do_of_its_page),
		cmocka_unit_test(tasks_send_what_their_page_may),
		cmocka_unit_test(tasks_fill_what_is_required),
		cmocka_unit_test(lists_open_with_what_one_calls_a_row),
		cmocka_unit_test(labels_are_short),
		cmocka_unit_test(floor_work_is_in_the_replica),
		cmocka_unit_test(seeds_are_rows),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
