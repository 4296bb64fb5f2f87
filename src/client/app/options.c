/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/app/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "client/tui/words.h"

#define OPTION(where, option, kind, otherwise, allowed, words)                                                                  \
	{.section = (where), .name = #option, .type = (kind), .fallback = (otherwise), .choices = (allowed), .help = (words), \
	 .offset = offsetof(struct options, option)}

const struct config_option options_table[] = {
	OPTION("server", server, CONFIG_TEXT, "https://localhost:8443", NULL, N_("address of wmsd")),
	OPTION("server", ca, CONFIG_TEXT, "/etc/wmsterm/ca.pem", NULL, N_("the one certificate authority that is believed (PEM file)")),
	OPTION("server", timeout_ms, CONFIG_INT, "15000", "1000..300000", N_("how long an answer may take")),
	OPTION("server", poll_ms, CONFIG_INT, "2000", "250..600000", N_("time between looks for changes")),
	OPTION("terminal", terminal, CONFIG_TEXT, "", NULL, N_("name of this terminal; else host and user")),
	OPTION("terminal", data, CONFIG_TEXT, "", NULL, N_("folder of key, queue and replica")),
	OPTION("terminal", site, CONFIG_TEXT, "", NULL, N_("shown at sign-in")),
	OPTION("terminal", demo, CONFIG_TEXT, "", NULL, N_("users of a demonstration, shown at sign-in")),
	OPTION("terminal", fixed, CONFIG_BOOL, "no", NULL, N_("fixed terminal: no leaving, no export to files")),
	OPTION("terminal", exports, CONFIG_TEXT, "", NULL, N_("folder for exported lists; else the current one")),
	OPTION("terminal", clipboard, CONFIG_CHOICE, "osc52", "osc52|off", N_("how secrets are copied, where one asks for it")),
	OPTION("screen", theme, CONFIG_CHOICE, "default", "default|dark|contrast|colour-blind|mono", N_("colours")),
	OPTION("screen", color, CONFIG_CHOICE, "auto", "auto|always|never", N_("use colours; NO_COLOR is respected")),
	OPTION("screen", keymap, CONFIG_TEXT, "default", NULL, N_("default, numeric, vi, emacs, vt220, or a file")),
	OPTION("screen", mouse, CONFIG_BOOL, "no", NULL, N_("use the mouse")),
	OPTION("scanner", scan_prefix, CONFIG_TEXT, "", NULL, N_("what the scanner sends before a scan")),
	OPTION("scanner", scan_suffix, CONFIG_TEXT, "", NULL, N_("what it sends after one; else Enter or Tab")),
	OPTION("scanner", scan_separator, CONFIG_TEXT, "", NULL, N_("what it sends for GS besides GS itself")),
	OPTION("scanner", scan_gap_ms, CONFIG_INT, "30", "1..1000", N_("longest pause between two characters of a scan")),
	OPTION("scanner", scan_least, CONFIG_INT, "3", "2..50", N_("fewest characters of a scan")),
	OPTION("queue", queue_records, CONFIG_INT, "50000", "100..1000000", N_("transactions the queue may hold")),
	OPTION("queue", queue_mib, CONFIG_INT, "256", "1..65536", N_("MiB the queue may take")),
	OPTION("queue", volatile_ok, CONFIG_BOOL, "no", NULL, N_("allow a queue on a disk that forgets")),
};
const size_t options_count = sizeof options_table / sizeof *options_table;

static void help(void)
{
	puts(_("usage: wmsterm [option value]...\n\nThe warehouse terminal.  Options, also for the configuration file:\n"));
	for (size_t i = 0; i < options_count; i++) {
		const struct config_option *o = &options_table[i];

		printf("  --%-16s %s", o->name, _(o->help));
		if (o->choices || o->fallback[0])
			printf(" (%s%s%s)", o->choices ? o->choices : "", o->choices && o->fallback[0] ? "; " : "", o->fallback);
		putchar('\n');
	}
	printf("  --%-16s %s\n  --%-16s %s\n  --%-16s %s\n", "config FILE", _("read this configuration file"), "help", _("this text"),
		"version", _("the version"));
}

