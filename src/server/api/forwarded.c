/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/api/forwarded.h"

#include "base/arena.h"
#include "base/str.h"
#include "proto/cidr.h"

#include <string.h>

static char *trimmed(struct arena *a, const char *s)
{
	size_t len;

	s += strspn(s, " \t");
	len = strlen(s);
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	return arena_strndup(a, s, len);
}

/* From the last hop backwards: the first that is not ours is the client.  What
 * is no address ends it there: nobody knows what stood before it. */
const char *forwarded_address(struct arena *a, const char *peer, const char *const *values, size_t n, const struct cidr *trusted,
	size_t trusted_count)
{
	const char *nearest = peer;
	struct address address;

	if (!cidr_list_holds(trusted, trusted_count, peer))
		return peer;
	for (size_t line = n; line > 0; line--) {
		size_t count;
		char **hops = str_split(a, values[line - 1], ',', &count);

		for (size_t i = count; i > 0; i--) {
			const char *hop = trimmed(a, hops[i - 1]);

			if (!address_read(hop, &address))
				return nearest;
			nearest = hop;
			if (!cidr_list_holds(trusted, trusted_count, hop))
				return nearest;
		}
	}
	return nearest;
}
