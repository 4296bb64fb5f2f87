/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-in over a connection that is there already, by turns with the bare
 * Argon2id of the same parameters. */
#include "base/arena.h"
#include "base/json.h"
#include "bench/bench.h"
#include "bench/tls.h"

#include <sodium.h>
#include <string.h>

#define USAGE "sign_in PORT CA LOGIN PASSWORD ROUNDS PACE_MS"

static double sign_in(struct tls *t, const char *body)
{
	int64_t before = bench_now_us();

	tls_must(t, 201, "POST", "/api/terminal/v1/sessions", "Content-Type: application/json\r\n", body, strlen(body));
	return (double)(bench_now_us() - before);
}

static double bare(const char *hash, const char *password)
{
	int64_t before = bench_now_us();

	if (crypto_pwhash_str_verify(hash, password, strlen(password)) != 0)
		bench_die("libsodium", "no memory for a hash");
	return (double)(bench_now_us() - before);
}

int main(int argc, char **argv)
{
	int64_t port = bench_number(argc, argv, 1, USAGE), rounds = bench_number(argc, argv, 5, USAGE);
	int64_t pace_us = bench_number(argc, argv, 6, USAGE) * 1000, beat = bench_now_us();
	struct arena *a = arena_new();
	struct json *asked = json_object(a);
	struct tls *t = tls_open((int)port, argv[2]);
	char hash[crypto_pwhash_STRBYTES];
	const char *body;

	json_set_str(asked, "login", argv[3]);
	json_set_str(asked, "password", argv[4]);
	body = json_print(a, asked);
	/* 46 MiB, one pass: as src/secure/password.c. */
	if (sodium_init() < 0 || crypto_pwhash_str_alg(hash, argv[4], strlen(argv[4]), 1, (size_t)46 << 20, crypto_pwhash_ALG_ARGON2ID13) != 0)
		bench_die("libsodium", "no memory for a hash");
	sign_in(t, body);
	for (int64_t n = 0; n < rounds; n++) {
		bench_wait_until(beat += pace_us);
		bench_sample("hash_us", bare(hash, argv[4]));
		bench_wait_until(beat += pace_us);
		bench_sample("sign_in_us", sign_in(t, body));
	}
	tls_close(&t);
	arena_free(&a);
	return 0;
}
