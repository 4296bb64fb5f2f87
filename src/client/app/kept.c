/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/app/kept.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "secure/seal.h"
#include "secure/secure.h"

#define PURPOSE "kiosk"
#define MOST (1 << 20)

static const char *path_in(const char *folder, struct arena *a)
{
	return arena_printf(a, "%s/kiosk.sealed", folder);
}

void kept_put(const char *folder, const struct sign_key *key, const struct json *answer)
{
	struct arena *a = arena_new();
	struct error e = {0};
	char *text = json_print(a, answer);
	size_t len = strlen(text);
	unsigned char *sealed = arena_alloc(a, len + SEAL_EXTRA), seal[SEAL_KEY_BYTES];

	secure_derive(key, PURPOSE, seal);
	secure_seal(seal, text, len, PURPOSE, strlen(PURPOSE), sealed);
	if (!file_write(path_in(folder, a), sealed, len + SEAL_EXTRA, 0600, &e))
		kept_forget(folder); /* rather none than that of another */
	secure_wipe(text, len);
	secure_wipe(seal, sizeof seal);
	arena_free(&a);
}

const struct json *kept_get(const char *folder, const struct sign_key *key, struct arena *a)
{
	struct error e = {0};
	size_t len;
	const char *sealed = file_read(a, path_in(folder, a), MOST, &len, &e);
	unsigned char seal[SEAL_KEY_BYTES];
	const struct json *answer = NULL;
	char *text;

	if (!sealed || len < SEAL_EXTRA)
		return NULL;
	text = arena_alloc(a, len - SEAL_EXTRA + 1);
	secure_derive(key, PURPOSE, seal);
	if (secure_open(seal, sealed, len, PURPOSE, strlen(PURPOSE), text))
		answer = json_parse(a, text, len - SEAL_EXTRA, &e);
	secure_wipe(text, len - SEAL_EXTRA);
	secure_wipe(seal, sizeof seal);
	return answer;
}

void kept_forget(const char *folder)
{
	struct arena *a = arena_new();

	unlink(path_in(folder, a));
	arena_free(&a);
}
