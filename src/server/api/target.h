/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef API_TARGET_H
#define API_TARGET_H

/* A request's target, taken apart: path and query parameters, decoded once.
 * Pure.  Refused: what is not UTF-8 when decoded, NUL and controls, a slash
 * that was escaped, empty and dot segments, a parameter given twice. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

#define TARGET_PARAMETERS 64

struct target_parameter {
	const char *name, *value;
};

struct target {
	const char *path;
	struct target_parameter *parameters;
	size_t count;
};

/* `sent` has passed the guard. */
bool target_read(struct arena *a, const char *sent, struct target *out, struct error *e);
const char *target_find(const struct target *t, const char *name); /* NULL: absent */

#endif
