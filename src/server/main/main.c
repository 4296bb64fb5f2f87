/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wmsd: its commands in one table, and their command lines. */
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "secure/secure.h"
#include "server/main/arguments.h"
#include "server/main/command.h"
#include "server/main/complaint.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define VERSION "0.1"
#define COLUMN  16 /* of the commands, in the list of them */

static const struct command *const commands[] = {
	&command_init, &command_demo, &command_serve, &command_check, &command_migrate, &command_schema, &command_audit,
	&command_user_list, &command_user_add, &command_user_edit, &command_user_deactivate, &command_user_reactivate, &command_user_token,
	&command_user_import, &command_mail_test,
};
#define COMMANDS (sizeof commands / sizeof *commands)

static bool known(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (str_eq(commands[i]->name, name))
			return true;
	return false;
}

static const struct command *command_find(const char *name, const char *word)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (str_eq(commands[i]->name, name) && (!commands[i]->word || str_eq(commands[i]->word, word)))
			return commands[i];
	return NULL;
}

/* "user add" */
static const char *full_name(const struct command *c, char out[64])
{
	snprintf(out, 64, "%s%s%s", c->name, c->word ? " " : "", c->word ? c->word : "");
	return out;
}

static void print_line(const struct command *c)
{
	char name[64];

	printf("  %-*s %s\n", COLUMN, full_name(c, name), c->help);
}

static int help_all(void)
{
	printf("usage: wmsd COMMAND [OPTION]...\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		print_line(commands[i]);
	printf("\n  %-*s %s\n  %-*s %s\n\nThe manual: man wmsd\n", COLUMN, "--help", "This list; after a command: its options", COLUMN, "--version",
		"The version");
	return EXIT_DONE;
}

/* Those of one name. */
static int help_words(const char *name)
{
	printf("usage: wmsd %s COMMAND [OPTION]...\n\n", name);
	for (size_t i = 0; i < COMMANDS; i++)
		if (str_eq(commands[i]->name, name))
			print_line(commands[i]);
	return EXIT_DONE;
}

static void print_option(const struct config_option *o)
{
	char left[128];

	argument_spell(left, o->name);
	str_copy(left + strlen(left), sizeof left - strlen(left), o->choices ? " " : " TEXT");
	str_copy(left + strlen(left), sizeof left - strlen(left), o->choices ? o->choices : "");
	printf("  --%-28s %s (%s)\n", left, o->help, *o->fallback ? o->fallback : "none");
}

static int help_one(const struct command *c)
{
	char name[64];

	printf("usage: wmsd %s [OPTION]...%s%s\n%s\n\n", full_name(c, name), c->operands ? " " : "", c->operands ? c->operands : "", c->help);
	printf("  --%-28s %s\n", "config FILE", "Configuration (/etc/wmsd/wmsd.conf)");
	for (size_t i = 0; i < option_count; i++)
		if (argument_among(c->options, option_table[i].name))
			print_option(&option_table[i]);
	for (size_t i = 0; i < option_flag_count; i++)
		if (argument_among(c->flags, option_flags[i].name)) {
			argument_spell(name, option_flags[i].name);
			printf("  --%-28s %s\n", name, option_flags[i].help);
		}
	return EXIT_DONE;
}

static int usage(const char *what, const char *why)
{
	fprintf(stderr, "wmsd: %s: %s\nwmsd: try: wmsd --help\n", what, why);
	return EXIT_USAGE;
}

static int run(const struct command *c, char **args)
{
	struct options o = {0};
	struct error e = {0};
	char name[64];
	int code;

	full_name(c, name);
	if (!arguments_read(args, c, &o, &e)) {
		complain(name, 0, &e);
		return EXIT_USAGE;
	}
	code = c->run(&o, &e);
	if (code != EXIT_DONE)
		complain(name, 0, &e);
	config_release();
	return code;
}

/* Keys must not end up in a core file, nor what is made here be read by others. */
static void guard_process(void)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
}

/* Where no zone is named, the C library reads its file anew at each mktime(). */
static void name_zone(void)
{
	setenv("TZ", ":/etc/localtime", 0);
	tzset();
}

int main(int argc, char **argv)
{
	const struct command *c;

	guard_process();
	name_zone();
	if (argc < 2)
		return usage("what", "name a command");
	if (str_eq(argv[1], "--help"))
		return help_all();
	if (str_eq(argv[1], "--version"))
		return printf("wmsd %s\n", VERSION) > 0 ? EXIT_DONE : EXIT_FAILED;
	if (!known(argv[1]))
		return usage(argv[1], "no such command");
	c = command_find(argv[1], argv[2]);
	if (!c && argc == 3 && str_eq(argv[2], "--help"))
		return help_words(argv[1]);
	if (!c)
		return usage(argv[1], "what of it? see wmsd --help");
	argv += c->word ? 3 : 2;
	if (argv[0] && !argv[1] && str_eq(argv[0], "--help"))
		return help_one(c);
	if (!secure_init())
		return usage("libsodium", "cannot be used");
	log_to(STDERR_FILENO, LOG_INFO);
	return run(c, argv);
}
