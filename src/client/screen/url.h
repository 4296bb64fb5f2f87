/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_URL_H
#define SCREEN_URL_H

/* Paths of requests, with what people typed in them. */

struct buf;

/* Percent-encoded: all but letters, digits, '-', '.', '_', '~'. */
void url_add(struct buf *b, const char *text);
/* "?name=value" or "&name=value". */
void url_query(struct buf *b, const char *name, const char *value);

#endif
