/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/pending.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/json.h"
#include "lib/warehouse.h"

#define PICK "\"pick_row\":1,\"pick_order\":1,\"lease\":1,\"order\":1,\"article\":1,\"location\":1,\"to_location\":8"

static struct pending *p;
static struct store *replica;
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	replica = warehouse_open(":memory:", DDL_REPLICA);
	warehouse_stock(replica, PLAIN, A_01, "", "", "", 0, 9000);
	p = pending_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	pending_free(&p);
	store_close(&replica);
	arena_free(&arena);
	return 0;
}

static void put(struct store *s, int64_t seq, const char *kind, const char *body, enum record_state state)
{
	struct error e = {0};
	struct queue_row row = {.seq = seq, .kind = kind, .body = json_parse(arena, body, strlen(body), &e), .state = state};

	assert_non_null(row.body);
	pending_put(p, s, &row);
}

static int64_t at(int64_t location)
{
	return pending_at(p, PLAIN, location);
}

/* G6 */
static void own_work_is_laid_over_until_the_replica_has_it(void **state)
{
	static const char body[] = "{\"article\":1,\"location\":1,\"quantity\":\"4\",\"to_location\":2}";

	(void)state;
	put(replica, 1, "move", body, RECORD_WAITING);
	assert_int_equal(at(A_01), -4000);
	assert_int_equal(at(A_02), 4000);
	put(replica, 1, "move", body, RECORD_SENT);
	put(replica, 1, "move", body, RECORD_DONE);
	assert_int_equal(at(A_01), -4000);
	pending_covered(p, 1);
	assert_int_equal(at(A_01), 0);
	assert_int_equal(at(A_02), 0);
}

/* G5 */
static void refused_work_counts_no_more_but_is_depended_on_until_settled(void **state)
{
	static const char body[] = "{\"article\":1,\"location\":1,\"quantity\":\"4\",\"to_location\":2}";
	struct queue_row settled = {.seq = 1, .kind = "move", .state = RECORD_REFUSED, .settled_by = 2};
	struct postings mine = {0};
	struct error e = {0};
	int64_t after[32];

	(void)state;
	put(replica, 1, "move", body, RECORD_WAITING);
	put(replica, 1, "move", body, RECORD_REFUSED);
	assert_int_equal(at(A_01), 0);
	assert_true(postings_of(replica, arena, kind_find("move"), json_parse(arena, body, strlen(body), &e), &mine, &e));
	assert_int_equal(pending_after(p, &mine, 0, 0, after), 1);
	assert_int_equal(after[0], 1);
	settled.body = json_object(arena);
	pending_put(p, replica, &settled);
	assert_int_equal(pending_after(p, &mine, 0, 0, after), 0);
}

static void what_touches_nothing_of_it_does_not_depend_on_it(void **state)
{
	static const char other[] = "{\"article\":1,\"location\":3,\"quantity\":\"1\"}";
	struct postings mine = {0};
	struct error e = {0};
	int64_t after[32];

	(void)state;
	put(replica, 1, "move", "{\"article\":1,\"location\":1,\"quantity\":\"4\",\"to_location\":2}", RECORD_WAITING);
	assert_true(postings_of(replica, arena, kind_find("receive"), json_parse(arena, other, strlen(other), &e), &mine, &e));
	assert_int_equal(pending_after(p, &mine, 0, 0, after), 0);
}

static void a_row_is_claimed_by_what_waits(void **state)
{
	int64_t after[32];
	struct postings none = {0};

	(void)state;
	warehouse_pick(replica);
	put(replica, 1, "pick", "{" PICK ",\"quantity\":\"2\"}", RECORD_WAITING);
	assert_int_equal(pending_claimed(p, "pick", 1), 2000);
	assert_int_equal(pending_claimed(p, "move", 1), 0);
	assert_false(pending_closed(p, "pick", 1));
	put(replica, 2, "pick", "{" PICK ",\"quantity\":\"1\",\"short\":true,\"cause\":1}", RECORD_WAITING);
	assert_int_equal(pending_claimed(p, "pick", 1), 3000);
	assert_true(pending_closed(p, "pick", 1));
	assert_int_equal(pending_after(p, &none, 1, 0, after), 2);
	assert_int_equal(after[0], 2);
	assert_int_equal(after[1], 1);
	put(replica, 2, "pick", "{" PICK ",\"quantity\":\"1\",\"short\":true,\"cause\":1}", RECORD_REFUSED);
	assert_false(pending_closed(p, "pick", 1));
}

static void put_claim(int64_t seq, enum record_state state, int64_t settled_by)
{
	struct json *body = json_object(arena);
	struct queue_row row = {.seq = seq, .kind = "pick", .body = body, .state = state, .settled_by = settled_by};

	json_set_int(body, "pick_row", 5);
	pending_put(p, NULL, &row);
}

static void new_work_depends_on_what_is_not_done(void **state)
{
	struct postings none = {0};
	int64_t after[32];

	(void)state;
	put_claim(2, RECORD_DONE, 0);
	put_claim(3, RECORD_WAITING, 0);
	put_claim(4, RECORD_REFUSED, 0);
	put_claim(5, RECORD_REFUSED, 6);
	assert_int_equal(pending_after(p, &none, 5, 0, after), 2);
	assert_int_equal(after[0], 4);
	assert_int_equal(after[1], 3);
}

/* G5: else neither of two that were refused could ever be mended. */
static void what_settles_depends_only_on_what_was_before(void **state)
{
	struct postings none = {0};
	int64_t after[32];

	(void)state;
	put_claim(2, RECORD_WAITING, 0);
	put_claim(3, RECORD_REFUSED, 0);
	put_claim(4, RECORD_REFUSED, 0);
	assert_int_equal(pending_after(p, &none, 5, 3, after), 1);
	assert_int_equal(after[0], 2);
}

static void kinds_are_counted_by_what_they_are_of(void **state)
{
	(void)state;
	put(replica, 1, "stage", "{\"pick_order\":7,\"lease\":1,\"to_location\":6}", RECORD_WAITING);
	assert_int_equal(pending_count(p, "stage", "pick_order", 7), 1);
	assert_int_equal(pending_count(p, "stage", "pick_order", 8), 0);
	assert_int_equal(pending_count(p, "pick", "pick_order", 7), 0);
	put(replica, 1, "stage", "{\"pick_order\":7,\"lease\":1,\"to_location\":6}", RECORD_DONE);
	pending_covered(p, 1);
	assert_int_equal(pending_count(p, "stage", "pick_order", 7), 0);
}

static void the_replica_may_come_later(void **state)
{
	(void)state;
	put(NULL, 1, "move", "{\"article\":1,\"location\":1,\"quantity\":\"4\",\"to_location\":2}", RECORD_WAITING);
	assert_int_equal(at(A_02), 0);
	put(replica, 2, "move", "{\"article\":1,\"location\":1,\"quantity\":\"1\",\"to_location\":2}", RECORD_WAITING);
	assert_int_equal(at(A_02), 5000);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(own_work_is_laid_over_until_the_replica_has_it),
		test(refused_work_counts_no_more_but_is_depended_on_until_settled),
		test(what_touches_nothing_of_it_does_not_depend_on_it),
		test(a_row_is_claimed_by_what_waits),
		test(new_work_depends_on_what_is_not_done),
		test(what_settles_depends_only_on_what_was_before),
		test(kinds_are_counted_by_what_they_are_of),
		test(the_replica_may_come_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
