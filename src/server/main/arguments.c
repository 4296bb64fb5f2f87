/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/arguments.h"

#include "base/error.h"
#include "base/str.h"
#include "server/main/command.h"

#include <string.h>

#define CONFIG_FILE "/etc/wmsd/wmsd.conf"

struct argument {
	char name[64];                  /* "": an operand */
	const char *value;              /* of an operand: itself */
	const struct option_flag *flag; /* a name without a value */
};

static void swap(char *name, char from, char to)
{
	for (; *name; name++)
		if (*name == from)
			*name = to;
}

void argument_spell(char out[64], const char *option)
{
	str_copy(out, 64, option);
	swap(out, '_', '-');
}

bool argument_among(const char *list, const char *name)
{
	const char *at = list ? strstr(list, name) : NULL;
	size_t len = strlen(name);

	while (at && !(at[-1] == ' ' && at[len] == ' '))
		at = strstr(at + 1, name);
	return at != NULL;
}

/* --name VALUE, --name=VALUE, --flag; how many arguments that is, 0: *e. */
static int read_option(char **at, const struct command *c, struct argument *out, struct error *e)
{
	const char *equals = strchr(*at, '=');

	str_copy(out->name, sizeof out->name, *at + 2);
	if (equals && (size_t)(equals - *at - 2) < sizeof out->name)
		out->name[equals - *at - 2] = '\0';
	swap(out->name, '-', '_');
	out->flag = option_flag_find(out->name);
	if (str_empty(out->name) || (!str_eq(out->name, "config") && !argument_among(out->flag ? c->flags : c->options, out->name)))
		return error_set(e, ERR_INVALID, *at, "no option of this command");
	out->value = equals ? equals + 1 : at[1];
	if (out->flag && equals)
		return error_set(e, ERR_INVALID, *at, "takes no value");
	if (!out->flag && !out->value)
		return error_set(e, ERR_INVALID, *at, "needs a value");
	return out->flag || equals ? 1 : 2;
}

static int read_one(char **at, const struct command *c, bool *plain, struct argument *out, struct error *e)
{
	*out = (struct argument){.value = *at};
	if (!*plain && str_eq(*at, "--")) {
		*plain = true;
		out->value = NULL;
		return 1;
	}
	if (!*plain && str_starts(*at, "--"))
		return read_option(at, c, out, e);
	if (c->most == 0)
		return error_set(e, ERR_INVALID, *at, "not an option");
	return 1;
}

static bool take(const struct argument *x, struct options *o, struct error *e)
{
	if (x->flag)
		*(bool *)((char *)o + x->flag->offset) = true;
	return x->flag || !x->name[0] || str_eq(x->name, "config") || config_set(x->name, x->value, option_table, option_count, o, e);
}

/* Every one of them; `file`: looks for the configuration file alone. */
static bool walk(char **args, const struct command *c, struct options *o, const char **file, struct error *e)
{
	struct argument x;
	bool plain = false;
	size_t operands = 0;

	for (int n; *args; args += n) {
		n = read_one(args, c, &plain, &x, e);
		if (!n)
			return false;
		if (file && str_eq(x.name, "config"))
			*file = x.value;
		if (file)
			continue;
		if (!take(&x, o, e))
			return false;
		if (!x.name[0] && x.value)
			o->operands[operands++] = x.value;
	}
	o->operand_count = operands;
	return true;
}

bool arguments_read(char **args, const struct command *c, struct options *o, struct error *e)
{
	const char *file = NULL;

	config_defaults(option_table, option_count, o);
	o->operands = (const char **)(void *)args;
	if (!walk(args, c, o, &file, e) || !config_read(file ? file : CONFIG_FILE, file != NULL, option_table, option_count, o, e) ||
		!walk(args, c, o, NULL, e))
		return false;
	if (o->operand_count < c->least)
		return error_set(e, ERR_INVALID, "usage", "wmsd %s %s %s", c->name, c->word ? c->word : "", c->operands);
	return o->operand_count <= c->most || error_set(e, ERR_INVALID, o->operands[c->most], "one too many");
}
