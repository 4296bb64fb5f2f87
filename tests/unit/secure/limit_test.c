/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/limit.h"

#include "base/thread.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>

#include <cmocka.h>

#define MOST    3
#define THREADS 8
#define ROUNDS  500

struct crowd {
	struct limit *limit;
	atomic_int inside;
	atomic_int peak;
	atomic_int done;
};

static void note_peak(struct crowd *c, int now)
{
	int peak = atomic_load(&c->peak);
	while (now > peak && !atomic_compare_exchange_weak(&c->peak, &peak, now))
		;
}

static void go_in_and_out(void *arg)
{
	struct crowd *c = arg;
	for (int i = 0; i < ROUNDS; i++) {
		limit_enter(c->limit);
		note_peak(c, atomic_fetch_add(&c->inside, 1) + 1);
		/* The first ones stay until it is full, so that a limit that
		 * let too few in would hang and one that let too many in show. */
		while (atomic_load(&c->peak) < MOST)
			sched_yield();
		sched_yield();
		atomic_fetch_sub(&c->inside, 1);
		limit_leave(c->limit);
		atomic_fetch_add(&c->done, 1);
	}
}

static void never_more_than_most(void **state)
{
	(void)state;
	struct crowd c = {.limit = limit_new(MOST)};
	struct thread *threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		threads[i] = thread_start("limit", go_in_and_out, &c);
	for (int i = 0; i < THREADS; i++)
		thread_join(&threads[i]);
	assert_int_equal(c.peak, MOST);
	assert_int_equal(c.inside, 0);
	assert_int_equal(c.done, THREADS * ROUNDS);
	limit_free(&c.limit);
	assert_null(c.limit);
	limit_free(&c.limit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_more_than_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
