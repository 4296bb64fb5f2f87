/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QUEUE_LINE_H
#define QUEUE_LINE_H

/* A record's line as it lies in queue.db: sealed, so that it can be opened
 * only at its own place.  What is sealed is the line, a newline, and the login
 * of the user whose work it is (the sign-in record may be gone when a lead
 * looks at it); the context is "record\n" terminal "\n" seq "\n" and the 32
 * bytes of the hash before it. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "floor/record.h"

struct arena;

struct queue_place { /* where a line belongs */
	const unsigned char *key; /* of the file */
	const char *terminal;
	int64_t seq;              /* as the line says */
	struct hash before;
};

struct queue_line {
	const char *line; /* NUL-terminated */
	size_t len;
	const char *login;
};

void *queue_line_seal(struct arena *a, const struct queue_place *at, const struct queue_line *line, size_t *len);
/* False: it was not sealed for this place, or is damaged. */
bool queue_line_open(struct arena *a, const struct queue_place *at, const void *sealed, size_t len, struct queue_line *out);

#endif
