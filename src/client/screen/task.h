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
 * A scan is taken wholly or not at all.  While something is waited for that
 * decides what the next scan means (the lease, the draft, which of several
 * articles, "saved"), the task is busy and scans wait in order (F13).
 *
 * This header is for the files task*.c; others use stack.h and the
 * constructor below. */

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
	TASK_LOADING, /* the replica, or its row, has not come yet */
	TASK_WAITING, /* for the lease, or for the draft of last time */
	TASK_ASKING,  /* a step */
	TASK_READY,   /* nothing left to ask; Enter sends */
	TASK_SAVING,  /* waits for SAVED */
	TASK_OVER,    /* no row is left, nothing to finish */
};

struct task_answer { /* a step that has its answer, in the order they came */
	size_t step;
	bool sure; /* nobody was asked: undo takes it back with the one before */
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
	bool started, finishing;
	enum task_state state;
	struct arena *round;       /* of what a round makes anew */
	struct json *body, *known;
	struct json *shown, *expects; /* field -> how a person reads it in body, in known */
	struct json *last;         /* the round before: {"body", "shown"} */
	struct task_answer answered[TASK_STEPS];
	size_t answered_count;
	size_t kept;               /* of these, answered in a round before */
	size_t at;                 /* the step asked now; step_count: none */
	struct json *lead;         /* packed row that leads the task; NULL */
	struct json *row;          /* packed row in hand; NULL */
	size_t row_number, row_total;
	int64_t lease;
	int64_t package_milli;     /* of the barcode the article was scanned by; 0: it was not */
	struct edit edit;
	bool counting;             /* the last scan was one package more */
	const char *suggestion;    /* what Enter alone means; NULL */
	int64_t suggested;         /* its id, where nobody would type it; 0 */
	struct task_choice choices[TASK_CHOICES];
	size_t choice_count;
	bool choices_more;
	struct resolved several[RESOLVE_MOST]; /* a barcode of two articles: which? */
	size_t several_count;
	const struct scan *several_scan;       /* its other elements, for when that is known */
	bool warned;               /* more than is expected there: said once */
	struct error failed;       /* why it was not saved; NONE */
	uint64_t take_tag, save_tag, draft_tag, carrier_tag;
	int64_t settles;           /* mending: the refused transaction; 0 */
	struct json *refused;      /* {"body"}: what was sent */
	struct error why;          /* and why it was refused */
	struct json *aside;        /* finishing: what stood here before, as a draft; NULL */
};

/* task.c */
struct task *task_new(struct stack *st, const struct page *p, bool mending);
struct store *task_store(const struct task *t);    /* the replica; NULL */
void task_round(struct task *t, size_t from_step); /* a new one; answers of steps before are kept */
void task_go_on(struct task *t);                   /* next row, next step, or send */
void task_ask_next(struct task *t);                /* next step; READY when there is none */
void task_busy(struct task *t);                    /* tells the stack whether scans wait */
void task_accept(struct task *t, bool good, const struct error *e); /* after an answer */

/* task_keys.c */
bool task_event(struct screen *s, const struct event *ev);
size_t task_keys(const struct screen *s, enum action_id *out, size_t most);

/* task_lead.c: what leads, its lease, the end of it */
void task_start(struct task *t);
void task_took(struct task *t, const struct message *m);
bool task_find_row(struct task *t);   /* false: none is left; *t is over or finishing */
void task_begin_finish(struct task *t);
bool task_leave_finish(struct task *t); /* back to the steps; false: there is no way back */

/* task_mend.c */
void task_mend_start(struct task *t);

/* task_draft.c */
void task_keep(struct task *t);                    /* the draft, after each step */
void task_forget(struct task *t);
struct json *task_draft(const struct task *t, struct arena *a);
const char *task_draft_name(const struct task *t, struct arena *a);
bool task_resume(struct task *t, const struct json *draft); /* false: it does not fit any more */

/* task_steps.c: pure of the screen */
const struct json *task_value(const struct task *t, const char *field); /* answered, else known; NULL */
const char *task_text(const struct task *t, const char *field);         /* the same for people; NULL */
int64_t task_ref(const struct task *t, const char *field); /* an id; 0 */
int64_t task_milli(const struct task *t, const char *field);
struct json *task_merged(const struct task *t, struct arena *a, bool for_sending);
struct facts task_facts(const struct task *t, struct arena *a);
bool task_fact(const struct task *t, const char *fact);
size_t task_next(const struct task *t);            /* the step to ask; step_count: none */
bool task_applies(const struct task *t, size_t step);
bool task_is_answered(const struct task *t, size_t step);
size_t task_step_named(const struct task *t, const char *field); /* the first; step_count: none */
bool task_undo(struct task *t);                    /* false: nothing to take back */
void task_drop(struct task *t, const char *field); /* this answer alone */

/* task_offer.c: what may answer the step */
void task_prepare(struct task *t);                 /* suggestion and choices of the step asked */
const char *task_quantity_text(const struct task *t, struct arena *a, int64_t milli);

/* task_answer.c: what was typed or chosen */
bool task_typed(struct task *t, const char *text, struct error *e);
bool task_chosen(struct task *t, size_t step, int64_t id, const char *text, struct error *e);
void task_skip(struct task *t, size_t step);
bool task_new_carrier(struct task *t, const char *sscc, struct error *e);
size_t task_carrier_step(const struct task *t);    /* that a new load carrier would answer; step_count */
bool task_take(struct task *t, size_t step, const struct json *v, const char *shown, struct error *e);
bool task_take_text(struct task *t, size_t step, const char *value, const char *shown, struct error *e);
bool task_read(struct task *t, size_t step, const char *text, struct error *e);
const struct json *task_expected(const struct task *t, size_t step); /* NULL: anything goes */

/* task_check.c: may this be the answer? */
bool task_check(struct task *t, size_t step, const struct json *v, const char *shown, struct error *e);
bool task_wrong(const struct task *t, const struct field *f, const char *want, const char *got, struct error *e);
const char *task_label(const struct task *t, const struct field *f);

/* task_scan.c: what was scanned */
bool task_scanned(struct task *t, const char *bytes, size_t len, bool typed, struct error *e);
bool task_is_scanned(const struct view_step *s);     /* or else read and typed */
const char *task_scan_wanted(const struct task *t);  /* label of the next step that is */
bool task_which(struct task *t, size_t n, struct error *e); /* of the several */

/* task_row.c: the row in hand */
bool task_next_row(struct task *t);  /* false: none is left open */
void task_fill(struct task *t);      /* known, from the row in hand */
void task_row_of_claim(struct task *t); /* receive: the purchase order row that was chosen */
struct json *task_packed(const struct task *t, struct arena *a, const struct resource *r, int64_t id);
bool task_lay_over(const struct task *t, const struct resource *r, struct json *row); /* own work; false: nothing is left */
const char *task_shown(const struct task *t, const struct field *f, const struct json *v); /* a value of the body, for people */

/* task_send.c */
void task_send(struct task *t);
void task_saved(struct task *t);
void task_not_saved(struct task *t, const struct error *e);

/* task_draw.c */
void task_draw(const struct screen *s, struct canvas *c);

#endif
