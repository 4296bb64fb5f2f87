/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/url.h"

#include <string.h>

#include "base/buf.h"

void url_add(struct buf *b, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *text; text++) {
		if (strchr(plain, *text))
			buf_addc(b, *text);
		else
			buf_addf(b, "%%%02X", (unsigned char)*text);
	}
}

void url_query(struct buf *b, const char *name, const char *value)
{
	buf_addc(b, strchr(buf_str(b), '?') ? '&' : '?');
	buf_adds(b, name);
	buf_addc(b, '=');
	url_add(b, value);
}
