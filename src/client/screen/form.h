/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_FORM_H
#define SCREEN_FORM_H

/* Fields to be filled in, by their types: text is edited, a choice or yes/no
 * is stepped through or chosen, a ref is looked up.  What is wrong is said at
 * its field, and what was typed stays.  What is done with it all is its
 * owner's: form_screen posts it, mend_screen makes a transaction. */

#include "client/screen/screen.h"
#include "client/tui/edit.h"

struct form_field {
	const struct field *field;
	struct edit edit;       /* text types */
	int chosen;             /* choice: its number, bool: 0 no, 1 yes; -1: nothing yet */
	int64_t id;             /* ref; 0: none */
	const char *shown;      /* ref, as a person reads it */
	struct error wrong;
	bool sure;              /* a secret that need not be typed twice: it was, or it was made here */
};

struct form {
	struct screen base;
	struct form_field *fields;
	size_t count, at;
	bool touched;
	uint64_t asked, draft_asked;
	const char *draft_name; /* NULL: no drafts (there are secrets) */
	void (*submit)(struct form *f, const struct json *body);
	void (*answer)(struct form *f, struct message *m); /* to what submit asked */
};

/* size: of the owner's struct, whose first member is a form. */
struct form *form_new(struct stack *st, size_t size, const char *title, const struct field *fields, size_t count);
/* Values as in a body or a draft: refs as an id or {"id","code","name"}. */
void form_fill(struct form *f, const struct json *values);
/* Says it at the field it names, else in the message bar. */
void form_wrong(struct form *f, const struct error *e);
/* Before it is sent: a secret named "new" or "password" is asked for once more, and
 * then ACTION_SAVE is done again.  false: there is none, or it is sure. */
bool form_asks_twice(struct form *f);

#endif
