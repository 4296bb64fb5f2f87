/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* mkostemp */
#include "secure/key_file.h"

#include "base/arena.h"
#include "base/error.h"
#include "secure/secure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_BYTES (SECRET_CHARS + 1) /* the bytes in base64url, and a newline */

static bool io_failed(const char *path, struct error *e)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	if (errno == ELOOP)
		return error_set(e, ERR_IO, NULL, "key file %s is a symbolic link", path);
	return error_set(e, full ? ERR_DISK_FULL : ERR_IO, NULL, "key file %s: %m", path);
}

static bool file_is_private(int fd, const char *path, struct error *e)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return io_failed(path, e);
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERR_IO, NULL, "key file %s is not a plain file", path);
	if (st.st_uid != geteuid())
		return error_set(e, ERR_IO, NULL, "key file %s belongs to another user", path);
	mode_t mode = st.st_mode & 07777;
	if (mode != 0600 && mode != 0400)
		return error_set(
			e, ERR_IO, NULL, "key file %s has mode %04o: others may read or change it (chmod 600)", path, (unsigned)mode);
	return true;
}

static bool line_to_key(const char *line, size_t n, const char *path, unsigned char out[KEY_FILE_BYTES], struct error *e)
{
	char text[SECRET_CHARS + 1];
	unsigned char key[KEY_FILE_BYTES];
	size_t len = 0;
	bool right = n == LINE_BYTES && line[SECRET_CHARS] == '\n';
	if (right) {
		memcpy(text, line, SECRET_CHARS);
		text[SECRET_CHARS] = '\0';
		right = secure_unbase64(text, key, sizeof(key), &len) && len == sizeof(key);
		secure_wipe(text, sizeof(text));
	}
	if (right)
		memcpy(out, key, sizeof(key));
	secure_wipe(key, sizeof(key));
	return right || error_set(e, ERR_CORRUPT, NULL, "key file %s holds no key", path);
}

static bool key_read(int fd, const char *path, unsigned char out[KEY_FILE_BYTES], struct error *e)
{
	char line[LINE_BYTES + 1]; /* one more, to see that nothing follows */
	if (!file_is_private(fd, path, e))
		return false;
	size_t n = 0;
	ssize_t got;
	while ((got = read(fd, line + n, sizeof(line) - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		n += (size_t)got;
	}
	bool done = got < 0 ? io_failed(path, e) : line_to_key(line, n, path, out, e);
	secure_wipe(line, sizeof(line));
	return done;
}

static bool line_write(int fd)
{
	char line[LINE_BYTES + 1];
	secure_secret(line);
	line[SECRET_CHARS] = '\n';
	ssize_t put;
	do
		put = write(fd, line, LINE_BYTES);
	while (put < 0 && errno == EINTR);
	secure_wipe(line, sizeof(line));
	if (put >= 0 && put != LINE_BYTES)
		errno = ENOSPC;
	return put == LINE_BYTES && fsync(fd) == 0;
}

static bool folder_sync(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = !slash ? "." : slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool done = fsync(fd) == 0;
	close(fd);
	return done;
}

/* Linked, not renamed, to its name: whoever comes second finds it taken and
 * reads the first one's key instead of replacing it. */
static bool key_make(struct arena *a, const char *path, struct error *e)
{
	char *beside = arena_printf(a, "%s.XXXXXX", path);
	int fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return io_failed(path, e);
	bool done = fchmod(fd, 0600) == 0 && line_write(fd) && (link(beside, path) == 0 || errno == EEXIST);
	if (!done)
		io_failed(path, e);
	close(fd);
	unlink(beside);
	return done && (folder_sync(a, path) || io_failed(path, e));
}

static int key_open(const char *path)
{
	/* NONBLOCK, so that a pipe in its place is refused instead of waited for. */
	return open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static int key_open_or_make(const char *path, bool make, struct error *e)
{
	int fd = key_open(path);
	if (fd < 0 && errno == ENOENT && make) {
		struct arena *a = arena_new();
		if (key_make(a, path, e))
			fd = key_open(path);
		arena_free(&a);
	}
	if (fd < 0)
		io_failed(path, e);
	return fd;
}

bool key_file_read(const char *path, bool make, unsigned char out[KEY_FILE_BYTES], struct error *e)
{
	int fd = key_open_or_make(path, make, e);
	if (fd < 0)
		return false;
	bool done = key_read(fd, path, out, e);
	close(fd);
	return done;
}
