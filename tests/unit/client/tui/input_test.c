/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buf.h"
#include "base/utf8.h"
#include "client/tui/input.h"
#include "client/tui/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* The events as words: chords by name, "[scan]", "{paste}", "<button row column>";
 * what is not printable by its number. */
static struct buf said;

static void say_bytes(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ')
			buf_addf(&said, "\\%d", s[i]);
		else
			buf_addc(&said, s[i]);
}

static void say(const struct input_event *e)
{
	char name[16];

	if (said.len)
		buf_addc(&said, ' ');
	switch (e->type) {
	case INPUT_CHORD:
		chord_print(&e->chord, name);
		buf_adds(&said, name);
		break;
	case INPUT_MOUSE:
		buf_addf(&said, "<%d %d %d>", e->button, e->row, e->column);
		break;
	case INPUT_SCAN:
	case INPUT_PASTE:
		assert_int_equal(e->bytes[e->len], 0);
		buf_addc(&said, e->type == INPUT_SCAN ? '[' : '{');
		say_bytes(e->bytes, e->len);
		buf_addc(&said, e->type == INPUT_SCAN ? ']' : '}');
	}
}

static void listen(struct input *in, int64_t now_ms)
{
	struct input_event e;

	while (input_next(in, now_ms, &e))
		say(&e);
}

static void feed(struct input *in, const char *s, int64_t now_ms)
{
	listen(in, now_ms);
	input_feed(in, s, strlen(s), now_ms);
	listen(in, now_ms);
}

static const char *heard(void)
{
	static char last[4096];

	snprintf(last, sizeof last, "%s", buf_str(&said));
	buf_release(&said);
	return last;
}

/* All at once, then silence. */
static const char *read_all(const struct input_options *o, const char *s, size_t n)
{
	struct input *in = input_new(o);

	input_feed(in, s, n, 0);
	listen(in, 0);
	listen(in, 10000);
	assert_int_equal(input_wait_ms(in, 10000), -1);
	input_free(&in);
	return heard();
}

static const struct input_options plain = {.scan_gap_ms = 30, .scan_least = 3};
static const struct input_options stx = {.prefix = "\x02", .scan_gap_ms = 30, .scan_least = 3};

static void assert_reads(const char *bytes, const char *words)
{
	assert_string_equal(read_all(&plain, bytes, strlen(bytes)), words);
}

static void assert_reads_prefixed(const char *bytes, const char *words)
{
	assert_string_equal(read_all(&stx, bytes, strlen(bytes)), words);
}

