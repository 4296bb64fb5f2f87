/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_LIST_H
#define SCREEN_LIST_H

/* The list kind's own state, shared by its parts (list_*.c); for them alone.
 *
 * Rows come by pages, from the server or, without contact, from the replica,
 * and stand in at most CHUNKS chunks around the cursor, so that going up and
 * down needs no asking again; what is far away is forgotten. */

#include "client/screen/screen.h"
#include "client/screen/stack.h"

enum { LIST_CHUNKS = 6, LIST_PAGE = 50, LIST_FILTERS = 12, LIST_HEAD_ROWS = 2 };

enum fetch { FETCH_NONE, FETCH_FIRST, FETCH_LAST, FETCH_NEXT, FETCH_PREVIOUS };

struct chunk { /* one page of rows, with all that they point to */
	struct arena *arena;
	const struct json *answer;
	const struct json **rows;
	const char **shown; /* rows by columns of the view: read when they come, not at each paint */
	size_t count;
	const char *next, *previous; /* cursors; NULL: nothing further */
};

struct set_filter { /* by the user, or by where he came from */
	const struct field *field;
	char op; /* as struct list_filter */
	struct value value;
	const char *shown; /* value as a person reads it */
};

struct list_mark { /* a row chosen for what is done with several */
	int64_t id, rev;
	const char *key; /* as a person calls it */
};

struct list_screen {
	struct screen base;
	const struct view *view;
	const struct resource *resource;
	struct chunk chunks[LIST_CHUNKS];
	size_t chunk_count;
	size_t at, top;    /* rows at hand: the one under the cursor, the first on the screen */
	int column_shift;  /* columns after the first that are scrolled away */
	bool came;         /* rows have come at least once */
	bool stay;         /* under way is the same anew: the cursor stays on its row */
	bool offline;      /* those shown are the replica's */
	struct error why;  /* why there are none */

	uint64_t asked;    /* 0: nothing is under way */
	enum fetch fetch;
	int64_t steps;     /* still to be gone when the rows have come */
	uint64_t count_asked;
	int64_t total;     /* -1: not known */
	bool total_more;   /* at least */

	const struct field *sort;
	bool descending;
	char search[256];
	struct set_filter filters[LIST_FILTERS];
	size_t filter_count;
	const struct field *filtering;       /* the field a dialog asks about */
	const char **choice_names;           /* what the answers of a dialog stand for */

	uint64_t export_asked;
	const char *export_cursor;           /* NULL at the start */
	bool exporting, export_offline, export_json;
	size_t export_rows;

	const struct json *made;             /* a row just made: it stands first */
	uint64_t made_asked;
	struct list_mark *marks;
	size_t mark_count, mark_room;
};

/* list_rows.c */
size_t list_count_rows(const struct list_screen *l);
const struct json *list_row(const struct list_screen *l, size_t i); /* NULL: none */
const char *list_shown(const struct list_screen *l, size_t i, size_t column); /* of the view */
void list_fetch(struct list_screen *l, enum fetch fetch);
void list_refresh(struct list_screen *l); /* the same anew; the cursor stays on its row */
void list_answer(struct list_screen *l, struct message *m);
void list_forget_rows(struct list_screen *l);
/* A page for the export; NULL with *e. */
struct json *list_read_local(const struct list_screen *l, const char *cursor, bool backward, size_t limit, struct arena *a,
	struct error *e);
char *list_path(const struct list_screen *l, const char *cursor, bool backward, size_t limit, struct arena *a);

void list_show_made(struct list_screen *l, const struct json *row); /* first, and the rest anew */
void list_forget_made(struct list_screen *l);

/* list_edit.c: what is done with rows, as far as the user's menu holds it */
bool list_edit(struct list_screen *l, enum action_id action); /* false: not one of those */
bool list_may(const struct list_screen *l, enum action_id action);
void list_act(struct list_screen *l, const char *action, bool on_row);
void list_change_many(struct list_screen *l);
void list_brought(struct list_screen *l, const struct json *brought);
bool list_is_marked(const struct list_screen *l, int64_t id);

/* list_draw.c */
void list_draw(const struct screen *s, struct canvas *c);

/* list_filter.c */
void list_filter_from(struct list_screen *l, const struct json *filter);
void list_ask_filter(struct list_screen *l);
void list_ask_sort(struct list_screen *l);
void list_filter_brought(struct list_screen *l, const struct json *ref);

/* list_export.c */
void list_export(struct list_screen *l);
void list_export_answer(struct list_screen *l, struct message *m);
void list_export_tick(struct list_screen *l);

#endif
