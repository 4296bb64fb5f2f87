/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/edit.h"

#include "base/utf8.h"

#include <string.h>

void edit_init(struct edit *ed, size_t most, bool secret)
{
	*ed = (struct edit){.most = most, .secret = secret};
}

/* The code point at a byte, bytes in *n (0 at the end). */
static uint32_t at(const struct edit *ed, size_t byte, size_t *n)
{
	uint32_t cp = 0;

	*n = utf8_decode(ed->text + byte, strlen(ed->text + byte), &cp);
	return cp;
}

/* Start of the character before a byte, with the marks that combine with it. */
static size_t before(const struct edit *ed, size_t byte)
{
	size_t n;

	while (byte > 0) {
		do
			byte--;
		while (((unsigned char)ed->text[byte] & 0xc0) == 0x80);
		if (utf8_class(at(ed, byte, &n)) != TEXT_COMBINE)
			break;
	}
	return byte;
}

static size_t after(const struct edit *ed, size_t byte)
{
	size_t n;

	at(ed, byte, &n);
	do {
		byte += n;
	} while (utf8_class(at(ed, byte, &n)) == TEXT_COMBINE && n);
	return byte;
}

static size_t characters(const struct edit *ed)
{
	size_t count = 0;

	for (const char *s = ed->text; *s; s++)
		count += ((unsigned char)*s & 0xc0) != 0x80;
	return count;
}

static bool cut(struct edit *ed, size_t from, size_t to)
{
	if (from == to)
		return false;
	memmove(ed->text + from, ed->text + to, strlen(ed->text + to) + 1);
	ed->cursor = from;
	return true;
}

static bool move(struct edit *ed, size_t to)
{
	bool moved = to != ed->cursor;

	ed->cursor = to;
	return moved;
}

static size_t word_before(const struct edit *ed)
{
	size_t byte = ed->cursor;

	while (byte > 0 && ed->text[byte - 1] == ' ')
		byte--;
	while (byte > 0 && ed->text[byte - 1] != ' ')
		byte--;
	return byte;
}

bool edit_action(struct edit *ed, enum action_id action)
{
	size_t len = strlen(ed->text);

	switch (action) {
	case ACTION_LEFT:
		return move(ed, before(ed, ed->cursor));
	case ACTION_RIGHT:
		return move(ed, after(ed, ed->cursor));
	case ACTION_START:
		return move(ed, 0);
	case ACTION_FINAL:
		return move(ed, len);
	case ACTION_CLEAR:
		return cut(ed, 0, len);
	case ACTION_ERASE:
		return cut(ed, before(ed, ed->cursor), ed->cursor);
	case ACTION_ERASE_NEXT:
		return cut(ed, ed->cursor, after(ed, ed->cursor));
	case ACTION_ERASE_WORD:
		return cut(ed, word_before(ed), ed->cursor);
	default:
		return false;
	}
}

bool edit_type(struct edit *ed, uint32_t character)
{
	char bytes[4];
	size_t n = utf8_encode(character, bytes), len = strlen(ed->text);

	if (!n || utf8_class(character) == TEXT_MARK || (utf8_class(character) == TEXT_COMBINE && !ed->cursor))
		return false;
	if (len + n >= sizeof ed->text || (ed->most && characters(ed) >= ed->most))
		return false;
	memmove(ed->text + ed->cursor + n, ed->text + ed->cursor, len - ed->cursor + 1);
	memcpy(ed->text + ed->cursor, bytes, n);
	ed->cursor += n;
	return true;
}

void edit_paste(struct edit *ed, const char *bytes, size_t n)
{
	uint32_t cp;

	for (size_t i = 0, used; i < n; i += used) {
		used = utf8_decode(bytes + i, n - i, &cp);
		if (used && !(cp == '\n' && i && bytes[i - 1] == '\r'))
			edit_type(ed, cp == '\r' || cp == '\n' || cp == '\t' ? ' ' : cp);
		used = used ? used : 1;
	}
}

void edit_set(struct edit *ed, const char *text)
{
	edit_action(ed, ACTION_CLEAR);
	edit_paste(ed, text, strlen(text));
}

/* Columns of the bytes from..to as they are drawn. */
static int columns(const struct edit *ed, size_t from, size_t to)
{
	int sum = 0;
	size_t n;

	for (; from < to; from += n) {
		int width = utf8_width(at(ed, from, &n));

		sum += ed->secret && width ? 1 : width;
	}
	return sum;
}

/* The text, or a dot for each of its characters, from a byte on. */
static void shown(const struct edit *ed, size_t from, const char *dot, char out[2 * EDIT_BYTES])
{
	size_t len = 0, n;

	if (!ed->secret) {
		memcpy(out, ed->text + from, strlen(ed->text + from) + 1);
		return;
	}
	for (; ed->text[from] && len + 4 < 2 * EDIT_BYTES; from = after(ed, from)) {
		n = strlen(dot);
		memcpy(out + len, dot, n);
		len += n;
	}
	out[len] = '\0';
}

void edit_draw(const struct edit *ed, struct canvas *c, int row, int column, int width, bool focused)
{
	enum style style = focused ? STYLE_FOCUS : STYLE_FIELD;
	char text[2 * EDIT_BYTES];
	size_t from = 0;

	if (width < 1)
		return;
	while (from < ed->cursor && columns(ed, from, ed->cursor) >= width)
		from = after(ed, from);
	shown(ed, from, canvas_is_utf8(c) ? "\u2022" : "*", text);
	canvas_fill(c, row, column, 1, width, style);
	canvas_text(c, row, column, width, style, text);
	if (focused)
		canvas_cursor(c, row, column + columns(ed, from, ed->cursor));
}
