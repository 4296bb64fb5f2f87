/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/input.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "client/tui/keys.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum {
	ESC = 0x1b, DEL = 0x7f,
	ESC_HOLD_MS = 50,      /* a lone ESC is the key after this */
	PART_HOLD_MS = 250,    /* half a sequence or character is given up */
	ENDLESS_HOLD_MS = 1000, /* a paste, or a scan after a prefix, without its end */
	SCAN_MOST = 8192, PASTE_MOST = 65536, LEARNED_MOST = 64,
};
static const char paste_end[] = "\033[201~";

/* What the bytes in `held` are. */
enum state {
	GROUND,   /* none are */
	HOLDING,  /* characters, perhaps of a scan (without a prefix) */
	ESCAPE,   /* what followed an ESC */
	PARTIAL,  /* the beginning of a character in UTF-8 */
	MATCHING, /* the beginning of the prefix */
	SCANNING, /* prefix and scan */
	PASTING,
};

struct learned {
	char sequence[16]; /* without its ESC */
	enum key key;
};

struct queued {
	struct input_event event;
	char *owned; /* event.bytes */
};

struct input {
	struct input_options o;
	size_t prefix_len, suffix_len;
	enum state state;
	struct buf held;
	size_t characters; /* HOLDING: how many are held */
	bool escaped;      /* HOLDING: an ESC came just before */
	bool alt;          /* for the next chord */
	bool replaying;    /* held bytes turned out to be typed: hold nothing back */
	bool after_cr;     /* a scan ended with CR: the LF of a CR LF is not a key */
	int64_t last_ms;
	struct learned learned[LEARNED_MOST];
	size_t learned_n;
	struct queued *events;
	size_t first, count, room;
	char *given; /* bytes of the event given last */
};

static void take(struct input *in, char byte);

struct input *input_new(const struct input_options *o)
{
	struct input *in = xcalloc(1, sizeof *in);

	in->o = *o;
	in->o.scan_gap_ms = o->scan_gap_ms > 0 ? o->scan_gap_ms : 30;
	in->o.scan_least = o->scan_least > 0 ? o->scan_least : 3;
	in->prefix_len = strnlen(o->prefix, sizeof o->prefix);
	in->suffix_len = strnlen(o->suffix, sizeof o->suffix);
	return in;
}

void input_free(struct input **in)
{
	if (!*in)
		return;
	for (size_t i = (*in)->first; i < (*in)->count; i++)
		free((*in)->events[i].owned);
	free((*in)->events);
	free((*in)->given);
	buf_release(&(*in)->held);
	free(*in);
	*in = NULL;
}

void input_learn(struct input *in, const char *sequence, enum key key)
{
	size_t len = sequence ? strlen(sequence) : 0;

	if (len < 2 || sequence[0] != ESC || len > sizeof in->learned->sequence || in->learned_n == LEARNED_MOST)
		return;
	memcpy(in->learned[in->learned_n].sequence, sequence + 1, len);
	in->learned[in->learned_n++].key = key;
}

static void emit(struct input *in, struct input_event event, char *owned)
{
	if (in->count == in->room) {
		in->room = in->room ? 2 * in->room : 16;
		in->events = xrealloc(in->events, in->room * sizeof *in->events);
	}
	event.bytes = owned;
	in->events[in->count++] = (struct queued){event, owned};
}

static void emit_chord(struct input *in, struct chord chord)
{
	chord.alt |= in->alt;
	in->alt = false;
	emit(in, (struct input_event){.type = INPUT_CHORD, .chord = chord}, NULL);
}

static void emit_key(struct input *in, enum key key)
{
	emit_chord(in, (struct chord){.key = key});
}

static void emit_bytes(struct input *in, enum input_type type, const char *bytes, size_t len)
{
	struct buf out = BUF_INIT;
	char utf8[4];

	buf_add(&out, "", 0); /* data, though empty */
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		wint_t wide = in->o.single_byte && byte >= 0x80 ? btowc(byte) : WEOF;

		if (wide == WEOF)
			buf_addc(&out, bytes[i]);
		else
			buf_add(&out, utf8, utf8_encode((uint32_t)wide, utf8));
	}
	emit(in, (struct input_event){.type = type, .len = out.len}, out.data);
}

/* Takes the held bytes out, to be gone through anew. */
static struct buf held_take(struct input *in)
{
	struct buf held = in->held;

