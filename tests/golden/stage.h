/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef GOLDEN_STAGE_H
#define GOLDEN_STAGE_H

/* Screens on a stage: the real stack on a canvas in memory, with ports that a
 * test answers by hand.  No tty, no thread, no clock that runs. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/screen/stack.h"
#include "client/tui/input.h"

struct call { /* a request that waits for its answer */
	uint64_t tag;
	const char *method, *path, *body; /* body: JSON as text; "" none */
	int64_t rev;         /* If-Match; 0: none */
	const char *request; /* the UUID it is known by; "" none */
	bool expected, answered;
	struct call *next;
};

struct appended { /* a transaction, likewise */
	uint64_t tag;
	const char *kind, *body;
	int64_t settles, after[32];
	size_t after_count;
	bool expected, answered;
	struct appended *next;
};

struct kept { /* a draft; text NULL: forgotten */
	const char *name, *text;
	struct kept *next;
};

struct stage {
	struct ports ports;
	struct world world;
	struct user user;
	struct arena *arena;
	struct stack *stack;
	struct canvas *canvas;
	struct keymap *keymap;
	struct store *replica;
	uint64_t last_tag;
	int64_t now_ms, mono_ms, last_seq;
	struct call *calls, **calls_end;
	struct appended *appends, **appends_end;
	struct kept *drafts;
	const struct json *queue; /* rows, as JSON */
	struct buf *exported;
	const char *copied, *secret; /* what was copied, what was put in a file of its own; NULL: nothing */
	bool floor_refused, copy_refused, left;
	struct message *mail[64]; /* to be delivered when the ports are done */
	size_t mail_count;
	int beeps;
	struct page *lent; /* a page with another view than its own */
	const struct view *own_view;
};

/* Reads model and keymap; false: *e. */
bool stage_open(struct stage *g, const char *keymap, struct error *e);
/* Descriptions and screens of a folder of tests/golden over the embedded ones,
 * until the next stage opens; before anybody signs in. */
bool stage_files(struct stage *g, const char *folder, struct error *e);
void stage_close(struct stage *g);

void stage_size(struct stage *g, int rows, int columns);
/* A sign-in as the server answers it, with the standard menu of a level
 * ("administrator", "warehouse", "customer", …); "nobody": without a page. */
struct json *stage_sign_in(struct stage *g, const char *login, const char *level, const char *language);
void stage_signed_in(struct stage *g, const struct json *answer);
/* Rows of a file {"resource": [{…}, …]} into a new replica. */
bool stage_replica(struct stage *g, const char *file, struct error *e);
/* Another screen file for a page, until the stage is closed. */
bool stage_view(struct stage *g, const char *page, const char *text, struct error *e);
void stage_online(struct stage *g, bool online);

void stage_input(struct stage *g, const struct input_event *in);
bool stage_key(struct stage *g, const char *chord); /* "F1"; false: no such key */
void stage_type(struct stage *g, const char *text);
void stage_bytes(struct stage *g, enum input_type type, const char *bytes, size_t len);
void stage_tick(struct stage *g, int64_t ms);

struct call *stage_waiting(struct stage *g); /* the oldest nobody answered */
void stage_answer(struct stage *g, struct call *c, int status, const struct json *body);
void stage_fail(struct stage *g, struct call *c, enum error_code code);
void stage_saved(struct stage *g, struct appended *t, enum error_code code); /* ERR_NONE: saved */

/* The screen as text, a line a row. */
char *stage_screen(struct stage *g);

#endif
