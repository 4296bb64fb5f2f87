/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_STR_H
#define BASE_STR_H

/* Small questions about C strings.  NULL is taken as "". */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool str_eq(const char *a, const char *b);
bool str_empty(const char *s);
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* Copies at most size-1 bytes, cut at a UTF-8 boundary; returns whether all fitted. */
bool str_copy(char *out, size_t size, const char *s);
/* Whole string is a decimal integer in range: no spaces, no '+', no leading
 * zeros but "0" itself. */
bool str_int64(const char *s, int64_t min, int64_t max, int64_t *out);
void str_hex(const void *p, size_t n, char *out /* 2n+1 */);
bool str_unhex(const char *s, void *out, size_t n); /* exactly n bytes, lower case */

struct arena;
/* Splits at each sep; always at least one part; *n parts. */
char **str_split(struct arena *a, const char *s, char sep, size_t *n);

#endif
