/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_WORDS_H
#define TUI_WORDS_H

/* The words of the program: gettext, in UTF-8 whatever the terminal speaks.
 * The language is the signed-in user's, not the environment's: LC_MESSAGES is
 * C.UTF-8 and LANGUAGE is set at sign-in. */

#include <libintl.h>

#include "base/error.h"

#define _(s) gettext(s)

/* Once at start: where the .mo files are, and the language of the environment. */
void words_open(const char *locale_dir);
/* "en", "sv"; NULL: that of the start again. */
void words_language(const char *code);

#endif
