/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/screen/csv.h"

#include <string.h>

#include "base/buf.h"

void csv_cell(struct buf *b, const char *text, bool number)
{
	bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';

	if (quoted)
		buf_addc(b, '"');
	if (!number && *text && strchr("=+-@\t\r", *text))
		buf_addc(b, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_addc(b, '"');
		buf_addc(b, *text);
	}
	if (quoted)
		buf_addc(b, '"');
}
