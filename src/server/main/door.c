/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/main/door.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "server/main/control.h"
#include "server/main/install.h"
#include "server/main/os_user.h"
#include "server/main/serving.h"
#include "server/main/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MS (10 * 60 * 1000) /* a thousand passwords are hashed one by one */
#define SEND_MS   60000            /* another command may be before us */

struct door {
	const struct options *options;
	struct arena *arena;
	const char *login; /* of this process; NULL: a server runs */
	struct serving serving;
};

/* -1: nobody listens (no error), or *e. */
static int reach(const struct door *d, struct error *e)
{
	struct sockaddr_un at;
	int folder = wire_address(d->options->data, &at, e), fd = -1, why = 0;

	if (folder < 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof at))
		why = errno;
	close(folder);
	if (!why && fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	if (why == EACCES)
		error_set(e, ERR_FORBIDDEN, NULL, "%s is another user's", d->options->data);
	else if (why != ENOENT && why != ECONNREFUSED)
		error_set(e, ERR_IO, NULL, "%s/" WIRE_SOCKET ": %s", d->options->data, strerror(why));
	return -1;
}

static bool open_here(struct door *d, struct error *e)
{
	log_to(STDERR_FILENO, LOG_WARN);
	d->login = arena_printf(d->arena, "%s@shell", os_user(d->arena, getpid(), getuid()));
	return serving_open(d->options, &d->serving, e);
}

struct door *door_open(const struct options *o, struct error *e)
{
	struct door *d = xcalloc(1, sizeof *d);
	struct error none = {0};
	int fd;

	d->options = o;
	d->arena = arena_new();
	fd = reach(d, &none);
	if (fd >= 0)
		close(fd);
	if (none.code)
		error_set(e, none.code, none.field, "%s", none.detail);
	if (!none.code && install_model(e) && (fd >= 0 || open_here(d, e)))
		return d;
	arena_free(&d->arena);
	free(d);
	return NULL;
}

void door_close(struct door **d)
{
	if (!*d)
		return;
	if ((*d)->login)
		serving_close(&(*d)->serving);
	arena_free(&(*d)->arena);
	free(*d);
	*d = NULL;
}

struct arena *door_arena(struct door *d)
{
	return d->arena;
}

static const char *request_line(struct arena *a, const struct local_request *in)
{
	struct json *doc = json_object(a);

	json_set_str(doc, "method", in->method);
	json_set_str(doc, "target", in->target);
	if (in->headers)
		json_set_copy(doc, "headers", in->headers);
	if (in->body)
		json_set_copy(doc, "body", in->body);
	return arena_printf(a, "%s\n", json_print(a, doc));
}

static const char *ask_server(struct door *d, const char *line, struct error *e)
{
	int fd = reach(d, e);
	const char *answer = NULL;
	struct error why = {0};
	size_t len;

	if (fd < 0) {
		error_set(e, ERR_IO, NULL, "the server went away");
		return NULL;
	}
	if (wire_write(fd, -1, line, strlen(line), SEND_MS, &why))
		answer = wire_read(d->arena, fd, -1, WIRE_ANSWER, ANSWER_MS, &len, &why);
	close(fd);
	if (!answer)
		error_set(e, why.code == ERR_TIMEOUT ? ERR_TIMEOUT : ERR_IO, NULL, "no answer came: look whether it was done");
	return answer;
}

static bool is_done(const struct json *doc, struct error *e)
{
	const struct json *body = json_get(doc, "body");
	int64_t status = json_int(doc, "status", 0);
	const char *detail = json_str(body, "detail");

	if (status >= 200 && status < 300)
		return true;
	return error_set(e, error_find(json_str(body, "code")), json_str(body, "field"), "%s", detail ? detail : "");
}

const struct json *door_ask(struct door *d, struct local_request in, struct error *e)
{
	const char *line = request_line(d->arena, &in), *answer;
	const struct json *doc, *body;

	answer = d->login ? control_answer(&d->serving.api, d->arena, d->login, line, strlen(line)) : ask_server(d, line, e);
	if (!answer)
		return NULL;
	doc = json_parse(d->arena, answer, strlen(answer), NULL);
	if (!json_has(doc, "status"))
		error_set(e, ERR_IO, NULL, "the server's answer is not understood");
	if (e->code || !is_done(doc, e))
		return NULL;
	body = json_get(doc, "body");
	return json_type(body) == JSON_OBJECT ? body : json_object(d->arena);
}
