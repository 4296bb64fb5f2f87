/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SCREEN_TASK_H
#define SCREEN_TASK_H

/* A guided task: the next thing to do in large print, one scan a step.
 *
 * What is known stands in two objects of the transaction's fields, as on the
 * wire: `known` is what the row in hand says, `body` is what was answered.
 * The next step is always the first in the file's order that applies (its
 * facts hold) and is not answered; so answers may come in any order, one scan
 * may give several, and undo takes away the last one.  When nothing is left
 * to ask the round is sent: made durable first, then shown as saved.
 *
 * This header is for the files task*.c; others use stack.h and the two
 * constructors below. */

#include "client/screen/stack.h"
#include "client/tui/edit.h"
#include "floor/facts.h"
#include "floor/posting.h"
#include "floor/resolve.h"
#include "proto/scan.h"

/* Refused work, filled in again to be mended and sent anew (G5); NULL when no
 * page of the user's does it. */
struct screen *task_mend_screen(struct stack *st, const struct queue_row *row);

enum { TASK_STEPS = 24, TASK_CHOICES = 9 };

enum task_state {
	TASK_TAKING,  /* asks for the lease */
	TASK_ASKING,  /* a step */
	TASK_READY,   /* nothing left to ask; Enter sends (mending) */
	TASK_SAVING,  /* waits for SAVED */
	TASK_OVER,    /* no row is left, nothing to finish */
};

struct task_choice { /* rows that may answer the step */
	int64_t id;
	const char *text;
};

struct task {
	struct screen base;
	const struct view *view;
	const struct view_step *steps;
	size_t step_count;
	const struct kind *kind;
	bool finishing;
	enum task_state state;
	struct arena *round;       /* of everything below that a round makes anew */
	struct json *body, *known;
	struct json *shown;        /* field -> how a person reads its answer */
	struct json *last;         /* the round before: body */
	size_t answered[TASK_STEPS], answered_count; /* in the order they were answered: for undo */
	size_t at;                 /* the step asked now; step_count: none */
	struct json *lead;         /* packed row that leads the task; NULL */
	struct json *row;          /* packed row in hand; NULL */
	size_t row_number, row_total;
	int64_t lease;
	int64_t package_milli;     /* of the barcode the article was scanned by */
	struct edit edit;
	const char *suggestion;    /* what Enter alone means; NULL */
	struct task_choice choices[TASK_CHOICES];
	size_t choice_count;
	bool choices_more;
	struct resolved several[RESOLVE_MOST]; /* a barcode of two articles: which? */
	size_t several_count;
	bool warned;               /* more than is expected there: said once */
	uint64_t tag;              /* of take, append or draft */
	int64_t settles;           /* mending: the refused transaction */
	bool fetch_draft;
};

/* task.c */
void task_round(struct task *t, size_t from_step); /* a new one; answers of steps before are kept */
void task_keep(struct task *t);                    /* the draft, after each step */
void task_go_on(struct task *t);                   /* next step, next row, send or finish */
struct store *task_store(const struct task *t);    /* the replica; NULL */

/* task_steps.c: pure of the screen */
const struct json *task_value(const struct task *t, const char *field); /* answered, else known; NULL */
struct json *task_merged(const struct task *t, struct arena *a, bool for_sending);
struct facts task_facts(const struct task *t, struct arena *a);
size_t task_next(const struct task *t);            /* the step to ask; step_count: none */
bool task_applies(const struct task *t, size_t step);
bool task_is_answered(const struct task *t, size_t step);
void task_prepare(struct task *t);                 /* suggestion and choices of the step asked */
const char *task_choice_text(const struct task *t, const struct resource *r, const struct json *row);
const char *task_quantity_text(struct task *t, int64_t milli);
bool task_undo(struct task *t);                    /* false: nothing to take back */

/* task_answer.c: what was typed or scanned */
bool task_typed(struct task *t, const char *text, struct error *e);
bool task_scanned(struct task *t, const char *bytes, size_t len, struct error *e);
bool task_resolved(struct task *t, const struct resolved *r, struct error *e);
bool task_chosen(struct task *t, size_t step, int64_t id, const char *text, struct error *e);
void task_skip(struct task *t, size_t step);
int64_t task_ref(const struct task *t, const char *field); /* an id; 0 */

/* task_row.c: what leads, and the row in hand */
bool task_next_row(struct task *t);  /* false: none is left open */
void task_fill(struct task *t);      /* known, from the row in hand */
void task_row_of_claim(struct task *t); /* receive: the purchase order row that was chosen */
const char *task_sscc(struct task *t, int64_t carrier);
const char *task_shown(struct task *t, const struct field *f, const struct json *v); /* a value of the body, for people */

/* task_send.c */
void task_send(struct task *t);
void task_saved(struct task *t);
void task_failed(struct task *t, const struct error *e);

/* task_draw.c */
void task_draw(const struct screen *s, struct canvas *c);

#endif
