/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/words.h"

#include <locale.h>
#include <stdlib.h>

#include "base/str.h"

extern int _nl_msg_cat_cntr; /* gettext's own counter: a new value makes it look again */

static char language_at_start[64];

/* As gettext itself asks the environment. */
static const char *language_of_environment(void)
{
	static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!str_empty(getenv(names[i])))
			return getenv(names[i]);
	return "en";
}

void words_open(const char *locale_dir)
{
	setlocale(LC_MESSAGES, "C.UTF-8");
	bindtextdomain("wmsterm", locale_dir);
	bind_textdomain_codeset("wmsterm", "UTF-8");
	textdomain("wmsterm");
	str_copy(language_at_start, sizeof language_at_start, language_of_environment());
	words_language(NULL);
}

void words_language(const char *code)
{
	setenv("LANGUAGE", code ? code : language_at_start, 1);
	_nl_msg_cat_cntr++;
}
