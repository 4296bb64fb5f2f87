/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/options.h"

#include "base/arena.h"
#include "base/str.h"

#define AT(member) offsetof(struct options, member)

const struct config_option option_table[] = {
	{"server", "data", CONFIG_TEXT, "/var/lib/wmsd", NULL, "Folder of the databases and the certificate", AT(data)},
	{"server", "address", CONFIG_TEXT, "127.0.0.1", NULL, "Address to listen on; :: is every one of this machine", AT(address)},
	{"server", "port", CONFIG_INT, "8443", "0..65535", "Port to listen on; 0 takes a free one", AT(port)},
	{"server", "name", CONFIG_TEXT, "", NULL, "Names the terminals call this machine by, with commas; for the certificate of init", AT(name)},
	{"server", "certificate", CONFIG_TEXT, "", NULL, "Certificate file (PEM); empty: server.pem of the data folder", AT(certificate)},
	{"server", "key", CONFIG_TEXT, "", NULL, "Its key file (PEM, 0600); empty: server.key of the data folder", AT(key)},
	{"server", "log_level", CONFIG_CHOICE, "info", "debug|info|warn|error", "Least level of what is logged", AT(log_level)},
	{"server", "trusted_proxies", CONFIG_TEXT, "", NULL, "Addresses of proxies whose X-Forwarded-For is believed, ranges with commas", AT(trusted_proxies)},
	{"server", "reached_at", CONFIG_TEXT, "", NULL, "How people reach the system, as mails to them say it; without it, by this machine's name", AT(reached_at)},
	{"sso", "sso_ca_file", CONFIG_TEXT, "", NULL, "Authorities of the identity provider (PEM); empty: the system's", AT(sso_ca_file)},
	{"limits", "connections", CONFIG_INT, "400", "4..10000", "Connections at once, in all", AT(connections)},
	{"limits", "connections_per_address", CONFIG_INT, "100", "1..10000", "Connections at once of one address", AT(connections_per_address)},
	{"limits", "body_kib", CONFIG_INT, "2048", "64..65536", "Largest body of a request, in KiB", AT(body_kib)},
	{"limits", "readers", CONFIG_INT, "8", "1..64", "Connections that read the database at once", AT(readers)},
	{"mail", "mail_host", CONFIG_TEXT, "", NULL, "SMTP server; empty: no mail is sent", AT(mail_host)},
	{"mail", "mail_port", CONFIG_INT, "587", "1..65535", "Its port", AT(mail_port)},
	{"mail", "mail_security", CONFIG_CHOICE, "starttls", "starttls|tls|none", "How it is spoken to; none: this machine alone", AT(mail_security)},
	{"mail", "mail_user", CONFIG_TEXT, "", NULL, "User name there; empty: none", AT(mail_user)},
	{"mail", "mail_password_file", CONFIG_TEXT, "", NULL, "File with the password, that others may not read", AT(mail_password_file)},
	{"mail", "mail_from", CONFIG_TEXT, "", NULL, "Sender's address", AT(mail_from)},
	{"mail", "mail_ca_file", CONFIG_TEXT, "", NULL, "Authorities its certificate is believed by (PEM); empty: the system's", AT(mail_ca_file)},
	{"demo", "articles", CONFIG_INT, "10000", "10..1000000", "Articles of the demonstration warehouse", AT(articles)},
};
const size_t option_count = sizeof option_table / sizeof *option_table;

const struct config_option *option_find(const char *name)
{
	for (size_t i = 0; i < option_count; i++)
		if (str_eq(option_table[i].name, name))
			return &option_table[i];
	return NULL;
}

const struct option_flag option_flags[] = {
	{"json", "Answer in JSON", AT(json)},
	{"dry_run", "Only say what would happen", AT(dry_run)},
};
const size_t option_flag_count = sizeof option_flags / sizeof *option_flags;

const struct option_flag *option_flag_find(const char *name)
{
	for (size_t i = 0; i < option_flag_count; i++)
		if (str_eq(option_flags[i].name, name))
			return &option_flags[i];
	return NULL;
}

const char *option_path(const struct options *o, struct arena *a, const char *file)
{
	return arena_printf(a, "%s/%s", o->data, file);
}
