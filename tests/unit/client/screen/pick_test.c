/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/str.h"
#include "client/screen/pick.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const struct pick_item items[] = {
	{"Fruit", true}, {"Apple", false}, {"Päron", false}, {"Nuts", true}, {"Almond", false}, {"Cashew", false},
};
enum { COUNT = sizeof items / sizeof *items };

static struct keymap *keymap;

static int set_up(void **state)
{
	struct error e = {0};

	(void)state;
	keymap = keymap_read("default", keymap_embedded, &e);
	return keymap ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	keymap_free(&keymap);
	return 0;
}

static enum pick_result act(struct pick *p, enum action_id action)
{
	return pick_event(p, &(struct event){.type = EVENT_ACTION, .action = action});
}

static enum pick_result type(struct pick *p, uint32_t character)
{
	return pick_event(p, &(struct event){.type = EVENT_CHARACTER, .character = character});
}

static void headings_are_stepped_over(void **state)
{
	struct pick p;

	(void)state;
	pick_init(&p, items, COUNT, keymap, CONTEXT_MENU);
	assert_int_equal(p.at, 1);
	act(&p, ACTION_UP);
	assert_int_equal(p.at, 1);
	act(&p, ACTION_DOWN);
	act(&p, ACTION_DOWN);
	assert_int_equal(p.at, 4);
	act(&p, ACTION_END);
	assert_int_equal(p.at, 5);
	act(&p, ACTION_DOWN);
	assert_int_equal(p.at, 5);
	act(&p, ACTION_HOME);
	assert_int_equal(p.at, 1);
}

static void a_number_picks_at_once(void **state)
{
	struct pick p;

	(void)state;
	pick_init(&p, items, COUNT, keymap, CONTEXT_MENU);
	assert_int_equal(type(&p, '3'), PICK_DONE);
	assert_int_equal(p.at, 4);
	assert_int_equal(type(&p, '5'), PICK_MOVED); /* there is none */
	assert_int_equal(p.at, 4);
}

static void typing_leaves_what_has_it(void **state)
{
	struct pick p;

	(void)state;
	pick_init(&p, items, COUNT, keymap, CONTEXT_MENU);
	assert_true(pick_types(&p, 'p'));
	type(&p, 'P');
	type(&p, 'a');
	assert_true(p.narrowing);
	assert_false(pick_shows(&p, 1));
	type(&p, 0x7f); /* nothing has that */
	assert_int_equal(act(&p, ACTION_ACCEPT), PICK_MOVED);
	act(&p, ACTION_BACK);
	assert_false(p.narrowing);
	type(&p, 'p');
	type(&p, 0xe4);
	assert_int_equal(p.at, 2);
	assert_true(pick_shows(&p, 0)); /* its heading */
	assert_false(pick_shows(&p, 3));
	assert_int_equal(act(&p, ACTION_ACCEPT), PICK_DONE);
	act(&p, ACTION_ERASE);
	act(&p, ACTION_ERASE);
	assert_false(p.narrowing);
	assert_int_equal(act(&p, ACTION_BACK), PICK_NOT_MINE);
}

static void keymaps_that_move_by_letters_do_not_type_them(void **state)
{
	struct error e = {0};
	struct keymap *vi = keymap_read("vi", keymap_embedded, &e), *numeric = keymap_read("numeric", keymap_embedded, &e);
	struct pick p;

	(void)state;
	pick_init(&p, items, COUNT, vi, CONTEXT_MENU);
	assert_false(pick_types(&p, 'a'));
	pick_init(&p, items, COUNT, numeric, CONTEXT_MENU);
	assert_false(p.numbers);
	keymap_free(&vi);
	keymap_free(&numeric);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings_are_stepped_over),
		cmocka_unit_test(a_number_picks_at_once),
		cmocka_unit_test(typing_leaves_what_has_it),
		cmocka_unit_test(keymaps_that_move_by_letters_do_not_type_them),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