static void F4_all_families_of_keys_are_understood(void **state)
{
	static const struct {
		const char *bytes, *words;
	} keys[] = {
		/* xterm, normal and application cursor keys */
		{"\033OP", "F1"}, {"\033OQ", "F2"}, {"\033OR", "F3"}, {"\033OS", "F4"}, {"\033[15~", "F5"}, {"\033[17~", "F6"},
		{"\033[21~", "F10"}, {"\033[23~", "F11"}, {"\033[24~", "F12"}, {"\033[A", "Up"}, {"\033OA", "Up"}, {"\033[B", "Down"},
		{"\033OC", "Right"}, {"\033[D", "Left"}, {"\033[H", "Home"}, {"\033OH", "Home"}, {"\033[F", "End"}, {"\033OF", "End"},
		{"\033[2~", "Insert"}, {"\033[3~", "Delete"}, {"\033[5~", "PgUp"}, {"\033[6~", "PgDn"}, {"\033[Z", "S-Tab"},
		/* modifiers */
		{"\033[1;5A", "C-Up"}, {"\033[1;3D", "M-Left"}, {"\033[1;7C", "C-M-Right"}, {"\033[3;5~", "C-Delete"},
		{"\033[1;2P", "F13"}, {"\033[15;2~", "F17"}, {"\033[19;2~", "F20"}, {"\033[1;5P", "C-F1"}, {"\033[1;2A", "Up"},
		/* linux console; PuTTY; vt220; rxvt */
		{"\033[[A", "F1"}, {"\033[[E", "F5"}, {"\033[1~", "Home"}, {"\033[4~", "End"}, {"\033[11~", "F1"}, {"\033[14~", "F4"},
		{"\033[25~", "F13"}, {"\033[28~", "F15"}, {"\033[29~", "F16"}, {"\033[34~", "F20"}, {"\033[7~", "Home"},
		{"\033[8~", "End"}, {"\033[3$", "Delete"}, {"\033[3^", "C-Delete"}, {"\033[3@", "C-Delete"}, {"\033[a", "Up"},
		{"\033Od", "C-Left"},
		/* the numeric pad in application mode */
		{"\033Op", "0"}, {"\033Oy", "9"}, {"\033Ok", "+"}, {"\033Om", "-"}, {"\033Oj", "*"}, {"\033Oo", "/"}, {"\033On", "."},
		{"\033OM", "Enter"},
		/* plain control bytes */
		{"\r", "Enter"}, {"\n", "Enter"}, {"\t", "Tab"}, {"\x7f", "Backspace"}, {"\b", "Backspace"}, {"\x01", "C-a"},
		{"\x1a", "C-z"}, {"\x1d", "C-]"}, {"\x1f", "C-_"}, {"\033", "Esc"}, {"\033\033", "Esc Esc"},
		/* alt */
		{"\033x", "M-x"}, {"\033?", "M-?"}, {"\033\x7f", "M-Backspace"}, {"\033\u00e5", "M-\u00e5"}, {"\033[", "M-["},
		{"\033O", "M-O"}, {"\033\r", "Esc Enter"}, {"\033\x01", "Esc C-a"}, {"\033\033[A", "Esc Up"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_reads(keys[i].bytes, keys[i].words);
	assert_string_equal(read_all(&plain, "\0", 1), "C-Space");
}

static void unknown_sequences_are_swallowed_and_broken_ones_typed(void **state)
{
	(void)state;
	assert_reads("\033[99~a", "a");
	assert_reads("\033[?62;1ca", "a");
	assert_reads("\033[Ia\033[O", "a");
	assert_reads("\033[201~a", "a");
	assert_reads("\033[99999999999999~", "");
	assert_reads("\033[12", "M-[ 1 2");
	assert_reads("\033[1\r", "M-[ 1 Enter");
	assert_reads("\033Oz", "M-O z");
}

static void a_sequence_may_come_in_pieces(void **state)
{
	struct input *in = input_new(&plain);

	(void)state;
	feed(in, "\033", 0);
	assert_int_equal(input_wait_ms(in, 10), 40);
	feed(in, "[1", 40);
	feed(in, "5", 80);
	feed(in, "~", 120);
	assert_string_equal(heard(), "F5");
	feed(in, "\033", 200);
	listen(in, 249);
	assert_string_equal(heard(), "");
	listen(in, 250);
	assert_string_equal(heard(), "Esc");
	feed(in, "[A", 251);
	listen(in, 400);
	assert_string_equal(heard(), "[ A");
	input_free(&in);
}

static void the_terminals_own_sequences_are_learned(void **state)
{
	struct input *in = input_new(&plain);

	(void)state;
	input_learn(in, "\033p", KEY_F1);
	input_learn(in, "\033pq~", KEY_F2);
	input_learn(in, "\033[225z", KEY_F2);
	input_learn(in, "\x08", KEY_LEFT);
	input_learn(in, NULL, KEY_LEFT);
	input_learn(in, "\033[a very long sequence indeed", KEY_LEFT);
	feed(in, "\033[225z\b", 0);
	assert_string_equal(heard(), "F2 Backspace");
	feed(in, "\033p", 10);
	assert_string_equal(heard(), "F1");
	for (size_t i = 0; i < key_capability_count; i++)
		assert_in_range(key_capabilities[i].key, KEY_ENTER, KEY_F20);
	input_free(&in);
}

static void typed_characters_are_held_only_for_the_gap(void **state)
{
	struct input *in = input_new(&plain);

	(void)state;
	feed(in, "1", 0);
	assert_int_equal(input_wait_ms(in, 0), 31);
	listen(in, 30);
	assert_string_equal(heard(), "");
	listen(in, 31);
	assert_string_equal(heard(), "1");
	assert_int_equal(input_wait_ms(in, 31), -1);
	feed(in, "2", 100);
	feed(in, "3", 131);
	feed(in, "4", 162);
	feed(in, "\r", 193);
	assert_string_equal(heard(), "2 3 4 Enter");
	feed(in, "\033[A", 300);
	assert_string_equal(heard(), "Up");
	input_free(&in);
}

static void F13_a_scan_is_fast_characters_and_the_suffix(void **state)
{
	struct input *in = input_new(&plain);

	(void)state;
	feed(in, "4", 0);
	feed(in, "0", 30);
	feed(in, "1", 60);
	feed(in, "\r", 90);
	assert_string_equal(heard(), "[401]");
	assert_reads("40\r", "4 0 Enter");
	assert_reads("401\t", "[401]");
	assert_reads("401\n", "[401]");
	assert_reads("401\r\n402\r\n", "[401] [402]");
	assert_reads("401\r\r", "[401] Enter");
	assert_reads("401", "4 0 1");
	assert_reads("\u00e5\u00e4\r", "\u00e5 \u00e4 Enter");
	assert_reads("\u00e5\u00e4\u00f6\r", "[\u00e5\u00e4\u00f6]");
	input_free(&in);
}

static void F5_scans_are_neither_lost_nor_merged(void **state)
{
	(void)state;
	assert_reads("12345\rABCDE\r", "[12345] [ABCDE]");
	assert_reads_prefixed("\x02" "12345\r\x02" "ABCDE\r", "[12345] [ABCDE]");
	assert_reads("\033[B12345\r", "Down [12345]");
	assert_reads("\03312345\r", "Esc [12345]");
	assert_reads("\033[)>\x1e" "06\x1d" "1T5\x1e\x04\r", "Esc [[)>\\3006\\291T5\\30\\4]");
	assert_reads_prefixed("\033\x02" "12345\r", "Esc [12345]");
}

/* The program was busy while the rest of the scan came. */
static void F5_a_scan_survives_a_busy_program(void **state)
{
	struct input *in = input_new(&plain);
	struct input_event e;

	(void)state;
	input_feed(in, "12", 2, 0);
	assert_false(input_next(in, 0, &e));
	input_feed(in, "345\r", 4, 500);
	listen(in, 500);
	assert_string_equal(heard(), "[12345]");
	input_free(&in);
}

static void F13_in_a_scan_every_byte_is_data(void **state)
{
	(void)state;
	assert_reads("]C1" "0104\x1d" "10AB\x1e\x02\x04\r", "[]C10104\\2910AB\\30\\2\\4]");
	assert_reads("\x1d" "0104\r", "[\\290104]");
	assert_reads("ABC\033[21~\033OP\x11\x7f" "D\r", "[ABC\\27[21~\\27OP\\17\x7f" "D]");
	assert_reads("ABC\033[200~D\r", "[ABC\\27[200~D]");
	assert_reads_prefixed("\x02\033[21~\x03\033\r", "[\\27[21~\\3\\27]");
	assert_reads_prefixed("\x02" "A\r", "[A]");
}

static void F13_the_prefix_and_suffix_are_configured(void **state)
{
	const struct input_options both = {.prefix = "~~", .suffix = "\r\n"}, end = {.suffix = "#"}, cr = {.suffix = "\r"};

	(void)state;
	assert_string_equal(read_all(&both, "~~A\tB\r\r\n~~~C\r\n", 14), "[A\\9B\\13] [~C]");
	assert_string_equal(read_all(&both, "~a~\r", 4), "~ a ~ Enter");
	assert_string_equal(read_all(&both, "abcdef\r", 7), "a b c d e f Enter");
	assert_string_equal(read_all(&end, "AB#ABC#", 7), "[AB#ABC]");
	assert_string_equal(read_all(&end, "ABC#DEFG#H\r", 11), "[ABC] [DEFG] H Enter");
	assert_string_equal(read_all(&cr, "A\tC", 3), "A Tab C");
	assert_string_equal(read_all(&cr, "ABC\tD\r", 6), "[ABC\\9D]");
}

static void F13_a_prefix_without_a_scan_presses_no_key(void **state)
{
	const struct input_options tilde = {.prefix = "~"};
	struct input *in = input_new(&stx);

	(void)state;
	assert_reads_prefixed("\x02\r", "");
	assert_reads_prefixed("\x02" "AB\033[21~", "A B [ 2 1 ~");
	assert_string_equal(read_all(&tilde, "~\r", 2), "~ Enter");
	assert_string_equal(read_all(&tilde, "~", 1), "~");
	feed(in, "\x02" "AB", 0);
	assert_int_equal(input_wait_ms(in, 0), 1000);
	feed(in, "C\r", 900); /* a prefix makes slow lines bearable */
	assert_string_equal(heard(), "[ABC]");
	feed(in, "a", 2000);
	assert_string_equal(heard(), "a");
	input_free(&in);
}

static void a_paste_is_one_event(void **state)
{
	struct buf long_paste = BUF_INIT;
	struct input *in = input_new(&plain);
	struct input_event e;

	(void)state;
	assert_reads("\033[200~a\r\n\033[Ab\033[201~c", "{a\\13\\10\\27[Ab} c");
	assert_reads("\033[200~abc", "{abc}");
	assert_reads("\033[200~\033[201~", "{}");
	buf_adds(&long_paste, "\033[200~");
	for (int i = 0; i < 100000; i++)
		buf_addc(&long_paste, 'x');
	buf_adds(&long_paste, "\033[201~y");
	input_feed(in, long_paste.data, long_paste.len, 0);
	assert_true(input_next(in, 0, &e));
	assert_int_equal(e.type, INPUT_PASTE);
	assert_int_equal(e.len, 65536);
	assert_int_equal(strspn(e.bytes, "x"), 65536);
	listen(in, 50);
	assert_string_equal(heard(), "y");
	buf_release(&long_paste);
	input_free(&in);
}

static void the_mouse_is_told_by_cell(void **state)
{
	(void)state;
	assert_reads("\033[<0;5;3M\033[<0;5;3m\033[<64;1;1M\033[<65;80;24M\033[<35;1;1M", "<0 2 4> <3 0 0> <4 23 79>");
}

static void characters_of_several_bytes_may_be_split(void **state)
{
	struct input *in = input_new(&stx);

	(void)state;
	feed(in, "\xc3", 0);
	feed(in, "\xa5\xe6\xbc", 100);
	feed(in, "\xa2", 200);
	assert_string_equal(heard(), "\u00e5 \u6f22");
	assert_reads("\xff\xc3" "a\x80\xed\xa0\x80" "b", "a b");
	assert_reads_prefixed("\xff\xc3" "a\x80\xed\xa0\x80" "b\xc3", "a b");
	feed(in, "\033\xff", 1000);
	feed(in, "x", 2000);
	assert_string_equal(heard(), "x");
	input_free(&in);
}

static void single_byte_locales_are_no_utf8(void **state)
{
	const struct input_options o = {.single_byte = true};

	(void)state; /* the C locale has no character above 127 */
	assert_string_equal(read_all(&o, "a\xe5" "b", 3), "a b");
	assert_string_equal(read_all(&o, "abc\r", 4), "[abc]");
}

static void endless_runs_are_given_up(void **state)
{
	struct buf run = BUF_INIT;
	struct input *in = input_new(&plain);
	struct input_event e;
	size_t chords = 0;

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_addc(&run, (char)('a' + i % 26));
	input_feed(in, run.data, run.len, 0);
	while (input_next(in, 100, &e)) {
		assert_int_equal(e.type, INPUT_CHORD);
		assert_int_equal(e.chord.character, 'a' + chords % 26);
		chords++;
	}
	assert_int_equal(chords, 20000);
	buf_release(&run);
	input_free(&in);
}

static void the_clock_may_go_back(void **state)
{
	struct input *in = input_new(&plain);

	(void)state;
	feed(in, "a", 5000000);
	assert_in_range(input_wait_ms(in, 10), 0, 31);
	listen(in, 10);
	listen(in, 41);
	assert_string_equal(heard(), "a");
	input_free(&in);
}

static uint32_t roll(uint32_t *seed, uint32_t sides)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % sides;
}

/* Collects the printable characters of chords and scans. */
static void collect(struct input *in, int64_t now, struct buf *out)
{
	struct input_event e;
	char utf8[4];

	while (input_next(in, now, &e))
		if (e.type == INPUT_SCAN)
			buf_add(out, e.bytes, e.len);
		else if (e.type == INPUT_CHORD && e.chord.key == KEY_CHAR && !e.chord.control)
			buf_add(out, utf8, utf8_encode(e.chord.character, utf8));
}

/* Typed text, keys and scans in pieces of any size at any time: every character
 * comes out once and in order. */
static void F13_no_character_is_lost_or_moved(void **state)
{
	static const char *const pieces[] = {"a", "7", "\u00e5", "\u6f22", "12345\r", "ABCDEFGH\t", "\033[A", "\033OP", "\033[15~", "\r",
		"\x7f", "\t", "\x01", "  ", "]C10104", "\033[[A", "x1\r\n"};

	(void)state;
	for (uint32_t round = 1; round <= 400; round++) {
		const struct input_options *o = round % 3 ? &plain : &stx;
		struct buf sent = BUF_INIT, printable = BUF_INIT, got = BUF_INIT;
		struct input *in = input_new(o);
		uint32_t seed = round;
		int64_t now = 0;

		for (int i = 0; i < 60; i++) {
			const char *piece = pieces[roll(&seed, sizeof pieces / sizeof *pieces)];

			buf_adds(&sent, piece);
			for (const char *s = piece[0] == '\033' ? "" : piece; *s; s++)
				if ((unsigned char)*s >= ' ' && *s != 0x7f)
					buf_addc(&printable, *s);
		}
		for (size_t i = 0, n; i < sent.len; i += n) {
			n = 1 + roll(&seed, 7);
			n = n < sent.len - i ? n : sent.len - i;
			now += roll(&seed, 49);
			collect(in, now, &got);
			input_feed(in, sent.data + i, n, now);
			collect(in, now, &got);
		}
		collect(in, now + 5000, &got);
		/* Sequences inside what turned out to be scans are data: leave them out. */
		for (char *s; got.data && (s = strchr(got.data, '\033'));) {
			size_t len = s[1] == 'O' || s[2] == 'A' ? 3 : s[2] == '[' ? 4 : 5;

			memmove(s, s + len, strlen(s + len) + 1);
		}
		for (char *s = got.data, *to = got.data; s && (*to = *s); s++)
			to += (unsigned char)*s >= ' ' && *s != 0x7f;
		assert_string_equal(got.data, printable.data);
		buf_release(&sent);
		buf_release(&printable);
		buf_release(&got);
		input_free(&in);
	}
}

/* F5, F11: whatever comes, whenever: no crash, always certain in the end. */
static void random_bytes_at_random_times_do_no_harm(void **state)
{
	static const char likely[] = "\033[O0123456789;~ABP<M\r\t\x02\x1d\xc3\xa5";

	(void)state;
	for (uint32_t round = 1; round <= 300; round++) {
		struct input *in = input_new(round % 2 ? &plain : &stx);
		struct input_event e;
		uint32_t seed = round * 7919;
		int64_t now = 0;

		for (int i = 0; i < 400; i++) {
			char byte = (char)(roll(&seed, 3) ? likely[roll(&seed, sizeof likely - 1)] : (int)roll(&seed, 256));

			now += roll(&seed, 4) ? roll(&seed, 4) : roll(&seed, 300);
			input_feed(in, &byte, 1, now);
			while (roll(&seed, 2) && input_next(in, now, &e))
				assert_true(e.type != INPUT_CHORD || e.chord.key != KEY_NONE);
			assert_in_range(input_wait_ms(in, now) + 1, 0, 1001);
		}
		for (int i = 0; i < 10; i++, now += 2000)
			while (input_next(in, now, &e))
				;
		assert_int_equal(input_wait_ms(in, now), -1);
		input_free(&in);
	}
}

static void chords_have_names(void **state)
{
	static const char *const names[] = {"F1", "F20", "C-x", "M-x", "M-X", "C-M-x", "Enter", "Esc", "S-Tab", "PgUp", "PgDn", "a", "A",
		"\u00e5", "Space", "C-Space", "M-Space", "#", "-", "C-_", "M-?", "C-Up", "M-Backspace"};
	static const char *const bad[] = {"", "F0", "F21", "C-", "M-", "C-C-x", "ab", "C-\u00e5", "\x01", " ", "\xff", "C-1", "enter", "S-F1"};
	static const char *const same[][2] = {{"PF1", "F1"}, {"C-X", "C-x"}, {"M-C-x", "C-M-x"}, {"C-m", "Enter"}, {"C-i", "Tab"},
		{"C-[", "Esc"}, {"C-h", "Backspace"}, {"C-@", "C-Space"}};
	struct chord c, d;
	char name[16];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_true(chord_parse(names[i], &c));
		chord_print(&c, name);
		assert_string_equal(name, names[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(chord_parse(bad[i], &c));
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		assert_true(chord_parse(same[i][0], &c) && chord_parse(same[i][1], &d));
		assert_true(chord_equal(&c, &d));
	}
	assert_true(chord_parse("x", &c) && chord_parse("M-x", &d));
	assert_false(chord_equal(&c, &d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(F4_all_families_of_keys_are_understood),
		cmocka_unit_test(unknown_sequences_are_swallowed_and_broken_ones_typed),
		cmocka_unit_test(a_sequence_may_come_in_pieces),
		cmocka_unit_test(the_terminals_own_sequences_are_learned),
		cmocka_unit_test(typed_characters_are_held_only_for_the_gap),
		cmocka_unit_test(F13_a_scan_is_fast_characters_and_the_suffix),
		cmocka_unit_test(F5_scans_are_neither_lost_nor_merged),
		cmocka_unit_test(F5_a_scan_survives_a_busy_program),
		cmocka_unit_test(F13_in_a_scan_every_byte_is_data),
		cmocka_unit_test(F13_the_prefix_and_suffix_are_configured),
		cmocka_unit_test(F13_a_prefix_without_a_scan_presses_no_key),
		cmocka_unit_test(a_paste_is_one_event),
		cmocka_unit_test(the_mouse_is_told_by_cell),
		cmocka_unit_test(characters_of_several_bytes_may_be_split),
		cmocka_unit_test(single_byte_locales_are_no_utf8),
		cmocka_unit_test(endless_runs_are_given_up),
		cmocka_unit_test(the_clock_may_go_back),
		cmocka_unit_test(F13_no_character_is_lost_or_moved),
		cmocka_unit_test(random_bytes_at_random_times_do_no_harm),
		cmocka_unit_test(chords_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
