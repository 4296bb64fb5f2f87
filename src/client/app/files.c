/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* %m */
#include "client/app/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

enum { PATH_SIZE = 256, NUMBERS = 100 };

static bool failed(const char *name, const char *path, struct error *e)
{
	bool full = errno == ENOSPC || errno == EDQUOT;

	return error_set(e, full ? ERR_DISK_FULL : ERR_IO, name, "%s: %m", path);
}

static bool fits(int len, const char *name, struct error *e)
{
	return len < PATH_SIZE || error_set(e, ERR_TOO_LONG, name, "%d", PATH_SIZE - 1);
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	for (ssize_t n; len > 0; bytes += n, len -= (size_t)n) {
		n = write(fd, bytes, len);
		if (n < 0 && errno != EINTR)
			return false;
		n = n < 0 ? 0 : n;
	}
	return true;
}

/* `name` is a page id, so it is safe in a path; O_NOFOLLOW because the folder
 * may be anybody's. */
bool files_export(const char *folder, const char *name, const char *day, const char *bytes, size_t len, bool first, char path[256],
	struct error *e)
{
	int stem = (int)strcspn(name, "."), fd;
	bool done;

	if (!fits(snprintf(path, PATH_SIZE, "%s%s%.*s-%s%s", folder, folder[0] ? "/" : "", stem, name, day, name + stem), name, e))
		return false;
	fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (first ? O_TRUNC : O_APPEND), 0600);
	if (fd < 0)
		return failed(name, path, e);
	done = write_all(fd, bytes, len) || failed(name, path, e);
	close(fd);
	return done;
}

/* A login stands in it, which may hold anything. */
static void make_safe(const char *name, char out[PATH_SIZE])
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
	size_t n = 0;

	for (; name[n] && n < PATH_SIZE - 1; n++)
		out[n] = (n || name[n] != '.') && strchr(safe, name[n]) ? name[n] : '_';
	out[n] = '\0';
}

static int open_new(const char *folder, const char *name, const char *day, char path[PATH_SIZE], struct error *e)
{
	char suffix[16] = "";
	int fd;

	for (int number = 1; number <= NUMBERS; number++) {
		if (number > 1)
			snprintf(suffix, sizeof suffix, "-%d", number);
		if (!fits(snprintf(path, PATH_SIZE, "%s%s%s-%s%s.txt", folder, folder[0] ? "/" : "", name, day, suffix), name, e))
			return -1;
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	if (fd < 0)
		failed(name, path, e);
	return fd;
}

bool files_secret(const char *folder, const char *name, const char *day, const char *text, char path[256], struct error *e)
{
	char safe[PATH_SIZE];
	int fd;
	bool done;

	make_safe(name, safe);
	fd = open_new(folder, safe, day, path, e);
	if (fd < 0)
		return false;
	done = (write_all(fd, text, strlen(text)) && write_all(fd, "\n", 1) && fsync(fd) == 0) || failed(safe, path, e);
	close(fd);
	if (!done)
		unlink(path); /* half a secret helps nobody */
	return done;
}
