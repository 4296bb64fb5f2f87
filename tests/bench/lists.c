/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of a long list at its start and deep in it, by turns with a bare TLS
 * reply of as many bytes, on connections that are kept.  The deep place is
 * found as the terminal does: page by page, each by the cursor of the one
 * before. */
#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "bench/bench.h"
#include "bench/tls.h"

#include <stdio.h>
#include <string.h>

#define USAGE "lists PORT CA BARE_PORT TOKEN PATH DEPTH ROUNDS PACE_MS"
#define LIMIT 80

static char headers[300];

static double ask(struct tls *t, const char *path, size_t *len)
{
	int64_t before = bench_now_us();
	struct tls_answer a = tls_must(t, 200, "GET", path, headers, NULL, 0);

	*len = a.len;
	return (double)(bench_now_us() - before);
}

static const char *at_cursor(struct arena *a, const char *path, const char *cursor)
{
	return cursor ? arena_printf(a, "%s&cursor=%s", path, cursor) : path;
}

/* The path of the page that begins with this row. */
static const char *walk(struct tls *t, struct arena *a, const char *path, int64_t depth)
{
	const char *cursor = NULL;

	for (int64_t row = 0; row < depth; row += LIMIT) {
		struct tls_answer got = tls_must(t, 200, "GET", at_cursor(a, path, cursor), headers, NULL, 0);
		struct json *page = json_parse(a, got.body, got.len, &(struct error){0});

		cursor = json_str(page, "next");
		if (json_len(json_get(page, "rows")) != LIMIT || !cursor)
			bench_die(path, "the list is shorter than the place that is wanted");
	}
	return at_cursor(a, path, cursor);
}

static void measure(struct tls *server, struct tls *bare, const char *const paths[2], int64_t rounds, int64_t pace_us)
{
	static const char *const names[] = {"start_us", "deep_us"};
	int64_t beat = bench_now_us();
	char path[32];
	size_t len;

	ask(server, paths[0], &len);
	bench_sample("bytes", (double)len);
	snprintf(path, sizeof path, "/%zu", len);
	for (int64_t n = 0; n < rounds; n++) {
		double us;

		for (size_t i = 0; i < 2; i++) {
			bench_wait_until(beat += pace_us);
			us = ask(server, paths[i], &len);
			bench_sample(names[i], us);
		}
		bench_wait_until(beat += pace_us);
		us = ask(bare, path, &len);
		bench_sample("bare_us", us);
	}
}

int main(int argc, char **argv)
{
	int64_t port = bench_number(argc, argv, 1, USAGE), bare_port = bench_number(argc, argv, 3, USAGE);
	int64_t depth = bench_number(argc, argv, 6, USAGE), rounds = bench_number(argc, argv, 7, USAGE);
	int64_t pace_ms = bench_number(argc, argv, 8, USAGE);
	struct arena *a = arena_new();
	struct tls *server = tls_open((int)port, argv[2]), *bare = tls_open((int)bare_port, argv[2]);
	const char *paths[2];

	snprintf(headers, sizeof headers, "Authorization: Bearer %s\r\n", argv[4]);
	paths[0] = arena_printf(a, "%s%climit=%d", argv[5], strchr(argv[5], '?') ? '&' : '?', LIMIT);
	paths[1] = walk(server, a, paths[0], depth);
	measure(server, bare, paths, rounds, pace_ms * 1000);
	tls_close(&bare);
	tls_close(&server);
	arena_free(&a);
	return 0;
}
