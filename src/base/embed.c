/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/embed.h"

#include "base/str.h"

#include <string.h>

extern const struct embed embed_table[];
extern const size_t embed_count;

/* Index of the first entry that is not before path. */
static size_t lower_bound(const char *path)
{
	size_t low = 0, high = embed_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(embed_table[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct embed *embed_find(const char *path)
{
	size_t i = lower_bound(path);

	return i < embed_count && str_eq(embed_table[i].path, path) ? &embed_table[i] : NULL;
}

const struct embed *embed_under(const char *prefix, size_t *n)
{
	size_t first = lower_bound(prefix), end = first;

	while (end < embed_count && str_starts(embed_table[end].path, prefix))
		end++;
	*n = end - first;
	return *n ? &embed_table[first] : NULL;
}
