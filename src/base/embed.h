/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

/* Files of the tree that both programs carry inside them: src/model's data,
 * screens/ and keymaps/.  Named by their path from the top of the tree,
 * sorted by it.  The table is made by the Makefile (build/embed.S). */

#include <stddef.h>

struct embed {
	const char *path; /* "screens/order/order-list.json" */
	const char *data; /* followed by a NUL that is not counted */
	size_t len;
};

const struct embed *embed_find(const char *path); /* may be NULL */
/* Those whose path begins with prefix: first one, *n how many, in order. */
const struct embed *embed_under(const char *prefix, size_t *n);

#endif
