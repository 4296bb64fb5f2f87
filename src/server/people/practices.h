/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PEOPLE_PRACTICES_H
#define PEOPLE_PRACTICES_H

/* The nine best practices (C9), as tiles: how this system stands now, what to
 * do about it, and the page where that is done.  Their words stand in
 * src/model/practices.json, in both languages, with {n}, {of} and {names} to
 * be filled in; here is only what is counted.
 *
 * A row: {"label","value","tone":"ok|warn","page","detail"}. */

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct directory;
struct error;
struct json;
struct store;

/* Reads the words, strictly, once; false: *e names the file and what is wrong. */
bool practices_load(struct error *e);
bool practices_load_text(const char *text, size_t len, struct error *e);

struct practice_ask {
	struct store *tenant; /* a reader */
	struct directory *directory;
	struct arena *arena;
	int language;
};
/* By the tile's name; INTERNAL when there is none. */
bool practice_fill(const struct practice_ask *x, const char *tile, struct json *rows, struct error *e);
const char *practice_at(size_t i); /* names of the tiles, in order; NULL past the end */

#endif
