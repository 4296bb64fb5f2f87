/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/json.h"
#include "client/screen/asks.h"
#include "client/screen/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static uint64_t last_tag, cancelled;
static const char *last_body;
static struct arena *arena;

static uint64_t ask_with(struct ports *p, const char *method, const char *path, const struct json *body, const struct ask_head *head)
{
	(void)head;
	(void)p;
	(void)method;
	(void)path;
	last_body = body ? json_print(arena, body) : NULL;
	return ++last_tag;
}

static void cancel(struct ports *p, uint64_t tag)
{
	(void)p;
	cancelled = tag;
}

static const struct ports_ops ops = {.ask_with = ask_with, .cancel = cancel};
static struct ports ports = {.ops = &ops};

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	last_tag = 10;
	cancelled = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void a_parked_request_is_repeated_under_its_first_name(void **state)
{
	struct asks as = {0};
	struct screen s = {0};
	struct json *body = json_object(arena);
	struct asked *w;

	(void)state;
	json_set_str(body, "old", "x");
	asks_keep_request(asks_add(&as, &s, 10), "POST", "/p", body, NULL, false);
	json_set_str(body, "old", "changed since");
	w = asks_take(&as, 10);
	assert_non_null(w);
	assert_null(asks_take(&as, 10));
	asks_park(&as, w);
	assert_false(asks_shown(&as, &s));
	asks_repeat(&as, &ports);
	assert_string_equal(last_body, "{\"old\":\"x\"}");
	assert_true(asks_shown(&as, &s));
	w = asks_take(&as, 11);
	assert_int_equal(w->name, 10);
	asked_free(&w);
}

static void a_screen_that_goes_breaks_off_its_own(void **state)
{
	struct asks as = {0};
	struct screen gone = {0}, stays = {0};
	struct asked *w;

	(void)state;
	asks_keep_request(asks_add(&as, &gone, 20), "GET", "/gone", NULL, NULL, true);
	asks_keep_request(asks_add(&as, &stays, 21), "GET", "/stays", NULL, NULL, false);
	asks_add(&as, &gone, 22); /* no request: nothing to cancel */
	asks_forget(&as, &gone, &ports);
	assert_int_equal(cancelled, 20);
	assert_null(asks_take(&as, 20));
	assert_null(asks_take(&as, 22));
	w = asks_take(&as, 21);
	assert_ptr_equal(w->screen, &stays);
	asked_free(&w);
}

static void F6_only_what_is_shown_is_broken_off_and_once(void **state)
{
	struct asks as = {0};
	struct screen s = {0};

	(void)state;
	asks_keep_request(asks_add(&as, &s, 30), "GET", "/count", NULL, NULL, true);
	assert_false(asks_shown(&as, &s));
	asks_break_off(&as, &s, &ports);
	assert_int_equal(cancelled, 0);
	asks_keep_request(asks_add(&as, &s, 31), "GET", "/rows", NULL, NULL, false);
	assert_true(asks_shown(&as, &s));
	asks_break_off(&as, &s, &ports);
	assert_int_equal(cancelled, 31);
	assert_false(asks_shown(&as, &s)); /* so Esc goes back when the network does not even say so */
	asks_cancel(&as, 30, &ports);
	assert_int_equal(cancelled, 30);
	asks_forget(&as, &s, &ports);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_parked_request_is_repeated_under_its_first_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_screen_that_goes_breaks_off_its_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(F6_only_what_is_shown_is_broken_off_and_once, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
