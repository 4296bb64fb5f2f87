/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN 16
#define FIRST_BLOCK ((size_t)4 * 1024)
#define LARGEST_BLOCK ((size_t)256 * 1024)

struct block {
	struct block *next;
	size_t size, used; /* of data */
	_Alignas(ALIGN) unsigned char data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct block *blocks; /* the one being filled first */
	struct deferred *deferred;
};

void xdie(const char *what)
{
	fprintf(stderr, "%s\n", what);
	abort();
}

void *xmalloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		xdie("out of memory");
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		xdie("out of memory");
	return p;
}

void *xrealloc(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p)
		xdie("out of memory");
	return p;
}

char *xstrdup(const char *s)
{
	size_t size = strlen(s) + 1;

	return memcpy(xmalloc(size), s, size);
}

static struct block *block_new(size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof *b)
		xdie("out of memory");
	b = xmalloc(sizeof *b + size);
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *arena_new(void)
{
	struct arena *a = xcalloc(1, sizeof *a);

	a->blocks = block_new(FIRST_BLOCK);
	return a;
}

static void run_deferred(struct arena *a)
{
	struct deferred *d;

	while ((d = a->deferred)) {
		a->deferred = d->next;
		d->fn(d->arg);
	}
}

void arena_clear(struct arena *a)
{
	struct block *b, *next;

	run_deferred(a);
	for (b = a->blocks->next; b; b = next) {
		next = b->next;
		free(b);
	}
	a->blocks->next = NULL;
	a->blocks->used = 0;
}

void arena_free(struct arena **a)
{
	if (!*a)
		return;
	arena_clear(*a);
	free((*a)->blocks);
	free(*a);
	*a = NULL;
}

/* A block with room for size: the one being filled, or a new one. A thing that
 * would fill half a block gets one of its own, behind the one being filled. */
static struct block *block_for(struct arena *a, size_t size)
{
	struct block *b, *first = a->blocks;
	size_t grown = first->size < LARGEST_BLOCK ? first->size * 2 : LARGEST_BLOCK;

	if (size <= first->size - first->used)
		return first;
	if (size > grown / 2) {
		b = block_new(size);
		b->next = first->next;
		first->next = b;
	} else {
		b = block_new(grown);
		b->next = first;
		a->blocks = b;
	}
	return b;
}

static void *take(struct arena *a, size_t size)
{
	struct block *b;
	size_t whole;
	void *p;

	if (size > SIZE_MAX - 2 * ALIGN)
		xdie("out of memory");
	whole = size ? (size + ALIGN - 1) / ALIGN * ALIGN : ALIGN;
	b = block_for(a, whole);
	p = b->data + b->used;
	b->used += whole;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

void *arena_alloc_array(struct arena *a, size_t n, size_t size)
{
	size_t whole;

	if (__builtin_mul_overflow(n, size, &whole))
		xdie("out of memory");
	return arena_alloc(a, whole);
}

void *arena_memdup(struct arena *a, const void *p, size_t size)
{
	void *copy = take(a, size);

	return size ? memcpy(copy, p, size) : copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	size_t n = s ? strnlen(s, len) : 0;
	char *copy = take(a, n + 1);

	if (n)
		memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_memdup(a, s, strlen(s) + 1) : NULL;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	int n;
	char *s;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		xdie("a text that cannot be formatted");
	s = take(a, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d = arena_alloc(a, sizeof *d);

	d->fn = fn;
	d->arg = arg;
	d->next = a->deferred;
	a->deferred = d;
}
