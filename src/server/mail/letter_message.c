/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message on its way (RFC 5322): headers of our own making, a subject of
 * encoded words (RFC 2047), a body in quoted-printable (RFC 2045, 6.7). */
#include "base/clock.h"
#include "base/utf8.h"
#include "server/mail/letter.h"

#include <string.h>
#include <time.h>

enum { LINE_MOST = 76, WORD_MOST = 54 }; /* of a word: beside Subject:, =?UTF-8?Q? and ?= */

static void add_hex(struct buf *out, unsigned char c)
{
	buf_addf(out, "=%02X", c);
}

/* What stands for itself in an encoded word, wherever that stands. */
static bool is_word(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

static void add_subject(struct buf *out, const char *s)
{
	size_t len = strlen(s), used, at = 0;
	uint32_t cp;

	buf_adds(out, "Subject: =?UTF-8?Q?");
	for (; len > 0; s += used, len -= used) {
		used = utf8_decode(s, len, &cp);
		used = used ? used : 1;
		/* A character is not torn between two words. */
		if (at + 3 * used > WORD_MOST) {
			buf_adds(out, "?=\r\n =?UTF-8?Q?");
			at = 0;
		}
		for (size_t i = 0; i < used; i++) {
			size_t before = out->len;

			if (is_word((unsigned char)s[i]))
				buf_addc(out, s[i]);
			else if (s[i] == ' ')
				buf_addc(out, '_');
			else
				add_hex(out, (unsigned char)s[i]);
			at += out->len - before;
		}
	}
	buf_adds(out, "?=\r\n");
}

static void add_body(struct buf *out, const char *s)
{
	size_t at = 0;

	for (; *s; s++) {
		bool plain = *s >= ' ' && *s <= '~' && *s != '=' && !(*s == ' ' && (s[1] == '\n' || !s[1]));

		if (*s == '\n') {
			buf_adds(out, "\r\n");
			at = 0;
			continue;
		}
		if (at + (plain ? 1 : 3) >= LINE_MOST) {
			buf_adds(out, "=\r\n");
			at = 0;
		}
		if (plain)
			buf_addc(out, *s);
		else
			add_hex(out, (unsigned char)*s);
		at += plain ? 1 : 3;
	}
}

/* Whatever the locale is. */
static void add_date(struct buf *out, int64_t time_ms)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(time_ms / 1000);
	struct tm t;

	gmtime_r(&seconds, &t);
	buf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday, months[t.tm_mon], t.tm_year + 1900, t.tm_hour,
		t.tm_min, t.tm_sec);
}

void letter_message(struct buf *out, const struct letter *l, const char *from, int64_t time_ms)
{
	const char *at = strrchr(from, '@');

	buf_addf(out, "From: <%s>\r\nTo: <%s>\r\n", from, l->to);
	add_subject(out, l->subject);
	add_date(out, time_ms);
	/* The same at each try: a mail that comes twice is known as one. */
	buf_addf(out, "Message-ID: <%s@%s>\r\n", l->id, at ? at + 1 : from);
	buf_adds(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	add_body(out, l->body);
}
