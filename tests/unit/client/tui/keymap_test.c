/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/str.h"
#include "base/utf8.h"
#include "client/tui/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const char *const maps[] = {"default", "numeric", "vi", "emacs", "vt220"};
enum { MAPS = sizeof maps / sizeof *maps };

static struct keymap *read_map(const char *name)
{
	struct error e = {.code = ERR_NONE};
	struct keymap *k = keymap_read(name, keymap_embedded, &e);

	if (!k)
		fail_msg("%s: %s: %s", name, e.field, e.detail);
	return k;
}

/* Keymaps of the tests, by name. */
static const char *const texts[][2] = {
	{"base", "# comment\n\nany F1 ? help\nlist a  b\tfilter\nedit x none\r\nany # home\n"},
	{"mine", "include base\nlist a sort\nany F2 help\nlist ? none\n"},
	{"context", "\nnowhere a help\n"},
	{"action", "any a dance\n"},
	{"key", "any Qq help\n"},
	{"few", "any help\n"},
	{"twice", "any a help\nany C-a a back\n"},
	{"loop", "include pool\n"},
	{"pool", "\n\ninclude loop\n"},
	{"missing", "include nothing\n"},
	{"includes", "include base base\n"},
	{"many", "any a b c d e f g h i j k l m n o p q r s t u v w x y z A B C D E F G H help\n"},
};

static const char *read_text(const char *name, size_t *len)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (str_eq(name, texts[i][0])) {
			*len = strlen(texts[i][1]);
			return texts[i][1];
		}
	return NULL;
}

static enum action_id action_of(const struct keymap *k, const enum context *contexts, size_t n, const char *name)
{
	struct chord c;

	assert_true(chord_parse(name, &c));
	return keymap_action(k, contexts, n, &c);
}

static void own_bindings_hide_included_ones(void **state)
{
	static const enum context list[] = {CONTEXT_LIST, CONTEXT_ANY}, edit[] = {CONTEXT_EDIT, CONTEXT_LIST, CONTEXT_ANY};
	struct keymap *k = keymap_read("mine", read_text, NULL);
	char chord[16];

	(void)state;
	assert_non_null(k);
	assert_int_equal(action_of(k, list, 2, "a"), ACTION_SORT);
	assert_int_equal(action_of(k, list, 2, "b"), ACTION_FILTER);
	assert_int_equal(action_of(k, list, 2, "?"), ACTION_NONE);
	assert_int_equal(action_of(k, list + 1, 1, "?"), ACTION_HELP);
	assert_int_equal(action_of(k, list, 2, "#"), ACTION_HOME);
	assert_int_equal(action_of(k, edit, 3, "a"), ACTION_NONE);
	assert_int_equal(action_of(k, edit, 3, "F1"), ACTION_HELP);
	keymap_chord(k, list, 2, ACTION_HELP, chord);
	assert_string_equal(chord, "F2");
	keymap_chord(k, list, 2, ACTION_SAVE, chord);
	assert_string_equal(chord, "");
	keymap_chord(k, edit, 3, ACTION_FILTER, chord);
	assert_string_equal(chord, "");
	keymap_free(&k);
	keymap_free(&k);
}

static void help_lists_each_action_once(void **state)
{
	static const enum context list[] = {CONTEXT_LIST, CONTEXT_ANY};
	static const char *const expected[] = {"help F2 F1", "home #", "filter b", "sort a"};
	struct keymap *k = keymap_read("mine", read_text, NULL);
	enum action_id action;
	char chords[64], line[96];
	size_t i;

	(void)state;
	for (i = 0; keymap_at(k, list, 2, i, &action, chords); i++) {
		snprintf(line, sizeof line, "%s %s", action_rows[action].name, chords);
		assert_in_range(i, 0, 3);
		assert_string_equal(line, expected[i]);
	}
	assert_int_equal(i, 4);
	keymap_free(&k);
}

