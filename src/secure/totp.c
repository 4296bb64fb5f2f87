/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secure/totp.h"

#include "base/arena.h"
#include "base/buf.h"
#include "secure/secure.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#define STEP_MS (INT64_C(1000) * TOTP_STEP_S)

static void start(void)
{
	if (oath_init() != OATH_OK)
		xdie("liboath does not start");
}

static void need_oath(void)
{
	static once_flag once = ONCE_FLAG_INIT;

	call_once(&once, start);
}

void totp_seed(unsigned char seed[TOTP_SEED_BYTES])
{
	secure_random(seed, TOTP_SEED_BYTES);
}

bool totp_hotp(const void *seed, size_t len, uint64_t counter, unsigned digits, char out[9])
{
	if (len == 0 || digits < 6 || digits > 8)
		return false;
	need_oath();
	return oath_hotp_generate(seed, len, counter, digits, false, OATH_HOTP_DYNAMIC_TRUNCATION, out) == OATH_OK;
}

/* The digits without the spaces that people type between them. */
static bool digits_of(const char *pin, char out[TOTP_DIGITS + 1])
{
	size_t n = 0;

	for (; *pin; pin++) {
		if (*pin == ' ')
			continue;
		if (*pin < '0' || *pin > '9' || n == TOTP_DIGITS)
			return false;
		out[n++] = *pin;
	}
	out[n] = '\0';
	return n == TOTP_DIGITS;
}

static bool is_code_of(const void *seed, size_t len, int64_t step, const char typed[TOTP_DIGITS + 1])
{
	char code[9] = "";
	bool same = step >= 0 && totp_hotp(seed, len, (uint64_t)step, TOTP_DIGITS, code) && secure_equal(code, typed, TOTP_DIGITS);

	secure_wipe(code, sizeof code);
	return same;
}

bool totp_check(const void *seed, size_t len, int64_t now_ms, const char *pin, int64_t *step)
{
	char typed[TOTP_DIGITS + 1];

	if (now_ms < 0 || !digits_of(pin, typed))
		return false;
	for (int64_t at = now_ms / STEP_MS, last = at - 1; at >= last; at--)
		if (is_code_of(seed, len, at, typed)) {
			*step = at;
			return true;
		}
	return false;
}

/* Base32 (RFC 4648), without the padding, which apps do not want. */
static char *base32(struct arena *a, const void *p, size_t n)
{
	char *text = NULL, *out;
	size_t len;

	need_oath();
	if (oath_base32_encode(p, n, &text, &len) != OATH_OK)
		xdie("out of memory");
	out = arena_strndup(a, text, strcspn(text, "="));
	secure_wipe(text, len);
	free(text);
	return out;
}

/* RFC 3986: all but the unreserved characters. */
static void add_percent(struct buf *b, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *text; text++)
		if (strchr(plain, *text))
			buf_addc(b, *text);
		else
			buf_addf(b, "%%%02X", (unsigned)(unsigned char)*text);
}

char *totp_uri(struct arena *a, const char *issuer, const char *login, const void *seed, size_t len)
{
	struct buf *b = buf_new(a);

	buf_adds(b, "otpauth://totp/");
	add_percent(b, issuer);
	buf_addc(b, ':');
	add_percent(b, login);
	buf_addf(b, "?secret=%s&issuer=", base32(a, seed, len));
	add_percent(b, issuer);
	return arena_strdup(a, buf_str(b));
}

char *totp_groups(struct arena *a, const void *seed, size_t len)
{
	const char *text = base32(a, seed, len);
	struct buf *b = buf_new(a);

	for (size_t i = 0; text[i]; i++) {
		if (i && i % 4 == 0)
			buf_addc(b, ' ');
		buf_addc(b, text[i]);
	}
	return arena_strdup(a, buf_str(b));
}
