/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

/* Memory with one life: a request, a screen, a message.  What is allocated
 * from an arena is never freed by itself; arena_free() gives all back and
 * runs the deferred functions, last first.  Out of memory ends the program,
 * so nothing here returns NULL.  Not thread-safe: an arena belongs to
 * whoever holds the thing it is part of. */

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena **a); /* sets *a to NULL; *a may be NULL */
void arena_clear(struct arena *a); /* as free and new, keeps one block */

void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for anything */
char *arena_strdup(struct arena *a, const char *s);             /* s may be NULL: gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t len); /* always terminated */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
void *arena_memdup(struct arena *a, const void *p, size_t size);
/* fn(arg) is called when the arena is cleared or freed. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* One zeroed struct / a zeroed array of n. */
#define arena_new_of(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc_array((a), (n), sizeof(type)))
void *arena_alloc_array(struct arena *a, size_t n, size_t size);

/* malloc family that ends the program instead of returning NULL; overflow of
 * n * size ends it too. */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);
/* Says what is missing and ends the program; for what nothing can mend. */
_Noreturn void xdie(const char *what);

#endif
