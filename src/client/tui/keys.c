/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/keys.h"

#include <string.h>

enum { SEQUENCE_MOST = 32, SS3_MOST = 6, SHIFT = 1, ALT = 2, CONTROL = 4, META = 8, NUMBERS = 3, SHIFTED = KEY_F13 - KEY_F1 };

/* CSI number ~ (vt220 and all after it; 1, 4, 7, 8 differ by terminal). */
static const unsigned char tilde_keys[] = {
	[1] = KEY_HOME, [2] = KEY_INSERT, [3] = KEY_DELETE, [4] = KEY_END, [5] = KEY_PAGE_UP, [6] = KEY_PAGE_DOWN,
	[7] = KEY_HOME, [8] = KEY_END,
	[11] = KEY_F1, [12] = KEY_F2, [13] = KEY_F3, [14] = KEY_F4, [15] = KEY_F5,
	[17] = KEY_F6, [18] = KEY_F7, [19] = KEY_F8, [20] = KEY_F9, [21] = KEY_F10,
	[23] = KEY_F11, [24] = KEY_F12, [25] = KEY_F13, [26] = KEY_F14, [28] = KEY_F15, [29] = KEY_F16,
	[31] = KEY_F17, [32] = KEY_F18, [33] = KEY_F19, [34] = KEY_F20,
};

/* CSI letter, SS3 letter. */
static const unsigned char letter_keys[128] = {
	['A'] = KEY_UP, ['B'] = KEY_DOWN, ['C'] = KEY_RIGHT, ['D'] = KEY_LEFT, ['F'] = KEY_END, ['H'] = KEY_HOME,
	['P'] = KEY_F1, ['Q'] = KEY_F2, ['R'] = KEY_F3, ['S'] = KEY_F4, ['Z'] = KEY_BACKTAB,
	/* rxvt with shift (CSI) or control (SS3) */
	['a'] = KEY_UP, ['b'] = KEY_DOWN, ['c'] = KEY_RIGHT, ['d'] = KEY_LEFT,
};

/* SS3 letter of the numeric pad in application mode. */
static const char pad_characters[128] = {
	['j'] = '*', ['k'] = '+', ['l'] = ',', ['m'] = '-', ['n'] = '.', ['o'] = '/', ['p'] = '0', ['q'] = '1', ['r'] = '2',
	['s'] = '3', ['t'] = '4', ['u'] = '5', ['v'] = '6', ['w'] = '7', ['x'] = '8', ['y'] = '9', ['X'] = '=', [' '] = ' ',
};

const struct key_capability key_capabilities[] = {
	{"kcuu1", KEY_UP}, {"kcud1", KEY_DOWN}, {"kcub1", KEY_LEFT}, {"kcuf1", KEY_RIGHT}, {"khome", KEY_HOME}, {"kend", KEY_END},
	{"kpp", KEY_PAGE_UP}, {"knp", KEY_PAGE_DOWN}, {"kdch1", KEY_DELETE}, {"kich1", KEY_INSERT}, {"kcbt", KEY_BACKTAB},
	{"kent", KEY_ENTER}, {"kf1", KEY_F1}, {"kf2", KEY_F2}, {"kf3", KEY_F3}, {"kf4", KEY_F4}, {"kf5", KEY_F5},
	{"kf6", KEY_F6}, {"kf7", KEY_F7}, {"kf8", KEY_F8}, {"kf9", KEY_F9}, {"kf10", KEY_F10}, {"kf11", KEY_F11},
	{"kf12", KEY_F12}, {"kf13", KEY_F13}, {"kf14", KEY_F14}, {"kf15", KEY_F15}, {"kf16", KEY_F16}, {"kf17", KEY_F17},
	{"kf18", KEY_F18}, {"kf19", KEY_F19}, {"kf20", KEY_F20},
};
const size_t key_capability_count = sizeof key_capabilities / sizeof *key_capabilities;

static enum sequence_type pressed(enum key key, int modifiers, struct sequence *out)
{
	if (key == KEY_NONE)
		return SEQUENCE_UNKNOWN;
	if ((modifiers & SHIFT) && key >= KEY_F1 && key <= KEY_F8)
		key += SHIFTED;
	if ((modifiers & SHIFT) && key == KEY_TAB)
		key = KEY_BACKTAB;
	out->chord = (struct chord){.key = key, .control = modifiers & CONTROL, .alt = modifiers & (ALT | META)};
	return SEQUENCE_KEY;
}

/* The numbers between ';', at least one; those that are not there are 0. */
static void numbers(const char *s, size_t len, int n[NUMBERS])
{
	int at = 0;

	memset(n, 0, NUMBERS * sizeof *n);
	for (size_t i = 0; i < len && at < NUMBERS; i++)
		if (s[i] == ';')
			at++;
		else if (s[i] >= '0' && s[i] <= '9' && n[at] < 10000)
			n[at] = n[at] * 10 + s[i] - '0';
}

