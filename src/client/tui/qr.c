/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/qr.h"

#include "base/arena.h"
#include "client/tui/canvas.h"

#include <errno.h>
#include <qrencode.h>
#include <stddef.h>

struct qr {
	int side; /* modules */
	bool *dark;
};

struct qr *qr_make(struct arena *a, const char *text)
{
	struct qr *q = arena_new_of(a, struct qr);
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);

	if (!code && errno == ENOMEM)
		xdie("out of memory");
	if (!code)
		return NULL;
	q->side = code->width;
	q->dark = arena_array(a, bool, (size_t)q->side * (size_t)q->side);
	for (int i = 0; i < q->side * q->side; i++)
		q->dark[i] = code->data[i] & 1;
	QRcode_free(code);
	return q;
}

int qr_rows(const struct qr *q, const struct canvas *c, int quiet)
{
	int side = q->side + 2 * quiet;

	return canvas_is_utf8(c) ? (side + 1) / 2 : side;
}

int qr_columns(const struct qr *q, const struct canvas *c, int quiet)
{
	int side = q->side + 2 * quiet;

	return canvas_is_utf8(c) ? side : 2 * side;
}

int qr_quiet(const struct qr *q, const struct canvas *c, int rows, int columns)
{
	static const int widths[] = {4, 1};

	for (int i = 0; i < 2; i++)
		if (qr_rows(q, c, widths[i]) <= rows && qr_columns(q, c, widths[i]) <= columns)
			return widths[i];
	return -1;
}

/* Outside the code all is light. */
static bool is_dark(const struct qr *q, int y, int x)
{
	return y >= 0 && y < q->side && x >= 0 && x < q->side && q->dark[y * q->side + x];
}

static void draw_halves(const struct qr *q, struct canvas *c, int row, int column, int quiet)
{
	static const char *const halves[2][2] = {{" ", "▄"}, {"▀", "█"}};

	for (int y = -quiet; y < q->side + quiet; y += 2)
		for (int x = -quiet; x < q->side + quiet; x++)
			canvas_text(c, row + (y + quiet) / 2, column + x + quiet, 1, STYLE_PAPER,
				halves[is_dark(q, y, x)][is_dark(q, y + 1, x)]);
}

static void draw_spaces(const struct qr *q, struct canvas *c, int row, int column, int quiet)
{
	for (int y = -quiet; y < q->side + quiet; y++)
		for (int x = -quiet; x < q->side + quiet; x++)
			canvas_text(c, row + y + quiet, column + 2 * (x + quiet), 2, is_dark(q, y, x) ? STYLE_INK : STYLE_PAPER, "  ");
}

void qr_draw(const struct qr *q, struct canvas *c, int row, int column, int quiet)
{
	if (canvas_is_utf8(c))
		draw_halves(q, c, row, column, quiet);
	else
		draw_spaces(q, c, row, column, quiet);
}
