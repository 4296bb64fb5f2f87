/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays tests/golden/sessions/ (script.h says how they are written).
 *
 *   build/golden/sessions [--record] [FILE...]
 *
 * --record writes the screens as they are now into the files: look at the
 * difference before you keep it. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "golden/script.h"

static int failed, count;

static void play(const char *file, bool record)
{
	bool good = script_run(file, record);

	failed += !good;
	printf("%s %d - %s\n", good ? "ok" : "not ok", ++count, file);
	fflush(stdout);
}

static void play_all(bool record)
{
	glob_t found = {0};

	if (glob("tests/golden/sessions/*.txt", 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			play(found.gl_pathv[i], record);
	globfree(&found);
}

int main(int argc, char **argv)
{
	bool record = argc > 1 && strcmp(argv[1], "--record") == 0;

	for (int i = 1 + record; i < argc; i++)
		play(argv[i], record);
	if (argc == 1 + record)
		play_all(record);
	printf("1..%d\n", count);
	return failed > 0;
}
