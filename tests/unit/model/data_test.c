/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data that the programs carry: what no single description can say. */
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/kind.h"
#include "model/page.h"
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
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