	in->held = (struct buf)BUF_INIT;
	in->state = GROUND;
	return held;
}

static void drop_held(struct input *in)
{
	buf_clear(&in->held);
	in->state = GROUND;
}

/* The held bytes were typed: keys and characters, no scan. */
static void replay(struct input *in)
{
	struct buf held = held_take(in);

	in->replaying = true;
	for (size_t i = 0; i < held.len; i++)
		take(in, held.data[i]);
	in->replaying = false;
	buf_release(&held);
}

static void press_control(struct input *in, unsigned char byte)
{
	switch (byte) {
	case '\r':
	case '\n':
		emit_key(in, KEY_ENTER);
		break;
	case '\t':
		emit_key(in, KEY_TAB);
		break;
	case '\b':
	case DEL:
		emit_key(in, KEY_BACKSPACE);
		break;
	case 0:
		emit_chord(in, (struct chord){.key = KEY_CHAR, .control = true, .character = ' '});
		break;
	default:
		emit_chord(in, (struct chord){.key = KEY_CHAR, .control = true,
			.character = (uint32_t)byte + (byte < ESC ? 'a' - 1 : '@')});
	}
}

/* Bytes of the character that this one begins; 0 when it begins none. */
static size_t character_len(unsigned char byte)
{
	return byte < 0x80 ? 1 : byte < 0xc2 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
}

/* Bytes that are no character were typed by nobody. */
static void drop_character(struct input *in)
{
	in->alt = false;
	drop_held(in);
}

static void press_single_byte(struct input *in, char byte)
{
	wint_t wide = btowc((unsigned char)byte);

	if (wide == WEOF)
		drop_character(in);
	else
		emit_chord(in, (struct chord){.key = KEY_CHAR, .character = (uint32_t)wide});
}

static void press_character(struct input *in, char byte)
{
	struct chord chord = {.key = KEY_CHAR};
	size_t len;

	if (in->o.single_byte) {
		press_single_byte(in, byte);
		return;
	}
	buf_addc(&in->held, byte);
	len = character_len((unsigned char)in->held.data[0]);
	in->state = PARTIAL;
	if (len && in->held.len < len)
		return;
	if (len && utf8_decode(in->held.data, len, &chord.character)) {
		drop_held(in);
		emit_chord(in, chord);
	} else {
		drop_character(in);
	}
}

/* One byte that is not, or no longer, thought to be part of a scan. */
static void press(struct input *in, char byte)
{
	unsigned char b = (unsigned char)byte;

	if (b == ESC)
		in->state = ESCAPE;
	else if (b < ' ' || b == DEL)
		press_control(in, b);
	else
		press_character(in, byte);
}

static bool ends_with_suffix(const struct input *in, size_t start)
{
	size_t len = in->held.len - start;

	return in->suffix_len && len >= in->suffix_len &&
		!memcmp(in->held.data + in->held.len - in->suffix_len, in->o.suffix, in->suffix_len);
}

/* A scan stands in held from `start`, without its suffix's `end` bytes. */
static void finish_scan(struct input *in, size_t start, size_t end)
{
	char last = in->held.data[in->held.len - 1];

	if (in->escaped)
		emit_key(in, KEY_ESC);
	in->escaped = false;
	emit_bytes(in, INPUT_SCAN, in->held.data + start, in->held.len - start - end);
	in->after_cr = last == '\r';
	drop_held(in);
}

static bool is_line_end(char byte)
{
	return byte == '\r' || byte == '\n' || byte == '\t';
}

/* What may begin a scan: printable, or a separator of GS1 and ISO 15434. */
static bool is_scan_byte(char byte)
{
	unsigned char b = (unsigned char)byte;

	return b >= 0x1c && b != DEL;
}

static bool is_continuation(const struct input *in, char byte)
{
	return !in->o.single_byte && ((unsigned char)byte & 0xc0) == 0x80;
}

/* Held characters were no scan; with an ESC before them the first is a chord
 * with alt. */
static void give_up_scan(struct input *in)
{
	in->alt = in->escaped;
	in->escaped = false;
	replay(in);
	in->alt = false;
}

