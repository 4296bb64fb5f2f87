/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_POOL_H
#define STORE_POOL_H

/* Reading connections to the same file, at most `most`, made when first
 * needed; each is with one taker at a time.  What a taker left open is ended
 * when he gives it back. */

struct error;
struct store;
struct pool;

struct pool *pool_open(const char *path, int most, struct error *e);
void pool_close(struct pool **p);                         /* waits until all are given back */
struct store *pool_take(struct pool *p, struct error *e); /* waits while all are out */
void pool_give(struct pool *p, struct store *s);

#endif
