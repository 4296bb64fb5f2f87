/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_SEARCH_H
#define MODEL_SEARCH_H

/* What a person searches for: words that all stand somewhere in the row's
 * find text; where no word has three characters, one of the fields must begin
 * with it.  The trigram index is asked for at most SEARCH_PICKED rows: these
 * are then sorted; when there are more, so many match that walking the wanted
 * order and checking each row finds a page soon. */

#include "model/resource.h"

struct arena;
struct error;
struct stmt;
struct store;

enum { SEARCH_PICKED = 5000, SEARCH_WALKED = 20000, SEARCH_WORDS = 8 };

struct search {
	size_t count;                    /* 0: nothing is searched for */
	const char *words[SEARCH_WORDS]; /* each to be found in `find` */
	const char *picked;              /* "[17,4711]": the only rows that may match; NULL: walk and check */
};

/* Splits what was typed; s NULL: the index is not asked. */
bool search_plan(struct store *s, struct arena *a, const struct resource *r, const char *typed, struct search *out, struct error *e);
/* Conditions that hold for a row that matches, joined by AND; count > 0. */
void search_check(struct stmt *st, const struct search *search);

#endif
