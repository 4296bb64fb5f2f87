/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FLOOR_RECORD_H
#define FLOOR_RECORD_H

/* A transaction's record: one line of JSON, hashed as the bytes it is and
 * never written anew.
 *
 *   {"v":1,"seq":12,"id":"…","sign_in":9,"time":1790000000000,"kind":"receive",
 *    "after":[11],"settles":0,"body":{…}}
 *
 * hash(n) = BLAKE2b-256(hash(n-1) || line without its newline); hash(0) is 32
 * zero bytes.  A batch is lines; its last line is the seal:
 *
 *   {"terminal":"…","tenant":"…","epoch":"…","first":12,"last":15,
 *    "hash":"…","signature":"…"}
 *
 * Every line ends with a newline, the seal's too.  signature is Ed25519 over
 * "wmsterm-batch-1\n" terminal "\n" tenant "\n" first "\n" last "\n" hash
 * (base64url of hash(last)). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "secure/secure.h"

#define RECORD_VERSION 1
#define RECORD_MOST 16384      /* bytes of a line */
#define BATCH_RECORDS 200      /* records of a batch at most */
#define BATCH_BYTES (1 << 20)
#define RECORD_AFTER 32

struct arena;
struct error;
struct json;

struct record {
	int64_t seq;      /* 1, 2, 3, … of this terminal */
	char id[37];      /* UUIDv7, unique for ever */
	int64_t sign_in;  /* seq of the sign-in it was done under; 0 for a sign-in */
	int64_t time_ms;  /* the terminal's estimate of server time */
	const char *kind;
	int64_t after[RECORD_AFTER]; /* seqs it depends on */
	size_t after_count;
	int64_t settles;  /* seq it mends, discards or undoes; 0 */
	const struct json *body;
};

/* The line, without newline, in `a`. */
char *record_write(struct arena *a, const struct record *r, size_t *len);
/* Strict: unknown members, wrong types, another version are refused. */
bool record_read(struct arena *a, const char *line, size_t len, struct record *out, struct error *e);
struct hash record_hash(const struct hash *before, const char *line, size_t len);

struct batch_line {
	const char *line;
	size_t len;
	struct record record;
	struct hash hash; /* up to and with this one */
};
struct batch {
	char terminal[33], tenant[33], epoch[37];
	int64_t first, last;
	struct hash hash;
	unsigned char signature[SIGNATURE_BYTES];
	struct batch_line *lines;
	size_t count;
};
/* `lines` as stored, of seq first…; gives the POST body. */
char *batch_write(struct arena *a, const struct sign_key *key, const char *tenant, const char *epoch, int64_t first,
	const char *const *lines, size_t count, const struct hash *before, size_t *len);
/* Splits and reads.  Then: the seal's signature (SIGNATURE), and the chain,
 * computed from `before`, the hash the server has for seq first-1: FORK when it
 * does not end in the seal's hash.  batch_check() is both. */
bool batch_read(struct arena *a, const char *body, size_t len, struct batch *out, struct error *e);
bool batch_signed(const struct batch *b, const unsigned char public_key[32], struct error *e);
bool batch_chained(struct batch *b, const struct hash *before, struct error *e);
bool batch_check(struct batch *b, const unsigned char public_key[32], const struct hash *before, struct error *e);

#endif
