/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

/* How a page looks: screens/SECTION/PAGE.json, read strictly (an unknown
 * member, resource, column, action, kind or fact is refused with file and
 * word).  It never says a label, width, type, right or URL.  The server takes
 * resource, fixed filter and columns from its own copy. */

#include <stdbool.h>
#include <stddef.h>

#include "model/resource.h"

enum view_kind { VIEW_MENU, VIEW_LIST, VIEW_FORM, VIEW_TASK, VIEW_TEXT, VIEW_DASHBOARD, VIEW_KINDS };

struct view_filter { /* fixed: field = value */
	const struct field *field;
	struct value value;
};

struct kind; /* model/kind.h */

/* One question of a task. */
struct view_step {
	const struct field *ask;    /* field of the kind's body */
	const char *const *scans;   /* what answers it: "article", "location", "load_carrier", "order", "text", "gs1 NN" */
	size_t scan_count;
	const char *when;           /* fact that must hold; NULL: always */
	const char *unless;         /* fact that must not hold */
	bool optional;              /* Enter on nothing skips it */
	bool confirm;               /* the value is known from the row in hand; the answer must match it */
	const char *suggest;        /* named suggestion (floor/suggest.h), or NULL */
};

/* A field of the body that the row in hand fills, beside those of its own name. */
struct view_fill {
	const struct field *body;
	const struct field *from; /* field of the row in hand; NULL: its id */
};

/* A field of the row's form that is asked for only when another has one of
 * these values: "when": { "consignee": { "level": ["reseller"] } }. */
struct view_when {
	const char *field;        /* of the form, or an extra */
	const struct field *other;/* choice or bool, of the form or an extra */
	const char *const *values;/* "true", "false" of a bool */
	size_t value_count;
};

/* What an action of the page asks first: "ask": { "token": [fields] }, and what
 * its answer tells whoever asked: "tell": { "verify": [fields] }. */
struct view_ask {
	const char *action;
	const struct field *fields;
	size_t field_count;
};

/* What is done with a row of a rows field: "parts": { "sessions": "end-session" };
 * posted as {"row": id}. */
struct view_part {
	const struct field *rows;
	const char *action;
};

/* One group of a dashboard; its rows come from the server by its name. */
struct view_tile {
	const char *name;
	struct label label;
	const char *page;         /* Enter on one of its rows opens this page; NULL: the row may say one */
};

struct view {
	const char *file; /* its path, for messages */
	enum view_kind kind;
	const struct resource *resource; /* list: of its rows; task: of what leads it (NULL: nothing does) */
	const struct view_filter *fixed;
	size_t fixed_count;
	const struct field **columns; /* in order of importance */
	size_t column_count;
	const struct field **filters; /* that a person may set */
	size_t filter_count;
	const char *const *jumps; /* from a row: pages whose list is filtered by it */
	size_t jump_count;
	/* list: Enter opens the record, unless its rows are done as a task: */
	const char *task;         /* page id of a task led by this row */
	const struct field **record; /* list: what its record has, in this order; 0: all of the resource */
	size_t record_count;
	/* list: what is written through it (create, update): */
	const struct field **form;/* fields of the resource in the form's order; default: all that a person sets */
	size_t form_count;
	const struct field *extras; /* "extra": asked for beside them, kept nowhere: for the resource's rules */
	size_t extra_count;
	const char *const *order; /* names of form and extras as the form shows them: "form" names both */
	size_t order_count;
	const struct view_when *whens;
	size_t when_count;
	const struct view_ask *asks, *tells;
	size_t ask_count, tell_count;
	const struct view_part *parts;
	size_t part_count;
	const char *const *links; /* pages that belong beside this one, opened as they are */
	size_t link_count;
	bool single;              /* it has one row, which is opened at once */
	bool own;                 /* of a resource of users: the row of whoever asks, and no other */
	struct label note;        /* what the page always says, first in its help, too; NULL texts: nothing */
	/* task */
	const struct kind *send;  /* the transaction each round makes */
	const struct kind *finish;/* what the end of a led task sends; or NULL */
	const struct field *lead; /* task led by `resource`: its rows field whose rows are done one by one; NULL: choose a row */
	const char *again;        /* after a round: go on from this step; NULL: the task is done */
	const struct view_fill *fills;
	size_t fill_count;
	const char *take;         /* action that leases the lead row; NULL: none */
	const struct view_step *steps, *finish_steps;
	size_t step_count, finish_step_count;
	/* form */
	const char *action;       /* the page's action it posts */
	const struct field *form_fields;
	size_t form_field_count;
	/* dashboard */
	const struct view_tile *tiles;
	size_t tile_count;
	/* text */
	const char *text;         /* "help": made from keymap and pages; else an embedded file */
};

bool view_in_record(const struct view *v, const struct field *f);

struct arena;
struct error;
/* Reads one screen file; used by pages_load() and by wmsterm for files of the
 * site.  Lives in `a`. */
struct view *view_read(struct arena *a, const char *file, const char *page, const char *text, size_t len, struct error *e);

#endif
