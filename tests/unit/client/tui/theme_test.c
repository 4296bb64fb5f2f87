/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void every_theme_is_found_by_its_name(void **state)
{
	enum theme found;

	(void)state;
	for (int i = 0; i < THEMES; i++) {
		assert_true(theme_find(theme_names[i], &found));
		assert_int_equal(found, i);
	}
	assert_false(theme_find("no-such-theme", &found));
	assert_false(theme_find("", &found));
}

static bool same_without_colour(const struct look *a, const struct look *b)
{
	return a->bold == b->bold && a->reverse == b->reverse && a->underline == b->underline && a->dim == b->dim;
}

static bool same(const struct look *a, const struct look *b)
{
	return same_without_colour(a, b) && a->foreground == b->foreground && a->background == b->background;
}

/* F9: the states differ, and errors stand out without any colour. */
static void F9_states_are_told_apart(void **state)
{
	static const enum style states[] = {STYLE_NORMAL, STYLE_OK, STYLE_WARN, STYLE_ERROR};

	(void)state;
	for (int t = 0; t < THEMES; t++)
		for (int i = 0; i < 4; i++)
			for (int j = 0; j < i; j++)
				assert_false(same(&theme_looks[t][states[i]], &theme_looks[t][states[j]]));
	for (int i = 1; i < 4; i++)
		assert_false(same_without_colour(&theme_looks[THEME_MONO][states[i]], &theme_looks[THEME_MONO][STYLE_NORMAL]));
	assert_false(same_without_colour(&theme_looks[THEME_MONO][STYLE_ERROR], &theme_looks[THEME_MONO][STYLE_WARN]));
}

static void F9_mono_has_no_colour_and_the_others_eight(void **state)
{
	(void)state;
	for (int t = 0; t < THEMES; t++)
		for (int s = 0; s < STYLES; s++) {
			const struct look *look = &theme_looks[t][s];

			assert_in_range(look->foreground + 1, 0, 8);
			assert_in_range(look->background + 1, 0, 8);
			assert_true(t != THEME_MONO || (look->foreground == -1 && look->background == -1));
			assert_true(look->foreground == -1 || look->foreground != look->background);
		}
}

/* F9: nothing is told by red against green. */
static void F9_colour_blind_uses_neither_red_nor_green(void **state)
{
	(void)state;
	for (int s = 0; s < STYLES; s++) {
		const struct look *look = &theme_looks[THEME_COLOUR_BLIND][s];

		assert_true(look->foreground != 1 && look->foreground != 2);
		assert_true(look->background != 1 && look->background != 2);
	}
}

/* C2: a QR code is dark on light in every theme, as a camera wants it; a
 * terminal without colour is taken to be light on dark. */
static void C2_paper_is_light_and_ink_is_dark(void **state)
{
	(void)state;
	for (int t = 0; t < THEMES; t++) {
		const struct look *paper = &theme_looks[t][STYLE_PAPER], *ink = &theme_looks[t][STYLE_INK];
		bool mono = t == THEME_MONO;

		assert_int_equal(paper->foreground, mono ? -1 : 0);
		assert_int_equal(paper->background, mono ? -1 : 7);
		assert_int_equal(ink->foreground, mono ? -1 : 7);
		assert_int_equal(ink->background, mono ? -1 : 0);
		assert_int_equal(paper->reverse, mono);
		assert_false(ink->reverse || paper->bold || ink->bold || paper->dim || ink->dim || paper->underline || ink->underline);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_theme_is_found_by_its_name),
		cmocka_unit_test(F9_states_are_told_apart),
		cmocka_unit_test(F9_mono_has_no_colour_and_the_others_eight),
		cmocka_unit_test(F9_colour_blind_uses_neither_red_nor_green),
		cmocka_unit_test(C2_paper_is_light_and_ink_is_dark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
