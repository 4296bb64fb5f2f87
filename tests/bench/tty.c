/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a program in a pseudo-terminal of 24x80 and measures what its user
 * would: `tty STEP... -- PROGRAM ARGUMENT...`.  Steps:
 *
 *   first:NAME:TEXT         microseconds from exec to the end of the paint that brought TEXT
 *   wait:TEXT               until it is painted
 *   settle:MS               until nothing was painted that long
 *   idle                    until it does next to nothing for half a second
 *   type:TEXT               \t \r \e as keys
 *   keys:NAME:COUNT:MS:TEXT TEXT is typed COUNT times, one each MS; from each to its last byte, and the bytes
 *   rss:NAME                KiB that are resident; NAME_own: no pages of files
 *   cpu:NAME                microseconds on a processor so far
 *   end:NAME                microseconds from exec until it has ended by itself
 */
#define _GNU_SOURCE /* ppoll, memmem */
#include "bench/bench.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE "tty STEP... -- PROGRAM ARGUMENT..."
#define PATIENCE_US 30000000
#define QUIET_US 5000 /* a paint has ended when nothing more came for so long */
#define TYPING_US 60000
#define IDLE_US 500000
#define SEEN_MOST ((size_t)4 << 20)

struct tty {
	int fd;
	pid_t pid;
	int64_t started_us, last_us; /* of the last byte */
	bool may_end;
	size_t bytes;
	char *seen; /* since the last wait */
	size_t seen_len;
};

static void start(struct tty *t, char **argv)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};

	t->started_us = bench_now_us();
	t->pid = forkpty(&t->fd, NULL, NULL, &size);
	if (t->pid < 0)
		bench_die("forkpty", strerror(errno));
	if (t->pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
}

/* Reads what comes until then; true: something came. */
static bool read_until(struct tty *t, int64_t until_us)
{
	struct pollfd p = {.fd = t->fd, .events = POLLIN};
	int64_t left_us = until_us - bench_now_us();
	struct timespec wait = {.tv_sec = left_us / 1000000, .tv_nsec = left_us % 1000000 * 1000};
	ssize_t n;

	if (left_us <= 0 || ppoll(&p, 1, &wait, NULL) <= 0)
		return false;
	if (t->seen_len > SEEN_MOST / 2)
		t->seen_len = 0;
	n = read(t->fd, t->seen + t->seen_len, SEEN_MOST / 2);
	if (n <= 0 && !t->may_end)
		bench_die("tty", "the program ended");
	if (n <= 0)
		return false;
	t->last_us = bench_now_us();
	t->bytes += (size_t)n;
	t->seen_len += (size_t)n;
	return true;
}

static void settle(struct tty *t, int64_t quiet_us)
{
	while (read_until(t, bench_now_us() + quiet_us))
		;
}

static void wait_text(struct tty *t, const char *text)
{
	int64_t until_us = bench_now_us() + PATIENCE_US;

	while (!memmem(t->seen, t->seen_len, text, strlen(text)))
		if (!read_until(t, until_us)) {
			fprintf(stderr, "%.*s\n", (int)t->seen_len, t->seen);
			bench_die("tty: was not painted", text);
		}
	t->seen_len = 0;
}

/* Its other threads may have work of their own after a start. */
static void idle(struct tty *t)
{
	int64_t before_ns, now_ns = bench_cpu_ns(t->pid, NULL), until_us = bench_now_us() + PATIENCE_US;

	do {
		int64_t next_us = bench_now_us() + IDLE_US;

		if (next_us > until_us)
			bench_die("tty", "the program does not come to rest");
		while (read_until(t, next_us))
			;
		before_ns = now_ns;
		now_ns = bench_cpu_ns(t->pid, NULL);
	} while (now_ns - before_ns > IDLE_US * 1000 / 50);
}

static void first(struct tty *t, const char *name, const char *text)
{
	wait_text(t, text);
	settle(t, QUIET_US);
	bench_sample(name, (double)(t->last_us - t->started_us));
}

static void send_keys(struct tty *t, const char *text, size_t len)
{
	if (write(t->fd, text, len) != (ssize_t)len)
		bench_die("tty", "cannot be written to");
}

