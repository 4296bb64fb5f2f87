/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "server/api/api.h"
#include "server/main/command.h"
#include "server/sso/sso.h"
#include "server/main/install.h"
#include "server/main/mail_setup.h"
#include "server/people/people.h"
#include "server/remote/remote.h"
#include "store/migrate.h"
#include "store/store.h"
#include "store/writer.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PEM_MOST ((size_t)64 * 1024)
#define USER_READERS 4

struct server {
	const struct options *options;
	struct arena *arena;
	struct api api;
	struct http_server *http;
	struct pool *users; /* the directory's own readers of the tenant: nobody waits for the other's */
};

static bool open_tenant(struct server *s, struct error *e)
{
	const char *path = option_path(s->options, s->arena, "tenant.db");
	struct store *reader;
	int waiting;

	s->api.pool = pool_open(path, s->options->readers, e);
	reader = s->api.pool ? pool_take(s->api.pool, e) : NULL;
	if (!reader)
		return false;
	waiting = migrate_waiting(reader, "src/model/sql/tenant/", e);
	pool_give(s->api.pool, reader);
	if (waiting != 0)
		return error_set(e, ERR_STORE, NULL, "%s is of another version: run wmsd migrate", path);
	s->api.writer = writer_start(path, e);
	s->users = s->api.writer ? pool_open(path, USER_READERS, e) : NULL;
	return s->users && vault_open(option_path(s->options, s->arena, INSTALL_SECRET), false, &s->api.vault, e);
}

static bool mend(struct server *s, struct error *e)
{
	struct house house = {.directory = s->api.directory, .writer = s->api.writer, .pool = s->api.pool, .tenant = s->api.tenant,
		.vault = s->api.vault};

	return people_mend(&house, e);
}

static bool start_mail(struct server *s, struct error *e)
{
	struct mail_options mail;

	if (mail_setup(s->options, s->arena, &mail, e))
		s->api.mailer = mailer_start(&mail, &s->api.vault, s->api.writer, s->api.pool, e);
	mail_setup_wipe(&mail);
	return s->api.mailer != NULL;
}

static bool open_all(struct server *s, struct error *e)
{
	s->api.directory = directory_open(option_path(s->options, s->arena, "directory.db"), e);
	if (!s->api.directory)
		return false;
	s->api.epoch = directory_epoch(s->api.directory);
	s->api.tenant = INSTALL_TENANT;
	s->api.reached_at = s->options->reached_at;
	s->api.sso_ca_file = s->options->sso_ca_file;
	s->api.sso = sso_new();
	if (!open_tenant(s, e))
		return false;
	directory_serve(s->api.directory, s->users, &s->api.vault);
	edit_rules(people_rules, people_rule_count);
	return mend(s, e);
}

static char *read_pem(struct server *s, const char *path, const char *file, struct error *e)
{
	return file_read(s->arena, *path ? path : option_path(s->options, s->arena, file), PEM_MOST, NULL, e);
}

static bool start_http(struct server *s, struct error *e)
{
	const struct options *o = s->options;
	struct http_options h = {
		.address = o->address,
		.port = o->port,
		.certificate = read_pem(s, o->certificate, "server.pem", e),
		.key = read_pem(s, o->key, "server.key", e),
		.connections = o->connections,
		.connections_per_address = o->connections_per_address,
		.body_most = (size_t)o->body_kib * 1024,
		.trusted_proxies = o->trusted_proxies,
	};

	if (h.certificate && h.key)
		s->http = http_start(&h, api_handle, &s->api, e);
	if (h.key)
		secure_wipe((char *)(uintptr_t)h.key, strlen(h.key));
	return s->http != NULL;
}

static void say_ready(const struct server *s)
{
	const char *address = s->options->address;
	bool six = strchr(address, ':') != NULL;
	char port[12];

	snprintf(port, sizeof port, "%d", http_port(s->http));
	printf("wmsd: listening on https://%s%s%s:%s\n", six ? "[" : "", address, six ? "]" : "", port);
	fflush(stdout);
	log_event(LOG_INFO, "serve.start", "address", address, "port", port, "epoch", s->api.epoch, NULL);
}

static void close_all(struct server *s)
{
	http_stop(&s->http);
	mailer_stop(&s->api.mailer);
	writer_stop(&s->api.writer);
	if (s->api.pool)
		pool_close(&s->api.pool);
	directory_close(&s->api.directory);
	if (s->users)
		pool_close(&s->users);
	sso_free(&s->api.sso);
	secure_wipe(&s->api.vault, sizeof s->api.vault);
	arena_free(&s->arena);
}

static enum log_level level_of(const char *name)
{
	static const char *const names[] = {[LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};
	enum log_level level = LOG_INFO;

	for (int i = LOG_DEBUG; i <= LOG_ERROR; i++)
		if (str_eq(names[i], name))
			level = (enum log_level)i;
	return level;
}

static int run(const struct options *o, struct error *e)
{
	struct server s = {.options = o, .arena = arena_new()};
	sigset_t set;
	int signal_number = 0;
	bool ok;

	/* Every thread inherits this: signals are waited for here alone. */
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	log_to(STDERR_FILENO, level_of(o->log_level));
	ok = remote_init() && install_model(e) && open_all(&s, e) && start_mail(&s, e) && start_http(&s, e);
	if (ok) {
		say_ready(&s);
		while (sigwait(&set, &signal_number) == 0 && signal_number == SIGHUP)
			log_event(LOG_INFO, "serve.hangup", NULL);
		log_event(LOG_INFO, "serve.stop", "signal", signal_number == SIGTERM ? "TERM" : "INT", NULL);
	}
	close_all(&s);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_serve = {
	.name = "serve",
	.help = "Serve the terminals, until SIGTERM",
	.options = " data address port certificate key log_level trusted_proxies reached_at sso_ca_file connections connections_per_address body_kib readers"
		   " mail_host mail_port mail_security mail_user mail_password_file mail_from mail_ca_file ",
	.run = run,
};
