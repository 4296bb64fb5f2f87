/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* mkostemp */
#include "base/file.h"

#include "base/arena.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Says errno of `path`. */
static bool failed(const char *path, struct error *e)
{
	int why = errno;

	if (why == ENOSPC || why == EDQUOT)
		return error_set(e, ERR_DISK_FULL, NULL, "%s", path);
	if (why == ENOENT)
		return error_set(e, ERR_NOT_FOUND, path, "%s", path);
	errno = why;
	return error_set(e, ERR_IO, NULL, "%s: %m", path);
}

/* As read(2) and write(2), not broken off by signals. */
static ssize_t read_some(int fd, void *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		p += put;
		n -= (size_t)put;
	}
	return true;
}

/* The whole of fd, in memory that grows; NULL with errno, EFBIG over max. */
static char *read_all(int fd, size_t max, size_t *len)
{
	size_t cap = 4096;
	char *data = xmalloc(cap);
	ssize_t got;

	*len = 0;
	while ((got = read_some(fd, data + *len, cap - *len)) > 0) {
		*len += (size_t)got;
		if (*len > max)
			break;
		if (*len == cap)
			data = xrealloc(data, cap *= 2);
	}
	if (got == 0)
		return data;
	if (got > 0)
		errno = EFBIG;
	free(data);
	return NULL;
}

char *file_read(struct arena *a, const char *path, size_t max, size_t *len, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), why;
	char *data, *copy;
	size_t n;

	if (fd < 0) {
		failed(path, e);
		return NULL;
	}
	data = read_all(fd, max, &n);
	why = errno;
	close(fd);
	if (!data) {
		errno = why;
		if (why == EFBIG)
			error_set(e, ERR_TOO_LARGE, NULL, "%s: at most %zu bytes", path, max);
		else
			failed(path, e);
		return NULL;
	}
	copy = arena_alloc(a, n + 1);
	memcpy(copy, data, n);
	free(data);
	if (len)
		*len = n;
	return copy;
}

/* A name lasts only when the folder it stands in is on disk. */
static bool sync_folder_of(const char *path)
{
	char *folder = xstrdup(path), *slash = strrchr(folder, '/');
	int fd, why;
	bool ok;

	if (slash)
		slash[slash == folder] = '\0';
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	why = errno;
	close(fd);
	errno = why;
	return ok;
}

static bool fill(int fd, const void *data, size_t len, int mode)
{
	bool ok = fchmod(fd, (mode_t)mode) == 0 && write_all(fd, data, len) && fsync(fd) == 0;
	int why = errno;

	if (close(fd) < 0 && ok)
		return false;
	errno = why;
	return ok;
}

bool file_write(const char *path, const void *data, size_t len, int mode, struct error *e)
{
	size_t size = strlen(path) + sizeof ".XXXXXX";
	char *beside = xmalloc(size);
	int fd, why;
	bool ok;

	snprintf(beside, size, "%s.XXXXXX", path);
	fd = mkostemp(beside, O_CLOEXEC);
	ok = fd >= 0 && fill(fd, data, len, mode) && rename(beside, path) == 0;
	why = errno;
	if (!ok && fd >= 0)
		unlink(beside);
	free(beside);
	errno = why;
	return (ok && sync_folder_of(path)) || failed(path, e);
}

/* Makes one folder unless it is there. */
static bool make_dir(const char *path, int mode)
{
	struct stat st;

	if (mkdir(path, (mode_t)mode) == 0)
		return sync_folder_of(path);
	if (errno != EEXIST || stat(path, &st) < 0)
		return false;
	if (S_ISDIR(st.st_mode))
		return true;
	errno = ENOTDIR;
	return false;
}

bool file_make_dirs(const char *path, int mode, struct error *e)
{
	char *part = xstrdup(path);
	size_t len = strlen(part);
	bool ok = true;

	while (len > 1 && part[len - 1] == '/')
		part[--len] = '\0';
	for (char *p = part + 1; len > 1 && ok && *p; p++)
		if (*p == '/' && p[-1] != '/') {
			*p = '\0';
			ok = make_dir(part, mode);
			*p = '/';
		}
	ok = (ok && make_dir(part, mode)) || failed(path, e);
	free(part);
	return ok;
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}
