/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/log.h"
#include "base/str.h"
#include "secure/secure.h"
#include "server/main/command.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION     "0.1"
#define CONFIG_FILE "/etc/wmsd/wmsd.conf"

static const struct command *const commands[] = {
	&command_init, &command_demo, &command_serve, &command_check, &command_migrate, &command_schema, &command_audit,
	&command_mail_test,
};

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (str_eq(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static bool takes(const struct command *c, const char *name)
{
	const char *at = strstr(c->options, name);
	size_t len = strlen(name);

	while (at && !(at[-1] == ' ' && at[len] == ' '))
		at = strstr(at + 1, name);
	return at != NULL;
}

/* The command line says --log-level, the file log_level. */
static void swap(char *name, char from, char to)
{
	for (; *name; name++)
		if (*name == from)
			*name = to;
}

static const char *or_none(const char *word)
{
	return word ? word : "";
}

/* What is left of a column for the word. */
static int gap(const struct command *c)
{
	return 13 - (int)strlen(c->name) - (c->word ? 1 : 0);
}

static int help_all(FILE *to)
{
	fprintf(to, "usage: wmsd COMMAND [OPTION]...\n\n");
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(to, "  %s%s%-*s %s\n", commands[i]->name, commands[i]->word ? " " : "", gap(commands[i]), or_none(commands[i]->word), commands[i]->help);
	fprintf(to, "\n  --help        This list; after a command: its options\n  --version     The version\n\nThe manual: man wmsd\n");
	return EXIT_DONE;
}

static int help_one(const struct command *c)
{
	printf("usage: wmsd %s%s%s [OPTION]...%s%s\n%s\n\n  --%-28s %s\n", c->name, c->word ? " " : "", or_none(c->word), c->operand ? " " : "",
		or_none(c->operand), c->help, "config FILE", "Configuration (" CONFIG_FILE ")");
	for (size_t i = 0; i < option_count; i++) {
		const struct config_option *o = &option_table[i];
		char left[64];

		if (!takes(c, o->name))
			continue;
		snprintf(left, sizeof left, "%s", o->name);
		swap(left, '_', '-');
		str_copy(left + strlen(left), sizeof left - strlen(left), o->choices ? " " : " TEXT");
		str_copy(left + strlen(left), sizeof left - strlen(left), o->choices ? o->choices : "");
		printf("  --%-28s %s (%s)\n", left, o->help, *o->fallback ? o->fallback : "none");
	}
	return EXIT_DONE;
}

static int usage(const char *what, const char *why)
{
	fprintf(stderr, "wmsd: %s: %s\nwmsd: try: wmsd --help\n", what, why);
	return EXIT_USAGE;
}

static void complain(const char *what, const struct error *e)
{
	char words[512];

	error_words(e, error_rows[e->code].words, words, sizeof words);
	fprintf(stderr, "wmsd: %s: %s\n", what, words);
	if (e->detail[0] && !strstr(words, e->detail))
		fprintf(stderr, "wmsd: %s: %s\n", what, e->detail);
}

/* --name VALUE or --name=VALUE: the value; NULL: not one. */
static const char *split_option(char **arg, char *name, size_t size)
{
	const char *equals = strchr(*arg, '=');

	if (!str_starts(*arg, "--"))
		return NULL;
	str_copy(name, size, *arg + 2);
	if (equals && (size_t)(equals - *arg - 2) < size)
		name[equals - *arg - 2] = '\0';
	swap(name, '-', '_');
	return equals ? equals + 1 : arg[1];
}

/* The file first, then what the command line says. */
static bool read_config(char **args, const struct command *c, struct options *o, struct error *e)
{
	const char *file = NULL, *value;
	char name[64];

	for (char **arg = args; *arg; arg += strchr(*arg, '=') ? 1 : 2) {
		value = split_option(arg, name, sizeof name);
		if (!value)
			return error_set(e, ERR_INVALID, *arg, str_starts(*arg, "--") ? "needs a value" : "not an option");
		if (str_eq(name, "config"))
			file = value;
		else if (!option_find(name) || !takes(c, name))
			return error_set(e, ERR_INVALID, *arg, "no option of this command");
	}
	return config_read(file ? file : CONFIG_FILE, file != NULL, option_table, option_count, o, e);
}

/* The last argument, taken away; NULL: there is none. */
static const char *take_operand(char **args)
{
	const char *operand;

	if (!*args)
		return NULL;
	while (args[1])
		args++;
	operand = *args;
	*args = NULL;
	return str_starts(operand, "--") ? NULL : operand;
}

static bool read_options(char **args, const struct command *c, struct options *o, struct error *e)
{
	const char *value, *operand = NULL;
	char name[64];

	config_defaults(option_table, option_count, o);
	if (c->operand && !(operand = take_operand(args)))
		return error_set(e, ERR_INVALID, c->operand, "must stand last");
	o->operand = operand;
	if (!read_config(args, c, o, e))
		return false;
	for (char **arg = args; *arg; arg += strchr(*arg, '=') ? 1 : 2) {
		value = split_option(arg, name, sizeof name);
		if (!str_eq(name, "config") && !config_set(name, value, option_table, option_count, o, e))
			return false;
	}
	return true;
}

static int run(const struct command *c, char **args)
{
	struct options o;
	struct error e = {0};
	int code;

	if (!read_options(args, c, &o, &e)) {
		complain(c->name, &e);
		return EXIT_USAGE;
	}
	code = c->run(&o, &e);
	if (code != EXIT_DONE)
		complain(c->name, &e);
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

int main(int argc, char **argv)
{
	const struct command *c;

	guard_process();
	if (argc < 2)
		return usage("what", "name a command");
	if (str_eq(argv[1], "--help"))
		return help_all(stdout);
	if (str_eq(argv[1], "--version"))
		return printf("wmsd %s\n", VERSION) > 0 ? EXIT_DONE : EXIT_FAILED;
	c = command_find(argv[1]);
	if (!c)
		return usage(argv[1], "no such command");
	if (c->word && (argc < 3 || (!str_eq(argv[2], c->word) && !str_eq(argv[2], "--help"))))
		return usage(c->name, "what of it? see wmsd --help");
	if (argc > 2 && str_eq(argv[argc - 1], "--help") && argc == (c->word && str_eq(argv[2], c->word) ? 4 : 3))
		return help_one(c);
	if (!secure_init())
		return usage("libsodium", "cannot be used");
	log_to(STDERR_FILENO, LOG_INFO);
	return run(c, argv + (c->word ? 3 : 2));
}
