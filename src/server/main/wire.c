/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_PATH */
#include "server/main/wire.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CHUNK 65536

int wire_address(const char *folder, struct sockaddr_un *out, struct error *e)
{
	int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (fd >= 0)
		snprintf(out->sun_path, sizeof out->sun_path, "/proc/self/fd/%d/" WIRE_SOCKET, fd);
	else
		error_set(e, errno == EACCES ? ERR_FORBIDDEN : ERR_IO, NULL, "%s: %s", folder, strerror(errno));
	return fd;
}

/* Until fd is ready. */
static bool wait_for(int fd, short what, int stop, int64_t until_ms, struct error *e)
{
	for (;;) {
		struct pollfd fds[] = {{.fd = fd, .events = what}, {.fd = stop, .events = POLLIN}};
		int64_t left = until_ms - clock_mono_ms();
		int n = left > 0 ? poll(fds, 2, (int)left) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(e, ERR_IO, NULL, "poll: %s", strerror(errno));
		if (n == 0)
			return error_set(e, ERR_TIMEOUT, NULL, "%s", "");
		if (fds[1].revents)
			return error_set(e, ERR_CANCELLED, NULL, "%s", "");
		return true;
	}
}

static bool is_passing(void)
{
	return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
}

/* More bytes into `line`; false: the end, or *e. */
static bool read_more(struct buf *line, int fd, int stop, int64_t until_ms, struct error *e)
{
	char chunk[CHUNK];
	ssize_t n;

	do {
		if (!wait_for(fd, POLLIN, stop, until_ms, e))
			return false;
		n = recv(fd, chunk, sizeof chunk, 0);
	} while (n < 0 && is_passing());
	if (n < 0)
		return error_set(e, ERR_IO, NULL, "%s", strerror(errno));
	if (n == 0)
		return error_set(e, line->len ? ERR_IO : ERR_CANCELLED, NULL, "the other side went away");
	buf_add(line, chunk, (size_t)n);
	return true;
}

char *wire_read(struct arena *a, int fd, int stop, size_t most, int timeout_ms, size_t *len, struct error *e)
{
	int64_t until_ms = clock_mono_ms() + timeout_ms;
	struct buf *line = buf_new(a);
	const char *end = NULL;

	while (!end) {
		size_t seen = line->len;

		if (!read_more(line, fd, stop, until_ms, e))
			return NULL;
		end = memchr(line->data + seen, '\n', line->len - seen);
		if ((end ? (size_t)(end - line->data) : line->len) > most) {
			error_set(e, ERR_TOO_LARGE, NULL, "at most %zu bytes", most);
			return NULL;
		}
	}
	*len = (size_t)(end - line->data);
	return arena_strndup(a, line->data, *len);
}

bool wire_write(int fd, int stop, const char *line, size_t len, int timeout_ms, struct error *e)
{
	int64_t until_ms = clock_mono_ms() + timeout_ms;

	while (len > 0) {
		ssize_t n;

		if (!wait_for(fd, POLLOUT, stop, until_ms, e))
			return false;
		n = send(fd, line, len, MSG_NOSIGNAL);
		if (n < 0 && !is_passing())
			return error_set(e, ERR_IO, NULL, "%s", strerror(errno));
		line += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return true;
}
