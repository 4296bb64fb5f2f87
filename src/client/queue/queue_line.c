/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/queue/queue_line.h"

#include "base/arena.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CONTEXT_MOST 128

static size_t context_of(const struct queue_place *at, unsigned char out[CONTEXT_MOST])
{
	int n = snprintf((char *)out, CONTEXT_MOST - HASH_BYTES, "record\n%s\n%" PRId64 "\n", at->terminal, at->seq);

	memcpy(out + n, at->before.bytes, HASH_BYTES);
	return (size_t)n + HASH_BYTES;
}

void *queue_line_seal(struct arena *a, const struct queue_place *at, const struct queue_line *line, size_t *len)
{
	const char *login = line->login ? line->login : "";
	size_t n = line->len + 1 + strlen(login);
	unsigned char context[CONTEXT_MOST];
	char *plain = arena_alloc(a, n + 1);
	void *out = arena_alloc(a, n + SEAL_EXTRA);

	memcpy(plain, line->line, line->len);
	plain[line->len] = '\n';
	memcpy(plain + line->len + 1, login, strlen(login));
	secure_seal(at->key, plain, n, context, context_of(at, context), out);
	*len = n + SEAL_EXTRA;
	return out;
}

bool queue_line_open(struct arena *a, const struct queue_place *at, const void *sealed, size_t len, struct queue_line *out)
{
	unsigned char context[CONTEXT_MOST];
	char *plain, *end;

	if (len < SEAL_EXTRA)
		return false;
	plain = arena_alloc(a, len - SEAL_EXTRA + 1);
	if (!secure_open(at->key, sealed, len, context, context_of(at, context), plain))
		return false;
	end = strchr(plain, '\n');
	if (!end)
		return false;
	*end = '\0';
	*out = (struct queue_line){.line = plain, .len = (size_t)(end - plain), .login = end + 1};
	return true;
}