static int wrong(const char *what, const char *why)
{
	fprintf(stderr, "wmsterm: %s: %s\n", what, why);
	return 3;
}

static bool read_files(const char *config, struct options *out, struct error *e)
{
	char path[512];
	const char *home = getenv("XDG_CONFIG_HOME");

	if (config)
		return config_read(config, true, options_table, options_count, out, e);
	if (!config_read("/etc/wmsterm/wmsterm.conf", false, options_table, options_count, out, e))
		return false;
	if (home && home[0] == '/')
		snprintf(path, sizeof path, "%s/wmsterm/wmsterm.conf", home);
	else
		snprintf(path, sizeof path, "%s/.config/wmsterm/wmsterm.conf", getenv("HOME") ? getenv("HOME") : "");
	return config_read(path, false, options_table, options_count, out, e);
}

/* "--name value" or "--name=value"; the value of a bool may be left out only
 * with "=" absent and another option (or nothing) behind it. */
static bool next_option(int argc, char **argv, int *i, char *name, size_t size, const char **value)
{
	const char *arg = argv[*i] + 2, *equals = strchr(arg, '=');
	size_t n = equals ? (size_t)(equals - arg) : strlen(arg);

	if (n >= size)
		return false;
	memcpy(name, arg, n);
	name[n] = '\0';
	*value = equals ? equals + 1 : NULL;
	if (!equals && *i + 1 < argc && !str_starts(argv[*i + 1], "--"))
		*value = argv[++*i];
	return true;
}

static const char *config_named(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (str_starts(argv[i], "--config="))
			return argv[i] + strlen("--config=");
		if (str_eq(argv[i], "--config") && i + 1 < argc)
			return argv[i + 1];
	}
	return NULL;
}

int options_read(int argc, char **argv, struct options *out)
{
	struct error e = {0};
	char name[64];
	const char *value;

	config_defaults(options_table, options_count, out);
	for (int i = 1; i < argc; i++) {
		if (str_eq(argv[i], "--help")) {
			help();
			return 1;
		}
		if (str_eq(argv[i], "--version")) {
			puts("wmsterm 0.1");
			return 1;
		}
	}
	if (!read_files(config_named(argc, argv), out, &e))
		return wrong(e.field, e.detail);
	for (int i = 1; i < argc; i++) {
		if (!str_starts(argv[i], "--") || !next_option(argc, argv, &i, name, sizeof name, &value))
			return wrong(argv[i], _("not an option; --help lists them"));
		if (str_eq(name, "config"))
			continue;
		for (char *c = name; *c; c++)
			if (*c == '-')
				*c = '_';
		if (!config_set(name, value, options_table, options_count, out, &e))
			return wrong(name, e.detail[0] ? e.detail : _("not an option; --help lists them"));
	}
	return 0;
}

bool options_folder(struct options *o, char *out, size_t size, struct error *e)
{
	const char *state = getenv("XDG_STATE_HOME");

	if (o->data[0])
		snprintf(out, size, "%s", o->data);
	else if (state && state[0] == '/')
		snprintf(out, size, "%s/wmsterm", state);
	else
		snprintf(out, size, "%s/.local/state/wmsterm", getenv("HOME") ? getenv("HOME") : ".");
	return file_make_dirs(out, 0700, e);
}

bool options_bytes(const char *written, char out[8])
{
	size_t n = 0;

	for (const char *w = written; *w; n++) {
		unsigned char byte = (unsigned char)*w;

		if (n >= 7)
			return false;
		if (w[0] == '\\' && w[1] == 'x') {
			if (!w[2] || !w[3])
				return false;
			char pair[3] = {w[2], w[3], '\0'};

			if (!str_unhex(pair, &byte, 1) || !byte)
				return false;
			w += 4;
		} else {
			w++;
		}
		out[n] = (char)byte;
	}
	out[n] = '\0';
	return true;
}
