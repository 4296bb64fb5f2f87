/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

/* UTF-8 (RFC 3629), strictly: no overlong forms, no surrogates, nothing above
 * U+10FFFF.  The one owner of utf8proc. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Decodes one code point at s (len > 0).  Returns bytes used, or 0 when s
 * does not begin with a valid sequence. */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);
size_t utf8_encode(uint32_t cp, char out[4]); /* bytes written, 0 for a bad cp */
bool utf8_valid(const char *s, size_t len);
/* Columns of a terminal: 0 combining, 1, or 2 wide. */
int utf8_width(uint32_t cp);
int utf8_columns(const char *s); /* of a whole valid string */

/* What is safe to paint.  TEXT_KEEP as it is; TEXT_COMBINE a combining mark;
 * TEXT_MARK: C0, DEL, C1, bidi controls, zero width, variation selectors,
 * tags, private use, unassigned, noncharacters: shown as a mark. */
enum text_class { TEXT_KEEP, TEXT_COMBINE, TEXT_MARK };
enum text_class utf8_class(uint32_t cp);

/* The folded form that is stored beside text that is sorted or searched, and
 * compared as bytes: case folded, diacritics dropped but for Å Ä Ö, which sort
 * after Z in that order ('{' '|' '}'), runs of white space made one space. */
char *utf8_fold(struct arena *a, const char *s);

#endif