static void hold(struct input *in, char byte)
{
	size_t least = (size_t)in->o.scan_least;

	if (in->characters < least && !is_scan_byte(byte)) {
		give_up_scan(in);
		take(in, byte);
		return;
	}
	buf_addc(&in->held, byte);
	if (in->characters >= least && !in->suffix_len && is_line_end(byte)) {
		finish_scan(in, 0, 1);
		return;
	}
	in->characters += !is_continuation(in, byte);
	if (ends_with_suffix(in, 0) && in->characters >= least + in->suffix_len)
		finish_scan(in, 0, in->suffix_len);
	else if (in->held.len > SCAN_MOST)
		give_up_scan(in);
}

static void start_holding(struct input *in, bool escaped)
{
	in->state = HOLDING;
	in->characters = 0;
	in->escaped = escaped;
}

static bool may_hold(const struct input *in, char byte)
{
	return !in->prefix_len && !in->replaying && is_scan_byte(byte);
}

/* Held bytes that cannot be the prefix: the first is a key, the rest begin anew. */
static void match(struct input *in, char byte)
{
	struct buf held;

	buf_addc(&in->held, byte);
	in->state = MATCHING;
	if (!memcmp(in->held.data, in->o.prefix, in->held.len)) {
		if (in->held.len == in->prefix_len)
			in->state = SCANNING;
		return;
	}
	held = held_take(in);
	press(in, held.data[0]);
	for (size_t i = 1; i < held.len; i++)
		take(in, held.data[i]);
	buf_release(&held);
}

/* A scan after a prefix that never ended, or held nothing: its printable
 * characters were typed, its other bytes press no key. */
static void abandon_scan(struct input *in)
{
	struct buf held = held_take(in);

	in->replaying = true;
	for (size_t i = 0; i < held.len; i++)
		if ((unsigned char)held.data[i] >= ' ' && held.data[i] != DEL)
			take(in, held.data[i]);
	in->replaying = false;
	buf_release(&held);
}

static void scan(struct input *in, char byte)
{
	bool end;
	size_t end_len = in->suffix_len ? in->suffix_len : 1;

	buf_addc(&in->held, byte);
	end = in->suffix_len ? ends_with_suffix(in, in->prefix_len) : is_line_end(byte);
	if (end && in->held.len > in->prefix_len + end_len) {
		finish_scan(in, in->prefix_len, end_len);
	} else if (end) {
		abandon_scan(in);
		if ((unsigned char)in->o.prefix[0] >= ' ')
			press(in, byte);
	} else if (in->held.len > SCAN_MOST) {
		abandon_scan(in);
	}
}

static void paste(struct input *in, char byte)
{
	const size_t end = sizeof paste_end - 1;
	struct buf *held = &in->held;

	if (held->len == PASTE_MOST + end) {
		memmove(held->data + PASTE_MOST, held->data + PASTE_MOST + 1, end - 1);
		held->len--;
	}
	buf_addc(held, byte);
	if (held->len < end || memcmp(held->data + held->len - end, paste_end, end) != 0)
		return;
	emit_bytes(in, INPUT_PASTE, held->data, held->len - end);
	drop_held(in);
}

/* The bytes after ESC are no sequence: ESC or alt, and what was typed. */
static void give_up_escape(struct input *in)
{
	struct buf held = held_take(in);
	unsigned char first = held.len ? (unsigned char)held.data[0] : 0;

	if (held.len && may_hold(in, held.data[0]))
		start_holding(in, true);
	else if (first >= ' ' || first == '\b')
		in->alt = true;
	else
		emit_key(in, KEY_ESC);
	for (size_t i = 0; i < held.len; i++)
		take(in, held.data[i]);
	buf_release(&held);
}

/* Whether held is, or begins, a sequence of this terminal. */
static enum sequence_type read_learned(const struct input *in, struct sequence *out)
{
	enum sequence_type found = SEQUENCE_BAD;

	for (size_t i = 0; i < in->learned_n; i++) {
		const struct learned *l = &in->learned[i];

		if (strncmp(l->sequence, in->held.data, in->held.len) != 0)
			continue;
		if (l->sequence[in->held.len])
			found = SEQUENCE_MORE;
		else {
			out->chord = (struct chord){.key = l->key};
			return SEQUENCE_KEY;
		}
	}
	return found;
}

static void escape_done(struct input *in, enum sequence_type type, const struct sequence *s)
{
	drop_held(in);
	switch (type) {
	case SEQUENCE_KEY:
		emit_chord(in, s->chord);
		break;
	case SEQUENCE_MOUSE:
		emit(in, (struct input_event){.type = INPUT_MOUSE, .button = s->button, .row = s->row, .column = s->column}, NULL);
		break;
	case SEQUENCE_PASTE:
		in->state = PASTING;
		break;
	default:
		break;
	}
}

