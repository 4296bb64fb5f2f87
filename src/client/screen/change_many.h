/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_CHANGE_MANY_H
#define SCREEN_CHANGE_MANY_H

/* Several rows of a page changed at once: a form in which only what is touched
 * counts, then what would become of each row, then all of them or none.
 * Brings {"changed_many": how many}. */

#include <stddef.h>

#include "client/screen/list.h"

struct screen *change_many_screen(struct stack *st, const struct page *p, const struct list_mark *rows, size_t n);

#endif
