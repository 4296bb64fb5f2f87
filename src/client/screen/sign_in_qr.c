/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a QR code stands among the words of a step: beside them, else under
 * them, else not at all, for the words say the same (sign_in.h). */
#include "client/screen/sign_in.h"
#include "client/tui/qr.h"

enum { WORDS_LEAST = 26, GAP = 2, ROWS_LEAST = 20 };

struct sign_in_qr sign_in_qr_place(const struct qr *q, const struct world *w, const struct canvas *c, int words_rows)
{
	struct sign_in_qr at = {.qr = q, .quiet = -1, .column = GAP};
	int rows = canvas_rows(c), columns = canvas_columns(c);

	if (!q || w->rows < ROWS_LEAST)
		return at;
	at.quiet = qr_quiet(q, c, rows, columns - WORDS_LEAST - 2 * GAP);
	at.beside = at.quiet >= 0;
	if (at.beside)
		at.column = qr_columns(q, c, at.quiet) + GAP;
	else
		at.quiet = qr_quiet(q, c, rows - words_rows, columns);
	return at;
}

void sign_in_qr_draw(const struct sign_in_qr *at, struct canvas *c, int under)
{
	if (at->quiet >= 0)
		qr_draw(at->qr, c, at->beside ? 0 : under, 0, at->quiet);
}
