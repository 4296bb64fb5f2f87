/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/utf8.h"
#include "client/tui/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
	arena = arena_new();
	*state = canvas_new(6, 20);
	return 0;
}

static int tear_down(void **state)
{
	struct canvas *c = *state;

	canvas_free(&c);
	canvas_free(&c);
	arena_free(&arena);
	return 0;
}

static void assert_rows(const struct canvas *c, const char *expected)
{
	char *dump = canvas_dump(c, arena), *end = dump + strlen(dump);

	while (end > dump && end[-1] == '\n')
		*--end = '\0';
	assert_string_equal(dump, expected);
}

/* What a terminal may be sent: valid, visible, nothing that acts. */
static void assert_harmless(const struct cell *cell)
{
	size_t len = strlen(cell->text), n;
	uint32_t cp;

	assert_true(cell->width == 0 || len > 0);
	for (size_t i = 0; i < len; i += n) {
		n = utf8_decode(cell->text + i, len - i, &cp);
		assert_int_not_equal(n, 0);
		assert_true(cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0));
		assert_int_not_equal(utf8_class(cp), TEXT_MARK);
		assert_int_equal(utf8_class(cp), i ? TEXT_COMBINE : TEXT_KEEP);
	}
}

static void F11_no_code_point_sends_a_control(void **state)
{
	struct canvas *c = *state;

	for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
		char text[6] = "";
		size_t n = utf8_encode(cp, text);

		if (!n) { /* a surrogate, as raw bytes */
			text[0] = (char)(0xe0 | cp >> 12);
			text[1] = (char)(0x80 | ((cp >> 6) & 0x3f));
			text[2] = (char)(0x80 | (cp & 0x3f));
			n = 3;
		}
		text[n] = 'x';
		canvas_text(c, 0, 0, -1, STYLE_NORMAL, text);
		for (int i = 0; i < 4; i++)
			assert_harmless(canvas_cell(c, 0, i));
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			assert_string_equal(canvas_cell(c, 0, 0)->text, "\ufffd");
	}
}

static void F11_no_bytes_send_a_control(void **state)
{
	struct canvas *c = *state;
	uint32_t random = 1;

	for (int round = 0; round < 20000; round++) {
		char text[33] = "";

		for (int i = 0; i < 32; i++) {
			random = random * 1664525u + 1013904223u;
			text[i] = (char)(random >> 24);
		}
		canvas_text(c, 0, 0, -1, STYLE_NORMAL, text);
		canvas_field(c, 1, 3, 9, STYLE_NORMAL, round % 2, text);
		canvas_wrap(c, 2, 0, 2, 7, 0, STYLE_NORMAL, text);
		canvas_box(c, 4, 0, 2, 20, STYLE_NORMAL, text);
		for (int i = 0; i < 6 * 20; i++)
			assert_harmless(canvas_cell(c, i / 20, i % 20));
	}
}

static void F11_marks_are_ascii_without_utf8(void **state)
{
	struct canvas *c = *state;

	canvas_set_utf8(c, false);
	assert_false(canvas_is_utf8(c));
	assert_int_equal(canvas_text(c, 0, 0, -1, STYLE_NORMAL, "a\033[2Jb\r\n\xff\u202e"), 10);
	assert_rows(c, "a?[2Jb????");
}

static void wide_characters_are_never_halved(void **state)
{
	struct canvas *c = *state;

	assert_int_equal(canvas_text(c, 0, 17, -1, STYLE_NORMAL, "a\u6f22\u6f22"), 3);
	assert_int_equal(canvas_text(c, 1, 19, -1, STYLE_NORMAL, "\u6f22"), 0);
	assert_int_equal(canvas_text(c, 2, -1, -1, STYLE_NORMAL, "\u6f22b"), 3);
	assert_string_equal(canvas_cell(c, 0, 19)->text, "");
	assert_int_equal(canvas_cell(c, 0, 19)->width, 0);
	assert_rows(c, "                 a\u6f22\n\n b");
	canvas_text(c, 0, 19, -1, STYLE_NORMAL, "x");
	assert_string_equal(canvas_cell(c, 0, 18)->text, " ");
	canvas_text(c, 3, 0, -1, STYLE_NORMAL, "\u6f22\u6f22");
	canvas_text(c, 3, 1, 2, STYLE_NORMAL, "\u5b57");
	assert_rows(c, "                 a x\n\n b\n \u5b57");
	for (int i = 0; i < 80; i++)
		assert_harmless(canvas_cell(c, i / 20, i % 20));
}

static void marks_combine_four_at_most(void **state)
{
	struct canvas *c = *state;

	canvas_text(c, 0, 0, -1, STYLE_NORMAL, "e\u0301\u0302\u0303\u0304\u0305\u0306x");
	assert_string_equal(canvas_cell(c, 0, 0)->text, "e\u0301\u0302\u0303\u0304");
	assert_string_equal(canvas_cell(c, 0, 1)->text, "x");
	canvas_text(c, 1, 0, -1, STYLE_NORMAL, "\u0301x");
	assert_rows(c, "e\u0301\u0302\u0303\u0304x\n\ufffdx");
}

