/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APP_FILES_H
#define APP_FILES_H

/* Files the user asks for, in the folder of exports ("": the current one): the
 * name with the day in it, 0600, never through a symbolic link.  `path` is
 * what the user is shown. */

#include <stdbool.h>
#include <stddef.h>

struct error;

/* A piece of an export; the first one empties what another export left. */
bool files_export(const char *folder, const char *name, const char *day, const char *bytes, size_t len, bool first, char path[256],
	struct error *e);
/* A secret, with a line end, in a text file that was not there: where there is
 * one of that name ("password"), it gets a number.  The name's odd characters
 * become "_". */
bool files_secret(const char *folder, const char *name, const char *day, const char *text, char path[256], struct error *e);

#endif
