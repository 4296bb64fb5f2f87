/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_TSV_H
#define MODEL_TSV_H

/* Tables of data: a line a row, cells between tabs, the first line names the
 * columns, which must be just those that are asked for.  Every row has a cell
 * for each; "-" stands for an empty one. */

#include "model/describe.h"

struct tsv {
	char ***rows; /* rows[i][column] */
	size_t count;
};

struct embed;
/* The columns' names, NULL at the end. */
bool tsv_read(const struct describe *d, const struct embed *file, const char *const *columns, struct tsv *out);
/* The cell's text; NULL for "-" and for an empty one. */
const char *tsv_text(const char *cell);

#endif
