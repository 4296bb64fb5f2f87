/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_ARGUMENTS_H
#define MAIN_ARGUMENTS_H

/* The command line behind a command's words: options with a value, flags
 * without, and what the command is about.  All is checked against what the
 * command says it takes.  Behind "--" nothing is an option. */

#include <stdbool.h>

#include "server/main/options.h"

struct command;
struct error;

/* The configuration file first, then what the command line says.  The
 * operands are put together at the front of `args`, which lives on in *o. */
bool arguments_read(char **args, const struct command *c, struct options *o, struct error *e);
/* Its name on the command line: log_level is --log-level. */
void argument_spell(char out[64], const char *option);
/* Is the option or flag among the words of `list`, " data port "? */
bool argument_among(const char *list, const char *name);

#endif
