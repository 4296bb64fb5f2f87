/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_KIND_H
#define MODEL_KIND_H

/* Kinds of terminal transactions: src/model/transactions/KIND.json.  The
 * body's fields, the postings it makes, the facts its screens may test. */

#include <stdbool.h>
#include <stddef.h>

#include "model/resource.h"

struct place_fields {
	const struct field *location;     /* ref to locations; NULL: none */
	const struct field *load_carrier; /* sscc; NULL: none */
};

struct kind {
	const char *id; /* "receive" */
	struct label name;
	const struct field *fields;
	size_t field_count;
	bool posts;               /* makes postings */
	bool from_nowhere;        /* receipt */
	bool to_nowhere;          /* consumption */
	struct place_fields from, to;
	const struct field *order;  /* goods are booked for this order at the to side; NULL: stay as they are */
	const struct field *claims; /* the order row (pick row, purchase order row, movement row) it fills; NULL */
	bool whole;               /* without an article: moves all that is on from.load_carrier */
	const char *privilege;    /* E8: "receive", "pick", "move", ...; NULL: anybody signed in */
	const char *const *pages; /* one of these pages' `do` right is needed; none: anybody's */
	size_t page_count;
	const char *const *facts;
	size_t fact_count;
	const char *rules;        /* name of the server's C file for it; NULL: none */
};

struct embed;
bool kinds_load(struct error *e); /* after model_load() */
bool kinds_load_files(const struct embed *files, size_t n, struct error *e);
const struct kind *kind_find(const char *id);
const struct kind *kind_at(size_t i); /* NULL past the end */
const struct field *kind_field(const struct kind *k, const char *name);

#endif
