/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

/* A screen: const ops, and state whose first member is `struct screen`.  The
 * stack (stack.h) gives it events and draws it; it asks the world only through
 * `struct ports`, so the same screens run in the program and in tests.
 *
 * A screen lives in its arena: popping it frees all it had, no `free` in
 * screens.  `draw` takes a const screen and changes nothing. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "client/queue/message.h"
#include "client/screen/user.h"
#include "client/tui/canvas.h"
#include "client/tui/keymap.h"
#include "model/list.h"
#include "model/page.h"
#include "model/view.h"

struct arena;
struct chan;
struct offer;
struct screen;
struct stack;
struct store;

/* How screens ask the world.  Answers come to the asking screen's `answer`
 * with the tag returned here; a screen that is gone gets none. */
struct ports {
	const struct ports_ops *ops;
};
/* What a request says beside its path. */
struct ask_head {
	int64_t rev;         /* If-Match: the row as it was seen; 0: none */
	const char *request; /* Request: a UUID by which a repeat is known; NULL: none */
};
struct ports_ops {
	uint64_t (*ask)(struct ports *p, const char *method, const char *path, const struct json *body);
	uint64_t (*ask_with)(struct ports *p, const char *method, const char *path, const struct json *body, const struct ask_head *head);
	void (*cancel)(struct ports *p, uint64_t tag);
	/* A transaction: postings and `after` are worked out by the caller (screen/floor.h). */
	uint64_t (*append)(struct ports *p, const char *kind, const struct json *body, const int64_t *after, size_t after_count, int64_t settles);
	uint64_t (*queue_rows)(struct ports *p);
	void (*draft_keep)(struct ports *p, const char *name, const struct json *draft); /* NULL: forget */
	uint64_t (*draft_wanted)(struct ports *p, const char *name);
	/* The first floor page opens the queue; false: *e says who has it. */
	bool (*floor_open)(struct ports *p, struct error *e);
	struct store *(*replica)(struct ports *p); /* read-only; NULL: there is none yet */
	int64_t (*now_ms)(struct ports *p);        /* estimate of the server's time */
	/* A secret to the clipboard of whoever sits there; false: it may not, or the terminal cannot. */
	bool (*copy)(struct ports *p, const char *text);
	/* A secret ("password") into a new file that only its owner may read; gives the path.  FORBIDDEN where exports are. */
	bool (*secret_file)(struct ports *p, const char *name, const char *text, char path[256], struct error *e);
	/* Writes a file of an export, "articles.csv"; gives the path shown to the user. */
	bool (*export_file)(struct ports *p, const char *name, const char *bytes, size_t len, bool first, char path[256], struct error *e);
};

/* What every screen sees of the terminal: the stack keeps it. */
struct world {
	struct ports *ports;
	const struct keymap *keymap;
	const struct user *user; /* NULL: nobody is signed in */
	const char *site;        /* shown at sign-in; "" none */
	const char *demo;        /* users of the demonstration, shown at sign-in; NULL */
	struct pending *pending; /* own work that the replica lacks (pending.h) */
	bool online, replica_ready;
	int64_t contact_ms;      /* server's time at the last contact; 0: none yet */
	int replica_percent;
	int64_t waiting, refused, parked;
	int fill_percent;
	char separator;          /* scanner's substitute for GS; 0 */
	bool may_export, fixed;  /* fixed terminal mode */
	int rows, columns;       /* of the terminal: what a page up is, where a text wraps */
	const char *terminal_key, *terminal_name; /* told at sign-in: base64url of the public key; "" no name */
	const char *terminal_user; /* likewise: the operating system's user name (C3) */
};

enum event_type { EVENT_ACTION, EVENT_CHARACTER, EVENT_SCAN, EVENT_PASTE };
struct event {
	enum event_type type;
	enum action_id action; /* EVENT_ACTION */
	uint32_t character;    /* EVENT_CHARACTER */
	const char *bytes;     /* SCAN, PASTE */
	size_t len;
};

struct screen_ops {
	const char *name;      /* "list" */
	enum context context;
	bool notes;            /* the note of its page stands under it */
	void (*draw)(const struct screen *s, struct canvas *c); /* the inner part: rows and columns of c are its own */
	bool (*event)(struct screen *s, const struct event *ev); /* false: not mine */
	void (*answer)(struct screen *s, struct message *m);     /* ANSWER, SAVED, FAILED, ROWS, DRAFT to one's own tags; NULL ok */
	void (*news)(struct screen *s);                          /* world changed (contact, counts, replica); NULL ok */
	void (*again)(struct screen *s, const struct json *brought); /* on top again; what a detour brought, or NULL */
	/* The actions of its bottom line, the most useful first; returns how many. */
	size_t (*keys)(const struct screen *s, enum action_id *out, size_t most); /* NULL: BACK and HELP alone */
	bool (*edits)(const struct screen *s);                   /* a text field has the focus: characters are typed; NULL: never */
	/* A character that is typed although no field has the focus (a letter narrows a menu); NULL: none. */
	bool (*types)(const struct screen *s, uint32_t character);
	bool (*holds)(const struct screen *s);                   /* half-filled: ask before leaving; NULL: never */
	const char *(*keep)(struct screen *s, struct json **draft); /* its draft's name and content; NULL: none */
	void (*tick)(struct screen *s, int64_t now_mono_ms);     /* when `wake_ms` has come; NULL ok */
	void (*release)(struct screen *s);                       /* beside the arena; NULL ok */
};

struct screen {
	const struct screen_ops *ops;
	struct arena *arena;
	struct stack *stack;
	struct world *world;
	const struct page *page;   /* NULL: none (sign-in, dialog) */
	const char *title;
	int64_t wake_mono_ms;      /* 0: never */
	struct acting *acting;     /* the action under way (act.h) */
	struct offer *offer;       /* what the list of actions over it offers (actions.h) */
	const struct json *jump_row; /* the row that goes on to another page (jump.h) */
	struct screen *below;
};

/* For constructors: allocates `size` bytes in a new arena, base filled in. */
struct screen *screen_new(struct stack *st, const struct screen_ops *ops, size_t size, const char *title);

#endif
