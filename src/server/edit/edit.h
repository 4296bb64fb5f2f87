/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef EDIT_EDIT_H
#define EDIT_EDIT_H

/* Rows written by people: create, update, delete of any described resource,
 * one or many at once, all or nothing.
 *
 *   check    reads alone, on the caller's thread: fields by their types, refs
 *            within the editor's scope, then the resource's rules
 *   before   what must be done outside this database first (rules; an account
 *            in the directory); undone when `inside` is refused
 *   inside   one database transaction: is the row still as the editor saw it
 *            (CONFLICT), the row, its rules, its audit row
 *   after    what follows (rules: a mail is woken)
 *
 * Whoever calls has asked for the right to the action already. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/row.h"
#include "server/auth/auth.h"
#include "server/mail/mail.h"

/* What rules may use; the same for every request. */
struct house {
	struct directory *directory;
	struct writer *writer; /* the tenant's */
	struct pool *pool;
	const char *tenant;    /* its code */
	struct vault vault;
	struct mailer *mailer; /* may be NULL */
	const char *address;   /* how the system is reached, for mails */
};

/* Who edits, and from where. */
struct editor {
	const struct member *member;
	const struct session *session; /* NULL: not by a session */
	const char *login, *address, *terminal, *source; /* as in struct audit */
	const struct scope *scope;
};

enum edit_verb { EDIT_CREATE, EDIT_UPDATE, EDIT_DELETE };

struct rules;
struct edit {
	/* given */
	const struct house *house;
	const struct editor *editor;
	const struct page *page;
	const char *action;          /* "create", "update", "delete", "change-many", "import" */
	const struct resource *resource;
	enum edit_verb verb;
	int64_t id;                  /* of create: 0, then the new one's */
	int64_t rev;                 /* the one the editor saw; 0: whatever it is */
	const struct json *body;     /* values and extras by name; NULL for delete */
	const char *request;         /* of create: unique for ever; done again it gives the first row; NULL none */
	struct arena *arena;
	/* made by check */
	const struct json *before;   /* the row as it is (list_one); NULL for create */
	struct row_value *values;    /* rules may add to them by edit_set() */
	size_t count, room;
	const struct json *extras;   /* members of body that are the page's extras */
	void *own;                   /* the rules' */
	struct json *told;           /* words of the rules for the audit's `after`: {"password": "changed"}; NULL */
	const struct edit *earlier;  /* those done before it in the same list */
	size_t earlier_count;
	struct json *answer;         /* members for the answer beside the row: {"secret": …}; NULL */
	int64_t about;               /* for the audit: the user that is changed */
	struct error error;          /* of this row, when many are done at once */
	/* made inside */
	const struct json *row;      /* the row as it stands now (list_one); NULL: deleted */
	bool repeated;               /* `request` was done before: nothing is done now, row is the first answer */
};

/* Is this action ("create", "update", "delete", "change-many", "import") of the
 * page done here?  It takes a list with a form; documents, whose number or
 * status is not typed in, take rules. */
bool edit_serves(const struct page *p, const char *action);

struct rules {
	const char *name; /* as a resource names it */
	bool (*defaults)(struct store *s, struct edit *x, struct json *out, struct error *e); /* what a form for a new row begins with; NULL ok */
	bool (*check)(struct store *s, struct edit *x, struct error *e);
	bool (*before)(struct edit *x, struct error *e);
	void (*undo)(struct edit *x); /* of `before`, wholly or half done: the transaction was refused */
	bool (*inside)(struct store *s, struct edit *x, struct error *e);
	void (*after)(struct edit *x);
};
/* The table is above this folder (server/people): set once at start. */
void edit_rules(const struct rules *const *table, size_t n);
const struct rules *edit_rules_find(const struct resource *r); /* NULL: none */

/* All of them or none.  dry: only the checks.  The first error is *e, and each
 * edit has its own.  Waits for a reader and for the writer: whoever calls holds
 * none.  Without a view, or one that names none, a form has all that a person
 * sets. */
bool edit_run(struct edit *list, size_t n, bool dry, struct error *e);

/* For rules: says a word more in the audit. */
void edit_tell(struct edit *x, const char *name, const char *word);
/* For rules: the value of a field as it will be (of the body, else of the row). */
const struct row_value *edit_value(const struct edit *x, const char *field); /* NULL: not among the values */
int64_t edit_int(const struct edit *x, const char *field);      /* refs: the id; as it will be */
const char *edit_text(const struct edit *x, const char *field); /* as it will be; "" none */
bool edit_changes(const struct edit *x, const char *field);      /* differs from what is there */
void edit_set(struct edit *x, const char *field, struct value v); /* adds or replaces */

/* What a form for a new row begins with: {field: value as a row has it}, of the
 * form's fields and extras; then what rules->defaults says. */
struct json *edit_defaults(struct store *s, struct edit *x, struct error *e);
/* {"id","code","name"} of a row he may see; NULL and no error: there is none. */
struct json *edit_ref(struct store *s, const struct edit *x, const struct resource *r, int64_t id, struct error *e);

#endif
