/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_COMMAND_H
#define MAIN_COMMAND_H

/* Subcommands of wmsd: one const struct each in a file of its own, one table
 * in main.c.  A command gets its options checked, and ends with an exit code;
 * main() prints the error.  Those of one name are told apart by their word. */

#include "base/config.h"
#include "server/main/options.h"

struct error;

enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_REFUSED = 3,
	EXIT_CORRUPT = 5,
};

struct command {
	const char *name, *help;
	const char *word;    /* that must stand behind its name: "verify"; NULL none */
	const char *options; /* names of the options it takes, one space around each: " data port " */
	const char *flags;   /* of those without a value, likewise; NULL none */
	const char *operands;/* how its usage names what else stands there: "LOGIN FIELD=VALUE..."; NULL nothing */
	size_t least, most;  /* how many of them */
	int (*run)(const struct options *o, struct error *e); /* an exit_code; *e when not EXIT_DONE */
};

extern const struct command command_init, command_demo, command_serve, command_check, command_migrate, command_schema,
	command_audit, command_user_list, command_user_add, command_user_edit, command_user_import, command_user_deactivate,
	command_user_reactivate, command_user_token, command_mail_test;

#endif
