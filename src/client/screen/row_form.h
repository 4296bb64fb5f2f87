/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_ROW_FORM_H
#define SCREEN_ROW_FORM_H

/* Which fields the form of a page's rows has (row_form_screen: stack.h). */

#include "client/screen/form.h"

/* Fields of a page's form, in its order; editing: without secrets that only a
 * new row takes.  Returns how many; *out lives in the arena. */
size_t row_fields(const struct page *p, bool editing, struct arena *a, const struct field ***out);

#endif
