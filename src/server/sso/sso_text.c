/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sso/sso_text.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <string.h>

#define ADDRESS_MOST 512
#define SHOWN_MOST   60

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

bool sso_is_plain(const char *s, size_t most)
{
	size_t len = s ? strlen(s) : 0;

	if (len == 0 || len > most || s[0] == ' ' || s[len - 1] == ' ')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_printable(s[i]))
			return false;
	return true;
}

static bool is_loopback(const char *host)
{
	unsigned char v4[4], v6[16];
	static const unsigned char one[16] = {[15] = 1};

	if (inet_pton(AF_INET, host, v4) == 1)
		return v4[0] == 127;
	return inet_pton(AF_INET6, host, v6) == 1 && memcmp(v6, one, sizeof(one)) == 0;
}

/* "host", "host:443", "[::1]:443" between "//" and the path. */
static bool split_authority(const char *s, size_t len, char host[256])
{
	size_t n = s[0] == '[' ? strcspn(s, "]") : strcspn(s, ":/?");

	if (s[0] == '[') {
		if (n >= len)
			return false;
		s++;
		n--;
	}
	if (n == 0 || n > 255 || n > len)
		return false;
	memcpy(host, s, n);
	host[n] = '\0';
	const char *rest = s + n + (s[n] == ']');
	size_t digits = *rest == ':' ? strspn(rest + 1, "0123456789") : 0;
	return *rest != ':' ? strchr("/?", *rest) != NULL : digits >= 1 && digits <= 5 && strchr("/?", rest[1 + digits]) != NULL;
}

bool sso_is_address(const char *s)
{
	bool secure = str_starts(s, "https://");
	char host[256];

	if (!sso_is_plain(s, ADDRESS_MOST) || strpbrk(s, " \"<>\\^`{|}#") || (!secure && !str_starts(s, "http://")))
		return false;
	const char *authority = s + (secure ? 8 : 7);
	size_t len = strcspn(authority, "/?");
	if (memchr(authority, '@', len) || !split_authority(authority, len, host))
		return false;
	return secure || is_loopback(host);
}

const char *sso_shown(struct arena *a, const char *s)
{
	char *out = arena_strndup(a, s ? s : "", s ? strnlen(s, SHOWN_MOST) : 0);

	for (char *c = out; *c; c++)
		if (!is_printable(*c))
			*c = '?';
	return out;
}

static void encode_to(struct buf *out, const char *value)
{
	for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
		bool as_it_is = (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') || strchr("-._", *c);
		if (as_it_is)
			buf_addc(out, (char)*c);
		else if (*c == ' ')
			buf_addc(out, '+');
		else
			buf_addf(out, "%%%02X", *c);
	}
}

void sso_form_add(struct buf *form, const char *name, const char *value)
{
	if (form->len > 0)
		buf_addc(form, '&');
	encode_to(form, name);
	buf_addc(form, '=');
	encode_to(form, value);
}

char *sso_form_encode(struct arena *a, const char *value)
{
	struct buf *out = buf_new(a);

	encode_to(out, value);
	return arena_strdup(a, buf_str(out));
}
