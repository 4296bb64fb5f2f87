/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "client/tui/edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void type(struct edit *ed, const char *ascii)
{
	for (; *ascii; ascii++)
		assert_true(edit_type(ed, (unsigned char)*ascii));
}

static void typing_goes_in_at_the_cursor(void **state)
{
	struct edit ed;

	(void)state;
	edit_init(&ed, 0, false);
	type(&ed, "ac");
	assert_true(edit_action(&ed, ACTION_LEFT));
	assert_true(edit_type(&ed, 0xe5));
	assert_string_equal(ed.text, "a\u00e5c");
	assert_int_equal(ed.cursor, 3);
	assert_true(edit_action(&ed, ACTION_START));
	assert_false(edit_action(&ed, ACTION_LEFT));
	assert_false(edit_action(&ed, ACTION_ERASE));
	assert_true(edit_action(&ed, ACTION_ERASE_NEXT));
	assert_true(edit_action(&ed, ACTION_FINAL));
	assert_false(edit_action(&ed, ACTION_RIGHT));
	assert_false(edit_action(&ed, ACTION_ERASE_NEXT));
	assert_true(edit_action(&ed, ACTION_ERASE));
	assert_string_equal(ed.text, "\u00e5");
	assert_false(edit_action(&ed, ACTION_SAVE));
	assert_true(edit_action(&ed, ACTION_CLEAR));
	assert_false(edit_action(&ed, ACTION_CLEAR));
	assert_string_equal(ed.text, "");
}

static void words_and_marks_are_erased_whole(void **state)
{
	struct edit ed;

	(void)state;
	edit_init(&ed, 0, false);
	edit_set(&ed, "one two e\u0301");
	assert_true(edit_action(&ed, ACTION_ERASE));
	assert_string_equal(ed.text, "one two ");
	assert_true(edit_action(&ed, ACTION_ERASE_WORD));
	assert_string_equal(ed.text, "one ");
	assert_false(edit_action(&ed, ACTION_RIGHT));
	assert_true(edit_action(&ed, ACTION_ERASE_WORD));
	assert_false(edit_action(&ed, ACTION_ERASE_WORD));
	assert_false(edit_type(&ed, 0x301));
	assert_string_equal(ed.text, "");
}

/* F11: nothing that acts gets into a line. */
static void F11_controls_cannot_be_typed_or_pasted(void **state)
{
	static const uint32_t bad[] = {0, 7, 0x1b, 0x7f, 0x9b, 0x202e, 0x200b, 0xfe0f, 0xe000, 0xd800, 0x110000};
	struct edit ed;

	(void)state;
	edit_init(&ed, 0, false);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(edit_type(&ed, bad[i]));
	edit_paste(&ed, "a\033[2J\r\nb\nc\td\0e\xff\xc3", 15);
	assert_string_equal(ed.text, "a[2J b c de");
	edit_set(&ed, "x\xff\u202ey");
	assert_string_equal(ed.text, "xy");
	assert_int_equal(ed.cursor, 2);
}

static void it_is_full_at_its_most(void **state)
{
	struct edit ed;

	(void)state;
	edit_init(&ed, 3, false);
	edit_paste(&ed, "\u00e5\u00e4\u00f6x", 7);
	assert_string_equal(ed.text, "\u00e5\u00e4\u00f6");
	assert_false(edit_type(&ed, 'x'));
	edit_init(&ed, 0, false);
	for (int i = 0; i < EDIT_BYTES - 2; i++)
		assert_true(edit_type(&ed, 'x'));
	assert_false(edit_type(&ed, 0xe5));
	assert_true(edit_type(&ed, 'x'));
	assert_false(edit_type(&ed, 'x'));
	assert_int_equal(strlen(ed.text), EDIT_BYTES - 1);
}

static char *drawn(const struct edit *ed, struct canvas *c, struct arena *a, bool focused, int *cursor)
{
	int row;

	canvas_clear(c);
	edit_draw(ed, c, 0, 1, 5, focused);
	if (!canvas_cursor_at(c, &row, cursor))
		*cursor = -1;
	return canvas_dump(c, a);
}

static void it_scrolls_so_that_the_cursor_shows(void **state)
{
	struct canvas *c = canvas_new(1, 8);
	struct arena *a = arena_new();
	struct edit ed;
	int cursor;

	(void)state;
	edit_init(&ed, 0, false);
	type(&ed, "abcd");
	assert_string_equal(drawn(&ed, c, a, true, &cursor), " abcd\n");
	assert_int_equal(cursor, 5);
	type(&ed, "efg");
	assert_string_equal(drawn(&ed, c, a, true, &cursor), " defg\n");
	assert_int_equal(cursor, 5);
	edit_action(&ed, ACTION_START);
	assert_string_equal(drawn(&ed, c, a, true, &cursor), " abcde\n");
	assert_int_equal(cursor, 1);
	assert_int_equal(canvas_cell(c, 0, 1)->style, STYLE_FOCUS);
	edit_set(&ed, "\u6f22\u6f22\u6f22");
	assert_string_equal(drawn(&ed, c, a, true, &cursor), " \u6f22\u6f22\n");
	assert_int_equal(cursor, 5);
	drawn(&ed, c, a, false, &cursor);
	assert_int_equal(cursor, -1);
	arena_free(&a);
	canvas_free(&c);
}

static void a_secret_is_dots(void **state)
{
	struct canvas *c = canvas_new(1, 8);
	struct arena *a = arena_new();
	struct edit ed;
	int cursor;

	(void)state;
	edit_init(&ed, 0, true);
	edit_set(&ed, "\u6f22e\u0301");
	assert_string_equal(drawn(&ed, c, a, true, &cursor), " \u2022\u2022\n");
	assert_int_equal(cursor, 3);
	canvas_set_utf8(c, false);
	assert_string_equal(drawn(&ed, c, a, false, &cursor), " **\n");
	arena_free(&a);
	canvas_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typing_goes_in_at_the_cursor),
		cmocka_unit_test(words_and_marks_are_erased_whole),
		cmocka_unit_test(F11_controls_cannot_be_typed_or_pasted),
		cmocka_unit_test(it_is_full_at_its_most),
		cmocka_unit_test(it_scrolls_so_that_the_cursor_shows),
		cmocka_unit_test(a_secret_is_dots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
