/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

/* The key sequences of all families of terminals, as tables: what follows
 * ESC, read by its grammar (CSI, SS3, linux' "[["), so that an unknown
 * sequence is known to be one and ends where it ends. */

#include <stdbool.h>
#include <stddef.h>

#include "client/tui/input.h"

enum sequence_type {
	SEQUENCE_MORE,    /* it goes on */
	SEQUENCE_BAD,     /* no sequence: these bytes are something else */
	SEQUENCE_UNKNOWN, /* complete, and nothing to us */
	SEQUENCE_KEY, SEQUENCE_PASTE, SEQUENCE_MOUSE,
};

struct sequence {
	struct chord chord;       /* KEY */
	enum mouse_button button; /* MOUSE */
	int row, column;
};

/* Reads what stands after ESC; *out is set for KEY and MOUSE. */
enum sequence_type keys_read(const char *s, size_t len, struct sequence *out);

/* The keys that terminfo may know, for term_capability() and input_learn(). */
struct key_capability {
	const char *name; /* "kf1" */
	enum key key;
};
extern const struct key_capability key_capabilities[];
extern const size_t key_capability_count;

#endif
