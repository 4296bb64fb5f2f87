/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_PAGE_TABLES_H
#define MODEL_PAGE_TABLES_H

/* The tables behind the pages: pages.tsv (which there are, in whose menu),
 * actions.tsv (what may be done on them), classes.tsv (which level holds
 * which class of actions). */

#include <stdbool.h>
#include <stddef.h>

#include "model/page.h"

struct arena;
struct embed;
/* The pages in the catalogue's order, with their actions, without views. */
bool page_tables_read(struct arena *a, const struct embed *files, size_t n, struct page **list, size_t *count, struct error *e);

#endif
