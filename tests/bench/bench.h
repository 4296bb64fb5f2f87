/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

/* What the programs of tests/bench share.  Each measures one thing and the raw
 * limit it is held against, by turns and paced alike, and prints its samples
 * one a line, "name number"; tests/bench/run makes medians of them. */

#include <stdint.h>

struct sqlite3;

int64_t bench_now_us(void); /* CLOCK_MONOTONIC */
/* Sleeps until then; both sides of a comparison wait for the same beats. */
void bench_wait_until(int64_t us);
void bench_sample(const char *name, double value);
_Noreturn void bench_die(const char *what, const char *why);
/* Argument n as a number, or the program ends with its usage. */
int64_t bench_number(int argc, char **argv, int n, const char *usage);

/* Of a process (0: this one): bytes given to write(), and nanoseconds on a
 * processor by its threads of this name (NULL: all). */
int64_t bench_written(int64_t pid);
int64_t bench_cpu_ns(int64_t pid, const char *thread);

/* Bare SQLite: WAL, synchronous=FULL, no checkpoint but ours. */
struct sqlite3 *bench_sqlite(const char *path, const char *pragmas);
void bench_sql(struct sqlite3 *db, const char *sql);
struct sqlite3_stmt *bench_prepare(struct sqlite3 *db, const char *sql);
void bench_step(struct sqlite3_stmt *s); /* of a statement without rows: step, reset */

#endif