static void escape(struct input *in, char byte)
{
	struct sequence s = {.row = 0};
	enum sequence_type type;

	if (!in->held.len && byte == ESC) {
		emit_key(in, KEY_ESC);
		return;
	}
	if (!in->held.len && in->prefix_len && !in->replaying && byte == in->o.prefix[0] && byte != '[' && byte != 'O') {
		in->state = GROUND;
		emit_key(in, KEY_ESC);
		take(in, byte);
		return;
	}
	buf_addc(&in->held, byte);
	type = read_learned(in, &s);
	if (type == SEQUENCE_BAD)
		type = keys_read(in->held.data, in->held.len, &s);
	if (type == SEQUENCE_BAD)
		give_up_escape(in);
	else if (type != SEQUENCE_MORE)
		escape_done(in, type, &s);
}

static void ground(struct input *in, char byte)
{
	bool after_cr = in->after_cr;

	in->after_cr = false;
	if (after_cr && byte == '\n')
		return;
	if (may_hold(in, byte)) {
		start_holding(in, false);
		hold(in, byte);
	} else if (in->prefix_len && !in->replaying) {
		match(in, byte);
	} else {
		press(in, byte);
	}
}

static void take(struct input *in, char byte)
{
	switch (in->state) {
	case GROUND:
		ground(in, byte);
		break;
	case HOLDING:
		hold(in, byte);
		break;
	case ESCAPE:
		escape(in, byte);
		break;
	case PARTIAL:
		if (((unsigned char)byte & 0xc0) == 0x80) {
			press_character(in, byte);
		} else {
			drop_character(in);
			take(in, byte);
		}
		break;
	case MATCHING:
		match(in, byte);
		break;
	case SCANNING:
		scan(in, byte);
		break;
	case PASTING:
		paste(in, byte);
		break;
	}
}

void input_feed(struct input *in, const void *bytes, size_t n, int64_t now_ms)
{
	const char *s = bytes;

	for (size_t i = 0; i < n; i++)
		take(in, s[i]);
	if (n)
		in->last_ms = now_ms;
}

/* How long after the last byte the held ones become certain; -1: none are held. */
static int hold_ms(const struct input *in)
{
	switch (in->state) {
	case HOLDING:
		return in->o.scan_gap_ms + 1;
	case ESCAPE:
		return in->held.len ? PART_HOLD_MS : ESC_HOLD_MS;
	case MATCHING:
		return ESC_HOLD_MS;
	case PARTIAL:
		return PART_HOLD_MS;
	case SCANNING:
	case PASTING:
		return ENDLESS_HOLD_MS;
	case GROUND:
		break;
	}
	return -1;
}

static void expire(struct input *in)
{
	switch (in->state) {
	case HOLDING:
		give_up_scan(in);
		break;
	case ESCAPE:
		give_up_escape(in);
		break;
	case MATCHING:
		replay(in);
		break;
	case SCANNING:
		abandon_scan(in);
		break;
	case PASTING:
		emit_bytes(in, INPUT_PASTE, in->held.data, in->held.len);
		drop_held(in);
		break;
	case PARTIAL:
		drop_character(in);
		break;
	case GROUND:
		break;
	}
}

bool input_next(struct input *in, int64_t now_ms, struct input_event *out)
{
	free(in->given);
	in->given = NULL;
	if (now_ms < in->last_ms)
		in->last_ms = now_ms;
	if (now_ms - in->last_ms > in->o.scan_gap_ms)
		in->after_cr = false;
	while (in->first == in->count) {
		in->first = in->count = 0;
		if (hold_ms(in) < 0 || now_ms - in->last_ms < hold_ms(in))
			return false;
		expire(in);
	}
	*out = in->events[in->first].event;
	in->given = in->events[in->first++].owned;
	return true;
}

int input_wait_ms(const struct input *in, int64_t now_ms)
{
	int hold = hold_ms(in);
	int64_t left = in->last_ms + hold - now_ms;

	if (in->first < in->count)
		return 0;
	if (hold < 0)
		return -1;
	return left < 0 ? 0 : left > hold ? hold : (int)left;
}
