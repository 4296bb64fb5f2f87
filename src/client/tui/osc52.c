/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/osc52.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "secure/secure.h"

#include <string.h>

/* screen prints what does not fit into its 768 bytes for a DCS. */
#define DCS_MOST 512

static void add_for_screen(struct buf *b, const char *sequence)
{
	for (size_t n; *sequence; sequence += n) {
		n = strnlen(sequence, DCS_MOST);
		buf_adds(b, "\033P");
		buf_add(b, sequence, n);
		buf_adds(b, "\033\\");
	}
}

char *osc52_sequence(struct arena *a, const char *terminal, bool tmux, const char *text)
{
	size_t len = strlen(text);
	struct buf *b;
	char *plain;

	if (len == 0 || len > OSC52_MOST)
		return NULL;
	plain = arena_printf(a, "\033]52;c;%s\a", secure_base64_padded(a, text, len));
	if (tmux || !str_starts(terminal, "screen"))
		return plain;
	b = buf_new(a);
	add_for_screen(b, plain);
	buf_adds(b, plain); /* last: tmux takes pieces of the first for a text, and this instead of them */
	return arena_strdup(a, buf_str(b));
}
