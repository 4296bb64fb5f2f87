/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "lib/tls_server.h"

#include "base/arena.h"
#include "lib/scratch.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define PATIENCE_MS 30000

struct tls_server {
	pid_t pid;
	int in, out; /* its standard input and output */
	char name[32], url[64], ca[512], said[1024], rest[4096];
	size_t len; /* of rest */
};

static void become_server(const char *folder, const char *fault, int in, int out)
{
	dup2(in, 0);
	dup2(out, 1);
	/* Another server's end of a pipe would keep that one alive. */
	closefrom(3);
	/* It warns of the old TLS that it is asked for. */
	execlp("python3", "python3", "-Wignore", "tests/lib/tls_server.py", folder, fault, (char *)NULL);
	_exit(127);
}

struct tls_server *tls_server_start(const char *fault)
{
	static int next;
	struct tls_server *s = xcalloc(1, sizeof(*s));
	int in[2], out[2];

	snprintf(s->name, sizeof(s->name), "server-%d", ++next);
	snprintf(s->ca, sizeof(s->ca), "%s", tls_server_file(s, "ca.pem"));
	assert_int_equal(mkdir(scratch(s->name), 0700), 0);
	assert_int_equal(pipe(in) | pipe(out), 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0)
		become_server(scratch(s->name), fault, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	s->in = in[1];
	s->out = out[0];
	assert_int_equal(strncmp(tls_server_said(s), "ready ", 6), 0);
	snprintf(s->url, sizeof(s->url), "https://127.0.0.1:%d", atoi(s->said + 6));
	tls_server_script(s, "");
	return s;
}

void tls_server_stop(struct tls_server **s)
{
	int status;

	if (!*s)
		return;
	close((*s)->in);
	close((*s)->out);
	waitpid((*s)->pid, &status, 0);
	free(*s);
	*s = NULL;
}

const char *tls_server_url(const struct tls_server *s)
{
	return s->url;
}

const char *tls_server_ca(const struct tls_server *s)
{
	return s->ca;
}

const char *tls_server_file(const struct tls_server *s, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", s->name, name);
	return scratch(path);
}

void tls_server_script(struct tls_server *s, const char *lines)
{
	const char *fresh = tls_server_file(s, "script.new");
	FILE *f = fopen(fresh, "w");

	assert_non_null(f);
	assert_true(fputs(lines, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(rename(fresh, tls_server_file(s, "script")), 0);
}

const char *tls_server_said(struct tls_server *s)
{
	char *end;

	while (!(end = memchr(s->rest, '\n', s->len))) {
		struct pollfd p = {.fd = s->out, .events = POLLIN};
		ssize_t n;

		if (poll(&p, 1, PATIENCE_MS) != 1)
			fail_msg("the server says nothing");
		n = read(s->out, s->rest + s->len, sizeof(s->rest) - s->len);
		if (n <= 0)
			fail_msg("the server is gone");
		s->len += (size_t)n;
	}
	snprintf(s->said, sizeof(s->said), "%.*s", (int)(end - s->rest), s->rest);
	s->len -= (size_t)(end + 1 - s->rest);
	memmove(s->rest, end + 1, s->len);
	return s->said;
}

int tls_server_wait(struct tls_server *s, const char *line, const char *count)
{
	int n = 0;

	while (strcmp(tls_server_said(s), line) != 0)
		n += strncmp(s->said, count, strlen(count)) == 0;
	return n;
}

char *tls_server_request(const struct tls_server *s, int n, size_t *len)
{
	char name[32], *text = xcalloc(1, 1 << 20);
	FILE *f;

	snprintf(name, sizeof(name), "request.%d", n);
	f = fopen(tls_server_file(s, name), "r");
	assert_non_null(f);
	*len = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	return text;
}
