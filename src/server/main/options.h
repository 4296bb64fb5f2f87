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
	const char *operand; /* of the command line alone, for commands that take one */
};

extern const struct config_option option_table[];
extern const size_t option_count;

const struct config_option *option_find(const char *name); /* NULL: unknown */
/* A file in the data folder. */
const char *option_path(const struct options *o, struct arena *a, const char *file);

#endif
