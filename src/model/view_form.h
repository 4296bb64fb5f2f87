/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_VIEW_FORM_H
#define MODEL_VIEW_FORM_H

/* The part of a list's screen file that says how its rows are written: the
 * fields of the form, what an action asks first, what is done with the rows
 * of a record, the pages beside it.  And forms that are a page of their own. */

#include "model/view_task.h"

/* The list's own members; resource and columns are read. */
bool view_row_form_read(const struct view_reading *in);
/* All of a page of kind form. */
bool view_form_read(const struct view_reading *in);

#endif
