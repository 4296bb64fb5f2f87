/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page x sort x scope, explained by the database: no list is sorted
 * anew, none reads a whole table. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/str.h"
#include "lib/db.h"
#include "lib/fixture.h"
#include "model/cursor.h"
#include "model/ddl.h"
#include "model/join.h"
#include "model/kind.h"
#include "model/list.h"
#include "model/page.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const int64_t ids[] = {1, 2, 3};
static const struct scope scopes[] = {
	{.all = {true, true, true, true}},
	{.all = {false, true, true, true}, .ids = {ids}, .count = {3}},
	{.all = {false, false, true, true}, .ids = {ids, ids}, .count = {3, 1}},
	{.all = {false, true, false, true}, .ids = {ids, NULL, ids}, .count = {1, 0, 1}},
	{.all = {false, true, true, false}, .ids = {ids, NULL, NULL, ids}, .count = {1, 0, 0, 1}},
};
enum { SCOPES = sizeof scopes / sizeof scopes[0] };

/* Own rows are picked by their ids and sorted: they are few. */
static bool is_own(const struct resource *r, const struct scope *s)
{
	return r->own_scope >= 0 && !s->all[r->own_scope];
}

static bool is_bad_line(const char *line, bool sorted)
{
	if (strstr(line, "USE TEMP B-TREE"))
		return !sorted;
	return str_starts(line, "SCAN") && !strstr(line, "VIRTUAL TABLE") && !strstr(line, " USING ");
}

static void check_plan(struct store *s, struct arena *a, const char *sql, bool sorted)
{
	struct error e = {0};
	char *plan = store_plan(s, a, sql, &e);
	size_t n;
	char **lines;

	if (!plan)
		fail_msg("%s\n%s", sql, e.detail);
	lines = str_split(a, plan, '\n', &n);
	for (size_t i = 0; i < n; i++)
		if (is_bad_line(lines[i], sorted))
			fail_msg("%s\n%s", sql, plan);
}

static void check_from_both_ends(struct store *s, struct arena *a, struct list_request q)
{
	struct cursor at = {.key = {.is_text = types[q.sort->type].is_text, .text = "x"}, .id = 1};
	struct error e = {0};

	for (int i = 0; i < 4; i++) {
		char *sql;

		q.descending = i & 1;
		q.cursor = i & 2 ? cursor_print(a, q.sort, &at) : NULL;
		sql = list_sql(a, &q, &e);
		assert_non_null(sql);
		check_plan(s, a, sql, is_own(q.resource, q.scope));
	}
}

/* A list of those that hold one thing; what each row holds is sorted, a page's
 * at most. */
static int check_refs(struct store *s, struct arena *a, struct list_request q, const struct field *f)
{
	struct list_filter holds = {.field = f, .op = 'e', .value = {.number = 1}};

	q.filters = &holds;
	q.filter_count = 1;
	check_from_both_ends(s, a, q);
	check_plan(s, a, join_refs_sql(a, &q, f), true);
	return 1;
}

static int check_view(struct store *s, struct arena *a, const struct view *v)
{
	struct list_request q = {.resource = v->resource, .fixed = v->fixed, .fixed_count = v->fixed_count, .columns = v->columns,
		.column_count = v->column_count, .limit = 50};
	int lists = 0;

	for (size_t i = 0; i < SCOPES; i++)
		for (size_t j = 0; j < v->resource->sort_count; j++, lists++) {
			q.scope = &scopes[i];
			q.sort = v->resource->sort[j];
			check_from_both_ends(s, a, q);
			check_plan(s, a, join_sql(a, &q), false);
		}
	for (size_t i = 0; i < v->resource->field_count; i++)
		if (v->resource->fields[i].type == TYPE_REFS)
			lists += check_refs(s, a, q, &v->resource->fields[i]);
	return lists;
}

/* The rows of one thing, in their own order. */
static int check_rows(struct store *s, struct arena *a, const struct resource *r)
{
	int lists = 0;

	for (size_t i = 0; i < r->field_count; i++) {
		const struct field *f = &r->fields[i];
		struct list_filter back = {.op = 'e', .value = {.number = 1}};
		struct list_request q = {.resource = f->to, .filters = &back, .filter_count = 1, .scope = &scopes[1], .limit = 50};

		if (f->type != TYPE_ROWS || f->to->outside)
			continue;
		back.field = field_find(f->to, f->back);
		q.sort = f->to->sort[0];
		check_from_both_ends(s, a, q);
		lists++;
	}
	return lists;
}

static struct store *make_database(struct arena *a, enum ddl_use use)
{
	struct store *s = db_open(":memory:", STORE_WRITER);
	struct buf *ddl = buf_new(a);

	ddl_all(ddl, use);
	db_exec(s, buf_str(ddl));
	return s;
}

static void check_all(int least)
{
	struct arena *a = arena_new();
	struct store *s = make_database(a, DDL_SERVER);
	int lists = 0;

	for (size_t i = 0; page_at(i); i++)
		if (page_at(i)->view && page_at(i)->view->resource)
			lists += check_view(s, a, page_at(i)->view);
	for (size_t i = 0; resource_at(i); i++)
		lists += check_rows(s, a, resource_at(i));
	assert_true(lists >= least);
	store_close(&s);
	arena_free(&a);
}

static void no_list_of_the_fixture_sorts_or_scans(void **state)
{
	(void)state;
	fixture_must_load();
	check_all(40);
}

static void no_list_of_the_product_sorts_or_scans(void **state)
{
	struct error e = {0};

	(void)state;
	if (!model_load(&e) || !kinds_load(&e) || !pages_load(&e))
		fail_msg("%s: %s", e.field, e.detail);
	check_all(100);
}

/* The lists of a terminal are read from its replica the same way. */
static void the_replica_knows_every_table(void **state)
{
	struct arena *a = arena_new();
	struct store *s;

	(void)state;
	s = make_database(a, DDL_REPLICA);
	for (size_t i = 0; page_at(i); i++)
		if (page_at(i)->view && page_at(i)->view->resource && page_at(i)->view->resource->replica)
			check_view(s, a, page_at(i)->view);
	store_close(&s);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_list_of_the_fixture_sorts_or_scans),
		cmocka_unit_test(no_list_of_the_product_sorts_or_scans),
		cmocka_unit_test(the_replica_knows_every_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
