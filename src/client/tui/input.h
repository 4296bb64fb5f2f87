/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

/* From bytes with their times to events: keys, typed text, scans, pastes.
 * Pure: no clock, no tty; the same calls give the same events.
 *
 * Only input_next() lets time pass: bytes that were fed late, because the
 * program was busy between two bytes of a scan, do not break the scan.  So
 * read what there is before asking for the next event.
 *
 * A scan (F13) is what stands between the configured prefix and suffix; or,
 * without a prefix, at least `scan_least` characters each at most
 * `scan_gap_ms` after the one before, ended by the suffix.  Within a scan
 * every byte is data.  A typed printable character is therefore held back for
 * scan_gap_ms; a key sequence (ESC ...) is not.  Bracketed paste is one event.
 * A scan without its end is typed text after all; after a prefix only its
 * printable characters are.
 *
 * All families of key sequences are understood on every TERM: xterm, vt220,
 * linux, PuTTY, rxvt (keys.h), plus what terminfo says of this one. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key {
	KEY_NONE, KEY_ENTER, KEY_ESC, KEY_TAB, KEY_BACKTAB, KEY_BACKSPACE, KEY_DELETE, KEY_INSERT,
	KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_PAGE_UP, KEY_PAGE_DOWN,
	KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6, KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11, KEY_F12,
	KEY_F13, KEY_F14, KEY_F15, KEY_F16, KEY_F17, KEY_F18, KEY_F19, KEY_F20, /* shift with F1..F8 where there are twelve */
	KEY_CHAR,  /* a character: chord.character */
	KEY_COUNT,
};

struct chord { /* one pressed key */
	enum key key;
	bool control, alt;
	uint32_t character; /* KEY_CHAR; with control: the lower case letter */
};

enum input_type { INPUT_CHORD, INPUT_SCAN, INPUT_PASTE, INPUT_MOUSE };

enum mouse_button { MOUSE_LEFT, MOUSE_MIDDLE, MOUSE_RIGHT, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct input_event {
	enum input_type type;
	struct chord chord;
	const char *bytes; /* SCAN, PASTE: NUL-terminated, may hold anything else; until the next call */
	size_t len;
	enum mouse_button button; /* MOUSE: pressed or turned at */
	int row, column;          /* of the canvas */
};

struct input_options {
	char prefix[8], suffix[8]; /* "" none; suffix "" means Enter or Tab */
	int scan_gap_ms;           /* 30 */
	int scan_least;            /* 3 */
	bool single_byte;          /* the locale has one byte a character (not UTF-8): btowc() says which */
};

struct input;
struct input *input_new(const struct input_options *o);
void input_free(struct input **in);
/* A sequence of this terminal, for a key by terminfo ("kf1" ...); only such as
 * begin with ESC are learned. */
void input_learn(struct input *in, const char *sequence, enum key key);
/* Bytes that came at now_ms. */
void input_feed(struct input *in, const void *bytes, size_t n, int64_t now_ms);
/* The next event that is certain at now_ms; false: none. */
bool input_next(struct input *in, int64_t now_ms, struct input_event *out);
/* Milliseconds until something held back becomes certain; -1: nothing is. */
int input_wait_ms(const struct input *in, int64_t now_ms);

/* "F1", "C-x", "M-x", "Enter", "S-Tab", "PgUp", "a", "Space"; and back.  PF1
 * to PF4 are F1 to F4.  C-i, C-m, C-j, C-h and C-[ are the keys that send
 * the same byte. */
bool chord_parse(const char *name, struct chord *out);
void chord_print(const struct chord *c, char out[16]);
bool chord_equal(const struct chord *a, const struct chord *b);

#endif
