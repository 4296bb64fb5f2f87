/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/thread.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static void look_at_myself(void *arg)
{
	FILE *f = fopen("/proc/thread-self/comm", "r");
	sigset_t now;

	assert_non_null(f);
	assert_non_null(fgets(arg, 32, f));
	fclose(f);
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	assert_true(sigismember(&now, SIGTERM));
	assert_true(sigismember(&now, SIGWINCH));
	assert_true(sigismember(&now, SIGHUP));
}

static void thread_has_a_name_and_no_signals(void **state)
{
	char name[32] = "";
	struct thread *t = thread_start("a-name-that-is-too-long", look_at_myself, name);
	sigset_t now;

	(void)state;
	thread_join(&t);
	assert_string_equal(name, "a-name-that-is-\n");
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	assert_false(sigismember(&now, SIGTERM));
}

struct turn {
	struct gate *gate;
	int whose, count;
};

static void odd_turns(void *arg)
{
	struct turn *t = arg;

	for (int i = 0; i < 500; i++) {
		gate_enter(t->gate);
		while (t->whose != 1)
			gate_wait(t->gate);
		t->count++;
		t->whose = 0;
		gate_wake(t->gate);
		gate_leave(t->gate);
	}
}

static void gate_lets_one_in_and_wakes(void **state)
{
	struct turn t = {gate_new(), 0, 0};
	struct thread *other = thread_start("odd", odd_turns, &t);

	(void)state;
	for (int i = 0; i < 500; i++) {
		gate_enter(t.gate);
		while (t.whose != 0)
			gate_wait(t.gate);
		t.count++;
		t.whose = 1;
		gate_wake(t.gate);
		gate_leave(t.gate);
	}
	thread_join(&other);
	assert_int_equal(t.count, 1000);
	gate_free(&t.gate);
	assert_null(t.gate);
	gate_free(&t.gate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thread_has_a_name_and_no_signals),
		cmocka_unit_test(gate_lets_one_in_and_wakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
