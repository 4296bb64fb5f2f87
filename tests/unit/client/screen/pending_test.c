/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/json.h"
#include "client/screen/pending.h"
#include "model/kind.h"
#include "model/resource.h"

enum { ROW = 5 };

static struct arena *arena;
static struct pending *pending;

static void put(int64_t seq, enum record_state state, int64_t settled_by)
{
	struct json *body = json_object(arena);
	struct queue_row row = {.seq = seq, .kind = "pick", .body = body, .state = state, .settled_by = settled_by};

	json_set_int(body, "pick_row", ROW);
	pending_put(pending, NULL, &row);
}

static size_t after(int64_t settles, int64_t out[32])
{
	struct postings none = {0};

	return pending_after(pending, &none, ROW, settles, out);
}

static int setup(void **state)
{
	(void)state;
	arena = arena_new();
	pending = pending_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	pending_free(&pending);
	arena_free(&arena);
	return 0;
}

static int load(void **state)
{
	struct error e = {0};

	(void)state;
	return model_load(&e) && kinds_load(&e) ? 0 : -1;
}

static void new_work_depends_on_what_is_not_done(void **state)
{
	int64_t seqs[32];

	(void)state;
	put(2, RECORD_DONE, 0);
	put(3, RECORD_WAITING, 0);
	put(4, RECORD_REFUSED, 0);
	put(5, RECORD_REFUSED, 6);
	assert_int_equal(after(0, seqs), 2);
	assert_int_equal(seqs[0], 4);
	assert_int_equal(seqs[1], 3);
}

/* G5: else neither of two that were refused could ever be mended. */
static void what_settles_depends_only_on_what_was_before(void **state)
{
	int64_t seqs[32];

	(void)state;
	put(2, RECORD_WAITING, 0);
	put(3, RECORD_REFUSED, 0);
	put(4, RECORD_REFUSED, 0);
	assert_int_equal(after(3, seqs), 1);
	assert_int_equal(seqs[0], 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(new_work_depends_on_what_is_not_done, setup, teardown),
		cmocka_unit_test_setup_teardown(what_settles_depends_only_on_what_was_before, setup, teardown),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
