/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAIN_OPTIONS_H
#define MAIN_OPTIONS_H

/* All options of wmsd: config/wmsd.conf, the command line, --help and the
 * manual come from this one table. */

#include "base/config.h"

struct arena;

struct options {
	const char *data;
	const char *address;
	int port;
	const char *name;
	const char *certificate, *key; /* "": those in the data folder */
	const char *log_level, *trusted_proxies, *reached_at, *sso_ca_file;
	int connections, connections_per_address, body_kib, readers;
	const char *mail_host, *mail_security, *mail_user, *mail_password_file, *mail_from, *mail_ca_file; /* host "": no mail */
	int mail_port;
	int articles;
	/* of the command line alone */
	bool json, dry_run;
	const char **operands;
	size_t operand_count;
};

extern const struct config_option option_table[];
extern const size_t option_count;

const struct config_option *option_find(const char *name); /* NULL: unknown */

/* Without a value, and in no file. */
struct option_flag {
	const char *name, *help;
	size_t offset; /* of a bool in struct options */
};
extern const struct option_flag option_flags[];
extern const size_t option_flag_count;
const struct option_flag *option_flag_find(const char *name); /* NULL: unknown */
/* A file in the data folder. */
const char *option_path(const struct options *o, struct arena *a, const char *file);

#endif