static void mistakes_are_named_with_file_line_and_word(void **state)
{
	static const char *const faults[][3] = {
		{"context", "context:2", "no such context: nowhere"},
		{"action", "action:1", "no such action: dance"},
		{"key", "key:1", "no such key: Qq"},
		{"few", "few:1", "a context, its keys and an action are needed: any"},
		{"twice", "twice:2", "bound twice: a"},
		{"loop", "pool:3", "includes itself: loop"},
		{"missing", "nothing", "no such keymap"},
		{"includes", "includes:1", "one name is needed: include"},
		{"many", "many:1", "too many words: F"},
		{"", "", "no such keymap"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct error e = {.code = ERR_NONE};

		assert_null(keymap_read(faults[i][0], read_text, &e));
		assert_string_equal(e.field, faults[i][1]);
		assert_string_equal(e.detail, faults[i][2]);
	}
	assert_null(keymap_read("../keymaps/default", keymap_embedded, NULL));
}

static bool is_function_key(const struct chord *c)
{
	return c->key >= KEY_F1 && c->key <= KEY_F20;
}


/* Whether one of the chords that help shows is no function key, nor a
 * character where text is written. */
static bool has_another_way(const struct keymap *k, const enum context *contexts, size_t n, enum action_id wanted)
{
	enum action_id action;
	char chords[64], *rest = chords;
	struct chord c;

	for (size_t i = 0; keymap_at(k, contexts, n, i, &action, chords); i++)
		if (action == wanted)
			for (char *name; (name = strsep(&rest, " "));)
				if (chord_parse(name, &c) && !is_function_key(&c))
					return true;
	return false;
}

/* F3: in each kind of screen, with and without a text field. */
static void F3_every_function_key_has_another_way(void **state)
{
	(void)state;
	for (int m = 0; m < MAPS; m++) {
		struct keymap *k = read_map(maps[m]);

		for (int context = 0; context < CONTEXT_EDIT; context++) {
			const enum context contexts[] = {CONTEXT_EDIT, (enum context)context, CONTEXT_ANY};

			for (int key = KEY_F1; key <= KEY_F20; key++) {
				const struct chord c = {.key = (enum key)key};
				enum action_id action = keymap_action(k, contexts, 3, &c);

				if (action == ACTION_NONE)
					continue;
				if (!has_another_way(k, contexts, 3, action) || !has_another_way(k, contexts + 1, 2, action))
					fail_msg("%s: %s %s has a function key only", maps[m], context_names[context],
						action_rows[action].name);
			}
		}
		keymap_free(&k);
	}
}

static void F3_every_action_has_a_key(void **state)
{
	(void)state;
	for (int m = 0; m < MAPS; m++) {
		struct keymap *k = read_map(maps[m]);

		for (int action = ACTION_NONE + 1; action < ACTIONS_COUNT; action++) {
			bool found = false;

			for (int context = 0; context < CONTEXTS; context++) {
				const enum context contexts[] = {(enum context)context, CONTEXT_ANY};
				char chord[16];

				keymap_chord(k, contexts, 2, (enum action_id)action, chord);
				found |= chord[0] != '\0';
			}
			if (!found)
				fail_msg("%s: no key for %s", maps[m], action_rows[action].name);
		}
		keymap_free(&k);
	}
}

/* What a form, a task and a list cannot do without, where text is written. */
static void F3_the_flow_works_in_a_text_field(void **state)
{
	static const enum action_id needed[] = {ACTION_HELP, ACTION_BACK, ACTION_ACCEPT, ACTION_NEXT_FIELD, ACTION_PREVIOUS_FIELD,
		ACTION_ACTIONS, ACTION_ERASE, ACTION_LEFT, ACTION_RIGHT, ACTION_START, ACTION_FINAL, ACTION_CLEAR};
	static const enum context kinds[] = {CONTEXT_FORM, CONTEXT_TASK};

	(void)state;
	for (int m = 0; m < MAPS; m++) {
		struct keymap *k = read_map(maps[m]);

		for (size_t i = 0; i < 2; i++)
			for (size_t j = 0; j < sizeof needed / sizeof *needed; j++) {
				const enum context contexts[] = {CONTEXT_EDIT, kinds[i], CONTEXT_ANY};

				if (!has_another_way(k, contexts, 3, needed[j]))
					fail_msg("%s: no %s in %s", maps[m], action_rows[needed[j]].name, context_names[kinds[i]]);
			}
		keymap_free(&k);
	}
}

static void F3_every_character_can_be_written(void **state)
{
	static const enum context contexts[] = {CONTEXT_EDIT, CONTEXT_FORM, CONTEXT_ANY};
	static const char *const pad = "+-*/";

	(void)state;
	for (int m = 0; m < MAPS; m++) {
		struct keymap *k = read_map(maps[m]);
		bool numeric = str_eq(maps[m], "numeric");

		for (uint32_t cp = ' '; cp < 0x250; cp++) {
			const struct chord c = {.key = KEY_CHAR, .character = cp};
			bool is_key = numeric && cp < 0x80 && strchr(pad, (int)cp);

			if (utf8_class(cp) != TEXT_MARK)
				assert_int_equal(keymap_action(k, contexts, 3, &c) != ACTION_NONE, is_key);
		}
		keymap_free(&k);
	}
}

/* Whether the numeric pad alone does it there. */
static bool pad_does(const struct keymap *k, const enum context *contexts, size_t n, enum action_id action)
{
	static const char pad[] = "0123456789.+-*/";
	const struct chord enter = {.key = KEY_ENTER};

	for (const char *s = pad; *s; s++) {
		const struct chord c = {.key = KEY_CHAR, .character = (unsigned char)*s};

		if (keymap_action(k, contexts, n, &c) == action)
			return true;
	}
	return keymap_action(k, contexts, n, &enter) == action;
}

static void F3_the_numeric_pad_is_enough(void **state)
{
	static const enum action_id browsing[] = {ACTION_UP, ACTION_DOWN, ACTION_LEFT, ACTION_RIGHT, ACTION_HOME, ACTION_END, ACTION_PAGE_UP,
		ACTION_PAGE_DOWN, ACTION_ACCEPT, ACTION_BACK, ACTION_ACTIONS, ACTION_HELP, ACTION_SEARCH};
	static const enum action_id writing[] = {ACTION_ACCEPT, ACTION_BACK, ACTION_ACTIONS, ACTION_NEXT_FIELD, ACTION_ERASE};
	struct keymap *k = read_map("numeric");

	(void)state;
	for (int context = 0; context < CONTEXT_EDIT; context++) {
		const enum context contexts[] = {CONTEXT_EDIT, (enum context)context, CONTEXT_ANY};

		for (size_t i = 0; i < sizeof browsing / sizeof *browsing; i++)
			if (!pad_does(k, contexts + 1, 2, browsing[i]))
				fail_msg("no %s in %s", action_rows[browsing[i]].name, context_names[context]);
		for (size_t i = 0; i < sizeof writing / sizeof *writing; i++)
			assert_true(pad_does(k, contexts, 3, writing[i]));
		for (const char *s = "0123456789."; *s; s++) {
			const struct chord c = {.key = KEY_CHAR, .character = (unsigned char)*s};

			assert_int_equal(keymap_action(k, contexts, 3, &c), ACTION_NONE);
		}
	}
	keymap_free(&k);
}

static void F3_the_keys_are_those_one_knows(void **state)
{
	static const struct {
		const char *map;
		enum context context;
		const char *chord;
		enum action_id action;
	} known[] = {
		{"default", CONTEXT_LIST, "F1", ACTION_HELP}, {"default", CONTEXT_LIST, "?", ACTION_HELP},
		{"default", CONTEXT_EDIT, "M-?", ACTION_HELP}, {"default", CONTEXT_FORM, "Esc", ACTION_BACK},
		{"default", CONTEXT_FORM, "F10", ACTION_SAVE}, {"default", CONTEXT_MENU, "Enter", ACTION_ACCEPT},
		{"vi", CONTEXT_LIST, "j", ACTION_DOWN}, {"vi", CONTEXT_LIST, "k", ACTION_UP}, {"vi", CONTEXT_LIST, "g", ACTION_HOME},
		{"vi", CONTEXT_LIST, "G", ACTION_END}, {"vi", CONTEXT_LIST, "/", ACTION_SEARCH}, {"vi", CONTEXT_TASK, "u", ACTION_UNDO},
		{"emacs", CONTEXT_LIST, "C-n", ACTION_DOWN}, {"emacs", CONTEXT_FORM, "C-n", ACTION_NEXT_FIELD},
		{"emacs", CONTEXT_EDIT, "C-a", ACTION_START}, {"emacs", CONTEXT_EDIT, "C-k", ACTION_CLEAR},
		{"emacs", CONTEXT_FORM, "C-g", ACTION_BACK}, {"vt220", CONTEXT_LIST, "PF1", ACTION_HELP},
		{"vt220", CONTEXT_LIST, "F15", ACTION_HELP}, {"vt220", CONTEXT_LIST, "F11", ACTION_BACK},
		{"vt220", CONTEXT_LIST, "F20", ACTION_SIGN_OFF},
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const enum context contexts[] = {known[i].context, CONTEXT_ANY};
		struct keymap *k = read_map(known[i].map);

		if (action_of(k, contexts, 2, known[i].chord) != known[i].action)
			fail_msg("%s: %s is not %s", known[i].map, known[i].chord, action_rows[known[i].action].name);
		keymap_free(&k);
	}
}

/* The manual names every context, action and key. */
static void the_manual_is_whole(void **state)
{
	static char text[65536], wanted[64];
	FILE *f = fopen("man/wmsterm-keymap.5", "r");

	(void)state;
	assert_non_null(f);
	assert_in_range(fread(text, 1, sizeof text - 1, f), 1000, sizeof text - 2);
	fclose(f);
	for (int i = 0; i < ACTIONS_COUNT; i++) {
		snprintf(wanted, sizeof wanted, "\n.It Ic %s\n", action_rows[i].name);
		if (!strstr(text, wanted))
			fail_msg("the manual lacks %s", action_rows[i].name);
	}
	for (int i = 0; i < CONTEXTS; i++) {
		snprintf(wanted, sizeof wanted, "\n.It Cm %s\n", context_names[i]);
		if (!strstr(text, wanted))
			fail_msg("the manual lacks %s", context_names[i]);
	}
	for (int i = 0; i < MAPS; i++)
		assert_non_null(strstr(text, maps[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_bindings_hide_included_ones),
		cmocka_unit_test(help_lists_each_action_once),
		cmocka_unit_test(mistakes_are_named_with_file_line_and_word),
		cmocka_unit_test(F3_every_function_key_has_another_way),
		cmocka_unit_test(F3_every_action_has_a_key),
		cmocka_unit_test(F3_the_flow_works_in_a_text_field),
		cmocka_unit_test(F3_every_character_can_be_written),
		cmocka_unit_test(F3_the_numeric_pad_is_enough),
		cmocka_unit_test(F3_the_keys_are_those_one_knows),
		cmocka_unit_test(the_manual_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
