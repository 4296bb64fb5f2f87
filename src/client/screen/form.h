/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_FORM_H
#define SCREEN_FORM_H

/* Fields to be filled in, by their types: text is edited, a choice or yes/no
 * is stepped through or chosen, a ref is looked up, of refs those wanted are
 * marked.  What is wrong is said at its field, and what was typed stays.  What
 * is done with it all is its owner's: form_screen posts it, row_form.c makes or
 * changes a row, mend_screen makes a transaction. */

#include "client/screen/screen.h"
#include "client/tui/edit.h"

struct form_field {
	const struct field *field;
	struct edit edit;        /* text types */
	int chosen;              /* choice: its number, bool: 0 no, 1 yes; -1: nothing yet */
	int64_t id;              /* ref; 0: none */
	const char *shown;       /* ref and refs, as a person reads it */
	const struct json *refs; /* refs: [{"id","code","name"}]; NULL: none */
	bool hidden;             /* its condition does not hold: not asked for, not sent */
	bool locked;             /* shown, and not to be changed */
	bool touched;
	const char *was;         /* what it was opened with, as it is sent; NULL: with nothing */
	struct error wrong;
	bool sure;               /* a secret that need not be typed twice: it was, or it was made here */
};

struct form {
	struct screen base;
	struct form_field *fields;
	size_t count, at;
	bool touched;
	bool changes; /* of what is there already: only what was changed is sent, also what was emptied */
	int64_t rev;  /* of the row it was opened with; 0: of none */
	uint64_t asked, draft_asked;
	bool opened;
	const char *draft_name; /* NULL: no drafts */
	void (*open)(struct form *f);    /* the first time on top; fetches what it begins with; NULL ok */
	void (*changed)(struct form *f); /* a value was; NULL ok */
	void (*refill)(struct form *f);  /* all was cleared: what it begins with; NULL ok */
	void (*submit)(struct form *f, const struct json *body);
	void (*answer)(struct form *f, struct message *m); /* to what was asked with `asked` */
};

/* size: of the owner's struct, whose first member is a form. */
struct form *form_new(struct stack *st, size_t size, const char *title, const struct field *fields, size_t count);
/* Likewise of fields that stand in different places. */
struct form *form_new_of(struct stack *st, size_t size, const char *title, const struct field *const *fields, size_t count);
/* Half-filled it is kept under this name: all but secrets. */
void form_keeps(struct form *f, const char *draft_name);
struct json *form_draft(struct form *f);    /* what would be kept */
void form_take_draft(struct form *f, const struct json *draft);
void form_want_draft(struct form *f); /* where `open` filled it first */
/* Says it at the field it names, else in the message bar. */
void form_wrong(struct form *f, const struct error *e);
int form_language(const struct form *f);
struct form_field *form_find(const struct form *f, const char *name); /* NULL: none */
bool form_asks(const struct form_field *x); /* it can be filled in */
void form_changed(struct form *f);          /* the value under the cursor was */
void form_submit(struct form *f);           /* as Save */
/* Before it is sent: a secret named "new" or "password" is asked for once more, and
 * then ACTION_SAVE is done again.  false: there is none, or it is sure. */
bool form_asks_twice(struct form *f);

/* form_value.c */
bool form_is_chosen(const struct field *f);
bool form_is_empty(const struct form_field *x);
/* What stands in a field that is not edited as text. */
const char *form_shown(const struct form *f, const struct form_field *x);
/* Values as in a row, a body or a draft: refs as an id or {"id","code","name"}. */
void form_fill(struct form *f, const struct json *values);
void form_fill_field(struct form *f, struct form_field *x, const struct json *v);
void form_clear_field(struct form_field *x);
/* What stands there now is what it was opened with. */
void form_mark_opened(struct form *f);
/* Its value as it is sent, into body; false: x->wrong. */
bool form_read_field(struct form_field *x, struct json *body, struct arena *a);
bool form_field_differs(struct form_field *x); /* from what it was opened with */
/* What is to be sent of a field, if anything. */
bool form_send_field(struct form *f, struct form_field *x, struct json *body, struct arena *a);
void form_keep_field(const struct form *f, struct form_field *x, struct json *draft);

/* form_draw.c */
void form_draw(const struct screen *s, struct canvas *c);

/* form_password.c: for a secret field called "password" */
bool form_has_password(const struct form *f);
void form_generate(struct form *f);
bool form_reveal(struct form *f); /* or hides; false: the field is no secret */

#endif