static void nothing_is_drawn_outside(void **state)
{
	struct canvas *c = *state;

	canvas_text(c, -1, 0, -1, STYLE_NORMAL, "no");
	canvas_text(c, 6, 0, -1, STYLE_NORMAL, "no");
	canvas_text(c, 0, 20, -1, STYLE_NORMAL, "no");
	canvas_text(c, 0, INT32_MAX, 5, STYLE_NORMAL, "no");
	canvas_text(c, 0, INT32_MIN, 5, STYLE_NORMAL, "no");
	canvas_fill(c, INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX, STYLE_FOCUS);
	canvas_fill(c, INT32_MIN, INT32_MIN, 7, 7, STYLE_FOCUS);
	assert_int_equal(canvas_text(c, 0, -2, -1, STYLE_NORMAL, "abc"), 3);
	assert_rows(c, "c");
	assert_int_equal(canvas_cell(c, 0, 5)->style, STYLE_NORMAL);
	assert_string_equal(canvas_cell(c, -1, 99)->text, " ");
	canvas_fill(c, -3, -3, 4, 4, STYLE_FOCUS);
	assert_int_equal(canvas_cell(c, 0, 0)->style, STYLE_FOCUS);
	assert_int_equal(canvas_cell(c, 0, 1)->style, STYLE_NORMAL);
}

static void fields_are_filled_aligned_and_cut(void **state)
{
	struct canvas *c = *state;

	canvas_field(c, 0, 0, 6, STYLE_VALUE, true, "12");
	canvas_field(c, 1, 0, 6, STYLE_VALUE, false, "abcdefgh");
	canvas_field(c, 2, 0, 6, STYLE_VALUE, false, "ab\u6f22\u6f22x");
	canvas_field(c, 3, 0, 6, STYLE_VALUE, false, "abcdef");
	canvas_field(c, 4, 0, 1, STYLE_VALUE, false, "abcdef");
	canvas_set_utf8(c, false);
	canvas_field(c, 5, 15, -1, STYLE_VALUE, false, "abcdef");
	assert_rows(c, "    12\nabcde\u2026\nab\u6f22 \u2026\nabcdef\n\u2026\n               abcd>");
	assert_int_equal(canvas_cell(c, 0, 0)->style, STYLE_VALUE);
	assert_int_equal(canvas_cell(c, 0, 6)->style, STYLE_NORMAL);
}

static void boxes_have_titles(void **state)
{
	struct canvas *c = *state;

	canvas_box(c, 0, 0, 3, 12, STYLE_NORMAL, "A long title");
	canvas_box(c, 3, 0, 2, 5, STYLE_NORMAL, "x");
	canvas_box(c, 5, 0, 1, 5, STYLE_NORMAL, NULL);
	assert_rows(c, "\u250c\u2500 A lon\u2026 \u2500\u2510\n\u2502          \u2502\n\u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2518\n"
		       "\u250c\u2500\u2500\u2500\u2510\n\u2514\u2500\u2500\u2500\u2518");
}

static void text_wraps_at_words(void **state)
{
	struct canvas *c = *state;
	const char *text = "one two  three\r\nunbreakable\n\nend";

	assert_int_equal(canvas_wrap(c, 0, 0, 0, 7, 0, STYLE_NORMAL, text), 6);
	assert_int_equal(canvas_wrap(c, 0, 0, 6, 7, 0, STYLE_NORMAL, text), 6);
	assert_rows(c, "one two\nthree\nunbreak\nable\n\nend");
	canvas_clear(c);
	assert_int_equal(canvas_wrap(c, 0, 0, 2, 7, 1, STYLE_NORMAL, text), 2);
	assert_rows(c, "three\nunbreak");
	assert_int_equal(canvas_wrap(c, 0, 0, 0, 7, 9, STYLE_NORMAL, text), 0);
	assert_int_equal(canvas_wrap(c, 0, 0, 0, 1, 0, STYLE_NORMAL, "\u6f22\u6f22"), 2);
	assert_int_equal(canvas_wrap(c, 0, 0, 0, 0, 0, STYLE_NORMAL, "x"), 0);
	assert_int_equal(canvas_wrap(c, 0, 0, 0, 5, 0, STYLE_NORMAL, ""), 0);
}

static void large_print_is_blocks_where_there_is_room(void **state)
{
	struct canvas *c = *state;

	assert_int_equal(canvas_large(c, 0, 0, 3, 20, "A-1"), 3);
	assert_rows(c, "\u2584\u2580\u2580\u2580\u2584        \u2584\u2588\n"
		       "\u2588\u2584\u2584\u2584\u2588 \u2584\u2584\u2584\u2584\u2584   \u2588\n"
		       "\u2588   \u2588        \u2584\u2588\u2584");
	assert_int_equal(canvas_cell(c, 0, 0)->style, STYLE_LARGE);
	canvas_clear(c);
	assert_int_equal(canvas_large(c, 0, 0, 3, 16, "A-1"), 1);
	assert_int_equal(canvas_large(c, 1, 0, 2, 20, "A-1"), 1);
	assert_int_equal(canvas_large(c, 2, 0, 3, 20, "A\u6f22"), 1);
	canvas_set_utf8(c, false);
	assert_int_equal(canvas_large(c, 3, 0, 3, 20, "A-1"), 1);
	assert_rows(c, "A-1\nA-1\nA\u6f22\nA-1");
	assert_int_equal(canvas_large(c, 0, 0, 3, 20, ""), 0);
}

