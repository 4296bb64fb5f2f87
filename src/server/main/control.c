/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* struct ucred, accept4 */
#include "server/main/control.h"

#include "base/arena.h"
#include "base/chan.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "base/thread.h"
#include "server/main/os_user.h"
#include "server/main/wire.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG   16
#define TALK_MS   10000 /* for the request to come, and for the answer to be taken */
#define PAUSE_MS  100   /* after a connection that could not be taken */

struct control {
	const struct api *api;
	struct chan *stop;
	struct thread *thread;
	struct sockaddr_un address;
	int folder, listener;
};

/* ---- a request */

static bool read_request(const struct json *doc, struct local_request *out, struct error *e)
{
	for (const struct json *m = json_first(doc); m; m = json_next(m)) {
		const char *name = json_name(m);
		enum json_type type = json_type(m);

		if (str_eq(name, "method") && type == JSON_STRING)
			out->method = json_as_str(m);
		else if (str_eq(name, "target") && type == JSON_STRING)
			out->target = json_as_str(m);
		else if (str_eq(name, "headers") && type == JSON_OBJECT)
			out->headers = m;
		else if (str_eq(name, "body") && type == JSON_OBJECT)
			out->body = m;
		else
			return error_set(e, ERR_BAD_REQUEST, name, "%.40s does not belong there", name);
	}
	return (out->method && out->target) || error_set(e, ERR_BAD_REQUEST, NULL, "method and target are wanted");
}

static const char *print_answer(struct arena *a, const struct http_answer *out)
{
	struct json *doc = json_object(a);

	json_set_int(doc, "status", out->status ? out->status : 200);
	if (out->json)
		json_set_copy(doc, "body", out->json);
	else
		json_set_str(doc, "body", out->text);
	return arena_printf(a, "%s\n", json_print(a, doc));
}

static const char *print_problem(struct arena *a, const struct error *e)
{
	struct http_request nothing = {.arena = a};
	struct http_answer out = {0};

	http_problem(&nothing, &out, e);
	return print_answer(a, &out);
}

const char *control_answer(const struct api *api, struct arena *a, const char *login, const char *line, size_t len)
{
	struct local_request in = {.login = login};
	struct http_answer out = {0};
	struct error e = {0};
	const struct json *doc = json_parse(a, line, len, &e);

	if (doc && json_type(doc) != JSON_OBJECT)
		error_set(&e, ERR_BAD_JSON, NULL, "an object is wanted");
	if (e.code || !read_request(doc, &in, &e))
		return print_problem(a, &e);
	api_local(api, a, &in, &out);
	log_event(LOG_INFO, "control", "login", login, "method", in.method, "target", in.target, NULL);
	return print_answer(a, &out);
}

/* ---- who asks */

static const char *answer_to(const struct control *c, struct arena *a, int fd, struct error *e)
{
	struct ucred peer;
	socklen_t size = sizeof peer;
	size_t len;
	char *line;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) || (peer.uid != 0 && peer.uid != geteuid())) {
		log_event(LOG_WARN, "control.refused", NULL);
		error_set(e, ERR_FORBIDDEN, NULL, "the server's user and root alone");
		return NULL;
	}
	line = wire_read(a, fd, chan_fd(c->stop), WIRE_REQUEST, TALK_MS, &len, e);
	if (!line)
		return NULL;
	return control_answer(c->api, a, arena_printf(a, "%s@shell", os_user(a, peer.pid, peer.uid)), line, len);
}

static void serve(const struct control *c, int fd)
{
	struct arena *a = arena_new();
	struct error e = {0};
	const char *answer = answer_to(c, a, fd, &e);

	if (!answer && e.code != ERR_CANCELLED)
		answer = print_problem(a, &e);
	/* What was done is told, also when the server is to end. */
	if (answer)
		wire_write(fd, -1, answer, strlen(answer), TALK_MS, NULL);
	arena_free(&a);
}

/* Waits for a connection; -1: it is to end. */
static int take(const struct control *c)
{
	int stop = chan_fd(c->stop);

	for (;;) {
		struct pollfd fds[] = {{.fd = stop, .events = POLLIN}, {.fd = c->listener, .events = POLLIN}};
		int fd;

		poll(fds, 2, -1);
		if (fds[0].revents)
			return -1;
		fd = fds[1].revents ? accept4(c->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;
		if (fd >= 0)
			return fd;
		/* Out of descriptors: it stays readable meanwhile. */
		if (fds[1].revents && errno != EAGAIN && errno != EINTR)
			poll(fds, 1, PAUSE_MS);
	}
}

static void run(void *arg)
{
	const struct control *c = arg;
	int fd;

	while ((fd = take(c)) >= 0) {
		serve(c, fd);
		close(fd);
	}
}

/* ---- the socket */

static bool failed(const char *folder, const char *what, struct error *e)
{
	return error_set(e, ERR_IO, NULL, "%s/" WIRE_SOCKET ": %s%s", folder, what, errno ? strerror(errno) : "");
}

/* Nobody listens at one that is left over: whoever did held the databases. */
static bool clear_place(const struct control *c, const char *folder, struct error *e)
{
	struct stat st;

	if (lstat(c->address.sun_path, &st))
		return errno == ENOENT || failed(folder, "", e);
	errno = 0;
	if (!S_ISSOCK(st.st_mode))
		return failed(folder, "something else stands there", e);
	return unlink(c->address.sun_path) == 0 || failed(folder, "", e);
}

static bool listen_at(struct control *c, const char *folder, struct error *e)
{
	c->folder = wire_address(folder, &c->address, e);
	if (c->folder < 0 || !clear_place(c, folder, e))
		return false;
	c->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* The mode of the socket is that of the file it becomes: it is never open wider. */
	if (c->listener < 0 || fchmod(c->listener, 0600) || bind(c->listener, (const struct sockaddr *)&c->address, sizeof c->address) ||
		chmod(c->address.sun_path, 0600) || listen(c->listener, BACKLOG))
		return failed(folder, "", e);
	return true;
}

struct control *control_start(const char *folder, const struct api *api, struct error *e)
{
	struct control *c = xcalloc(1, sizeof *c);

	c->api = api;
	c->folder = c->listener = -1;
	c->stop = chan_new(0);
	if (listen_at(c, folder, e))
		c->thread = thread_start("control", run, c);
	else
		control_stop(&c);
	return c;
}

void control_stop(struct control **c)
{
	if (!*c)
		return;
	chan_close((*c)->stop);
	thread_join(&(*c)->thread);
	if ((*c)->listener >= 0) {
		unlink((*c)->address.sun_path);
		close((*c)->listener);
	}
	if ((*c)->folder >= 0)
		close((*c)->folder);
	chan_free(&(*c)->stop);
	free(*c);
	*c = NULL;
}
