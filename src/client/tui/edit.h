/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_EDIT_H
#define TUI_EDIT_H

/* A line of text being edited: what any field, search or dialog uses. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/tui/canvas.h"
#include "client/tui/keymap.h"

#define EDIT_BYTES 512

struct edit {
	char text[EDIT_BYTES]; /* valid UTF-8 */
	size_t cursor;         /* byte */
	size_t most;           /* characters at most; 0: what fits */
	bool secret;           /* drawn as dots */
};

void edit_init(struct edit *ed, size_t most, bool secret);
void edit_set(struct edit *ed, const char *text); /* cursor at the end; invalid bytes are left out */
/* True when the action was an editing one and has been done; false when there
 * was nothing to do it to (ERASE in an empty line, LEFT at its start). */
bool edit_action(struct edit *ed, enum action_id action);
bool edit_type(struct edit *ed, uint32_t character); /* false: full */
void edit_paste(struct edit *ed, const char *bytes, size_t n); /* line breaks become spaces */
/* Draws `width` columns, scrolled so that the cursor shows; sets the canvas's
 * cursor when focused. */
void edit_draw(const struct edit *ed, struct canvas *c, int row, int column, int width, bool focused);

#endif
