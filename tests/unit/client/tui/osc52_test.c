/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/tui/osc52.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HELLO "\033]52;c;aGVqIQ==\a" /* hej! */

static void the_text_goes_as_base64(void **state)
{
	(void)state;
	struct arena *a = arena_new();

	assert_string_equal(osc52_sequence(a, "xterm-256color", false, "hej!"), HELLO);
	assert_string_equal(osc52_sequence(a, "xterm", false, "\033\a\x9c?"), "\033]52;c;GwecPw==\a");
	assert_string_equal(osc52_sequence(a, "xterm", false, "\xc3\xbf\xc3\xbe\xff"), "\033]52;c;w7/Dvv8=\a");
	assert_string_equal(osc52_sequence(a, "xterm", false, "?"), "\033]52;c;Pw==\a"); /* no question */
	arena_free(&a);
}

static void tmux_takes_it_itself(void **state)
{
	(void)state;
	struct arena *a = arena_new();

	assert_string_equal(osc52_sequence(a, "tmux-256color", true, "hej!"), HELLO);
	assert_string_equal(osc52_sequence(a, "tmux-256color", false, "hej!"), HELLO);
	assert_string_equal(osc52_sequence(a, "screen-256color", true, "hej!"), HELLO);
	arena_free(&a);
}

static void screen_passes_it_on(void **state)
{
	(void)state;
	struct arena *a = arena_new();

	assert_string_equal(osc52_sequence(a, "screen", false, "hej!"), "\033P" HELLO "\033\\" HELLO);
	assert_string_equal(osc52_sequence(a, "screen.xterm-256color", false, "hej!"), "\033P" HELLO "\033\\" HELLO);
	arena_free(&a);
}

/* What screen hands on of its DCSs, and what comes after them. */
static void a_long_text_goes_through_screen_in_pieces(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct buf *out = buf_new(a);
	char text[2000];
	const char *at, *plain, *end;

	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	plain = osc52_sequence(a, "xterm", false, text);
	for (at = osc52_sequence(a, "screen", false, text); str_starts(at, "\033P"); at = end + 2) {
		end = strstr(at, "\033\\");
		assert_non_null(end);
		assert_true(end - at <= 700);
		buf_add(out, at + 2, (size_t)(end - at - 2));
	}
	assert_string_equal(buf_str(out), plain);
	assert_string_equal(at, plain);
	arena_free(&a);
}

static void nothing_and_too_much_are_not_copied(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	char *text = arena_alloc(a, OSC52_MOST + 2);

	assert_null(osc52_sequence(a, "xterm", false, ""));
	memset(text, 'x', OSC52_MOST);
	assert_non_null(osc52_sequence(a, "xterm", false, text));
	text[OSC52_MOST] = 'x';
	assert_null(osc52_sequence(a, "xterm", false, text));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_goes_as_base64),
		cmocka_unit_test(tmux_takes_it_itself),
		cmocka_unit_test(screen_passes_it_on),
		cmocka_unit_test(a_long_text_goes_through_screen_in_pieces),
		cmocka_unit_test(nothing_and_too_much_are_not_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