/* As a person does: slower than a scanner. */
static void type(struct tty *t, const char *text)
{
	for (; *text; text++) {
		int64_t until_us = bench_now_us() + TYPING_US;

		send_keys(t, text, 1);
		while (read_until(t, until_us))
			;
	}
}

static void keys(struct tty *t, const char *name, long count, int64_t pace_us, const char *text)
{
	char bytes_name[64];

	snprintf(bytes_name, sizeof bytes_name, "%s_bytes", name);
	for (long n = 0; n < count; n++) {
		int64_t at;

		settle(t, 1);
		t->bytes = 0;
		t->seen_len = 0;
		at = bench_now_us();
		send_keys(t, text, strlen(text));
		if (!read_until(t, at + PATIENCE_US))
			bench_die(name, "a key was not answered");
		while (read_until(t, at + pace_us))
			;
		bench_sample(name, (double)(t->last_us - at));
		bench_sample(bytes_name, (double)t->bytes);
	}
}

/* All that is resident, and what of it is the program's own memory. */
static void rss(const struct tty *t, const char *name)
{
	char path[64], line[128], own_name[64];
	long kib = 0, own_kib = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)t->pid);
	snprintf(own_name, sizeof own_name, "%s_own", name);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f)) {
		sscanf(line, "VmRSS: %ld", &kib);
		sscanf(line, "RssAnon: %ld", &own_kib);
	}
	if (f)
		fclose(f);
	if (!kib)
		bench_die(path, "cannot be read");
	bench_sample(name, (double)kib);
	bench_sample(own_name, (double)own_kib);
}

static void end(struct tty *t, const char *name)
{
	t->may_end = true;
	while (read_until(t, bench_now_us() + PATIENCE_US))
		;
	bench_sample(name, (double)(bench_now_us() - t->started_us));
}

/* In place: \t \r \e. */
static char *unescape(char *text)
{
	char *to = text;

	for (char *from = text; *from; from++) {
		if (from[0] != '\\' || !from[1]) {
			*to++ = *from;
			continue;
		}
		from++;
		*to++ = *from == 't' ? '\t' : *from == 'r' ? '\r' : *from == 'e' ? '\033' : *from;
	}
	*to = '\0';
	return text;
}

static const char *part(char **rest)
{
	char *p = strsep(rest, ":");

	if (!p)
		bench_die("usage", USAGE);
	return p;
}

static void step(struct tty *t, char *rest)
{
	const char *verb = part(&rest), *name, *count;

	if (!strcmp(verb, "first")) {
		name = part(&rest);
		first(t, name, rest);
	} else if (!strcmp(verb, "wait")) {
		wait_text(t, rest);
	} else if (!strcmp(verb, "settle")) {
		settle(t, strtol(rest, NULL, 10) * 1000);
	} else if (!strcmp(verb, "idle")) {
		idle(t);
	} else if (!strcmp(verb, "type")) {
		type(t, unescape(rest));
	} else if (!strcmp(verb, "rss")) {
		rss(t, rest);
	} else if (!strcmp(verb, "end")) {
		end(t, rest);
	} else if (!strcmp(verb, "cpu")) {
		bench_sample(rest, (double)bench_cpu_ns(t->pid, NULL) / 1e3);
	} else if (!strcmp(verb, "keys")) {
		name = part(&rest);
		count = part(&rest);
		int64_t pace_us = strtol(part(&rest), NULL, 10) * 1000;

		keys(t, name, strtol(count, NULL, 10), pace_us, unescape(rest));
	} else {
		bench_die(verb, USAGE);
	}
}

int main(int argc, char **argv)
{
	struct tty t = {.fd = -1};
	int dashes = 1;

	while (dashes < argc && strcmp(argv[dashes], "--") != 0)
		dashes++;
	if (dashes + 1 >= argc)
		bench_die("usage", USAGE);
	t.seen = malloc(SEEN_MOST);
	if (!t.seen)
		bench_die("tty", "out of memory");
	start(&t, argv + dashes + 1);
	for (int i = 1; i < dashes; i++)
		step(&t, argv[i]);
	kill(t.pid, SIGTERM);
	close(t.fd);
	waitpid(t.pid, NULL, 0);
	free(t.seen);
	return 0;
}
