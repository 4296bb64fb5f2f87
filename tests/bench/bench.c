/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t bench_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void bench_wait_until(int64_t us)
{
	struct timespec t = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) != 0)
		;
}

void bench_sample(const char *name, double value)
{
	printf("%s %.3f\n", name, value);
}

void bench_die(const char *what, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "bench: %s: %s\n", what, why);
	exit(1);
}

int64_t bench_number(int argc, char **argv, int n, const char *usage)
{
	char *end;
	int64_t value;

	if (n >= argc)
		bench_die("usage", usage);
	value = strtoll(argv[n], &end, 10);
	if (*end || end == argv[n] || value < 0)
		bench_die(argv[n], usage);
	return value;
}

/* The rest of the line of this file that begins so. */
static bool read_line(const char *path, const char *begins, char *out, size_t size)
{
	FILE *f = fopen(path, "re");
	bool found = false;
	size_t len = strlen(begins);

	while (f && !found && fgets(out, (int)size, f))
		found = strncmp(out, begins, len) == 0;
	if (found)
		memmove(out, out + len, strlen(out + len) + 1);
	if (f)
		fclose(f);
	return found;
}

int64_t bench_written(int64_t pid)
{
	char path[64], line[256];

	snprintf(path, sizeof path, "/proc/%lld/io", (long long)(pid ? pid : getpid()));
	return read_line(path, "wchar: ", line, sizeof line) ? strtoll(line, NULL, 10) : 0;
}

int64_t bench_cpu_ns(int64_t pid, const char *thread)
{
	char path[320], line[256];
	int64_t sum = 0;
	struct dirent *task;
	DIR *tasks;

	snprintf(path, sizeof path, "/proc/%lld/task", (long long)pid);
	tasks = opendir(path);
	while (tasks && (task = readdir(tasks))) {
		snprintf(path, sizeof path, "/proc/%lld/task/%.20s/comm", (long long)pid, task->d_name);
		if (!read_line(path, "", line, sizeof line) || (thread && strncmp(line, thread, strlen(thread)) != 0))
			continue;
		snprintf(path, sizeof path, "/proc/%lld/task/%.20s/schedstat", (long long)pid, task->d_name);
		if (read_line(path, "", line, sizeof line))
			sum += strtoll(line, NULL, 10);
	}
	if (tasks)
		closedir(tasks);
	return sum;
}

struct sqlite3 *bench_sqlite(const char *path, const char *pragmas)
{
	struct sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		bench_die(path, sqlite3_errmsg(db));
	bench_sql(db, pragmas);
	bench_sql(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0");
	return db;
}

void bench_sql(struct sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		bench_die(sql, sqlite3_errmsg(db));
}

struct sqlite3_stmt *bench_prepare(struct sqlite3 *db, const char *sql)
{
	struct sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		bench_die(sql, sqlite3_errmsg(db));
	return s;
}

void bench_step(struct sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE)
		bench_die("sqlite", sqlite3_errmsg(sqlite3_db_handle(s)));
	sqlite3_reset(s);
}
