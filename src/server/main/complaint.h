/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_COMPLAINT_H
#define MAIN_COMPLAINT_H

/* What a command says on the terminal: an error with all it knows, and text
 * of anybody's, of which nothing that cannot be seen comes through. */

#include <stdio.h>

struct error;

/* One line, "wmsd: WHAT: FIELD: words: detail", each part once; line 0: none. */
void complain(const char *what, size_t line, const struct error *e);
/* What cannot be seen, or is no UTF-8, is a question mark. */
void print_safely(const char *text, FILE *to);

#endif