static enum sequence_type mouse(const char *s, size_t len, char last, struct sequence *out)
{
	static const struct {
		int code;
		enum mouse_button button;
	} buttons[] = {{0, MOUSE_LEFT}, {1, MOUSE_MIDDLE}, {2, MOUSE_RIGHT}, {64, MOUSE_WHEEL_UP}, {65, MOUSE_WHEEL_DOWN}};
	int n[NUMBERS];

	numbers(s, len, n);
	for (size_t i = 0; last == 'M' && i < sizeof buttons / sizeof *buttons; i++)
		if (buttons[i].code == n[0]) {
			out->button = buttons[i].button;
			out->column = n[1] - 1;
			out->row = n[2] - 1;
			return SEQUENCE_MOUSE;
		}
	return SEQUENCE_UNKNOWN;
}

static enum sequence_type tilde(int number, int modifiers, struct sequence *out)
{
	if (number == 200)
		return SEQUENCE_PASTE;
	return pressed(number < (int)sizeof tilde_keys ? tilde_keys[number] : KEY_NONE, modifiers, out);
}

/* A whole CSI sequence: parameters s, and the byte that ended it. */
static enum sequence_type control_sequence(const char *s, size_t len, char last, struct sequence *out)
{
	int n[NUMBERS], modifiers;

	if (len && s[0] == '<')
		return mouse(s + 1, len - 1, last, out);
	if (len && s[0] > ';')
		return SEQUENCE_UNKNOWN;
	numbers(s, len, n);
	modifiers = n[1] > 0 ? n[1] - 1 : 0;
	switch (last) {
	case '~':
		return tilde(n[0], modifiers, out);
	case '^':
		return tilde(n[0], CONTROL, out);
	case '@':
		return tilde(n[0], CONTROL | SHIFT, out);
	case '$':
		return tilde(n[0], SHIFT, out);
	default:
		return pressed(letter_keys[(unsigned char)last], modifiers, out);
	}
}

static enum sequence_type read_csi(const char *s, size_t len, struct sequence *out)
{
	size_t i = 0;

	if (len && s[0] == '[') { /* linux: F1 to F5 */
		if (len == 1)
			return SEQUENCE_MORE;
		return s[1] >= 'A' && s[1] <= 'E' ? pressed(KEY_F1 + (s[1] - 'A'), 0, out) : SEQUENCE_BAD;
	}
	while (i < len && s[i] >= '0' && s[i] <= '?')
		i++;
	if (i && i < len && s[i] == '$' && s[0] <= '9') /* rxvt, with shift */
		return control_sequence(s, i, '$', out);
	while (i < len && s[i] >= ' ' && s[i] <= '/')
		i++;
	if (i == len)
		return len < SEQUENCE_MOST ? SEQUENCE_MORE : SEQUENCE_BAD;
	if (s[i] < '@' || s[i] > '~')
		return SEQUENCE_BAD;
	return control_sequence(s, i, s[i], out);
}

static enum sequence_type read_ss3(const char *s, size_t len, struct sequence *out)
{
	int n[NUMBERS], modifiers;
	unsigned char last;
	size_t i = 0;

	while (i < len && ((s[i] >= '0' && s[i] <= '9') || s[i] == ';'))
		i++;
	if (i == len)
		return len < SS3_MOST ? SEQUENCE_MORE : SEQUENCE_BAD;
	last = (unsigned char)s[i];
	numbers(s, i, n);
	modifiers = n[1] > 0 ? n[1] - 1 : n[0] > 1 ? n[0] - 1 : 0;
	if (last >= sizeof letter_keys)
		return SEQUENCE_BAD;
	if (last == 'M' || last == 'I')
		return pressed(last == 'M' ? KEY_ENTER : KEY_TAB, modifiers, out);
	if (letter_keys[last])
		return pressed(letter_keys[last], last >= 'a' ? CONTROL : modifiers, out);
	if (!pad_characters[last] || i)
		return SEQUENCE_BAD;
	out->chord = (struct chord){.key = KEY_CHAR, .character = (unsigned char)pad_characters[last]};
	return SEQUENCE_KEY;
}

enum sequence_type keys_read(const char *s, size_t len, struct sequence *out)
{
	if (len && s[0] == '[')
		return read_csi(s + 1, len - 1, out);
	if (len && s[0] == 'O')
		return read_ss3(s + 1, len - 1, out);
	return len ? SEQUENCE_BAD : SEQUENCE_MORE;
}