static void every_letter_has_large_print_of_its_own(void **state)
{
	static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R",
		"S", "T", "U", "V", "W", "X", "Y", "Z", "\u00c5", "\u00c4", "\u00d6", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "-",
		"/", ".", ",", " "};
	char *seen[sizeof letters / sizeof *letters];
	struct canvas *c = *state;

	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		canvas_clear(c);
		assert_int_equal(canvas_large(c, 0, 0, 3, 20, letters[i]), 3);
		seen[i] = canvas_dump(c, arena);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	}
	canvas_clear(c);
	canvas_large(c, 0, 0, 3, 20, "\u00e5");
	assert_string_equal(canvas_dump(c, arena), seen[26]);
}

static void the_cursor_stands_inside_or_nowhere(void **state)
{
	struct canvas *c = *state;
	int row, column;

	assert_false(canvas_cursor_at(c, &row, &column));
	canvas_cursor(c, 5, 19);
	assert_true(canvas_cursor_at(c, &row, &column));
	assert_int_equal(row, 5);
	assert_int_equal(column, 19);
	canvas_cursor(c, 5, 20);
	assert_false(canvas_cursor_at(c, &row, &column));
	canvas_cursor(c, 0, 0);
	canvas_resize(c, 300, 100);
	assert_false(canvas_cursor_at(c, &row, &column));
	assert_int_equal(canvas_rows(c), 300);
	assert_int_equal(canvas_columns(c), 100);
	canvas_resize(c, 0, -5);
	assert_int_equal(canvas_rows(c), 1);
	assert_int_equal(canvas_columns(c), 1);
}

static void a_part_draws_in_place_and_gives_its_cursor(void **state)
{
	struct canvas *c = *state, *part = canvas_part(c, 1, 2);
	int row, column;

	assert_int_equal(canvas_rows(part), 2);
	assert_int_equal(canvas_columns(part), canvas_columns(c));
	canvas_text(c, 1, 0, -1, STYLE_NORMAL, "xxxxxxxxxx");
	canvas_text(part, 0, 3, -1, STYLE_ERROR, "ab");
	canvas_text(part, 1, 5, -1, STYLE_NORMAL, "\u8ca8");
	canvas_text(part, -1, 0, -1, STYLE_NORMAL, "above");
	canvas_text(part, 2, 0, -1, STYLE_NORMAL, "below");
	canvas_cursor(part, 0, 4);
	canvas_free(&part);
	assert_rows(c, "\nxxxabxxxxx\n     \u8ca8");
	assert_int_equal(canvas_cell(c, 1, 3)->style, STYLE_ERROR);
	assert_true(canvas_cursor_at(c, &row, &column));
	assert_int_equal(row, 1);
	assert_int_equal(column, 4);
}

static void equal_rows_are_equal_byte_by_byte(void **state)
{
	struct canvas *c = *state;
	size_t size = (size_t)canvas_columns(c) * sizeof(struct cell);

	canvas_text(c, 0, 0, -1, STYLE_NORMAL, "e\u0301\u0302 \u8ca8 long before");
	canvas_text(c, 0, 0, -1, STYLE_NORMAL, "\u8ca8 \u8ca8");
	canvas_fill(c, 0, 0, 1, canvas_columns(c), STYLE_NORMAL);
	canvas_text(c, 0, 0, -1, STYLE_VALUE, "abc");
	canvas_text(c, 1, 0, -1, STYLE_VALUE, "abc");
	assert_memory_equal(canvas_row(c, 0), canvas_row(c, 1), size);
	canvas_text(c, 1, 2, -1, STYLE_NORMAL, "c");
	assert_memory_not_equal(canvas_row(c, 0), canvas_row(c, 1), size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(F11_no_code_point_sends_a_control, set_up, tear_down),
		cmocka_unit_test_setup_teardown(F11_no_bytes_send_a_control, set_up, tear_down),
		cmocka_unit_test_setup_teardown(F11_marks_are_ascii_without_utf8, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wide_characters_are_never_halved, set_up, tear_down),
		cmocka_unit_test_setup_teardown(marks_combine_four_at_most, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_is_drawn_outside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fields_are_filled_aligned_and_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(boxes_have_titles, set_up, tear_down),
		cmocka_unit_test_setup_teardown(text_wraps_at_words, set_up, tear_down),
		cmocka_unit_test_setup_teardown(large_print_is_blocks_where_there_is_room, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_letter_has_large_print_of_its_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_part_draws_in_place_and_gives_its_cursor, set_up, tear_down),
		cmocka_unit_test_setup_teardown(equal_rows_are_equal_byte_by_byte, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_cursor_stands_inside_or_nowhere, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
