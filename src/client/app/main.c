/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wmsterm: options, then the terminal.  Exit codes: 0 done, 1 failed, 2 usage,
 * 4 offline but saved. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/error.h"
#include "client/app/app.h"
#include "client/tui/words.h"

/* The words lie beside the program in a build, under share/ when installed. */
static void find_words(void)
{
	char self[400], dir[480];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		return;
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	snprintf(dir, sizeof dir, "%s/locale", self);
	if (access(dir, R_OK) < 0)
		snprintf(dir, sizeof dir, "%s/../share/locale", self);
	words_open(dir);
}

int main(int argc, char **argv)
{
	struct options options;
	struct error e = {0};
	char words[300];
	int code;

	prctl(PR_SET_DUMPABLE, 0); /* keys never go into a core file */
	setlocale(LC_ALL, "");
	find_words();
	code = options_read(argc, argv, &options);
	if (code)
		return code - 1;
	code = app_run(&options, &e);
	if (e.code) {
		error_words(&e, _(error_rows[e.code].words), words, sizeof words);
		fprintf(stderr, "wmsterm: %s\n", words);
	}
	return code;
}
