/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/thread.h"
#include "lib/db.h"
#include "lib/scratch.h"
#include "store/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define THREADS 6
#define ROUNDS  200
#define MOST    2

struct crowd {
	struct pool *pool;
	struct gate *gate;
	int out, most_out;
	int64_t sum;
};

static struct store *numbers(const char *path)
{
	struct store *s = db_open(path, STORE_WRITER);

	db_exec(s, "CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)");
	return s;
}

static void count_out(struct crowd *c, int by)
{
	gate_enter(c->gate);
	c->out += by;
	if (c->out > c->most_out)
		c->most_out = c->out;
	gate_leave(c->gate);
}

static void read_often(void *arg)
{
	struct crowd *c = arg;

	for (int i = 0; i < ROUNDS; i++) {
		struct store *s = pool_take(c->pool, NULL);
		int64_t sum;

		count_out(c, 1);
		sum = store_ask_int(s, "SELECT sum(x) FROM t", 0);
		gate_enter(c->gate);
		c->sum += sum;
		gate_leave(c->gate);
		count_out(c, -1);
		pool_give(c->pool, s);
	}
}

static void many_share_few(void **state)
{
	const char *path = scratch("crowd.db");
	struct store *w = numbers(path);
	struct crowd c = {.pool = pool_open(path, MOST, NULL), .gate = gate_new()};
	struct thread *threads[THREADS];

	(void)state;
	for (int i = 0; i < THREADS; i++)
		threads[i] = thread_start("reader", read_often, &c);
	for (int i = 0; i < THREADS; i++)
		thread_join(&threads[i]);
	assert_int_equal(c.sum, 3 * THREADS * ROUNDS);
	assert_in_range(c.most_out, 1, MOST);
	pool_close(&c.pool);
	assert_null(c.pool);
	gate_free(&c.gate);
	store_close(&w);
}

static void what_was_left_open_is_ended(void **state)
{
	const char *path = scratch("left.db");
	struct store *w = numbers(path);
	struct pool *p = pool_open(path, MOST, NULL);
	struct store *s = pool_take(p, NULL);
	struct query *q;

	(void)state;
	assert_true(store_begin(s, NULL));
	q = store_query(s, "SELECT x FROM t", NULL);
	assert_int_equal(query_step(q, NULL), QUERY_ROW);
	pool_give(p, s);
	db_exec(w, "INSERT INTO t VALUES (3)");
	assert_true(store_checkpoint(w, true, NULL));
	assert_ptr_equal(pool_take(p, NULL), s);
	assert_false(store_in_transaction(s));
	assert_int_equal(db_ask(s, "SELECT count(*) FROM t"), 3);
	pool_give(p, s);
	pool_close(&p);
	store_close(&w);
}

static void a_missing_file_is_known_at_once(void **state)
{
	struct error e = {0};

	(void)state;
	assert_null(pool_open(scratch("nowhere.db"), MOST, &e));
	assert_int_equal(e.code, ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(many_share_few),
	        cmocka_unit_test(what_was_left_open_is_ended),
	        cmocka_unit_test(a_missing_file_is_known_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
