/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/qr.h"

#include "base/arena.h"
#include "base/str.h"
#include "client/tui/canvas.h"

#include <qrencode.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char uri[] = "otpauth://totp/Lager%20AB:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Lager%20AB";

/* What a camera sees in half a cell: -1 neither paper nor ink. */
static int seen(const struct cell *cell, bool lower)
{
	if (cell->width != 1)
		return -1;
	if (cell->style == STYLE_INK)
		return str_eq(cell->text, " ") ? 1 : -1;
	if (cell->style != STYLE_PAPER)
		return -1;
	if (str_eq(cell->text, " "))
		return 0;
	if (str_eq(cell->text, "█"))
		return 1;
	return str_eq(cell->text, "▀") ? !lower : str_eq(cell->text, "▄") ? lower : -1;
}

static int module_seen(const struct canvas *c, int row, int column, int y, int x)
{
	const struct cell *left, *right;

	if (canvas_is_utf8(c))
		return seen(canvas_cell(c, row + y / 2, column + x), y % 2);
	left = canvas_cell(c, row + y, column + 2 * x);
	right = canvas_cell(c, row + y, column + 2 * x + 1);
	return seen(left, false) == seen(right, false) ? seen(left, false) : -1;
}

static bool expected(const QRcode *code, int quiet, int y, int x)
{
	int side = code->width;

	y -= quiet;
	x -= quiet;
	return y >= 0 && y < side && x >= 0 && x < side && (code->data[y * side + x] & 1);
}

/* The drawing is the code with its quiet zone, and nothing around is touched. */
static void assert_drawn(const char *text, bool utf8, int quiet)
{
	enum { ROW = 3, COLUMN = 5 };
	struct arena *a = arena_new();
	const struct qr *q = qr_make(a, text);
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	struct canvas *c = canvas_new(200, 400);
	int rows, columns, side;

	assert_non_null(q);
	assert_non_null(code);
	side = code->width + 2 * quiet;
	canvas_set_utf8(c, utf8);
	rows = qr_rows(q, c, quiet);
	columns = qr_columns(q, c, quiet);
	assert_int_equal(rows, utf8 ? (side + 1) / 2 : side);
	assert_int_equal(columns, utf8 ? side : 2 * side);
	qr_draw(q, c, ROW, COLUMN, quiet);
	for (int y = 0; y < (utf8 ? 2 * rows : rows); y++)
		for (int x = 0; x < side; x++)
			assert_int_equal(module_seen(c, ROW, COLUMN, y, x), expected(code, quiet, y, x));
	for (int row = 0; row < 200; row++)
		for (int column = 0; column < 400; column++)
			if (row < ROW || row >= ROW + rows || column < COLUMN || column >= COLUMN + columns)
				assert_int_equal(canvas_cell(c, row, column)->style, STYLE_NORMAL);
	canvas_free(&c);
	QRcode_free(code);
	arena_free(&a);
}

/* C2 */
static void the_code_is_drawn_by_half_blocks(void **state)
{
	(void)state;
	assert_drawn(uri, true, 4);
	assert_drawn(uri, true, 1);
	assert_drawn("x", true, 4);
	assert_drawn("x", true, 1);
}

/* C2 */
static void the_code_is_drawn_without_utf8(void **state)
{
	(void)state;
	assert_drawn(uri, false, 4);
	assert_drawn(uri, false, 1);
}

/* C2: an address of an app fits where the requirement says. */
static void the_quiet_zone_is_what_fits(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	const struct qr *q = qr_make(a, uri);
	struct canvas *c = canvas_new(24, 80);

	assert_int_equal(qr_rows(q, c, 4), 23);
	assert_int_equal(qr_columns(q, c, 4), 45);
	assert_int_equal(qr_rows(q, c, 1), 20);
	assert_int_equal(qr_columns(q, c, 1), 39);
	assert_int_equal(qr_quiet(q, c, 23, 45), 4);
	assert_int_equal(qr_quiet(q, c, 22, 45), 1);
	assert_int_equal(qr_quiet(q, c, 23, 44), 1);
	assert_int_equal(qr_quiet(q, c, 20, 39), 1);
	assert_int_equal(qr_quiet(q, c, 19, 39), -1);
	assert_int_equal(qr_quiet(q, c, 20, 38), -1);
	canvas_set_utf8(c, false);
	assert_int_equal(qr_quiet(q, c, 39, 78), 1);
	assert_int_equal(qr_quiet(q, c, 38, 78), -1);
	canvas_free(&c);
	arena_free(&a);
}

static void a_code_has_its_limits(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	char text[2955];

	memset(text, 'a', sizeof text);
	text[2953] = '\0';
	assert_non_null(qr_make(a, text));
	text[2953] = 'a';
	text[2954] = '\0';
	assert_null(qr_make(a, text));
	assert_null(qr_make(a, ""));
	arena_free(&a);
}

/* A canvas that is too small shows what fits, and a draw beside it nothing. */
static void outside_the_canvas_nothing_is_drawn(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	const struct qr *q = qr_make(a, uri);
	struct canvas *c = canvas_new(5, 10);

	qr_draw(q, c, -10, -10, 4);
	assert_int_equal(canvas_cell(c, 0, 0)->style, STYLE_PAPER);
	canvas_clear(c);
	qr_draw(q, c, 5, 0, 4);
	qr_draw(q, c, 0, 10, 4);
	for (int row = 0; row < 5; row++)
		for (int column = 0; column < 10; column++)
			assert_int_equal(canvas_cell(c, row, column)->style, STYLE_NORMAL);
	canvas_free(&c);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_code_is_drawn_by_half_blocks),
		cmocka_unit_test(the_code_is_drawn_without_utf8),
		cmocka_unit_test(the_quiet_zone_is_what_fits),
		cmocka_unit_test(a_code_has_its_limits),
		cmocka_unit_test(outside_the_canvas_nothing_is_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
