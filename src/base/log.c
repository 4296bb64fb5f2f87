/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* A line stays below 4096 bytes, which a pipe takes whole: no lock is needed
 * for lines of several threads to stay apart. */
#define VALUE_BYTES 240
#define FULL 2900

static _Atomic int log_fd = -1;
static _Atomic int log_least = LOG_INFO;

void log_to(int fd, enum log_level least)
{
	atomic_store(&log_least, (int)least);
	atomic_store(&log_fd, fd);
}

static bool is_plain(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@+,-";
	size_t n = strspn(s, plain);

	return n > 0 && n <= VALUE_BYTES && !s[n] && strcmp(s, "-") != 0;
}

/* The character at s, so that it cannot end the value or the line. */
static size_t add_escaped(struct buf *line, const char *s, size_t len)
{
	uint32_t cp;
	size_t n = utf8_decode(s, len, &cp);

	if (!n)
		buf_addf(line, "\\x%02x", (unsigned char)*s);
	else if (cp == '"' || cp == '\\')
		buf_addf(line, "\\%c", (char)cp);
	else if (cp == '\n')
		buf_adds(line, "\\n");
	else if (cp < 0x80 && utf8_class(cp) == TEXT_MARK)
		buf_addf(line, "\\x%02x", (unsigned)cp);
	else if (utf8_class(cp) == TEXT_MARK)
		buf_addf(line, "\\u{%x}", (unsigned)cp);
	else
		buf_add(line, s, n);
	return n ? n : 1;
}

static void add_value(struct buf *line, const char *s)
{
	size_t len = s ? strlen(s) : 0, i = 0;

	if (!s || is_plain(s)) {
		buf_adds(line, s ? s : "-");
		return;
	}
	buf_addc(line, '"');
	while (i < len && i < VALUE_BYTES)
		i += add_escaped(line, s + i, len - i);
	buf_adds(line, i < len ? "\"..." : "\"");
}

static void write_line(int fd, const struct buf *line)
{
	const char *p = line->data;
	size_t left = line->len;

	while (left > 0) {
		ssize_t n = write(fd, p, left);

		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			p += n;
			left -= (size_t)n;
		}
	}
}

static void begin_line(struct buf *line, enum log_level level, const char *event)
{
	static const char *const names[] = {[LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};
	char now[25];

	clock_rfc3339(clock_now_ms(), now);
	buf_addf(line, "%s %s ", now, names[level]);
	add_value(line, event);
}

void log_event(enum log_level level, const char *event, ...)
{
	int fd = atomic_load(&log_fd), why = errno;
	struct buf line = BUF_INIT;
	const char *key;
	va_list ap;

	if (fd < 0 || (int)level < atomic_load(&log_least))
		return;
	begin_line(&line, level, event);
	va_start(ap, event);
	while ((key = va_arg(ap, const char *))) {
		if (line.len > FULL) {
			buf_adds(&line, " ...");
			break;
		}
		buf_addc(&line, ' ');
		add_value(&line, key);
		buf_addc(&line, '=');
		add_value(&line, va_arg(ap, const char *));
	}
	va_end(ap);
	buf_addc(&line, '\n');
	write_line(fd, &line);
	buf_release(&line);
	errno = why;
}
