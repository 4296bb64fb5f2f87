/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

/* Keys are data: keymaps/NAME binds chords to actions in contexts, a line
 * each ("context chord... action", "# comment" on a line of its own, "include
 * NAME").  A binding hides the included ones of its chord in its context; the
 * action "none" leaves the chord without one.  An unknown context, key or
 * action is refused with file, line and word.
 *
 * Actions are one table: enum, name in the file, a short word for the key
 * line, and what help says of it.
 * A chord is looked up in the contexts the screen is in, most special first
 * (edit before form before any); where a text field has the focus, a
 * character that `edit` does not bind is typed. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "client/tui/input.h"

enum context { CONTEXT_ANY, CONTEXT_MENU, CONTEXT_LIST, CONTEXT_RECORD, CONTEXT_FORM, CONTEXT_TASK, CONTEXT_TEXT, CONTEXT_DIALOG, CONTEXT_SIGN_IN, CONTEXT_EDIT, CONTEXTS };
extern const char *const context_names[CONTEXTS];

/* clang-format off */
#define ACTION_TABLE(X) \
	/* id            name               on the key line      what help says */ \
	X(NONE,           "none",            "",                  "") \
	X(HELP,           "help",            N_("Help"),          N_("Help: the keys of this screen")) \
	X(BACK,           "back",            N_("Back"),          N_("Back")) \
	X(ACCEPT,         "accept",          N_("OK"),            N_("Choose, or go on")) \
	X(UP,             "up",              N_("Up"),            N_("Up")) \
	X(DOWN,           "down",            N_("Down"),          N_("Down")) \
	X(LEFT,           "left",            N_("Left"),          N_("Left")) \
	X(RIGHT,          "right",           N_("Right"),         N_("Right")) \
	X(PAGE_UP,        "page-up",         N_("Up a page"),     N_("Page up")) \
	X(PAGE_DOWN,      "page-down",       N_("Down a page"),   N_("Page down")) \
	X(HOME,           "home",            N_("First"),         N_("First")) \
	X(END,            "end",             N_("Last"),          N_("Last")) \
	X(NEXT_FIELD,     "next-field",      N_("Next"),          N_("Next field")) \
	X(PREVIOUS_FIELD, "previous-field",  N_("Before"),        N_("Previous field")) \
	X(SEARCH,         "search",          N_("Search"),        N_("Search")) \
	X(FILTER,         "filter",          N_("Filter"),        N_("Filter")) \
	X(SORT,           "sort",            N_("Sort"),          N_("Sort")) \
	X(JUMP,           "jump",            N_("Go on"),         N_("Go on to what belongs to this")) \
	X(ACTIONS,        "actions",         N_("More"),          N_("What can be done with this")) \
	X(EXPORT,         "export",          N_("Export"),        N_("Export to CSV")) \
	X(NEW,            "new",             N_("New"),           N_("A new one")) \
	X(EDIT,           "edit",            N_("Edit"),          N_("Edit this one")) \
	X(MARK,           "mark",            N_("Mark"),          N_("Mark this one")) \
	X(MARK_ALL,       "mark-all",        N_("Mark all"),      N_("Mark all that is here, or none")) \
	X(REFRESH,        "refresh",         N_("Refresh"),       N_("Fetch again")) \
	X(SAVE,           "save",            N_("Save"),          N_("Save")) \
	X(CHOOSE,         "choose",          N_("List"),          N_("Choose from a list")) \
	X(GENERATE,       "generate",        N_("Generate"),      N_("Make a password")) \
	X(REVEAL,         "reveal",          N_("Reveal"),        N_("Show or hide what is secret")) \
	X(UNDO,           "undo",            N_("Undo"),          N_("Undo the last step")) \
	X(SHORT,          "short",           N_("Short"),         N_("There is not enough")) \
	X(SKIP,           "skip",            N_("Skip"),          N_("Skip this step")) \
	X(NEW_CARRIER,    "new-carrier",     N_("New carrier"),   N_("New load carrier")) \
	X(FINISH,         "finish",          N_("Finish"),        N_("Finish")) \
	X(QUEUE,          "queue",           N_("Queue"),         N_("The queue: what waits and what was refused")) \
	X(DISCARD,        "discard",         N_("Delete"),        N_("Delete, or discard with a reason")) \
	X(GOODS_OWNER,    "goods-owner",     N_("Owner"),         N_("Switch goods owner")) \
	X(PROFILE,        "profile",         N_("Profile"),       N_("Your profile")) \
	X(SINGLE_SIGN_ON, "single-sign-on",  N_("SSO"),           N_("Sign in through the identity provider")) \
	X(CODE,           "code",            N_("Code"),          N_("I have a code for a new password")) \
	X(NEW_PIN,        "new-pin",         N_("New PIN"),       N_("Have a new PIN sent")) \
	X(CLEAR,          "clear",           N_("Clear"),         N_("Clear the field")) \
	X(CLEAR_ALL,      "clear-all",       N_("Clear all"),     N_("Clear all that was filled in here")) \
	X(ERASE,          "erase",           N_("Erase"),         N_("Erase the character before")) \
	X(ERASE_NEXT,     "erase-next",      N_("Erase"),         N_("Erase the character under")) \
	X(ERASE_WORD,     "erase-word",      N_("Erase"),         N_("Erase the word before")) \
	X(START,          "start",           N_("Start"),         N_("Start of the field")) \
	X(FINAL,          "final",           N_("End"),           N_("End of the field")) \
	X(REDRAW,         "redraw",          N_("Redraw"),        N_("Paint the screen anew")) \
	X(SIGN_OFF,       "sign-off",        N_("Sign off"),      N_("Sign off")) \
	X(QUIT,           "quit",            N_("Leave"),         N_("Leave"))
/* clang-format on */

enum action_id {
#define X(id, name, brief, help) ACTION_##id,
	ACTION_TABLE(X)
#undef X
	ACTIONS_COUNT
};
struct action_row {
	const char *name, *brief, *help; /* brief, help: msgids */
};
extern const struct action_row action_rows[ACTIONS_COUNT];

struct keymap;
/* `read` gives the text of an included keymap by name, NULL when unknown. */
typedef const char *keymap_reader(const char *name, size_t *len);
const char *keymap_embedded(const char *name, size_t *len); /* a reader: those of keymaps/ */
struct keymap *keymap_read(const char *name, keymap_reader *read, struct error *e);
void keymap_free(struct keymap **k);
/* The action of a chord in these contexts, first match; ACTION_NONE. */
enum action_id keymap_action(const struct keymap *k, const enum context *contexts, size_t n, const struct chord *c);
/* The first chord bound to an action there, for the bottom line; "" none. */
void keymap_chord(const struct keymap *k, const enum context *contexts, size_t n, enum action_id action, char out[16]);
/* Each binding there, once an action, for help: false past the end. */
bool keymap_at(const struct keymap *k, const enum context *contexts, size_t n, size_t i, enum action_id *action, char chords[64]);

#endif
