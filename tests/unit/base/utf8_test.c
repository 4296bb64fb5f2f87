/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static bool within(uint32_t cp, uint32_t first, uint32_t last)
{
	return cp >= first && cp <= last;
}

/* What must never reach a terminal, from the standards and not from a library. */
static bool is_dangerous(uint32_t cp)
{
	static const uint32_t ranges[][2] = {
		{0x0, 0x1f}, {0x7f, 0x9f},			/* C0, DEL, C1 */
		{0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c},	/* soft hyphen, joiner, ALM */
		{0x115f, 0x1160}, {0x3164, 0x3164}, {0xffa0, 0xffa0}, /* fillers */
		{0x17b4, 0x17b5}, {0x180b, 0x180f},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, /* zero width, bidi */
		{0xd800, 0xdfff}, {0xe000, 0xf8ff},		/* surrogates, private use */
		{0xfdd0, 0xfdef}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
		{0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},		/* tags and more selectors */
		{0xf0000, 0x10ffff},
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (within(cp, ranges[i][0], ranges[i][1]))
			return true;
	return (cp & 0xfffe) == 0xfffe;
}

static void no_dangerous_code_point_is_painted(void **state)
{
	size_t kept = 0, combining = 0, marked = 0;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		enum text_class class = utf8_class(cp);

		if (is_dangerous(cp) && class != TEXT_MARK)
			fail_msg("U+%04X is painted", (unsigned)cp);
		kept += class == TEXT_KEEP;
		combining += class == TEXT_COMBINE;
		marked += class == TEXT_MARK;
	}
	assert_int_equal(kept + combining + marked, 1114112);
	assert_in_range(kept, 140000, 170000);
	assert_in_range(combining, 1900, 3000);
	assert_int_equal(utf8_class(0x110000), TEXT_MARK);
	assert_int_equal(utf8_class(UINT32_MAX), TEXT_MARK);
}

static void ordinary_text_is_kept(void **state)
{
	static const uint32_t kept[] = {' ', 'A', '~', 0xa0, 0xc5, 0xe4, 0xf6, 0x20ac, 0x2500, 0x2588, 0x3000, 0x3042, 0x4e2d, 0xac00, 0xfffd,
		0x1f600, 0x5d0, 0x627};

	(void)state;
	for (uint32_t cp = ' '; cp < 0x7f; cp++)
		assert_int_equal(utf8_class(cp), TEXT_KEEP);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		assert_int_equal(utf8_class(kept[i]), TEXT_KEEP);
	for (uint32_t cp = 0x300; cp < 0x34f; cp++)
		assert_int_equal(utf8_class(cp), TEXT_COMBINE);
	assert_int_equal(utf8_class(0x378), TEXT_MARK); /* unassigned */
}

static void width_goes_with_the_class(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		int width = utf8_width(cp);

		assert_in_range(width, 0, 2);
		assert_int_equal(width == 0, utf8_class(cp) == TEXT_COMBINE);
		if (utf8_class(cp) == TEXT_MARK)
			assert_int_equal(width, 1);
	}
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0x4e2d), 2);
	assert_int_equal(utf8_width(0x1f600), 2);
	assert_int_equal(utf8_width(0x301), 0);
	assert_int_equal(utf8_columns("A\xcc\x8a\xe4\xb8\xad\x1b\xff!"), 6);
	assert_int_equal(utf8_columns(""), 0);
}

static void every_code_point_is_coded_there_and_back(void **state)
{
	char bytes[4];
	uint32_t back;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		size_t n = utf8_encode(cp, bytes);

		if (within(cp, 0xd800, 0xdfff)) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(n, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
		assert_int_equal(utf8_decode(bytes, n, &back), n);
		assert_int_equal(back, cp);
		assert_int_equal(utf8_decode(bytes, n - 1, &back), 0);
	}
	assert_int_equal(utf8_encode(0x110000, bytes), 0);
}

/* Of all two and three byte strings, exactly the well-formed ones are valid
 * (Unicode's table 3-7). */
