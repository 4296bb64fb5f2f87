/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

/* Configuration files (INI; the one owner of libinih).  A program gives one
 * table of its options, from which come the parser, the checks, the command
 * line's long options, --help and the manual's test: nothing is accepted
 * that is not in the table, and every mistake names file, line and option. */

#include <stdbool.h>
#include <stddef.h>

struct error;

enum config_type { CONFIG_TEXT, CONFIG_INT, CONFIG_BOOL, CONFIG_CHOICE };

struct config_option {
	const char *section;
	const char *name; /* on the command line: --name */
	enum config_type type;
	const char *fallback; /* as text */
	const char *choices;  /* "a|b|c" for CHOICE, "min..max" for INT */
	const char *help;     /* one line; a msgid */
	size_t offset;        /* of a `const char *`, int or bool in the caller's struct */
};

/* Fills `out` with the fallbacks.  Strings live until config_release(). */
void config_defaults(const struct config_option *options, size_t n, void *out);
/* A missing file is an error only when `must_exist`. */
bool config_read(const char *path, bool must_exist, const struct config_option *options, size_t n, void *out, struct error *e);
/* One option from the command line. */
bool config_set(const char *name, const char *value, const struct config_option *options, size_t n, void *out, struct error *e);
void config_release(void);

#endif
