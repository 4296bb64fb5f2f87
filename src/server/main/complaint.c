/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/complaint.h"

#include "base/error.h"
#include "base/utf8.h"

#include <string.h>

void print_safely(const char *text, FILE *to)
{
	size_t len = strlen(text), used;
	uint32_t cp;

	for (; len > 0; text += used, len -= used) {
		used = utf8_decode(text, len, &cp);
		if (!used || utf8_class(cp) == TEXT_MARK) {
			putc('?', to);
			used += !used;
		} else {
			fwrite(text, 1, used, to);
		}
	}
}

void complain(const char *what, size_t line, const struct error *e)
{
	char words[512];

	error_words(e, error_rows[e->code].words, words, sizeof words);
	fputs("wmsd: ", stderr);
	print_safely(what, stderr);
	if (line)
		fprintf(stderr, ":%zu", line);
	fputs(": ", stderr);
	if (!strstr(words, e->field)) {
		print_safely(e->field, stderr);
		fputs(": ", stderr);
	}
	print_safely(words, stderr);
	if (!strstr(words, e->detail)) {
		fputs(": ", stderr);
		print_safely(e->detail, stderr);
	}
	putc('\n', stderr);
}
