/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EDIT_EDIT_STEPS_H
#define EDIT_EDIT_STEPS_H

/* What one edit consists of: for the files of this folder alone. */

#include "model/list.h"
#include "server/edit/edit.h"

/* The row as its editor may see it, filter of the page aside. */
struct list_request edit_request(const struct edit *x);
/* A value as it will be: of the values, else of the row, else the default. */
struct value edit_will_be(const struct edit *x, const struct field *f);
/* From JSON as a row has it ({id,code,name}) to a value; false: not there. */
bool edit_stands(const struct edit *x, const struct field *f, struct value *out);
bool edit_same(const struct value *a, const struct value *b);
struct value edit_fallback(struct arena *a, const struct field *f);
/* The fields of the page's form; all that a person sets where it names none. */
bool edit_in_form(const struct edit *x, const struct field *f);

/* check: fills what check makes. */
bool edit_check(struct store *s, struct edit *x, struct error *e);
/* No two rows would be the same in a unique, nor this one and an earlier of the list. */
bool edit_unique(struct store *s, const struct edit *list, size_t i, struct error *e);
/* Deleting: nothing refers to the row. */
bool edit_unused(struct store *s, const struct edit *x, struct error *e);
/* inside: the row, its rules, its audit row, what a repeat is answered. */
bool edit_write(struct store *s, struct edit *x, struct error *e);
bool edit_audit(struct store *s, const struct edit *x, const struct json *before, struct error *e);
/* `request` was done: fills row and repeated; REUSED when it was another thing. */
bool edit_repeat(struct store *s, struct edit *x, struct error *e);
bool edit_remember(struct store *s, const struct edit *x, struct error *e);

#endif
