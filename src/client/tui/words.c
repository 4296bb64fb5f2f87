/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/words.h"

#include <locale.h>
#include <stdlib.h>

extern int _nl_msg_cat_cntr; /* gettext's own counter: a new value makes it look again */

void words_open(const char *locale_dir)
{
	setlocale(LC_MESSAGES, "C.UTF-8");
	bindtextdomain("wmsterm", locale_dir);
	bind_textdomain_codeset("wmsterm", "UTF-8");
	textdomain("wmsterm");
}

void words_language(const char *code)
{
	setenv("LANGUAGE", code, 1);
	_nl_msg_cat_cntr++;
}
