/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/input.h"

#include "base/str.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

static const char *const key_names[KEY_COUNT] = {
	[KEY_ENTER] = "Enter", [KEY_ESC] = "Esc", [KEY_TAB] = "Tab", [KEY_BACKTAB] = "S-Tab", [KEY_BACKSPACE] = "Backspace",
	[KEY_DELETE] = "Delete", [KEY_INSERT] = "Insert", [KEY_UP] = "Up", [KEY_DOWN] = "Down", [KEY_LEFT] = "Left",
	[KEY_RIGHT] = "Right", [KEY_HOME] = "Home", [KEY_END] = "End", [KEY_PAGE_UP] = "PgUp", [KEY_PAGE_DOWN] = "PgDn",
	[KEY_F1] = "F1", [KEY_F2] = "F2", [KEY_F3] = "F3", [KEY_F4] = "F4", [KEY_F5] = "F5", [KEY_F6] = "F6", [KEY_F7] = "F7",
	[KEY_F8] = "F8", [KEY_F9] = "F9", [KEY_F10] = "F10", [KEY_F11] = "F11", [KEY_F12] = "F12", [KEY_F13] = "F13",
	[KEY_F14] = "F14", [KEY_F15] = "F15", [KEY_F16] = "F16", [KEY_F17] = "F17", [KEY_F18] = "F18", [KEY_F19] = "F19",
	[KEY_F20] = "F20",
};

static const struct {
	const char *name;
	enum key key;
} other_names[] = {{"PF1", KEY_F1}, {"PF2", KEY_F2}, {"PF3", KEY_F3}, {"PF4", KEY_F4}};

static bool find_key(const char *name, enum key *out)
{
	for (int i = 0; i < KEY_COUNT; i++)
		if (key_names[i] && str_eq(name, key_names[i])) {
			*out = (enum key)i;
			return true;
		}
	for (size_t i = 0; i < sizeof other_names / sizeof *other_names; i++)
		if (str_eq(name, other_names[i].name)) {
			*out = other_names[i].key;
			return true;
		}
	return false;
}

static bool parse_character(const char *name, struct chord *out)
{
	size_t len = strlen(name);

	out->key = KEY_CHAR;
	if (str_eq(name, "Space")) {
		out->character = ' ';
		return true;
	}
	return len && utf8_decode(name, len, &out->character) == len && out->character != ' ' &&
		utf8_class(out->character) == TEXT_KEEP;
}

/* A character with control is what a terminal sends for it: one of the
 * letters and "@[\]^_", some of which are keys of their own. */
static bool fold_control(struct chord *c)
{
	static const struct {
		uint32_t character;
		enum key key;
	} keys[] = {{'i', KEY_TAB}, {'m', KEY_ENTER}, {'j', KEY_ENTER}, {'h', KEY_BACKSPACE}, {'[', KEY_ESC}};

	if (c->character >= 'A' && c->character <= 'Z')
		c->character += 'a' - 'A';
	if (c->character == '@')
		c->character = ' ';
	if (c->character >= 0x80 || !strchr("abcdefghijklmnopqrstuvwxyz []\\^_", (int)c->character))
		return false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (c->character == keys[i].character)
			*c = (struct chord){.key = keys[i].key, .alt = c->alt};
	return true;
}

bool chord_parse(const char *name, struct chord *out)
{
	struct chord c = {.key = KEY_NONE};

	while ((name[0] == 'C' || name[0] == 'M') && name[1] == '-' && name[2]) {
		if (name[0] == 'C' ? c.control : c.alt)
			return false;
		c.control |= name[0] == 'C';
		c.alt |= name[0] == 'M';
		name += 2;
	}
	if (!find_key(name, &c.key) && !parse_character(name, &c))
		return false;
	if (c.control && c.key == KEY_CHAR && !fold_control(&c))
		return false;
	*out = c;
	return true;
}

void chord_print(const struct chord *c, char out[16])
{
	char character[5] = "";

	if (c->key == KEY_CHAR && c->character != ' ')
		character[utf8_encode(c->character, character)] = '\0';
	snprintf(out, 16, "%s%s%s", c->control ? "C-" : "", c->alt ? "M-" : "",
		c->key != KEY_CHAR ? (key_names[c->key] ? key_names[c->key] : "") :
		c->character == ' ' ? "Space" : character);
}

bool chord_equal(const struct chord *a, const struct chord *b)
{
	return a->key == b->key && a->control == b->control && a->alt == b->alt &&
		(a->key != KEY_CHAR || a->character == b->character);
}
