/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LIB_FLOOR_H
#define LIB_FLOOR_H

/* A server's databases and a terminal that sends to it, without the network:
 * the warehouse of lib/warehouse.h, two people (anna, a warehouse user of
 * everything, and bo, of the South alone), and records that are chained and
 * signed as a terminal does.  For tests of the server. */

#include "floor/record.h"
#include "server/ledger/transact.h"
#include "store/store.h"

#include <stdint.h>

struct floor_terminal {
	struct sign_key key;
	char id[33];
	struct hash hash;  /* of the last one that was sent */
	int64_t seq;       /* of the last record */
	int64_t sign_in;   /* seq of the sign-in that records name */
	const char **lines;/* from seq `sent` + 1 on */
	int64_t sent;
};

struct floor {
	struct arena *arena;
	struct directory *directory;
	struct pool *pool; /* the directory's readers of the tenant */
	struct writer *writer;
	struct store *store; /* a reader */
	struct floor_terminal one, two;
};

void floor_open(struct floor *f); /* both terminals have signed anna in */
void floor_close(struct floor *f);

/* Signs somebody in at the terminal: a session, and the record of it. */
void floor_sign_in(struct floor *f, struct floor_terminal *t, const char *login);
/* Changes anna's or bo's membership: "active = 0". */
void floor_member(struct floor *f, const char *login, const char *set);
/* Adds a record that is not sent yet; its seq. */
struct floor_extra {
	int64_t after, settles;
	const char *id; /* NULL: a new one */
};
int64_t floor_add(struct floor *f, struct floor_terminal *t, const char *kind, const char *body, struct floor_extra extra);
/* Sends what was not sent; NULL: refused as a whole.  What was sent is not
 * forgotten: floor_again() sends it from seq on once more. */
const struct json *floor_send(struct floor *f, struct floor_terminal *t, struct error *e);
const struct json *floor_again(struct floor *f, struct floor_terminal *t, int64_t from, struct error *e);
/* One record, sent at once: its verdict's state, its code or "". */
const char *floor_do(struct floor *f, struct floor_terminal *t, const char *kind, const char *body);
const char *floor_do_with(struct floor *f, struct floor_terminal *t, const char *kind, const char *body, struct floor_extra extra);
/* "refused wrong-batch batch": state, code and field of the nth verdict. */
const char *floor_verdict(struct floor *f, const struct json *answer, size_t n);
/* The batch itself: records from..to as they were made. */
char *floor_batch(struct floor *f, struct floor_terminal *t, int64_t from, int64_t to, size_t *len);
struct transact floor_transact(struct floor *f, struct floor_terminal *t);
/* How many differences `wmsd check` finds; they are printed. */
int floor_check(struct floor *f);
int64_t floor_ask(struct floor *f, const char *sql); /* -1: no row */
/* Runs SQL, or makes documents, on the writer's connection. */
void floor_exec(struct floor *f, const char *sql);
void floor_make(struct floor *f, void (*make)(struct store *s));

#endif
