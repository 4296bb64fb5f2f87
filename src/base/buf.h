/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_BUF_H
#define BASE_BUF_H

/* A growing run of bytes, always followed by a NUL that is not counted.
 * Zero-initialise with BUF_INIT; buf_release() gives the memory back. */

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data; /* never NULL after the first add; "" semantics via buf_str() */
	size_t len;
	size_t cap;
};

#define BUF_INIT {NULL, 0, 0}

void buf_release(struct buf *b);
void buf_clear(struct buf *b); /* len = 0, memory kept */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *buf_str(const struct buf *b); /* "" when empty */

struct arena;
/* A buf whose memory dies with the arena. */
struct buf *buf_new(struct arena *a);

#endif
