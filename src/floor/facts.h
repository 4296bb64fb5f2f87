/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FLOOR_FACTS_H
#define FLOOR_FACTS_H

/* Facts that screens test by name ("if": "over") and suggestions that steps
 * name: C functions of (what is known so far, the row in hand), one table. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;
struct kind;
struct store;

struct facts {
	struct store *store;       /* the replica, or the tenant's database */
	const struct kind *kind;
	const struct json *body;   /* filled so far: values as on the wire, refs as ids */
	const struct json *row;    /* the led row in hand (packed, refs as ids); NULL: none */
	const char *today;         /* YYYY-MM-DD */
	int64_t warehouse;         /* where one works; 0: any */
	/* Balance with this terminal's unanswered work laid over; NULL: the store's alone. */
	int64_t (*expected)(void *arg, int64_t article, int64_t location);
	/* How much of an order row this terminal's unanswered work claims; NULL: nothing. */
	int64_t (*claimed)(void *arg, int64_t row);
	void *arg;
};

bool fact_known(const char *name);
bool fact_holds(const char *name, const struct facts *f);

/* A suggested answer for a step: text as a person would type it (the id of a
 * document's row, which nobody types), NULL none.  "last", the answer of the
 * round before, is known but only the task has it: always NULL here. */
bool suggestion_known(const char *name);
const char *suggestion_make(const char *name, const struct facts *f, struct arena *a);
/* So sure that the step need not be asked. */
bool suggestion_is_sure(const char *name, const struct facts *f);

#endif
