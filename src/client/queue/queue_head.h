/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QUEUE_HEAD_H
#define QUEUE_HEAD_H

/* The head of queue.db: whose file it is, its key, and how far the chain goes
 * here and at the server.
 *
 *   head(version, terminal, key_own, key_server, server_box, sealed)
 *
 * The file's key is random and kept twice: sealed under a key derived from
 * the terminal's signing key, and sealed to the server's public box key, so
 * that a dead terminal's work can be handed in.  `sealed` is the rest, as
 * JSON under the file's key: nobody but us moves the chain's ends. */

#include <stdbool.h>
#include <stdint.h>

#include "secure/secure.h"

#define QUEUE_VERSION 1

struct store;

struct queue_head {
	char tenant[64], epoch[64];   /* "" until the server said them */
	int64_t last, acked, server_last;
	struct hash last_hash;        /* the next record follows it */
	struct hash acked_hash;       /* all up to `acked` has its verdict, or needs none */
	struct hash server_hash;      /* of server_last: how far the server was when it last said */
};

/* Tables, a new key and a new head, where there are none. */
bool queue_head_make(struct store *db, const char *terminal, const struct sign_key *key, struct error *e);
/* Whose file it is, and its key: TERMINAL when it is another's, CORRUPT when
 * the key cannot be opened. */
bool queue_head_key(struct store *db, const char *terminal, const struct sign_key *key, unsigned char out[SEAL_KEY_BYTES], struct error *e);
/* Seals the file's key to the server too, once its box key is known. */
bool queue_head_give(struct store *db, const unsigned char key[SEAL_KEY_BYTES], const unsigned char server_box[32], struct error *e);
bool queue_head_load(struct store *db, const unsigned char key[SEAL_KEY_BYTES], struct queue_head *out, struct error *e);
bool queue_head_save(struct store *db, const unsigned char key[SEAL_KEY_BYTES], const struct queue_head *h, struct error *e);

#endif