static void exactly_the_well_formed_is_valid(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 0x1000000; n += n < 0x10000 ? 1 : 7) {
		unsigned char b[3] = {(unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n};
		bool last = b[2] >= 0x80 && b[2] <= 0xbf, formed;
		unsigned low = b[0] == 0xe0 ? 0xa0 : 0x80, high = b[0] == 0xed ? 0x9f : 0xbf;
		uint32_t cp;

		formed = b[0] >= 0xe0 && b[0] <= 0xef && b[1] >= low && b[1] <= high && last;
		if (b[0] >= 0xe0)
			assert_int_equal(utf8_decode((char *)b, 3, &cp), formed ? 3 : 0);
		formed = b[1] < 0x80 ? b[2] < 0x80 : b[1] >= 0xc2 && b[1] <= 0xdf && last;
		assert_int_equal(utf8_valid((char *)b + 1, 2), formed);
	}
}

static void four_byte_forms_end_at_10ffff(void **state)
{
	(void)state;
	assert_true(utf8_valid("\xf0\x90\x80\x80", 4));
	assert_true(utf8_valid("\xf4\x8f\xbf\xbf", 4));
	assert_false(utf8_valid("\xf4\x90\x80\x80", 4));
	assert_false(utf8_valid("\xf0\x8f\xbf\xbf", 4));
	assert_false(utf8_valid("\xf5\x80\x80\x80", 4));
	assert_false(utf8_valid("\xf8\x88\x80\x80\x80", 5));
	assert_true(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("", 0));
}

static void text_is_folded(void **state)
{
	static const char *const pairs[][2] = {
		{"", ""},
		{"ABC abc 123", "abc abc 123"},
		{"\xc3\x85\xc3\x84\xc3\x96\xc3\xa5\xc3\xa4\xc3\xb6", "{|}{|}"},
		{"A\xcc\x8a" "a\xcc\x88" "O\xcc\x88", "{|}"},
		{"\xe2\x84\xab", "{"},					/* Angstrom sign */
		{"\xc3\x89\xc3\xa8\xc3\xb1\xc3\xa7\xc5\xa1\xc3\xbc", "eencsu"},
		{"a\xcc\x81 o\xcc\x83", "a o"},
		{"a\xcc\xa3\xcc\x88", "|"},				/* dot below, then diaeresis */
		{"\xc7\xba", "{"},					/* A with ring and acute */
		{"u\xcc\x88 e\xcc\x8a o\xcc\x8a", "u e o"},
		{"Stra\xc3\x9f""e", "strasse"},
		{"\xef\xac\x81\xef\xbc\xa1", "fia"},			/* ligature, full width */
		{"a  b\t\n\xc2\xa0\xe3\x80\x80" "c", "a b c"},
		{" x ", " x "},
		{"a\xe2\x80\x8b" "b\xc2\xad" "c", "abc"},		/* invisible ones */
		{"a\xff" "b", "a\xef\xbf\xbd" "b"},
		{"\xce\xa3\xcf\x82", "\xcf\x83\xcf\x83"},		/* sigma */
	};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_string_equal(utf8_fold(a, pairs[i][0]), pairs[i][1]);
	arena_free(&a);
}

static void folded_text_sorts_as_swedish_does(void **state)
{
	static const char *const sorted[] = {"Adam", "\xc3\x89""dit", "eva", "Zebra", "\xc3\x85""berg", "\xc3\xa4ng", "\xc3\x96rebro"};
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 1; i < sizeof sorted / sizeof *sorted; i++)
		assert_true(strcmp(utf8_fold(a, sorted[i - 1]), utf8_fold(a, sorted[i])) < 0);
	arena_free(&a);
}

static void folding_is_done_once_for_all(void **state)
{
	struct arena *a = arena_new();
	char text[5];

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
		size_t n = utf8_encode(cp, text);
		char *once;

		if (!n)
			continue;
		text[n] = '\0';
		once = utf8_fold(a, text);
		assert_true(utf8_valid(once, strlen(once)));
		if (strcmp(utf8_fold(a, once), once) != 0)
			fail_msg("U+%04X folds twice", (unsigned)cp);
		if (cp % 4096 == 0)
			arena_clear(a);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_dangerous_code_point_is_painted),
		cmocka_unit_test(ordinary_text_is_kept),
		cmocka_unit_test(width_goes_with_the_class),
		cmocka_unit_test(every_code_point_is_coded_there_and_back),
		cmocka_unit_test(exactly_the_well_formed_is_valid),
		cmocka_unit_test(four_byte_forms_end_at_10ffff),
		cmocka_unit_test(text_is_folded),
		cmocka_unit_test(folded_text_sorts_as_swedish_does),
		cmocka_unit_test(folding_is_done_once_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
