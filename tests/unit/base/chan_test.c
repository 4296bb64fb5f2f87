/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/chan.h"
#include "base/thread.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static bool readable(struct chan *c)
{
	struct pollfd p = {.fd = chan_fd(c), .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

static void channel_keeps_order_past_its_first_size(void **state)
{
	struct chan *c = chan_new(0);
	int n[100];

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_true(chan_send(c, &n[i]));
	for (int i = 0; i < 5; i++)
		assert_ptr_equal(chan_take(c), &n[i]);
	for (int i = 0; i < 100; i++)
		assert_true(chan_send(c, &n[i]));
	for (int i = 0; i < 100; i++)
		assert_ptr_equal(chan_take(c), &n[i]);
	assert_null(chan_take(c));
	chan_free(&c);
	assert_null(c);
	chan_free(&c);
}

static void descriptor_is_readable_while_something_waits(void **state)
{
	struct chan *c = chan_new(0);
	int a, b;

	(void)state;
	assert_false(readable(c));
	chan_send(c, &a);
	chan_send(c, &b);
	assert_true(readable(c));
	assert_true(readable(c));
	chan_take(c);
	assert_true(readable(c));
	chan_take(c);
	assert_false(readable(c));
	chan_send(c, &a);
	assert_true(readable(c));
	assert_ptr_equal(chan_wait(c, -1), &a);
	assert_false(readable(c));
	chan_free(&c);
}

static void full_channel_refuses(void **state)
{
	struct chan *c = chan_new(2);
	int m;

	(void)state;
	assert_true(chan_send(c, &m));
	assert_true(chan_send(c, &m));
	assert_false(chan_send(c, &m));
	chan_take(c);
	assert_true(chan_send(c, &m));
	chan_free(&c);
}

static void closed_channel_gives_what_it_has(void **state)
{
	struct chan *c = chan_new(0);
	int m;

	(void)state;
	chan_send(c, &m);
	assert_false(chan_closed(c));
	chan_close(c);
	assert_true(chan_closed(c));
	assert_false(chan_send(c, &m));
	assert_ptr_equal(chan_wait(c, -1), &m);
	assert_null(chan_wait(c, -1));
	assert_true(readable(c));
	chan_free(&c);
}

static void waiting_ends_in_time(void **state)
{
	struct chan *c = chan_new(0);

	(void)state;
	assert_null(chan_wait(c, 0));
	assert_null(chan_wait(c, 1));
	chan_free(&c);
}

static void end_of_channel(void *arg)
{
	/* Waits for ever unless closing wakes it. */
	assert_null(chan_wait(arg, -1));
}

static void closing_wakes_the_waiting(void **state)
{
	struct chan *c = chan_new(0);
	struct thread *a = thread_start("one", end_of_channel, c), *b = thread_start("two", end_of_channel, c);

	(void)state;
	chan_close(c);
	thread_join(&a);
	thread_join(&b);
	assert_null(a);
	thread_join(&b);
	chan_free(&c);
}

struct pipe {
	struct chan *in, *out;
};

static void pass_on(void *arg)
{
	struct pipe *p = arg;
	void *m;

	while ((m = chan_wait(p->in, -1)))
		chan_send(p->out, m);
}

static void nothing_is_lost_between_threads(void **state)
{
	enum { MESSAGES = 2000, WORKERS = 3 };
	static int seen[MESSAGES];
	struct pipe p = {chan_new(0), chan_new(0)};
	struct thread *workers[WORKERS];

	(void)state;
	for (int i = 0; i < WORKERS; i++)
		workers[i] = thread_start("worker", pass_on, &p);
	for (int i = 0; i < MESSAGES; i++)
		chan_send(p.in, &seen[i]);
	for (int i = 0; i < MESSAGES; i++) {
		int *m = chan_wait(p.out, -1);

		++*m;
	}
	chan_close(p.in);
	for (int i = 0; i < WORKERS; i++)
		thread_join(&workers[i]);
	for (int i = 0; i < MESSAGES; i++)
		assert_int_equal(seen[i], 1);
	assert_null(chan_take(p.out));
	chan_free(&p.in);
	chan_free(&p.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(channel_keeps_order_past_its_first_size),
		cmocka_unit_test(descriptor_is_readable_while_something_waits),
		cmocka_unit_test(full_channel_refuses),
		cmocka_unit_test(closed_channel_gives_what_it_has),
		cmocka_unit_test(waiting_ends_in_time),
		cmocka_unit_test(closing_wakes_the_waiting),
		cmocka_unit_test(nothing_is_lost_between_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
