/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

/* wmsterm's options: one table gives the configuration file, the command
 * line, --help and the manual's test.  The command line wins over the user's
 * file, which wins over the site's. */

#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"

struct options {
	const char *server, *ca, *data, *terminal, *site, *demo;
	const char *theme, *keymap, *color, *exports, *clipboard;
	bool mouse, fixed, volatile_ok;
	const char *scan_prefix, *scan_suffix, *scan_separator;
	int scan_gap_ms, scan_least;
	int queue_records, queue_mib;
	int timeout_ms, poll_ms;
};

extern const struct config_option options_table[];
extern const size_t options_count;

struct error;
/* 0 go on; otherwise the program ends with this minus one: 1 after --help and
 * --version (done), 3 for a wrong use (said on stderr). */
int options_read(int argc, char **argv, struct options *out);
/* The folder of this terminal's own files, made 0700. */
bool options_folder(struct options *o, char *out, size_t size, struct error *e);
/* "\x02", "Enter", "" as written in the configuration -> bytes; false: not understood. */
bool options_bytes(const char *written, char out[8]);

#endif
