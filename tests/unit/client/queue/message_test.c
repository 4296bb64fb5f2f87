/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/chan.h"
#include "client/queue/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void freed(void *arg)
{
	++*(int *)arg;
}

static struct message *counted(int *count)
{
	struct message *m = message_new(MESSAGE_WORK);

	arena_defer(m->arena, freed, count);
	return m;
}

static void a_message_belongs_to_its_receiver(void **state)
{
	struct chan *c = chan_new(0);
	struct message *m, *got;
	int count = 0;

	(void)state;
	m = counted(&count);
	message_send(c, m);
	got = chan_take(c);
	assert_ptr_equal(got, m);
	assert_int_equal(got->type, MESSAGE_WORK);
	assert_int_equal(count, 0);
	message_free(&got);
	assert_null(got);
	assert_int_equal(count, 1);
	message_free(&got);
	chan_close(c);
	message_send(c, counted(&count));
	assert_int_equal(count, 2);
	message_send(NULL, counted(&count));
	assert_int_equal(count, 3);
	chan_free(&c);
}

static void each_state_has_its_name(void **state)
{
	(void)state;
	for (int s = 0; s < RECORD_STATES; s++)
		assert_non_null(record_state_names[s]);
	assert_string_equal(record_state_names[RECORD_PARKED], "parked");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_belongs_to_its_receiver),
		cmocka_unit_test(each_state_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
