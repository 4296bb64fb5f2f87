/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `wmsd serve`: the server, until SIGTERM. */
#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "server/api/api.h"
#include "server/main/command.h"
#include "server/main/control.h"
#include "server/main/install.h"
#include "server/main/serving.h"
#include "server/people/remind.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PEM_MOST ((size_t)64 * 1024)

struct server {
	struct serving serving;
	struct http_server *http;
	struct control *control;
	struct reminder *reminder;
};

static char *read_pem(struct server *s, const char *path, const char *file, struct error *e)
{
	struct serving *x = &s->serving;

	return file_read(x->arena, *path ? path : option_path(x->options, x->arena, file), PEM_MOST, NULL, e);
}

static bool start_http(struct server *s, struct error *e)
{
	const struct options *o = s->serving.options;
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
		s->http = http_start(&h, api_handle, &s->serving.api, e);
	if (h.key)
		secure_wipe((char *)(uintptr_t)h.key, strlen(h.key));
	return s->http != NULL;
}

static void start_reminder(struct server *s)
{
	const struct api *x = &s->serving.api;
	const struct house house = {.directory = x->directory, .writer = x->writer, .pool = x->pool, .tenant = x->tenant, .vault = x->vault,
		.mailer = x->mailer, .address = x->reached_at};

	s->reminder = reminder_start(&house);
}

static bool start_all(struct server *s, struct error *e)
{
	s->control = control_start(s->serving.options->data, &s->serving.api, e);
	if (!s->control || !start_http(s, e))
		return false;
	start_reminder(s);
	return true;
}

static void stop_all(struct server *s)
{
	http_stop(&s->http);
	control_stop(&s->control);
	reminder_stop(&s->reminder);
	serving_close(&s->serving);
}

static void say_ready(const struct server *s)
{
	const char *address = s->serving.options->address;
	bool six = strchr(address, ':') != NULL;
	char port[12];

	snprintf(port, sizeof port, "%d", http_port(s->http));
	printf("wmsd: listening on https://%s%s%s:%s\n", six ? "[" : "", address, six ? "]" : "", port);
	fflush(stdout);
	log_event(LOG_INFO, "serve.start", "address", address, "port", port, "epoch", s->serving.api.epoch, NULL);
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
	struct server s = {0};
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
	ok = install_model(e) && serving_open(o, &s.serving, e) && start_all(&s, e);
	if (ok) {
		say_ready(&s);
		while (sigwait(&set, &signal_number) == 0 && signal_number == SIGHUP)
			log_event(LOG_INFO, "serve.hangup", NULL);
		log_event(LOG_INFO, "serve.stop", "signal", signal_number == SIGTERM ? "TERM" : "INT", NULL);
	}
	stop_all(&s);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

const struct command command_serve = {
	.name = "serve",
	.help = "Serve the terminals, until SIGTERM",
	.options = " data address port certificate key log_level trusted_proxies reached_at sso_ca_file connections connections_per_address body_kib readers"
		   " mail_host mail_port mail_security mail_user mail_password_file mail_from mail_ca_file ",
	.run = run,
};
